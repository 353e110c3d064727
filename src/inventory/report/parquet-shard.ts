import { isInsightInventoryError } from '../../base/errors.ts';
import type { ObjectRow } from '../../files/object-row.ts';
import type { ReadableObject } from './read-object.ts';
import { type LeftOut, REPORT_COLUMNS, reportRow, unreadableReport } from './report-row.ts';

/** Rows made at a time: a whole row group of a large report would take hundreds of megabytes. */
const ROWS_AT_ONCE = 20_000;

/**
 * Reads the rows of a Parquet shard, some at a time. Loads the Parquet reader, which nothing else does.
 *
 * @throws {ResponseValidationError} when the file cannot be read, or has no name or size
 */
export async function* parquetShardRows(
  shard: ReadableObject,
  bucket: string,
): AsyncGenerator<(ObjectRow | LeftOut)[], void, undefined> {
  if (shard.packed)
    throw unreadableReport('Its Parquet is stored with Content-Encoding: gzip, so it cannot be read in parts.');
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const file = cachedFile(shard);
  const metadata = await readable(() => parquetMetadataAsync(file));
  const present = new Map(metadata.schema.map(({ name }) => [name.toLowerCase(), name]));
  const spelled = new Map(REPORT_COLUMNS.map((column) => [column, present.get(column.toLowerCase())]));
  const columns = [...spelled.values()].filter((name) => name !== undefined);
  if (spelled.get('name') === undefined || spelled.get('size') === undefined)
    throw unreadableReport('Its Parquet has no columns name and size.');
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += ROWS_AT_ONCE) {
      const rowEnd = Math.min(rowStart + ROWS_AT_ONCE, groupEnd);
      const read = () => parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, useOffsetIndex: true });
      yield (await readable(read)).map((row) =>
        reportRow((column) => columnText(row[spelled.get(column) ?? '']), bucket),
      );
    }
    file.forget();
    groupStart = groupEnd;
  }
}

/** What the reader throws is about the file, unless it is about fetching it. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isInsightInventoryError(error) || !(error instanceof Error)) throw error;
    throw unreadableReport(`Its Parquet: ${error.message.slice(0, 200)}`);
  }
}

interface CachedFile {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  /** Lets go of what was read. */
  forget(): void;
}

/** The reader asks for the same columns again for every few rows of a group; they are fetched once. */
function cachedFile(shard: ReadableObject): CachedFile {
  const fetched = new Map<string, Promise<ArrayBuffer>>();
  return {
    byteLength: shard.size,
    slice: (start, end = shard.size) => {
      const from = start < 0 ? shard.size + start : start;
      const to = Math.min(end, shard.size);
      const key = `${String(from)}-${String(to)}`;
      let bytes = fetched.get(key);
      if (bytes === undefined) {
        bytes = shard.read(from, to).then(toArrayBuffer);
        fetched.set(key, bytes);
      }
      return bytes;
    },
    forget: () => {
      fetched.clear();
    },
  };
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

function columnText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : null;
}
