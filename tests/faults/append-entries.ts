// One of several processes that write 100 times to every store at once: append-entries.ts FOLDER NAME
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Snapshot } from '../../src/documents/analytics.ts';
import { createFileLedgerStore } from '../../src/runtime/history/ledger-store.ts';
import { createFileSnapshotStore } from '../../src/runtime/history/snapshot-store.ts';
import { createFileStore, createFileTokenStore } from '../../src/runtime/stores.ts';

const [folder = '', name = ''] = process.argv.slice(2);
const snapshot = JSON.parse(await readFile(join(folder, 'snapshot.json'), 'utf8')) as Snapshot;
const ledger = createFileLedgerStore(join(folder, 'ledger.jsonl'));
const history = createFileSnapshotStore(join(folder, 'history'));
const values = createFileStore(join(folder, 'values'));
const token = createFileTokenStore(join(folder, 'token', 'token.json'));
let tokens = 0;

for (let count = 0; count < 100; count += 1) {
  const id = `${name}${String(count)}`;
  await ledger.append({ media_id: id, files: [`${id}.mp4`], published_at: null });
  await history.append(snapshot);
  await values.set(id, id);
  await values.append?.('tags', id);
  await token.save({ value: `EAA${id}`, expiresAt: null });
  // Whichever process saved last: whole, and one of those that were saved.
  if (/^EAA[abc]\d{1,2}$/.test((await token.load())?.value ?? '')) tokens += 1;
}
process.stdout.write(String(tokens));
