/**
 * Which clips of the bucket were published, which were not, and which cannot be told: by a ledger of what was published,
 * then by length and time, then by names in captions. Without --config it looks at a small studio.
 *
 *   npx tsx examples/unused-footage.ts [--config insight-inventory.config.json]
 */
import {
  createFileLedgerStore,
  createFileStore,
  createMemoryLedgerStore,
  filesOf,
  matchFootageToPosts,
} from 'insight-inventory';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { openBucket } from './support/open-bucket.ts';
import { openInstagram } from './support/open-instagram.ts';
import { STUDIO_LEDGER, studioAccount, studioBucket } from './support/studio.ts';

async function main(): Promise<void> {
  // What probing finds is kept by generation: the next run reads no file twice.
  const store = createFileStore('.state');
  const { instagram, graph, close } = await openInstagram(configOption(), { store }, { dataset: studioAccount() });
  const { gcs, close: closeBucket } = await openBucket(configOption(), { store }, studioBucket());
  try {
    const media = await instagram.getRecentMedia({ probe: true, comments: false });
    const files = filesOf(await gcs.generateInventory(undefined, { probe: true }));

    // Whoever publishes appends to the ledger. On the simulator nobody does, so one entry is made up.
    const ledger =
      graph === null ? createFileLedgerStore('.state/ledger.json') : createMemoryLedgerStore(STUDIO_LEDGER);
    const { used, unused, uncertain } = matchFootageToPosts(files, media, {
      ledger: await ledger.list(),
      now: new Date(),
    });
    for (const [state, rows] of Object.entries({ used, unused, uncertain })) {
      console.log(`${state}: ${String(rows.length)}`);
      for (const { name, duration_seconds, orientation, reason, confidence } of rows.slice(0, 5)) {
        const length = duration_seconds === null ? 'length unknown' : `${String(duration_seconds)} s`;
        console.log(`  ${name} (${length}, ${orientation ?? 'shape unknown'}): ${reason}, ${String(confidence)}`);
      }
    }
  } finally {
    await Promise.all([close(), closeBucket()]);
  }
}

main().catch(fail);
