import type { ObjectRow } from '../../files/describe-file.ts';
import {
  type LeftOut,
  type ReadableObject,
  readUnpacked,
  REPORT_COLUMNS,
  type ReportColumn,
  reportRow,
  unreadableReport,
} from './report-row.ts';

/**
 * Reads the rows of a CSV shard, some at a time. Columns are found by the names in the header, in any case. A row of
 * another number of fields than the header has its name alone, since its fields cannot be told apart. A last one
 * without a line end whose last field is the size or the name may have been cut in it: it goes to `inDoubt` instead
 * (see `withoutAmbiguous`).
 *
 * @throws {ResponseValidationError} when there is no header with a name and a size
 */
export async function* csvShardRows(
  shard: ReadableObject,
  bucket: string,
  inDoubt: ObjectRow[],
): AsyncGenerator<(ObjectRow | LeftOut)[], void, undefined> {
  let header: Header | null = null;
  for await (const { records, isCut } of csvRecords(readUnpacked(shard))) {
    const rows: (ObjectRow | LeftOut)[] = [];
    for (const record of records) {
      if (header === null) {
        header = readHeader(record);
        continue;
      }
      const row = rowOf(record, header, bucket);
      if (typeof row === 'string') rows.push(row);
      else if (record.length !== header.fields) rows.push({ name: row.name, size: null });
      else (isCut && isEndAmbiguous(header) ? inDoubt : rows).push(row);
    }
    yield rows;
  }
  if (header === null) throw unreadableReport('A shard is empty.');
}

/** The first record of a shard. */
export interface Header {
  readonly columns: ReadonlyMap<ReportColumn, number>;
  readonly fields: number;
}

/** Tells whether a row cut in its last field would pass for a whole one of another size or name. */
export function isEndAmbiguous({ columns, fields }: Header): boolean {
  return columns.get('size') === fields - 1 || columns.get('name') === fields - 1;
}

/**
 * Reads the header of a text from its beginning, with what separates its fields. @throws as {@link csvShardRows} does
 */
export function csvHeader(beginning: Uint8Array): Header & { readonly delimiter: string } {
  const [line = ''] = new TextDecoder().decode(beginning).split(/\r\n|\n/, 1);
  const delimiter = delimiterOf(line);
  return { ...readHeader(splitQuoted(line, delimiter) ?? line.split(delimiter)), delimiter };
}

function rowOf(record: readonly string[], { columns }: Header, bucket: string): ObjectRow | LeftOut {
  return reportRow((column) => {
    const place = columns.get(column);
    const text = place === undefined ? undefined : record[place];
    return text === undefined || text === '' ? null : text;
  }, bucket);
}

function readHeader(record: readonly string[]): Header {
  // A byte order mark may precede the first name.
  const names = record.map((text) =>
    text
      .replace(/^\uFEFF/, '')
      .trim()
      .toLowerCase(),
  );
  const columns = new Map<ReportColumn, number>();
  for (const column of REPORT_COLUMNS) {
    const place = names.indexOf(column.toLowerCase());
    if (place !== -1) columns.set(column, place);
  }
  if (!columns.has('name') || !columns.has('size')) throw unreadableReport('Its CSV has no header with name and size.');
  return { columns, fields: record.length };
}

/** Some records of a CSV text. */
interface RecordBatch {
  readonly records: string[][];
  /** The last record has no line end, though those before it have: the text may have been cut in it. */
  readonly isCut: boolean;
}

/**
 * Splits a CSV text (RFC 4180) that comes in pieces into records; the header is the first. Lines end with LF, CRLF or
 * CR. A quote means something only at the start of a field; one that is never closed, or whose end makes a record of
 * another number of fields than the header, is part of the text. Holds one piece and one record.
 *
 * @throws {ResponseValidationError} when a line has more than a million characters
 */
export async function* csvRecords(
  pieces: AsyncIterable<Uint8Array>,
  batch = 1_000,
): AsyncGenerator<RecordBatch, void, undefined> {
  const decoder = new TextDecoder();
  const splitter = new RecordSplitter();
  let records: string[][] = [];
  for await (const piece of pieces) {
    for (const record of splitter.add(decoder.decode(piece, { stream: true }))) {
      records.push(record);
      if (records.length < batch) continue;
      yield { records, isCut: false };
      records = [];
    }
  }
  for (const record of splitter.add(decoder.decode())) records.push(record);
  for (const record of splitter.endedLines()) records.push(record);
  yield { records, isCut: false };
  const last = splitter.lastLine();
  if (last !== null) yield { records: [last], isCut: splitter.hasLines };
}

/** Separators a report may be written with; the header decides. One with a space is a habit of some writers. */
const DELIMITERS = [', ', ',', '\t', '|', ';'] as const;

/** Characters of a record that a quote may hold together over line ends: names have at most 1,024 bytes. */
const MAX_OPEN_QUOTE = 8_192;

/** Characters without a line end that are kept: a row with its metadata and contexts has a hundredth of it. */
const MAX_LINE = 1_048_576;

