/**
 * Collects a real account and a real bucket.
 *
 *   npx tsx examples/collect.ts --config insight-inventory.config.json
 *     [--env-file .env] [--only instagram|gcs] [--output-dir DIR] [--compress] [--debug] [--check]
 *
 * --check only checks what a collection needs.
 */
import { parseArgs } from 'node:util';

import {
  createLogger,
  DataCollector,
  GCSInventoryManager,
  InstagramAnalyticsManager,
  loadConfig,
} from 'insight-inventory';

import { fail } from './support/fail.ts';
import { createProgress } from './support/progress.ts';
import { printCollection } from './support/print-collection.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      'env-file': { type: 'string' },
      only: { type: 'string' },
      'output-dir': { type: 'string' },
      compress: { type: 'boolean', default: false },
      debug: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  if (values.only !== undefined && values.only !== 'instagram' && values.only !== 'gcs') {
    throw new Error('--only takes instagram or gcs');
  }
  const config = await loadConfig(values.config, { envFile: values['env-file'] });
  const logging = config.getLoggingConfig();
  const logger = createLogger({ ...logging, level: values.debug ? 'debug' : logging.level });
  const progress = createProgress();
  // Factories: a wrong setting of one source fails that source alone.
  const collector = new DataCollector({
    instagram:
      values.only === 'gcs' ? undefined : () => new InstagramAnalyticsManager(config.getInstagramConfig(), { logger }),
    gcs: values.only === 'instagram' ? undefined : () => new GCSInventoryManager(config.getGcsConfig(), { logger }),
    outputDir: values['output-dir'] ?? config.getCollectorConfig().outputDir,
    logger,
    onProgress: progress.onProgress,
  });
  if (values.check) {
    const { overall_validation, checks } = await collector.validateCollectionRequirements();
    for (const { source, check, ok, detail, remedy } of checks) {
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${source} ${check}: ${detail}${remedy === null ? '' : ` ${remedy}`}`);
    }
    if (!overall_validation) process.exitCode = 1;
    return;
  }
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort(new Error('Stopped by Ctrl-C; documents that were complete are kept.'));
  });
  const summary = await collector.collectAllData({ compress: values.compress, signal: controller.signal });
  progress.done();
  await printCollection(summary);
  if (summary.status === 'failed') process.exitCode = 1;
}

main().catch(fail);
