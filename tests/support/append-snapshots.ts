// One of several processes that append to one history: append-snapshots.ts SQLite|DuckDB PATH COUNT
import { readFile } from 'node:fs/promises';

import type { Snapshot } from '../../src/documents/analytics.ts';
import { createDuckDbSnapshotStore, createSqliteSnapshotStore } from '../../src/runtime/history/snapshot-databases.ts';

const [kind, path = '', count] = process.argv.slice(2);
const snapshot = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Snapshot;
const store = kind === 'SQLite' ? createSqliteSnapshotStore(path) : createDuckDbSnapshotStore(path);
for (let done = 0; done < Number(count); done += 1) {
  await store.append(snapshot);
  // A byte for each that was kept.
  process.stdout.write('.');
}
