import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { parquetShardRows } from '../../../../src/inventory/insights/parquet-shard.ts';
import { loadDuckdb } from '../../../../src/runtime/duckdb.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** The rows of a Parquet file of the columns of a `SELECT`. */
async function rowsOf(columns: string): Promise<unknown[]> {
  const duckdb = await loadDuckdb();
  if (duckdb === null) throw new Error('DuckDB is not installed.');
  const path = join(await temporaryFolder(), 'shard.parquet');
  const database = await duckdb.DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  await connection.run(`COPY (SELECT 'a.mp4' AS name, 7::BIGINT AS size, ${columns}) TO '${path}'`);
  connection.closeSync();
  database.closeSync();
  const bytes = new Uint8Array(await readFile(path));
  const shard = {
    size: bytes.length,
    packed: false,
    read: (start: number, end: number) => Promise.resolve(bytes.slice(start, end)),
  };
  const rows: unknown[] = [];
  for await (const page of parquetShardRows(shard, 'prints')) rows.push(...page);
  return rows;
}

describe('the rows of a Parquet shard', () => {
  it.each([
    ["'2026-01-02 03:04:05.678'::TIMESTAMP_MS", '2026-01-02T03:04:05.678Z'],
    ["'2026-01-02 03:04:05.678901'::TIMESTAMP", '2026-01-02T03:04:05.678Z'],
    ["'2026-01-02 03:04:05.678901234'::TIMESTAMP_NS", '2026-01-02T03:04:05.678Z'],
    ["'1965-01-02'::DATE", '1965-01-02T00:00:00.000Z'],
    ["'290000-01-01'::TIMESTAMP_MS", null],
    ['NULL::TIMESTAMP', null],
    ['1767263400::BIGINT', '2026-01-01T10:30:00Z'],
    ['1767263400.5::DOUBLE', '1767263400.5'],
    ["'2026-01-02'", '2026-01-02'],
  ])('have of the time %s the text %s', async (stored, text) => {
    expect(await rowsOf(`${stored} AS timeCreated`)).toMatchObject([{ name: 'a.mp4', size: '7', timeCreated: text }]);
  });
});
