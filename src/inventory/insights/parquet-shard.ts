import type { AsyncBuffer, ColumnMetaData, Compressors, FileMetaData, SchemaElement } from 'hyparquet';

import { isInsightInventoryError } from '../../base/errors.ts';
import type { ObjectRow } from '../../files/object-row.ts';
import { checkPages } from './parquet-pages.ts';
import {
  type LeftOut,
  type ReadableObject,
  REPORT_COLUMNS,
  type ReportColumn,
  reportRow,
  unreadableReport,
} from './report-row.ts';

/** Most rows of a row group, and bytes of one column in it: writers make groups of a million rows or 128 MiB. */
const MOST_GROUP_ROWS = 16_777_216;
const MOST_COLUMN_BYTES = 512 * 2 ** 20;

/** Rows made at a time from the columns of a row group. */
const ROWS_AT_ONCE = 20_000;

/**
 * Reads the rows of a Parquet shard, some at a time. Each column of a row group is fetched and decoded once: the reader
 * would decode it again for every part of its rows. Holds the values of one row group. Loads the Parquet reader, which
 * nothing else does.
 *
 * @throws {ResponseValidationError} when the file cannot be read, or has no name or size
 */
export async function* parquetShardRows(
  shard: ReadableObject,
  bucket: string,
): AsyncGenerator<(ObjectRow | LeftOut)[], void, undefined> {
  if (shard.packed)
    throw unreadableReport('Its Parquet is stored with Content-Encoding: gzip, so it cannot be read in parts.');
  const { parquetMetadataAsync } = await import('./parquet-reader.ts');
  const file = asyncBuffer(shard);
  const metadata = await readable(() => parquetMetadataAsync(file));
  const present = new Map(metadata.schema.map(({ name }) => [name.toLowerCase(), name]));
  const spelled = new Map<ReportColumn, string>();
  for (const column of REPORT_COLUMNS) {
    const name = present.get(column.toLowerCase());
    if (name !== undefined) spelled.set(column, name);
  }
  if (!spelled.has('name') || !spelled.has('size')) throw unreadableReport('Its Parquet has no columns name and size.');
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    if (!(groupRows >= 0 && groupRows <= MOST_GROUP_ROWS))
      throw unreadableReport('Its Parquet has a row group of more rows than are read at once.');
    const groupEnd = groupStart + groupRows;
    const values = new Map<ReportColumn, readonly unknown[]>();
    for (const [column, name] of spelled) {
      const element = metadata.schema.find((one) => one.name === name);
      const chunk = group.columns.find(({ meta_data: one }) => one?.path_in_schema.join('.') === name)?.meta_data;
      // A column of lists or structures has no text.
      if (element === undefined || element.repetition_type === 'REPEATED' || chunk === undefined) continue;
      const part = { name, element, chunk, groupStart, groupEnd };
      values.set(column, await readable(() => readColumn(file, metadata, part)));
    }
    for (let start = groupStart; start < groupEnd; start += ROWS_AT_ONCE) {
      const rows: (ObjectRow | LeftOut)[] = [];
      for (let row = start; row < Math.min(start + ROWS_AT_ONCE, groupEnd); row += 1)
        rows.push(reportRow((column) => columnText(values.get(column)?.[row - groupStart]), bucket));
      yield rows;
    }
    groupStart = groupEnd;
  }
}

/** A column in one row group. */
interface ColumnPart {
  readonly name: string;
  readonly element: SchemaElement;
  readonly chunk: ColumnMetaData;
  readonly groupStart: number;
  readonly groupEnd: number;
}

/** The values of a column in one row group. */
async function readColumn(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { name, element, chunk, groupStart, groupEnd }: ColumnPart,
): Promise<readonly unknown[]> {
  const { CODECS, parquetHeader, parquetRead } = await import('./parquet-reader.ts');
  const values = new Array<unknown>(groupEnd - groupStart).fill(null);
  const compressors: Compressors = {};
  const checked: AsyncBuffer = {
    byteLength: file.byteLength,
    slice: async (start, end) => {
      const bytes = await file.slice(start, end);
      Object.assign(
        compressors,
        checkPages({ bytes, metadata: chunk, element, rows: groupEnd - groupStart }, { CODECS, parquetHeader }),
      );
      return bytes;
    },
  };
  await parquetRead({
    file: checked,
    metadata,
    columns: [name],
    rowStart: groupStart,
    rowEnd: groupEnd,
    compressors,
    onChunk: ({ columnData, rowStart }) => {
      for (let index = 0; index < columnData.length; index += 1)
        values[rowStart - groupStart + index] = columnData[index];
    },
  });
  return values;
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

function asyncBuffer(shard: ReadableObject): AsyncBuffer {
  return {
    byteLength: shard.size,
    slice: async (start, end = shard.size) => {
      const from = start < 0 ? shard.size + start : start;
      const to = Math.min(end, shard.size);
      if (!(from >= 0 && from <= to && to - from <= MOST_COLUMN_BYTES))
        throw new RangeError('a part of it lies outside of the file, or is too long');
      const bytes = await shard.read(from, to);
      return new Uint8Array(bytes).buffer;
    },
  };
}

function columnText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : null;
}
