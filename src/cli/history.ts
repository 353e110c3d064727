import { extname, join } from 'node:path';

import { createDuckDbSnapshotStore } from '../runtime/history/duckdb-snapshot-store.ts';
import { createFileSnapshotStore, type SnapshotStore } from '../runtime/history/snapshot-store.ts';
import { createSqliteSnapshotStore } from '../runtime/history/sqlite-snapshot-store.ts';

/** What makes a history, by the ending of its path in lower case; any other path is a folder of documents. */
const BY_ENDING: Readonly<Record<string, (path: string) => SnapshotStore>> = {
  '.sqlite': createSqliteSnapshotStore,
  '.db': createSqliteSnapshotStore,
  '.duckdb': createDuckDbSnapshotStore,
};

/** How the command line's help names a path of a history. */
export const HISTORY_VALUE = 'PATH';
export const HISTORY_ENDINGS = 'a folder, or a database of figures: a file that ends in .sqlite, .db or .duckdb';

/** Opens a history by its path. Nothing is read, and no optional package asked for, before a method is called. */
export function openHistory(path: string): SnapshotStore {
  return (BY_ENDING[extname(path).toLowerCase()] ?? createFileSnapshotStore)(path);
}

/** The path of an account's own history: `kept/ID` of a folder, `kept-ID.sqlite` of a file. */
export function historyOfAccount(path: string, id: string): string {
  const ending = extname(path);
  if (BY_ENDING[ending.toLowerCase()] === undefined) return join(path, id);
  return `${path.slice(0, -ending.length)}-${id}${ending}`;
}
