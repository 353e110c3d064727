import type { AsyncBuffer, ColumnMetaData, Compressors, FileMetaData, PageHeader, SchemaElement } from 'hyparquet';

import { isInsightInventoryError } from '../../base/errors.ts';
import { DAY_MS } from '../../base/time.ts';
import type { ObjectRow } from '../../files/describe-file.ts';
import {
  type LeftOut,
  type ReadableObject,
  REPORT_COLUMNS,
  type ReportColumn,
  reportRow,
  unreadableReport,
} from './report-row.ts';

/** Most values of a page: writers make pages of some thousand to a million. */
const MAX_PAGE_VALUES = 16_777_216;

/** What a run may have beyond its page: the last of a page is filled up. */
const MAX_FILL_VALUES = 65_536;

/** Most bytes of a page's header, whose texts are the first and the last name. */
const MAX_HEADER_BYTES = 65_536;

/** What one column of a row group has in the file. */
export interface ColumnChunk {
  readonly bytes: ArrayBuffer;
  readonly metadata: ColumnMetaData;
  readonly element: SchemaElement;
  readonly rows: number;
}

/**
 * Checks how many values the pages of a column say they have, before the reader believes them: it would make room for a run
 * of two thousand million values, or read one of less than none for ever. Pages that are packed are checked when the
 * reader has them unpacked, with what is returned.
 *
 * @throws RangeError when a page or a run of it is longer than writers make them
 */
function checkPages(
  { bytes, metadata, element, rows }: ColumnChunk,
  { CODECS, parquetHeader }: Pick<typeof import('./parquet-reader.ts'), 'CODECS' | 'parquetHeader'>,
): Compressors {
  const packed = new Map<number, (page: Uint8Array) => void>();
  const isOptional = element.repetition_type === 'OPTIONAL';
  let values = 0;
  for (let offset = 0; values < rows && offset < bytes.byteLength - 1;) {
    const window = Math.min(MAX_HEADER_BYTES, bytes.byteLength - offset);
    const reader = { view: new DataView(bytes, offset, window), offset: 0 };
    const header = parquetHeader(reader);
    const start = offset + reader.offset;
    const page = new Uint8Array(bytes, start, header.compressed_page_size);
    offset = start + page.length;
    const { data_page_header: one, data_page_header_v2: two } = header;
    const count = (one ?? two ?? header.dictionary_page_header)?.num_values ?? 0;
    if (!(count >= 0 && count <= MAX_PAGE_VALUES)) throw new RangeError('a page has more values than are read at once');
    if (header.type === 'DICTIONARY_PAGE') continue;
    values += count;
    const levels = two === undefined ? 0 : two.definition_levels_byte_length + two.repetition_levels_byte_length;
    if (two !== undefined && isOptional) checkRuns(page, two.repetition_levels_byte_length, 1, count);
    const check = (unpacked: Uint8Array): void => {
      checkValues(unpacked, header, { count, isOptional, isBoolean: metadata.type === 'BOOLEAN' });
    };
    if (metadata.codec === 'UNCOMPRESSED' || two?.is_compressed === false) check(page.subarray(levels));
    else packed.set(start + levels, check);
  }
  return Object.fromEntries(
    Object.entries(CODECS).map(([codec, unpack]) => [
      codec,
      (given: Uint8Array, length: number) => {
        const unpacked = unpack(given, length);
        packed.get(given.byteOffset)?.(unpacked);
        return unpacked;
      },
    ]),
  );
}

interface Expected {
  readonly count: number;
  readonly isOptional: boolean;
  readonly isBoolean: boolean;
}

/** Checks the runs of a page that is unpacked; the levels of the second version are not in it. */
function checkValues(page: Uint8Array, header: PageHeader, { count, isOptional, isBoolean }: Expected): void {
  const { data_page_header: one, data_page_header_v2: two } = header;
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  let offset = 0;
  if (one !== undefined && isOptional) {
    offset = 4 + view.getUint32(0, true);
    checkRuns(page, 4, 1, count);
  }
  const encoding = (one ?? two)?.encoding;
  if (encoding === 'RLE' && isBoolean) checkRuns(page, offset + 4, 1, count);
  // The reader reads no run of the first version whose values need no bit.
  else if (encoding !== 'RLE' && encoding !== 'RLE_DICTIONARY' && encoding !== 'PLAIN_DICTIONARY') return;
  else if (offset < page.length) checkRuns(page, offset + 1, view.getUint8(offset), count);
}

