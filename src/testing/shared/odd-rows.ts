import type { EditFault } from './fault.ts';

/**
 * How a row of a list may be odd.
 *
 * - `null`, `text`, `empty`: the row itself is `null`, a text or an object without keys.
 * - `missing_id`: without `id` and `name`; `number_id`: its `id` is a JSON number.
 * - `text_numbers`, `negative_numbers`, `fraction_numbers`, `huge_numbers`: every number inside it is a text, below 0,
 *   no whole number, or 10^300.
 * - `null_values`: everything but its `id` is `null`.
 * - `null_half`: an insight row that holds its figures in `values` has `total_value: null` beside them, and the reverse.
 * - `odd_groups`: of its breakdown groups the first has no `value`, the second `null` as a dimension.
 * - `odd_times`: its times are no times.
 */
export type OddRowKind =
  | 'null'
  | 'text'
  | 'empty'
  | 'missing_id'
  | 'number_id'
  | 'text_numbers'
  | 'negative_numbers'
  | 'fraction_numbers'
  | 'huge_numbers'
  | 'null_values'
  | 'null_half'
  | 'odd_groups'
  | 'odd_times';

/** Which rows {@link oddRow} changes. */
export interface OddRowOptions {
  /** Position in its list, from 0. @default 0 */
  readonly row?: number | undefined;
  /**
   * Key of the list, for lists inside rows: `comments`, `replies`, `insights`, `values`.
   * @default the outermost lists
   */
  readonly list?: string | undefined;
}

/**
 * Makes the fault action that sends the right answer with one odd row in each of its lists:
 * `{ match: '/media', action: oddRow('text_numbers', { row: 3 }) }`. A list that is too short stays as it is.
 *
 * @source recorded answers (python-facebook `insights_new.json`, `user_insights_new.json`: `null` halves, groups without
 * `value`); the other kinds are what a reader must expect of any server (checked 2026-11-27)
 */
export function oddRow(kind: OddRowKind, options: OddRowOptions = {}): EditFault {
  const { row = 0, list } = options;
  return { kind: 'edit', edit: (json) => inLists(json, { change: CHANGES[kind], row, list: list ?? null }, '', '') };
}

type Json = Readonly<Record<string, unknown>>;

interface RowChange {
  readonly change: (row: unknown) => unknown;
  readonly row: number;
  readonly list: string | null;
}

const LIST_KEYS: readonly string[] = ['data', 'items'];

/** Walks an answer. A list is named by its own key, or by the key of the object that holds it in `data`. */
function inLists(value: unknown, wanted: RowChange, key: string, parent: string): unknown {
  if (Array.isArray(value)) {
    const isList = LIST_KEYS.includes(key);
    const isWanted = wanted.list === null ? isList : wanted.list === (isList ? parent : key);
    if (!isWanted) return value.map((item: unknown) => inLists(item, wanted, '', key));
    return value.map((item: unknown, index) => (index === wanted.row ? wanted.change(item) : item));
  }
  return isRecord(value) ? mapValues(value, (child, name) => inLists(child, wanted, name, key)) : value;
}

const CHANGES: Readonly<Record<OddRowKind, (row: unknown) => unknown>> = {
  null: () => null,
  text: () => 'odd',
  empty: () => ({}),
  missing_id: inRecord((row) => without(row, 'id', 'name')),
  number_id: inRecord((row) => ({ ...row, id: Number(row['id']) })),
  text_numbers: inNumbers(String),
  negative_numbers: inNumbers((number) => -1 - Math.abs(number)),
  fraction_numbers: inNumbers((number) => number + 0.5),
  huge_numbers: inNumbers(() => 1e300),
  null_values: inRecord((row) => mapValues(row, (value, name) => (name === 'id' ? value : null))),
  null_half: inRecord((row) => ({ ...row, ['values' in row ? 'total_value' : 'values']: null })),
  odd_groups: (row: unknown) => inGroups(row),
  odd_times: inRecord((row) =>
    mapValues(row, (value, name) => (/time|date/i.test(name) && typeof value === 'string' ? 'Post 7' : value)),
  ),
};

function inRecord(change: (row: Json) => Json): (row: unknown) => unknown {
  return (row) => (isRecord(row) ? change(row) : row);
}

function inNumbers(change: (number: number) => unknown): (value: unknown) => unknown {
  return function changed(value: unknown): unknown {
    if (typeof value === 'number') return change(value);
    if (Array.isArray(value)) return value.map(changed);
    return isRecord(value) ? mapValues(value, changed) : value;
  };
}

function inGroups(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (key === 'results' ? oddGroup(item, index) : inGroups(item)));
  }
  return isRecord(value) ? mapValues(value, inGroups) : value;
}

function oddGroup(group: unknown, index: number): unknown {
  if (!isRecord(group) || index > 1) return group;
  if (index === 1) return { ...group, dimension_values: [null] };
  return without(group, 'value');
}

function without(record: Json, ...keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

function mapValues(record: Json, change: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
