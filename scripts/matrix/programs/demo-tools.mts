import { GCSInventoryManager, InstagramAnalyticsManager } from 'insight-inventory';
import { type AssistantTool, createAssistantTools } from 'insight-inventory/assistant';
import { datasetFromExport, demoDataset, startBucketSimulator, startGraphSimulator } from 'insight-inventory/testing';

/** Makes tools over the demo documents, collected from the simulators. */
export async function demoTools(): Promise<AssistantTool[]> {
  const { account, bucket: name, objects } = demoDataset();
  const graph = await startGraphSimulator({ dataset: datasetFromExport(account) });
  const bucket = await startBucketSimulator({ bucket: name, objects });
  const { dataset, token: accessToken, url: baseUrl } = graph;
  const instagram = new InstagramAnalyticsManager({ userId: dataset.account.id, accessToken, baseUrl });
  const gcs = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url });
  const documents = { analytics: await instagram.collect(), inventory: await gcs.generateInventory() };
  await Promise.all([graph.close(), bucket.close()]);
  return createAssistantTools({ documents });
}
