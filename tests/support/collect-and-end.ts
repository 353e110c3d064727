// Collects both sources, however faulty they are, leaves a listing and a request on the way, and then does nothing more:
// collect-and-end.ts ACCOUNT BUCKET, each a configuration as JSON. The process ends when nothing keeps it.
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import type { GcsConfig, InstagramConfig } from '../../src/runtime/platform-configs.ts';
import { silentLogger } from '../../src/runtime/logger.ts';

const [account = '', bucket = ''] = process.argv.slice(2);
const options = {
  logger: silentLogger,
  timeoutMs: 300,
  deadlineMs: 3_000,
  retry: { retries: 2, initialDelayMs: 1, maxDelayMs: 5 },
};
const instagram = new InstagramAnalyticsManager(JSON.parse(account) as InstagramConfig, options);
const gcs = new GCSInventoryManager(JSON.parse(bucket) as GcsConfig, options);
await Promise.allSettled([instagram.collect(), gcs.generateInventory()]);
const stop = new AbortController();
const left = instagram.collect({ signal: stop.signal }).catch(() => null);
setTimeout(() => {
  stop.abort();
}, 20);
const leaveListing = async (): Promise<void> => {
  const files = gcs.iterateFiles({ order: 'unordered' });
  await files.next();
  await files.return();
};
await leaveListing().catch(() => null);
await left;
process.stdout.write('done\n');
