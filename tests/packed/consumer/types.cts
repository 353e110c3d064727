import { GCSInventoryManager, isStorageError, type GcsInventory } from 'insight-inventory';
import { matchesQuery } from 'insight-inventory/files';
import { summarizeHashtags } from 'insight-inventory/metrics';
import { startBucketSimulator, type BucketSimulator } from 'insight-inventory/testing';

async function inventory(bucket: string): Promise<GcsInventory | string> {
  const simulator: BucketSimulator = await startBucketSimulator({ bucket });
  try {
    return await new GCSInventoryManager({ bucket, apiEndpoint: simulator.url }).generateInventory();
  } catch (error) {
    return isStorageError(error) ? error.bucket : 'unknown';
  } finally {
    await simulator.close();
  }
}

export = { inventory, matchesQuery, summarizeHashtags };
