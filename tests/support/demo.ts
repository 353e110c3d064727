import { onTestFinished } from 'vitest';

import {
  GCSInventoryManager,
  InstagramAnalyticsManager,
  type InventoryDependencies,
  type ManagerDependencies,
} from '../../src/index.ts';
import {
  datasetFromExport,
  demoDataset,
  startBucketSimulator,
  startGraphSimulator,
  type BucketSimulator,
  type BucketSimulatorOptions,
  type Dataset,
  type GraphSimulator,
  type GraphSimulatorOptions,
} from '../../src/testing/index.ts';

export interface OpenGraph {
  readonly graph: GraphSimulator;
  readonly instagram: InstagramAnalyticsManager;
}

/** Opens the demo account, or another, behind a simulator that ends with the test. */
export async function openAccount(
  deps: ManagerDependencies = {},
  options: Partial<GraphSimulatorOptions> = {},
  data: Dataset = demoDataset(),
): Promise<OpenGraph> {
  const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account), ...options });
  onTestFinished(() => graph.close());
  const instagram = new InstagramAnalyticsManager(
    { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url, login: options.login },
    deps,
  );
  return { graph, instagram };
}

export interface OpenBucket {
  readonly bucket: BucketSimulator;
  readonly gcs: GCSInventoryManager;
}

/** Opens the demo bucket, or another, behind a simulator that ends with the test. */
export async function openBucket(
  deps: InventoryDependencies = {},
  options: BucketSimulatorOptions = {},
  data: Dataset = demoDataset(),
): Promise<OpenBucket> {
  const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects, ...options });
  onTestFinished(() => bucket.close());
  return { bucket, gcs: new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url }, deps) };
}
