// Collects both sources over and over and measures itself after each second: soak-collector.ts SECONDS ACCOUNT BUCKET,
// the last two configurations as JSON. Needs --expose-gc.
import { getEventListeners } from 'node:events';

import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import type { GcsConfig, InstagramConfig } from '../../src/runtime/platform-configs.ts';
import { silentLogger } from '../../src/runtime/logger.ts';

const [seconds = '', account = '', bucket = ''] = process.argv.slice(2);
const options = { logger: silentLogger };
const instagram = new InstagramAnalyticsManager(JSON.parse(account) as InstagramConfig, options);
const gcs = new GCSInventoryManager(JSON.parse(bucket) as GcsConfig, options);
// One signal for all collections: a listener that stays shows.
const { signal } = new AbortController();
const end = performance.now() + Number(seconds) * 1_000;
let next = 0;
let collections = 0;
while (performance.now() < end) {
  await Promise.all([instagram.collect({ signal }), gcs.generateInventory(undefined, { signal })]);
  collections += 1;
  if (performance.now() < next) continue;
  next = performance.now() + 1_000;
  globalThis.gc?.();
  const resources = process.getActiveResourcesInfo();
  const sample = {
    collections,
    heap: process.memoryUsage().heapUsed,
    sockets: resources.filter((kind) => kind.startsWith('TCP')).length,
    timers: resources.filter((kind) => kind === 'Timeout').length,
    listeners: getEventListeners(signal, 'abort').length,
  };
  process.stdout.write(`${JSON.stringify(sample)}\n`);
}
