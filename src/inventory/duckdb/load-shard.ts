import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { isInsightInventoryError } from '../../base/errors.ts';
import type { ObjectRow } from '../../files/describe-file.ts';
import { csvHeader, csvShardRows, isEndAmbiguous } from '../insights/csv-shard.ts';
import { parquetShardRows } from '../insights/parquet-shard.ts';
import {
  isParquet,
  type LeftOut,
  type ReadableObject,
  readPieces,
  readUnpacked,
  REPORT_COLUMNS,
  type ReportColumn,
} from '../insights/report-row.ts';
import { sql } from '../sql/sql.ts';
import { type DuckdbEngine, isExhausted, type ReadableShard } from './duckdb-engine.ts';
import { type CsvShape, csvSource, parquetSource, parquetTable } from './report-source.ts';
import type { ShardFold } from './shard-fold.ts';

/** An object that was copied to a file. */
interface FetchedObject {
  readonly path: string;
  readonly marks: ByteMarks;
  /** Why it was not read to its end; `null` when it was. */
  readonly error: unknown;
  /** The bytes again, from the file; reading fails where the copying did. */
  readonly object: ReadableObject;
  close(): Promise<void>;
}

/** What the bytes of a text say of who may read it. */
interface ByteMarks {
  /** There is a quotation mark. */
  hasQuote: boolean;
  /** There is one with nothing but spaces between it and the end of its field. */
  hasSpacedQuote: boolean;
  /** There is a CR without an LF behind it. */
  hasLoneReturn: boolean;
  /** The last byte; -1 when there is none. */
  last: number;
}

/** Copies pieces to a new file that only this user can read. What fails is kept in place of thrown. */
async function fetchObject(pieces: AsyncIterable<Uint8Array>, packed: boolean, path: string): Promise<FetchedObject> {
  const file = await open(path, 'wx+', 0o600);
  const scan = new ByteScan();
  let size = 0;
  let error: unknown = null;
  try {
    for await (const piece of pieces) {
      scan.add(piece);
      await file.write(piece, 0, piece.byteLength, size);
      size += piece.byteLength;
    }
  } catch (failure) {
    error = failure;
  }
  const object: ReadableObject = {
    // One more than there are, so that whoever reads them comes to where the copying failed.
    size: error === null ? size : size + 1,
    packed,
    read: async (start, end) => {
      if (end > size) throw error;
      return readBytes(file, start, end);
    },
  };
  return { path, marks: scan.marks, error, object, close: () => file.close() };
}

async function readBytes(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  await file.read(bytes, 0, bytes.byteLength, start);
  return bytes;
}

const QUOTE = 0x22;
const RETURN = 0x0d;
const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** Looks through a text that comes in pieces. */
class ByteScan {
  readonly marks: ByteMarks = { hasQuote: false, hasSpacedQuote: false, hasLoneReturn: false, last: -1 };

  add(piece: Uint8Array): void {
    const { marks } = this;
    const { last } = marks;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    marks.hasQuote ||= bytes.includes(QUOTE);
    // What goes over from one piece to the next cannot be told here: it counts as odd.
    const first = bytes[0];
    marks.hasSpacedQuote ||=
      (last === SPACE && (first === QUOTE || first === SPACE)) || (last === QUOTE && first === SPACE);
    marks.hasSpacedQuote ||= marks.hasQuote && hasSpacedQuote(bytes);
    marks.hasLoneReturn ||= (last === RETURN && first !== LINE_FEED) || hasLoneReturn(bytes);
    marks.last = bytes.at(-1) ?? last;
  }
}

function hasSpacedQuote(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(' "'); at !== -1; at = bytes.indexOf(' "', at + 1))
    if (isFieldEnd(neighbour(bytes, at, -1))) return true;
  for (let at = bytes.indexOf('" '); at !== -1; at = bytes.indexOf('" ', at + 1))
    if (isFieldEnd(neighbour(bytes, at + 1, 1))) return true;
  return false;
}

/** Finds the first byte that is no space, from one place on; `undefined` at the end of the piece. */
function neighbour(bytes: Buffer, from: number, step: 1 | -1): number | undefined {
  let at = from;
  while (bytes[at] === SPACE) at += step;
  return bytes[at];
}

/** The separators of a CSV, and its line ends. */
const FIELD_ENDS: ReadonlySet<number | undefined> = new Set([
  undefined,
  ...Array.from(',\t|;\r\n', (sign) => sign.charCodeAt(0)),
]);

function isFieldEnd(byte: number | undefined): boolean {
  return FIELD_ENDS.has(byte);
}