class RecordSplitter {
  #rest = '';
  #lineEnd: '\n' | '\r' | null = null;
  #delimiter: string | null = null;
  /** Fields of the header. */
  #fields: number | null = null;

  /** Whether a line with its end was seen. */
  get hasLines(): boolean {
    return this.#fields !== null;
  }

  *add(text: string): Generator<string[], void, undefined> {
    const block = this.#rest + text;
    this.#lineEnd ??= lineEndOf(block);
    this.#rest = yield* this.#records(block, false);
    if (this.#rest.length > MAX_LINE + MAX_OPEN_QUOTE) throw unreadableReport('A line of its CSV does not end.');
  }

  /** Gives what is left of lines that are whole, that a quote which was never closed had joined. */
  *endedLines(): Generator<string[], void, undefined> {
    this.#lineEnd ??= this.#rest.includes('\r') ? '\r' : '\n';
    this.#rest = yield* this.#records(this.#rest, true);
  }

  /** Gives the line without an end; `null` when there is none. */
  lastLine(): string[] | null {
    return this.#rest === '' ? null : (this.#split(this.#rest) ?? this.#splitLiterally(this.#rest));
  }

  /** Gives the records of a block and returns what is left of it; at the end no quote may stay open. */
  *#records(block: string, atEnd: boolean): Generator<string[], string, undefined> {
    const lineEnd = this.#lineEnd;
    if (lineEnd === null) return block;
    let start = 0;
    // A record goes on over a line end while a quote is open.
    let from = 0;
    let end = block.indexOf(lineEnd);
    while (end !== -1 || (atEnd && from > start)) {
      const line = block.slice(start, end === -1 ? undefined : withoutReturn(block, start, end));
      const record = this.#split(line);
      // The last record may go on over line ends as well.
      if (end === -1 && record?.length === this.#fields) break;
      const isOpen = record === null && end !== -1 && line.length <= MAX_OPEN_QUOTE;
      if (isOpen) from = end + 1;
      else {
        const taken = this.#whole(end === -1 ? null : record, block, start, from, end);
        start = taken.next;
        from = start;
        if (taken.record !== null) yield taken.record;
      }
      end = block.indexOf(lineEnd, from);
    }
    return block.slice(start);
  }

  /** Makes the record of some lines; only of the first, word for word, when a quote was never closed. */
  #whole(
    record: string[] | null,
    block: string,
    start: number,
    from: number,
    end: number,
  ): { readonly record: string[] | null; readonly next: number } {
    const firstEnd = block.indexOf(this.#lineEnd ?? '\n', start);
    const first = block.slice(start, withoutReturn(block, start, firstEnd));
    const isOneLine = from === start;
    if (record !== null && (isOneLine || record.length === this.#fields)) {
      this.#fields ??= record.length;
      return { record: isOneLine && first === '' ? null : record, next: end + 1 };
    }
    return { record: first === '' ? null : this.#splitLiterally(first), next: firstEnd + 1 };
  }

  /** Splits the fields of a record; `null` while a quote is open. */
  #split(line: string): string[] | null {
    const delimiter = this.#delimiterOf(line);
    return line.includes('"') ? splitQuoted(line, delimiter) : line.split(delimiter);
  }

  #splitLiterally(line: string): string[] {
    return line.split(this.#delimiterOf(line));
  }

  #delimiterOf(line: string): string {
    this.#delimiter ??= delimiterOf(line);
    // A header with spaces does not say that the rows have them.
    return this.#delimiter === ', ' && !line.includes(', ') ? ',' : this.#delimiter;
  }
}

function delimiterOf(header: string): string {
  return DELIMITERS.find((candidate) => separatesAll(header, candidate)) ?? ',';
}

/** Tells whether the header is separated by this text; `, ` only where no comma is alone. */
function separatesAll(header: string, delimiter: string): boolean {
  return delimiter === ', ' ? header.includes(', ') && !/,(?! )/.test(header) : header.includes(delimiter);
}

/** Finds the line end. CR alone ends the lines of a text that has no LF in its first piece. */
function lineEndOf(block: string): '\n' | '\r' | null {
  if (block.includes('\n')) return '\n';
  return /\r[^\r]/.test(block) ? '\r' : null;
}

function withoutReturn(block: string, start: number, end: number): number {
  return end > start && block[end] === '\n' && block[end - 1] === '\r' ? end - 1 : end;
}

function splitQuoted(line: string, delimiter: string): string[] | null {
  const fields: string[] = [];
  let index = 0;
  for (;;) {
    let field = '';
    if (line[index] === '"') {
      const close = closingQuote(line, index + 1);
      if (close === -1) return null;
      field = line.slice(index + 1, close).replaceAll('""', '"');
      index = close + 1;
    }
    const next = line.indexOf(delimiter, index);
    fields.push(field + line.slice(index, next === -1 ? undefined : next));
    if (next === -1) return fields;
    index = next + delimiter.length;
  }
}

/** Finds the place of the quote that closes a field; a doubled one is part of the text. −1 when there is none. */
function closingQuote(line: string, from: number): number {
  let close = line.indexOf('"', from);
  while (close !== -1 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
  return close;
}
