import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkInput, checkOf, isObject, joinKey } from '../../base/check-input.ts';
import { inputObject, listOf, moment, momentText, oneOf, optional, text } from '../../base/inputs.ts';
import { toEpochMs } from '../../base/time.ts';
import type { Snapshot } from '../../documents/analytics.ts';
import { writeFileAtomic } from '../atomic-write.ts';
import { requireDuckdb } from '../duckdb.ts';
import {
  ACCOUNT_METRICS,
  type HistoryQuery,
  type HistoryReading,
  POST_METRICS,
  readableStoreInput,
  readingsOf,
  resolveHistoryQuery,
  type SnapshotStore,
  snapshotStoreInput,
} from './snapshot-store.ts';

const takenAt = momentText();

/** Reads the snapshots of a store of the caller's own: each has a moment. */
const listed = listOf<Snapshot>((value, key, report) => {
  takenAt(isObject(value) ? value['taken_at'] : undefined, joinKey(key, 'taken_at'), report);
  return value as Snapshot;
});

/**
 * Reads figures of a history, oldest first: of each collection the account, then its posts. A store with `read` gives them
 * from its rows; of any other, every document is read.
 *
 * @throws {ArgumentError} for a moment, an id or a metric that is none; what the store throws
 * @example
 * const followers = await readHistory(store, { since: '2026-01-01', metrics: ['followers_count'] });
 */
export async function readHistory(
  store: Pick<SnapshotStore, 'list' | 'read'>,
  given: HistoryQuery = {},
): Promise<HistoryReading[]> {
  if (store.read !== undefined) return store.read(given);
  resolveHistoryQuery(given);
  return readingsOf(checkInput('readHistory', 'store.list()', await store.list(), listed), given);
}

/** A table of an exported history: `account` has a line a collection, `media` one a post of it. */
export type HistoryTable = 'account' | 'media';

/** What is exported. */
export interface ExportHistoryOptions extends Omit<HistoryQuery, 'metrics'> {
  /** @default 'media' */
  readonly table?: HistoryTable | undefined;
  /** `parquet` needs the package `@duckdb/node-api`. @default by the end of the path: `.parquet`, else NDJSON */
  readonly format?: 'ndjson' | 'parquet' | undefined;
}

const checkExport = checkOf('exportHistory', {
  store: readableStoreInput,
  path: text('Give a path.'),
  options: inputObject<ExportHistoryOptions>({
    since: optional(moment()),
    media: optional(listOf(text('Give the id of a post.'))),
    table: optional(oneOf(['account', 'media'])),
    format: optional(oneOf(['ndjson', 'parquet'])),
  }),
});

/**
 * Writes one table of a history for a warehouse, whole or not at all, over what was there. Both have `taken_at` and
 * `account_id`, `media` has `media_id` besides: together the key. Every metric is a column of numbers, NULL where it was
 * not read. A path that ends in `.gz` gives packed NDJSON.
 *
 * @returns how many lines were written
 * @throws {ArgumentError} for what it cannot take; {@link ConfigError} for Parquet without DuckDB; an error of kind `io`
 * when the file cannot be written
 * @example
 * await exportHistory(store, 'media.parquet', { since: '2026-01-01' });
 */
export async function exportHistory(
  store: Pick<SnapshotStore, 'list' | 'read'>,
  path: string,
  options: ExportHistoryOptions = {},
): Promise<number> {
  checkExport({ store, path, options });
  const { since, media, table = 'media', format = path.endsWith('.parquet') ? 'parquet' : 'ndjson' } = options;
  const metrics = table === 'media' ? POST_METRICS : ACCOUNT_METRICS;
  const readings = await readHistory(store, { since, media, metrics });
  if (format === 'ndjson') await writeFileAtomic(path, lines(readings, table));
  else await writeFileAtomic(path, await parquetOf(readings, table));
  return readings.length;
}

function* lines(readings: readonly HistoryReading[], table: HistoryTable): Generator<string> {
  for (const { taken_at, account_id, media_id, values } of readings)
    yield `${JSON.stringify({ taken_at, account_id, ...(table === 'media' && { media_id }), ...values })}\n`;
}

async function parquetOf(readings: readonly HistoryReading[], table: HistoryTable): Promise<Uint8Array> {
  const duckdb = await requireDuckdb();
  const folder = await mkdtemp(join(tmpdir(), 'insight-inventory-'));
  try {
    const [from, to] = [join(folder, 'rows.ndjson'), join(folder, 'rows.parquet')];
    await writeFileAtomic(from, lines(readings, table));
    const instance = await duckdb.DuckDBInstance.create(':memory:', { threads: '1' });
    try {
      const connection = await instance.connect();
      const texts = table === 'media' ? ['account_id', 'media_id'] : ['account_id'];
      const columns = [
        "taken_at: 'TIMESTAMPTZ'",
        ...texts.map((name) => `${name}: 'VARCHAR'`),
        ...(table === 'media' ? POST_METRICS : ACCOUNT_METRICS).map((name) => `"${name}": 'DOUBLE'`),
      ].join(', ');
      const rows = `SELECT * FROM read_json(${quoted(from)}, format = 'newline_delimited', columns = {${columns}})`;
      await connection.run(`COPY (${rows}) TO ${quoted(to)} (FORMAT parquet, COMPRESSION zstd)`);
      connection.closeSync();
    } finally {
      instance.closeSync();
    }
    return await readFile(to);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What a migration did. */
export interface MigratedSnapshots {
  /** Snapshots that were added. */
  added: number;
  /** Snapshots the other store had already. */
  present: number;
}

const checkMigration = checkOf('migrateSnapshots', { from: readableStoreInput, to: snapshotStoreInput });

/**
 * Copies the snapshots of one store to another, oldest first; what is there already, by account and moment, is not added
 * again: a migration that was cut off goes on where it was. The first store stays as it is, and its `damaged` lists what
 * could not be read. One migration at a time.
 *
 * @throws {ArgumentError} for what is no store; what one of the stores throws
 * @example
 * await migrateSnapshots(createFileSnapshotStore('.state/history'), createSqliteSnapshotStore('.state/history.sqlite'));
 */
export async function migrateSnapshots(
  from: Pick<SnapshotStore, 'list'>,
  to: Pick<SnapshotStore, 'append' | 'list' | 'read'>,
): Promise<MigratedSnapshots> {
  checkMigration({ from, to });
  // Two collections of one moment are both kept.
  const there = new Map<string, number>();
  for (const { account_id, taken_at } of await readHistory(to, { metrics: ['followers_count'] })) {
    const key = keyOf(account_id, taken_at);
    there.set(key, (there.get(key) ?? 0) + 1);
  }
  const result = { added: 0, present: 0 };
  for (const snapshot of await from.list()) {
    const key = keyOf(snapshot.analytics.account_info?.account_id ?? null, snapshot.taken_at);
    const left = there.get(key) ?? 0;
    if (left > 0) {
      there.set(key, left - 1);
      result.present += 1;
      continue;
    }
    await to.append(snapshot);
    result.added += 1;
  }
  return result;
}

function keyOf(account: string | null, takenAt: string): string {
  return JSON.stringify([account, toEpochMs(takenAt)]);
}
