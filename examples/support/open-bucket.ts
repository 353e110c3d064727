import { GCSInventoryManager, loadConfig, type InventoryDependencies } from 'insight-inventory';
import { demoDataset, startBucketSimulator } from 'insight-inventory/testing';

/** The configured bucket, or the demo bucket on a simulator when no configuration is named. */
export async function openBucket(
  configPath: string | undefined,
  deps: InventoryDependencies = {},
): Promise<{ gcs: GCSInventoryManager; close: () => Promise<void> }> {
  if (configPath !== undefined) {
    const config = await loadConfig(configPath);
    return { gcs: new GCSInventoryManager(config.getGcsConfig(), deps), close: () => Promise.resolve() };
  }
  const { bucket, objects } = demoDataset();
  const simulator = await startBucketSimulator({ bucket, objects });
  return {
    gcs: new GCSInventoryManager({ bucket, apiEndpoint: simulator.url }, deps),
    close: () => simulator.close(),
  };
}
