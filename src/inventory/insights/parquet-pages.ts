import type { ColumnMetaData, Compressors, PageHeader, SchemaElement } from 'hyparquet';

/** Most values of a page: writers make pages of some thousand to a million. */
const MOST_PAGE_VALUES = 16_777_216;

/** What a run may have beyond its page: the last of a page is filled up. */
const MOST_FILLING = 65_536;

/** Most bytes of a page's header, whose texts are the first and the last name. */
const MOST_HEADER_BYTES = 65_536;

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
export function checkPages(
  { bytes, metadata, element, rows }: ColumnChunk,
  { CODECS, parquetHeader }: Pick<typeof import('./parquet-reader.ts'), 'CODECS' | 'parquetHeader'>,
): Compressors {
  const packed = new Map<number, (page: Uint8Array) => void>();
  const isOptional = element.repetition_type === 'OPTIONAL';
  let values = 0;
  for (let offset = 0; values < rows && offset < bytes.byteLength - 1;) {
    const window = Math.min(MOST_HEADER_BYTES, bytes.byteLength - offset);
    const reader = { view: new DataView(bytes, offset, window), offset: 0 };
    const header = parquetHeader(reader);
    const start = offset + reader.offset;
    const page = new Uint8Array(bytes, start, header.compressed_page_size);
    offset = start + page.length;
    const { data_page_header: one, data_page_header_v2: two } = header;
    const count = (one ?? two ?? header.dictionary_page_header)?.num_values ?? 0;
    if (!(count >= 0 && count <= MOST_PAGE_VALUES))
      throw new RangeError('a page has more values than are read at once');
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
    if (run > count + MOST_FILLING) throw new RangeError('a run of a page is longer than the page');
    offset += isPacked ? Math.max(1, (run / 8) * width) : (width + 7) >> 3;
    seen += run;
  }
}
