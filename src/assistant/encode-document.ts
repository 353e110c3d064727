import * as check from './inputs.ts';
import { fenceDocument, type FenceOptions, isFenced, unfence } from './untrusted.ts';

/** `json`: without white space. `columnar`: lists of records as columns and rows. `csv`: one table per list. */
export type CompactEncoding = 'json' | 'columnar' | 'csv';

/** How a document is encoded. */
export interface EncodeOptions extends FenceOptions {
  /** @default 'columnar' */
  readonly encoding?: CompactEncoding | undefined;
}

/**
 * A list of records by columns. A prefix all texts of a column share is written once; of fenced texts it is fenced as
 * well, and what it leaves of each is.
 */
export interface ColumnTable {
  cols: string[];
  /** Column to what each of its texts begins with. */
  prefix?: Record<string, string>;
  rows: unknown[][];
}

type PlainRecord = Readonly<Record<string, unknown>>;

/** A shorter shared prefix costs more than it saves. */
const MIN_PREFIX = 6;

/**
 * Encodes a document, or a list of records, as a short text for a model: texts of strangers fenced, signed addresses
 * and columns that are `null` throughout left out, shared prefixes written once. Not cut to a budget.
 *
 * @example
 * encodeDocument({ files: [{ id: '1', size_mb: 2 }, { id: '2', size_mb: 3 }] });
 * //=> '{"files":{"cols":["id","size_mb"],"rows":[["1",2],["2",3]]}}'
 */
export function encodeDocument(document: unknown, options: EncodeOptions = {}): string {
  check.encodeDocument({ options });
  const { encoding = 'columnar' } = options;
  const { redactor, textLength } = options;
  const safe = fenceDocument(document, { redactor, textLength });
  if (encoding === 'json') return JSON.stringify(safe);
  return encoding === 'columnar' ? JSON.stringify(tabulate(safe)) : writeTables(safe);
}

/**
 * Arranges records by columns: nested records become dotted columns, columns without a value are left out.
 *
 * @example
 * toTable([{ id: 1, at: { day: null } }, { id: 2, at: { day: 3 } }]);
 * //=> { cols: ['id', 'at.day'], rows: [[1, null], [2, 3]] }
 */
export function toTable(records: readonly object[]): ColumnTable {
  const flat = records.map((record) => flatten(record));
  const cols = [...new Set(flat.flatMap((row) => Object.keys(row)))].filter((column) =>
    flat.some((row) => (row[column] ?? null) !== null),
  );
  const prefix: Record<string, string> = {};
  const columns = cols.map((column): unknown[] => {
    const values = flat.map((row) => row[column] ?? null);
    const texts = values.filter((value) => typeof value === 'string');
    if (texts.length < values.length || texts.length < 2) return values;
    // What is left of a stranger's text is never without its fence.
    const areFenced = texts.every(isFenced);
    const bare = areFenced ? texts.map(unfence) : texts;
    const close = (text: string): string => (areFenced ? `<<${text}>>` : text);
    const shared = sharedPrefix(bare);
    if (shared.length < MIN_PREFIX) return values;
    prefix[column] = close(shared);
    return bare.map((text) => close(text.slice(shared.length)));
  });
  const rows = flat.map((_, index) => columns.map((values) => values[index]));
  return Object.keys(prefix).length === 0 ? { cols, rows } : { cols, prefix, rows };
}

function flatten(record: object, path = ''): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record) as [string, unknown][]) {
    const column = path === '' ? key : `${path}.${key}`;
    if (isRecord(value)) Object.assign(row, flatten(value, column));
    else if (isEmptyList(value)) row[column] = null;
    else row[column] = tabulate(value);
  }
  return row;
}

/** Lists of two and more records become tables, wherever they are. */
function tabulate(value: unknown): unknown {
  if (isTable(value)) return toTable(value);
  if (Array.isArray(value)) return value.map(tabulate);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null && !isEmptyList(item));
  return Object.fromEntries(entries.map(([key, item]) => [key, tabulate(item)]));
}

/** Writes every list of records as a table of its own, every other value as a line of the first. */
function writeTables(value: unknown): string {
  const values: [string, unknown][] = [];
  const tables: [string, ColumnTable][] = [];
  const visit = (item: unknown, path: string): void => {
    if (isTable(item)) tables.push([path, toTable(item)]);
    else if (isRecord(item))
      for (const [key, inner] of Object.entries(item)) visit(inner, path === '' ? key : `${path}.${key}`);
    else if (item !== null && !isEmptyList(item)) values.push([path, item]);
  };
  visit(value, '');
  const blocks = tables.map(([path, { cols, prefix, rows }]) =>
    [
      `# ${path === '' ? 'rows' : path}`,
      ...Object.entries(prefix ?? {}).map(([column, shared]) => `# ${column} begins with ${shared}`),
      cols.map(cell).join(','),
      ...rows.map((row) => row.map(cell).join(',')),
    ].join('\n'),
  );
  const list = values.map(([path, item]) => `${cell(path)},${cell(item)}`);
  return [...(list.length === 0 ? [] : [['# facts', ...list].join('\n')]), ...blocks].join('\n\n');
}

