/**
 * Collects a real account and a real bucket. The command line does the same, with progress and more options:
 * `npx insight-inventory collect`.
 *
 *   npx tsx examples/collect.ts --config insight-inventory.config.json
 */
import { DataCollector, GCSInventoryManager, InstagramAnalyticsManager, loadConfig } from 'insight-inventory';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';

async function main(): Promise<void> {
  const config = await loadConfig(configOption());
  // Factories: a wrong setting of one source fails that source alone.
  const instagram = (): InstagramAnalyticsManager => new InstagramAnalyticsManager(config.getInstagramConfig());
  const gcs = (): GCSInventoryManager => new GCSInventoryManager(config.getGcsConfig());
  const { outputDir } = config.getCollectorConfig();
  const { status, sources, issues } = await new DataCollector({ instagram, gcs, outputDir }).collectAllData();
  console.log(status, sources.instagram.file, sources.gcs.file);
  for (const { source, message, remedy } of issues) console.log(`${source}: ${message} ${remedy ?? ''}`);
  if (status === 'failed') process.exitCode = 1;
}

main().catch(fail);
