import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { isInsightInventoryError } from '../../base/errors.ts';
import type { ObjectRow } from '../../files/object-row.ts';
import { csvHeader, csvShardRows, endsInDoubt } from '../insights/csv-shard.ts';
import { parquetShardRows } from '../insights/parquet-shard.ts';
import { type ReadableObject, readPieces, readUnpacked } from '../insights/read-object.ts';
import { isParquet, type LeftOut, REPORT_COLUMNS, type ReportColumn } from '../insights/report-row.ts';
import { type ObjectRules, objectsSql } from '../sql/object-sql.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { KeptShard } from './copies.ts';
import { bringObject, type BroughtObject } from './bring-object.ts';
import { type DuckdbEngine, isExhausted } from './duckdb-engine.ts';
import type { ShardFold } from './shard-fold.ts';
import { type CsvShape, csvSource, parquetSource, parquetTable } from './report-source.ts';
import { tableLookup } from './word-tables.ts';

/** Where the rows of shards go. */
export interface ShardTarget {
  readonly engine: DuckdbEngine;
  /** A folder of its own. */
  readonly folder: string;
  readonly bucket: string;
  readonly rules: ObjectRules;
  readonly fold: ShardFold;
  /** Takes the rows that {@link loadLastRows} adds once all shards are read. */
  readonly inDoubt: ObjectRow[];
  /** Takes what was read, to read it again; `null` when nothing is, and the files are removed. */
  readonly kept: KeptShard[] | null;
  readonly signal: AbortSignal;
}

/**
 * Copies a shard to the folder and its rows to the table `objects`, in their order. A shard whose every row is as the format has it is
 * read by DuckDB. One that has an odd row anywhere is read by the library's own reader, row by row, so that what an odd
 * row costs does not depend on who reads it; so is one that DuckDB cannot read at all.
 *
 * @throws the error of the reader, with the rows before it in the table
 */
export async function loadShard(name: string, object: ReadableObject, target: ShardTarget): Promise<void> {
  const path = join(target.folder, `shard_${randomUUID()}`);
  const pieces = isParquet(name) ? readPieces(object) : readUnpacked(object);
  const brought = await bringObject(pieces, isParquet(name) && object.packed, path);
  let isKept = false;
  try {
    target.signal.throwIfAborted();
    const source = isParquet(name) ? await parquetOf(brought, target) : await csvOf(brought, target);
    if (source !== null && (await insert(source, target))) {
      isKept = target.kept?.push(source) !== undefined;
      return;
    }
    const rows = isParquet(name)
      ? parquetShardRows(brought.object, target.bucket)
      : csvShardRows(brought.object, target.bucket, target.inDoubt);
    await loadRows(rows, target);
  } finally {
    await brought.close();
    if (!isKept) await rm(path, { force: true });
  }
}

/** A source for DuckDB; `null` where its reader and ours may not agree. */
async function csvOf(
  { path, object, marks, error }: BroughtObject,
  { bucket }: ShardTarget,
): Promise<KeptShard | null> {
  if (error !== null || object.size === 0 || marks.hasLoneReturn || marks.hasSpacedQuote) return null;
  const shape = headerOf(await object.read(0, Math.min(object.size, HEADER_BYTES)));
  if (shape === null) return null;
  // A text without a last line end may have been cut in its last field.
  const mayBeCut = marks.last !== LINE_FEED && endsInDoubt(shape);
  return mayBeCut || shape.delimiter.length > 1 ? null : () => csvSource(path, shape, bucket);
}

/** `null` where there is none in the first line: our own reader looks further, or says so. */
function headerOf(beginning: Uint8Array): CsvShape | null {
  try {
    return csvHeader(beginning);
  } catch {
    return null;
  }
}

/** More than a header is long. */
const HEADER_BYTES = 65_536;

const LINE_FEED = 0x0a;

async function parquetOf({ path, object, error }: BroughtObject, target: ShardTarget): Promise<KeptShard | null> {
  const { engine, bucket, signal } = target;
  if (error !== null || object.packed) return null;
  try {
    const described = await engine.query(sql`DESCRIBE SELECT * FROM ${parquetTable(path)}`, { signal });
    const columns = described.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
    const names = new Set(columns.map(({ name }) => name.toLowerCase()));
    return names.has('name') && names.has('size') ? (sizes) => parquetSource(path, columns, bucket, sizes) : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function insertRows(source: Sql, { rules, fold }: ShardTarget): Promise<void> {
  return fold.load((rows) => objectsSql(rows, rules, tableLookup), source);
}

/** Adds the rows of a source; false, and none of them, when it cannot be read as it should be. */
async function insert(source: KeptShard, target: ShardTarget): Promise<boolean> {
  try {
    await insertRows(source([]), target);
    return true;
  } catch (error) {
    target.signal.throwIfAborted();
    if (isExhausted(error)) throw error;
    return false;
  }
}

/** Columns of the texts that our own reader's rows are written to. */
const WRITTEN: CsvShape = {
  columns: new Map(REPORT_COLUMNS.map((column, place) => [column, place])),
  fields: REPORT_COLUMNS.length,
  delimiter: ',',
};

/** Copies rows that were read one by one, those before an error too. */
async function loadRows(
  pages: AsyncIterable<readonly (ObjectRow | LeftOut)[]> | readonly (readonly ObjectRow[])[],
  target: ShardTarget,
): Promise<void> {
  const path = join(target.folder, `rows_${randomUUID()}`);
  const file = await open(path, 'wx', 0o600);
  let failure: unknown = null;
  try {
    await file.write(`${REPORT_COLUMNS.join(',')}\n`);
    try {
      for await (const rows of pages) {
        target.signal.throwIfAborted();
        await file.write(rows.map((row) => lineOf(row, target.bucket)).join(''));
      }
    } catch (error) {
      if (!isInsightInventoryError(error)) throw error;
      failure = error;
    }
    const source = csvSource(path, WRITTEN, target.bucket);
    await insertRows(source, target);
    target.kept?.push(() => source);
  } finally {
    await file.close();
    if (target.kept === null) await rm(path, { force: true });
  }
  if (failure !== null) throw failure as Error;
}

/** Copies the rows that were in doubt (`withoutDoubt`) to the table. */
export async function loadLastRows(rows: readonly ObjectRow[], target: ShardTarget): Promise<void> {
  if (rows.length > 0) await loadRows([rows], target);
}

function lineOf(row: ObjectRow | LeftOut, bucket: string): string {
  const values: Partial<Record<ReportColumn, string | number | null | undefined>> =
    typeof row === 'string' ? leftOutRow(row, bucket) : { ...row, bucket };
  return `${REPORT_COLUMNS.map((column) => quoted(values[column])).join(',')}\n`;
}

/** A row that is left out for the same reason again. */
function leftOutRow(why: LeftOut, bucket: string): Partial<Record<ReportColumn, string>> {
  if (why === 'unnamed') return {};
  return why === 'deleted' ? { name: '-', timeDeleted: '-' } : { name: '-', bucket: `not ${bucket}` };
}

function quoted(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`;
}
