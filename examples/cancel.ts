/**
 * Stops a collection half-way. The reason given to `abort()` comes back as it is, nothing is sent after it, and what was
 * complete by then is kept. Ctrl-C stops it too; left alone it stops itself once the bucket is begun.
 *
 *   npx tsx examples/cancel.ts [--config insight-inventory.config.json]
 */
import { setTimeout as wait } from 'node:timers/promises';

import { DataCollector } from 'insight-inventory';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { openBucket } from './support/open-bucket.ts';
import { openInstagram } from './support/open-instagram.ts';

async function main(): Promise<void> {
  const { instagram, close } = await openInstagram(configOption());
  const { gcs, simulator, close: closeBucket } = await openBucket(configOption());
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort(new Error('stopped by Ctrl-C'));
  });
  const collector = new DataCollector({
    instagram,
    gcs,
    outputDir: 'collected_data/cancelled',
    onProgress: ({ source }) => {
      if (source === 'gcs') controller.abort(new Error('stopped when the bucket was begun'));
    },
  });
  try {
    // One after the other, so that the account is on disk when the bucket is begun.
    await collector.collectAllData({ parallel: false, probe: true, signal: controller.signal });
    console.log('It was over before it could be stopped.');
  } catch (error) {
    if (error !== controller.signal.reason) throw error;
    console.log(`ended with the reason itself: ${String(error)}`);
    for (const { file } of Object.values(collector.getStatus().sources)) {
      if (file !== null) console.log(`kept: ${file}`);
    }
    const sent = simulator?.requests.length ?? 0;
    await wait(200);
    console.log(`requests sent since: ${String((simulator?.requests.length ?? 0) - sent)}`);
  } finally {
    await Promise.all([close(), closeBucket()]);
  }
}

main().catch(fail);
