import { InstagramAnalyticsManager } from '../../instagram/instagram-analytics-manager.ts';
import { GCSInventoryManager } from '../../inventory/gcs-inventory-manager.ts';
import { type Command, pathOption } from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { openLogger, outputDirOf } from '../inputs.ts';
import { COLLECTION_OPTIONS, runCollection } from './collect.ts';

export const demoCommand: Command = {
  name: 'demo',
  summary: SUMMARIES.demo,
  about:
    'Starts the simulators of both platforms on this machine, collects them over HTTP as the real ones are, and writes the documents.',
  options: [
    {
      name: 'data',
      value: 'DIR',
      about:
        'Another account and bucket: a folder with instagram-account.json and bucket-objects.json in the format of the demo data.',
    },
    ...COLLECTION_OPTIONS,
  ],
  examples: ['demo', 'demo --planning --output-dir /tmp/demo', 'demo --json'],
  run: async (context) => {
    const { output } = context;
    // The simulators are large: nothing else loads them.
    const { datasetFromExport, demoDataset, readDataset, startBucketSimulator, startGraphSimulator } =
      await import('../../testing/index.ts');
    const folder = pathOption(context, 'data');
    const data = folder === undefined ? demoDataset() : await readDataset(folder);
    const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account) });
    const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
    try {
      const logger = openLogger(context, null);
      output.redactor.add(graph.token);
      const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
      const code = await runCollection(context, {
        instagram: new InstagramAnalyticsManager(account, { logger }),
        gcs: new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url }, { logger }),
        outputDir: outputDirOf(context, null),
        logger,
      });
      if (context.io.stdout.isTerminal) output.note('Your own account and bucket: insight-inventory init');
      return code;
    } finally {
      await Promise.all([graph.close(), bucket.close()]);
    }
  },
};