function hasLoneReturn(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(RETURN); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(RETURN, at + 1))
    if (bytes[at + 1] !== LINE_FEED) return true;
  return false;
}

/** Where the rows of shards go. */
export interface ShardTarget {
  readonly engine: DuckdbEngine;
  /** A folder of its own. */
  readonly folder: string;
  readonly bucket: string;
  readonly fold: ShardFold;
  /** Takes the rows that {@link loadLastRows} adds once all shards are read. */
  readonly inDoubt: ObjectRow[];
  /** Takes what was read, to read it again; `null` when nothing is, and the files are removed. */
  readonly kept: ReadableShard[] | null;
  readonly signal: AbortSignal;
}

/**
 * Copies a shard to the folder and its rows to the table `objects`, in their order. A shard whose every row is as the
 * format has it is read by DuckDB. One that has an odd row anywhere is read by the library's own reader, row by row, so
 * that what an odd row costs does not depend on who reads it; so is one that DuckDB cannot read at all.
 *
 * @throws the error of the reader, with the rows before it in the table
 */
export async function loadShard(name: string, object: ReadableObject, target: ShardTarget): Promise<void> {
  const path = join(target.folder, `shard_${randomUUID()}`);
  const pieces = isParquet(name) ? readPieces(object) : readUnpacked(object);
  const fetched = await fetchObject(pieces, isParquet(name) && object.packed, path);
  let isKept = false;
  try {
    target.signal.throwIfAborted();
    const source = isParquet(name) ? await parquetOf(fetched, target) : await csvOf(fetched, target);
    if (source !== null && (await insert(source, target))) {
      isKept = target.kept?.push(source) !== undefined;
      return;
    }
    const rows = isParquet(name)
      ? parquetShardRows(fetched.object, target.bucket)
      : csvShardRows(fetched.object, target.bucket, target.inDoubt);
    await loadRows(rows, target);
  } finally {
    await fetched.close();
    if (!isKept) await rm(path, { force: true });
  }
}

/** Makes a source for DuckDB; `null` where its reader and ours may not agree. */
async function csvOf(
  { path, object, marks, error }: FetchedObject,
  { bucket }: ShardTarget,
): Promise<ReadableShard | null> {
  if (error !== null || object.size === 0 || marks.hasLoneReturn || marks.hasSpacedQuote) return null;
  const shape = headerOf(await object.read(0, Math.min(object.size, HEADER_BYTES)));
  if (shape === null) return null;
  // A text without a last line end may have been cut in its last field.
  const mayBeCut = marks.last !== LINE_FEED && isEndAmbiguous(shape);
  return mayBeCut || shape.delimiter.length > 1 ? null : () => csvSource(path, shape, bucket);
}

/** Reads the header; `null` where there is none in the first line: our own reader looks further, or says so. */
function headerOf(beginning: Uint8Array): CsvShape | null {
  try {
    return csvHeader(beginning);
  } catch {
    return null;
  }
}

/** More than a header is long. */
const HEADER_BYTES = 65_536;

async function parquetOf({ path, object, error }: FetchedObject, target: ShardTarget): Promise<ReadableShard | null> {
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

/** Adds the rows of a source; false, and none of them, when it cannot be read as it should be. */
async function insert(source: ReadableShard, target: ShardTarget): Promise<boolean> {
  try {
    await target.fold.load(source([]));
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
    await target.fold.load(source);
    target.kept?.push(() => source);
  } finally {
    await file.close();
    if (target.kept === null) await rm(path, { force: true });
  }
  if (failure !== null) throw failure as Error;
}

/** Copies the rows that were in doubt (`withoutAmbiguous`) to the table. */
export async function loadLastRows(rows: readonly ObjectRow[], target: ShardTarget): Promise<void> {
  if (rows.length > 0) await loadRows([rows], target);
}

function lineOf(row: ObjectRow | LeftOut, bucket: string): string {
  const values: Partial<Record<ReportColumn, string | number | null | undefined>> =
    typeof row === 'string' ? leftOutRow(row, bucket) : { ...row, bucket };
  return `${REPORT_COLUMNS.map((column) => quoted(values[column])).join(',')}\n`;
}

/** Makes a row that is left out for the same reason again. */
function leftOutRow(why: LeftOut, bucket: string): Partial<Record<ReportColumn, string>> {
  if (why === 'unnamed') return {};
  return why === 'deleted' ? { name: '-', timeDeleted: '-' } : { name: '-', bucket: `not ${bucket}` };
}

function quoted(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`;
}