/** Checks the runs of the hybrid encoding, each so many equal values or eights of packed ones, up to `count` values. */
function checkRuns(page: Uint8Array, start: number, width: number, count: number): void {
  let offset = start;
  let seen = 0;
  while (seen < count && offset < page.length) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = page[offset] ?? 0;
      offset += 1;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const isPacked = (header & 1) === 1;
    const run = isPacked ? (header >>> 1) * 8 : header >>> 1;
    if (run > count + MAX_FILL_VALUES) throw new RangeError('a run of a page is longer than the page');
    offset += isPacked ? Math.max(1, (run / 8) * width) : (width + 7) >> 3;
    seen += run;
  }
}

/** Most rows of a row group, and bytes of one column in it: writers make groups of a million rows or 128 MiB. */
const MAX_GROUP_ROWS = 16_777_216;
const MAX_COLUMN_BYTES = 512 * 2 ** 20;

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
    if (!(groupRows >= 0 && groupRows <= MAX_GROUP_ROWS))
      throw unreadableReport('Its Parquet has a row group of more rows than are read at once.');
    const groupEnd = groupStart + groupRows;
    const read = new Map<ReportColumn, ColumnValues>();
    for (const [column, name] of spelled) {
      const element = metadata.schema.find((one) => one.name === name);
      const chunk = group.columns.find(({ meta_data: one }) => one?.path_in_schema.join('.') === name)?.meta_data;
      // A column of lists or structures has no text.
      if (element === undefined || element.repetition_type === 'REPEATED' || chunk === undefined) continue;
      const part = { name, element, chunk, groupStart, groupEnd };
      read.set(column, await readable(() => readColumn(file, metadata, part)));
    }
    for (let start = groupStart; start < groupEnd; start += ROWS_AT_ONCE) {
      const rows: (ObjectRow | LeftOut)[] = [];
      for (let row = start; row < Math.min(start + ROWS_AT_ONCE, groupEnd); row += 1)
        rows.push(reportRow((column) => columnText(read.get(column), row - groupStart), bucket));
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

/** The values of a column in one row group. Times are milliseconds since 1970, of a tenth of the memory a `Date` takes. */
interface ColumnValues {
  readonly values: readonly unknown[];
  readonly areTimes: boolean;
}

/** Reads the values of a column in one row group. */
async function readColumn(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { name, element, chunk, groupStart, groupEnd }: ColumnPart,
): Promise<ColumnValues> {
  const { CODECS, parquetHeader, parquetRead } = await import('./parquet-reader.ts');
  const values = new Array<unknown>(groupEnd - groupStart).fill(null);
  const compressors: Compressors = {};
  let areTimes = false;
  const time = (milliseconds: number): number => {
    areTimes = true;
    return milliseconds;
  };
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
    parsers: {
      timestampFromMilliseconds: (milliseconds) => time(Number(milliseconds)),
      timestampFromMicroseconds: (microseconds) => time(Number(microseconds / 1_000n)),
      timestampFromNanoseconds: (nanoseconds) => time(Number(nanoseconds / 1_000_000n)),
      dateFromDays: (days) => time(days * DAY_MS),
    },
    onChunk: ({ columnData, rowStart }) => {
      for (let index = 0; index < columnData.length; index += 1)
        values[rowStart - groupStart + index] = columnData[index];
    },
  });
  return { values, areTimes };
}

/**
 * Reports an error of the reader as one of the file. What the reader throws is about the file, unless it is about
 * fetching it.
 */
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
      if (!(from >= 0 && from <= to && to - from <= MAX_COLUMN_BYTES))
        throw new RangeError('a part of it lies outside of the file, or is too long');
      const bytes = await shard.read(from, to);
      return new Uint8Array(bytes).buffer;
    },
  };
}

function columnText(column: ColumnValues | undefined, row: number): string | null {
  const value = column?.values[row];
  if (typeof value === 'number' && column?.areTimes === true) {
    const time = new Date(value);
    return Number.isNaN(time.getTime()) ? null : time.toISOString();
  }
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : null;
}
