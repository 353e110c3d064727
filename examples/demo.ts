/**
 * The whole job without credentials: starts both simulators on the demo data, collects them over HTTP and writes the
 * three documents.
 *
 *   npm run demo -- [--data DIR] [--output-dir DIR] [--compress]
 *
 * --data takes any account and bucket in the format of the demo data (instagram-account.json, bucket-objects.json).
 */
import { parseArgs } from 'node:util';

import { DataCollector, GCSInventoryManager, InstagramAnalyticsManager } from 'insight-inventory';
import {
  datasetFromExport,
  demoDataset,
  readDataset,
  startBucketSimulator,
  startGraphSimulator,
} from 'insight-inventory/testing';

import { fail } from './support/fail.ts';
import { createProgress } from './support/progress.ts';
import { printCollection } from './support/print-collection.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      'output-dir': { type: 'string', default: 'collected_data' },
      compress: { type: 'boolean', default: false },
    },
  });
  const data = values.data === undefined ? demoDataset() : await readDataset(values.data);
  const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account) });
  const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  const progress = createProgress();
  try {
    const collector = new DataCollector({
      instagram: new InstagramAnalyticsManager({
        userId: graph.dataset.account.id,
        accessToken: graph.token,
        baseUrl: graph.url,
      }),
      gcs: new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url }),
      outputDir: values['output-dir'],
      onProgress: progress.onProgress,
    });
    const summary = await collector.collectAllData({ compress: values.compress });
    progress.done();
    await printCollection(summary);
    if (summary.status !== 'complete') process.exitCode = 1;
  } finally {
    await Promise.all([graph.close(), bucket.close()]);
  }
}

main().catch(fail);