/** Writes a cell of a table by RFC 4180, for a model and no spreadsheet: unknown is empty. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Finds the shared prefix of all texts of a column. */
function sharedPrefix(values: readonly string[]): string {
  let shared: string | null = null;
  for (const value of values) {
    let length = 0;
    const most: number = Math.min(value.length, shared?.length ?? value.length);
    while (length < most && value.charCodeAt(length) === (shared ?? value).charCodeAt(length)) length += 1;
    shared = value.slice(0, length);
    if (length < MIN_PREFIX) return '';
  }
  // Back to the end of a folder or word, never between the halves of a pair.
  return /^.*[/_ -]/su.exec(shared ?? '')?.[0] ?? '';
}

function isRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isTable(value: unknown): value is PlainRecord[] {
  return Array.isArray(value) && value.length > 1 && value.every(isRecord);
}

/** Counts the tokens of a text for the model it goes to. */
export type CountTokens = (text: string) => number;

/** A word of one case, a number, a run of signs or of spaces; else one character. */
const PIECE = /([A-Z]?[a-z]+|[A-Z]+)|([0-9]+)|([!-/:-@[-`{-~]+)|( +)|[\s\S]/gu;
/** What words of no language are like: such letters take a token for one or two. */
const UNSPEAKABLE =
  /[^aeiouy]{4}|[aeiou]{3}|[jqz][^aeiou]|x[^aeioutcpy]|[vwfh]{2}|[bcdfgkptm][fgkvwxbm]|^[bdfgjkmnpqtvz][bcdfgjkmpqtvxz]|uu|aa|ii|iy|yi|yu|[vh]r|wv|h[kz]|k[zl]|[lrn]x|^[^aeiouy]*$/i;

/** Characters a token covers at least, on the average of such a piece. */
const PER_TOKEN = { word: 5.5, letters: 1.7, capitals: 1.8, digits: 2.6, signs: 1.33, spaces: 2 } as const;
/** Up to here a word is one token. */
const SHORT_WORD = 7;
/** What is not ASCII takes fewer tokens than it has bytes, by every tokenizer measured. */
const PER_BYTE = 0.9;
/**
 * Above the average piece: vocabularies of 32,000 entries (Llama 2, Mistral) take 15 % more than those of 100,000 and
 * up.
 */
const MARGIN = 1.3;

/**
 * Estimates how many tokens a text has, from above: no vocabulary is loaded, and none is presumed.
 *
 * Words that can be spoken are a token up to 7 letters and one per 5.5 beyond; other letters, capitals and digits one
 * per 1.7 to 2.6 characters; signs three for four; whatever is not ASCII 0.9 of its UTF-8 bytes; all of it and three
 * tenths. English prose, names and JSON come out 1.3 to 2.1 times as large as they are, random characters 1.1 times,
 * Chinese and emoji 2 to 6 times. Where it must be exact, pass the counter of the model.
 *
 * @source measured on five tokenizers, which were used to choose the rates, and two that were not: docs/assistant.md (2026-11-28)
 * @example
 * estimateTokens('plan the next video'); //=> 6
 */
export function estimateTokens(text: string): number {
  if (typeof text !== 'string') check.estimateTokens({ text });
  let tokens = 0;
  for (const [piece, word, digits, signs, spaces] of text.matchAll(PIECE)) {
    if (word !== undefined) tokens += ofWord(word);
    else if (digits !== undefined) tokens += digits.length <= 3 ? 1 : digits.length / PER_TOKEN.digits;
    else if (signs !== undefined) tokens += signs.length === 1 ? 1 : signs.length / PER_TOKEN.signs;
    // The space before a word is part of its token.
    else if (spaces !== undefined) tokens += (spaces.length - 1) / PER_TOKEN.spaces;
    else tokens += piece < '\u0080' ? 1 : bytesOf(piece) * PER_BYTE;
  }
  return Math.ceil(tokens * MARGIN);
}

function ofWord(word: string): number {
  if (word.length <= 2) return 1.1;
  if (/^[A-Z]{2}/.test(word)) return word.length / PER_TOKEN.capitals;
  if (UNSPEAKABLE.test(word)) return word.length / PER_TOKEN.letters;
  return word.length <= SHORT_WORD ? 1 : word.length / PER_TOKEN.word;
}

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
