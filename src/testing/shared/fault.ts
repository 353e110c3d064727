/**
 * One request as a simulator sees it: an HTTP request, or one item inside a batch. What a fault's predicate is given.
 */
export interface SimulatedRequest {
  /** Upper case. */
  readonly method: string;
  /** The path as sent, percent-encoding kept, without the query. */
  readonly path: string;
  /** The decoded query. */
  readonly query: URLSearchParams;
  /** Lower-case names. Empty for a batch item. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, `''` when there is none. */
  readonly body: string;
  /** The simulator's own word for what was asked: `objects.list`, `media.insights` … */
  readonly endpoint: string;
  /** Position inside a batch, from 0; `null` for an HTTP request. */
  readonly item: number | null;
}

/**
 * What goes wrong. `status`, `html`, `malformed_json`, `empty`, `edit`, `headers` and `null` also work on the items of a
 * Graph batch; the others happen to a connection and are never applied to an item.
 */
export type FaultAction =
  | StatusFault
  | HtmlFault
  | ResetFault
  | TruncatedFault
  | MalformedJsonFault
  | EmptyFault
  | HangFault
  | DripFault
  | OversizedFault
  | RedirectFault
  | DelayFault
  | EditFault
  | HeadersFault
  | NullItemFault;

/** An HTTP status with a body. */
export interface StatusFault {
  readonly kind: 'status';
  readonly status: number;
  /** A text, or an object sent as JSON. @default the simulator's documented body for that status */
  readonly body?: string | object | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** `Retry-After`: seconds, or a text such as an HTTP date. @default no header */
  readonly retryAfter?: number | string | undefined;
}

/** The HTML page of a proxy that could not reach the service, or, with status 200, of a network that wants a login. */
export interface HtmlFault {
  readonly kind: 'html';
  /** @default 502 */
  readonly status?: 200 | 502 | 504 | undefined;
}

/** A TCP reset: the client sees `ECONNRESET`. */
export interface ResetFault {
  readonly kind: 'reset';
  /** Before the first byte of the answer, or after half of its body. @default 'before' */
  readonly when?: 'before' | 'mid_body' | undefined;
}

/** Half of the body is missing. */
export interface TruncatedFault {
  readonly kind: 'truncated';
  /**
   * `chunked`: no Content-Length, the connection ends without the last chunk. `content_length`: the length of the whole
   * body is announced, half is sent, the connection ends. `matching_length`: half is sent, announced and ended as if
   * it were whole, so only the content shows the loss. @default 'content_length'
   */
  readonly how?: 'chunked' | 'content_length' | 'matching_length' | undefined;
}

/** The right status and headers with a body that does not parse as JSON. */
export interface MalformedJsonFault {
  readonly kind: 'malformed_json';
}

/** No body at all, with the right length of 0. */
export interface EmptyFault {
  readonly kind: 'empty';
  /** @default 200 */
  readonly status?: number | undefined;
}

/** Nothing comes (any more) until the client gives up or the simulator closes. */
export interface HangFault {
  readonly kind: 'hang';
  /** @default 'before' */
  readonly when?: 'before' | 'mid_body' | undefined;
}

/** The whole body, slowly. */
export interface DripFault {
  readonly kind: 'drip';
  /** @default 64 */
  readonly chunkBytes?: number | undefined;
  /** Pause between two chunks. @default 10 */
  readonly intervalMs?: number | undefined;
}

/** A body that would fill the memory of a client that reads it whole. */
export interface OversizedFault {
  readonly kind: 'oversized';
  /**
   * `packed`: some 260 kB of gzip that unpack to 256 MiB. `endless`: spaces until the client goes. @default 'packed'
   */
  readonly how?: 'packed' | 'endless' | undefined;
}

/** A redirect to another host. A client that follows it with its credentials has leaked them. */
export interface RedirectFault {
  readonly kind: 'redirect';
  /** @default 'https://elsewhere.invalid/' (a name that never resolves) */
  readonly location?: string | undefined;
  /** @default 302 */
  readonly status?: 301 | 302 | 303 | 307 | 308 | undefined;
}

/** The right answer, later. */
export interface DelayFault {
  readonly kind: 'delay';
  readonly ms: number;
}

/**
 * The right answer with its JSON changed: an odd row, an item too few in a batch, a number as text. A body that is no
 * JSON goes out as it is.
 */
export interface EditFault {
  readonly kind: 'edit';
  /** Gives the JSON to send in place of the right one. It may change what it is given. */
  readonly edit: (json: unknown, request: SimulatedRequest) => unknown;
}

/** The right answer with other headers: a usage header, a `retry-after` on success. */
export interface HeadersFault {
  readonly kind: 'headers';
  /** By lower-case name; `null` takes the header away. */
  readonly headers: Readonly<Record<string, string | null>>;
}

/** Batch items only: the item's place in the answer holds `null`, as Graph does for an item that ran out of time. */
export interface NullItemFault {
  readonly kind: 'null';
}

/** Which requests fail, and how. Everything left out means "any". */
export interface Fault {
  /**
   * A text the percent-decoded path contains, an expression tested on path and query as sent, or a predicate.
   * @default every request
   */
  readonly match?: string | RegExp | ((request: SimulatedRequest) => boolean) | undefined;
  /** Position of the first matching request to fail, from 1. @default 1 */
  readonly nth?: number | undefined;
  /** How many requests fail in all. @default 1 when `nth` is given, else no end */
  readonly times?: number | undefined;
  /** Chance of each request counted so far to fail, 0 to 1. @default 1 */
  readonly probability?: number | undefined;
  /** Seed of the draws. @default 1 */
  readonly seed?: number | undefined;
  readonly action: FaultAction;
}

/** Takes a fault out again. Calling it twice is harmless. */
export type RemoveFault = () => void;

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
