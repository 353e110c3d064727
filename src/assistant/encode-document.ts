import { fenceDocument, type FenceOptions, isFenced, unfence } from './untrusted.ts';
import * as check from './inputs.ts';

/** `json`: without white space. `columnar`: lists of records as columns and rows. `csv`: one table per list. */
export type CompactEncoding = 'json' | 'columnar' | 'csv';

/** How a document is encoded. */
export interface EncodeOptions extends FenceOptions {
  /** @default 'columnar' */
  readonly encoding?: CompactEncoding | undefined;
}

/**
 * A list of records by columns. A prefix all texts of a column share is written once; of fenced texts it is fenced as well,
 * and what it leaves of each is.
 */
export interface ColumnTable {
  cols: string[];
  /** Column to what each of its texts begins with. */
  prefix?: Record<string, string>;
  rows: unknown[][];
}

type Row = Readonly<Record<string, unknown>>;

/** A shorter shared prefix costs more than it saves. */
const LEAST_PREFIX = 6;

/**
 * A document, or a list of records, as a short text for a model: texts of strangers fenced, signed addresses and columns
 * that are `null` throughout left out, shared prefixes written once. Not cut to a budget.
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
 * Records by columns: nested records become dotted columns, columns without a value are left out.
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
    if (shared.length < LEAST_PREFIX) return values;
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

/** Lists of two and more records become tables, wherever they stand. */
function tabulate(value: unknown): unknown {
  if (isTable(value)) return toTable(value);
  if (Array.isArray(value)) return value.map(tabulate);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null && !isEmptyList(item));
  return Object.fromEntries(entries.map(([key, item]) => [key, tabulate(item)]));
}

/** Every list of records as a table of its own, every other value as a line of the first. */
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

/** RFC 4180, for a model and no spreadsheet: unknown is empty. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Of all texts of a column. */
function sharedPrefix(values: readonly string[]): string {
  let shared: string | null = null;
  for (const value of values) {
    let length = 0;
    const most: number = Math.min(value.length, shared?.length ?? value.length);
    while (length < most && value.charCodeAt(length) === (shared ?? value).charCodeAt(length)) length += 1;
    shared = value.slice(0, length);
    if (length < LEAST_PREFIX) return '';
  }
  // Back to the end of a folder or word, never between the halves of a pair.
  return /^.*[/_ -]/su.exec(shared ?? '')?.[0] ?? '';
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isTable(value: unknown): value is Row[] {
  return Array.isArray(value) && value.length > 1 && value.every(isRecord);
}
