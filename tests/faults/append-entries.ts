// One of several processes that write to a store at once: append-entries.ts ledger|history|values PATH NAME DOCUMENT
import { readFile } from 'node:fs/promises';

import type { Snapshot } from '../../src/documents/analytics.ts';
import { createFileLedgerStore, createFileSnapshotStore } from '../../src/runtime/history-stores.ts';
import { createFileStore } from '../../src/runtime/stores.ts';

const [store, path = '', name = '', document = ''] = process.argv.slice(2);
const snapshot = JSON.parse(await readFile(document, 'utf8')) as Snapshot;
const ledger = createFileLedgerStore(path);
const history = createFileSnapshotStore(path);
const values = createFileStore(path);

for (let count = 0; count < 100; count += 1) {
  const id = `${name}${String(count)}`;
  if (store === 'ledger') await ledger.append({ media_id: id, files: [`${id}.mp4`], published_at: null });
  else if (store === 'history') await history.append(snapshot);
  else await values.set(id, id);
}
