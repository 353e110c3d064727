import { GCSInventoryManager, InstagramAnalyticsManager, type Logger } from 'insight-inventory';
import {
  datasetFromExport,
  demoDataset,
  startBucketSimulator,
  startGraphSimulator,
  type Dataset,
} from 'insight-inventory/testing';

/** An account and a bucket, and what was asked of them so far. */
export interface OpenSources {
  readonly instagram: InstagramAnalyticsManager;
  readonly gcs: GCSInventoryManager;
  /** HTTP requests so far, where simulators count them. */
  readonly countRequests: () => number;
  readonly close: () => Promise<void>;
}

/** Opens the demo account and bucket, or others in their format, behind simulators. */
export async function openSimulated(data: Dataset = demoDataset(), logger?: Logger): Promise<OpenSources> {
  const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account) });
  const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  return {
    instagram: new InstagramAnalyticsManager(account, { logger }),
    gcs: new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url }, { logger }),
    countRequests: () => graph.stats().requests + bucket.stats().requests,
    close: async () => {
      await Promise.all([graph.close(), bucket.close()]);
    },
  };
}
