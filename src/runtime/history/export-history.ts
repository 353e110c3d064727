import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkOf } from '../../base/check-input.ts';
import { inputObject, moment, listOf, oneOf, optional, text, withMethods } from '../../base/inputs.ts';
import { writeFileAtomic } from '../atomic-write.ts';
import { requireDuckdb } from '../duckdb.ts';
import { ACCOUNT_METRICS, type HistoryQuery, type HistoryReading, POST_METRICS } from './readings.ts';
import { readHistory } from './read-history.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** A table of an exported history: `account` has a line a collection, `media` one a post of it. */
export type HistoryTable = 'account' | 'media';

/** What is exported. */
export interface ExportHistoryOptions extends Omit<HistoryQuery, 'metrics'> {
  /** @default 'media' */
  readonly table?: HistoryTable | undefined;
  /** `parquet` needs the package `@duckdb/node-api`. @default by the end of the path: `.parquet`, else NDJSON */
  readonly format?: 'ndjson' | 'parquet' | undefined;
}

const check = checkOf('exportHistory', {
  store: withMethods<SnapshotStore>(['list'], 'Give createFileSnapshotStore(folder) or the like.'),
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
  check({ store, path, options });
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
