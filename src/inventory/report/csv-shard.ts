import type { ObjectRow } from '../../files/object-row.ts';
import { type ReadableObject, readPieces } from './read-object.ts';
import { REPORT_COLUMNS, type ReportColumn, reportRow, unreadableReport } from './report-row.ts';

/**
 * The rows of a CSV shard, some at a time. Columns are found by the names in the header.
 *
 * @throws {ResponseValidationError} when there is no header with a name and a size
 */
export async function* csvShardRows(
  shard: ReadableObject,
  bucket: string,
): AsyncGenerator<(ObjectRow | null)[], void, undefined> {
  let columns: ReadonlyMap<ReportColumn, number> | null = null;
  for await (const records of csvRecords(readPieces(shard))) {
    const rows: (ObjectRow | null)[] = [];
    for (const record of records) {
      if (columns === null) columns = columnsOf(record);
      else rows.push(rowOf(record, columns, bucket));
    }
    yield rows;
  }
}

function rowOf(
  record: readonly string[],
  columns: ReadonlyMap<ReportColumn, number>,
  bucket: string,
): ObjectRow | null {
  return reportRow((column) => {
    const place = columns.get(column);
    const text = place === undefined ? undefined : record[place];
    return text === undefined || text === '' ? null : text;
  }, bucket);
}

function columnsOf(header: readonly string[]): ReadonlyMap<ReportColumn, number> {
  const columns = new Map<ReportColumn, number>();
  for (const column of REPORT_COLUMNS) {
    // A byte order mark may stand before the first name.
    const place = header.findIndex((text) => text.replace(/^\uFEFF/, '').trim() === column);
    if (place !== -1) columns.set(column, place);
  }
  if (!columns.has('name') || !columns.has('size')) throw unreadableReport('Its CSV has no header with name and size.');
  return columns;
}

/** Records of a CSV text (RFC 4180) that comes in pieces; the header is the first. Holds one piece and one record. */
export async function* csvRecords(
  pieces: AsyncIterable<Uint8Array>,
  batch = 1_000,
): AsyncGenerator<string[][], void, undefined> {
  const decoder = new TextDecoder();
  const splitter = new RecordSplitter();
  let records: string[][] = [];
  for await (const piece of pieces) {
    for (const record of splitter.add(decoder.decode(piece, { stream: true }))) {
      records.push(record);
      if (records.length < batch) continue;
      yield records;
      records = [];
    }
  }
  for (const record of splitter.end(decoder.decode())) records.push(record);
  if (records.length > 0) yield records;
}

/** Separators a report may be written with; the header decides. */
const DELIMITERS = [',', '\t', '|', ';'] as const;

class RecordSplitter {
  #rest = '';
  #delimiter: string | null = null;

  *add(text: string): Generator<string[], void, undefined> {
    const block = this.#rest + text;
    let start = 0;
    // A record goes on over a line end while a quote is open.
    let from = 0;
    for (let end = block.indexOf('\n'); end !== -1; end = block.indexOf('\n', from)) {
      const line = block.slice(start, block[end - 1] === '\r' && end > start ? end - 1 : end);
      from = end + 1;
      const record = this.#split(line);
      if (record === null) continue;
      start = from;
      if (line !== '') yield record;
    }
    this.#rest = block.slice(start);
  }

  *end(text: string): Generator<string[], void, undefined> {
    yield* this.add(text);
    const last = this.#rest;
    this.#rest = '';
    if (last === '') return;
    const record = this.#split(last);
    if (record !== null) yield record;
  }

  /** The fields of a record; `null` while a quote is open. */
  #split(line: string): string[] | null {
    this.#delimiter ??= DELIMITERS.find((candidate) => line.includes(candidate)) ?? ',';
    return line.includes('"') ? splitQuoted(line, this.#delimiter) : line.split(this.#delimiter);
  }
}

function splitQuoted(line: string, delimiter: string): string[] | null {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (quoted) {
      if (character !== '"') field += character;
      else if (line[index + 1] === '"') {
        field += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === delimiter) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  if (quoted) return null;
  fields.push(field);
  return fields;
}
