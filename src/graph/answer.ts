import * as v from 'valibot';
import type { GraphApiError } from '../base/errors.ts';
import { parseGraphJson } from '../base/graph-json.ts';
import { invalidAnswer } from './graph-error.ts';

/**
 * Reads a count, a time or a percentage: a number from 0, or a text that is one; `null` for anything else.
 *
 * @example
 * readFigure('5184000'); //=> 5184000
 */
export function readFigure(value: unknown): number | null {
  const text = typeof value === 'string' ? value.trim() : value;
  const figure = text === '' || typeof text === 'object' ? Number.NaN : Number(text);
  return typeof value !== 'boolean' && figure >= 0 && figure !== Number.POSITIVE_INFINITY ? figure : null;
}

/** One page of a Graph list; its rows are not parsed yet. */
export interface GraphPage {
  readonly rows: readonly unknown[];
  /** Cursor to go on from; `null` at the end of the list. */
  readonly after: string | null;
  /** Whether there is more, with no cursor to go on from. */
  readonly isCut?: true;
}

/** Whatever is odd about its paging, a page keeps its rows. */
const pageBody = v.object({ data: v.array(v.unknown()), paging: v.optional(v.unknown()) });
const pagingBody = v.object({ next: v.optional(v.unknown()), cursors: v.optional(v.unknown()) });
const cursorsBody = v.object({ after: v.optional(v.unknown()) });

/**
 * Reads a page of a list. The end is the absence of `next`: the last page may have cursors, `paging` may be missing
 * whole, and a page may be short or empty and still have a next one. The address in `next` is never followed, since it
 * may hold the token and names its own host: only the cursor is taken from it.
 * Source: Graph API results guide; probes. Checked 2026-11-22.
 *
 * @throws GraphApiError `invalid_response` when the body is no list
 */
export function readPage(body: unknown): GraphPage {
  const { rows, next, cursor } = readPaging(body);
  if (next === undefined || next === null || next === '') return { rows, after: null };
  const after = cursor ?? cursorOf(next);
  return after === null ? { rows, after, isCut: true } : { rows, after };
}

/** Reads a nested list, such as a post's comments; `null` when it is absent, as an empty one is. */
export function readNestedPage(edge: unknown): GraphPage | null {
  return edge === undefined ? null : readPage(edge);
}

/**
 * Reads a list nested in a business discovery answer. It has cursors and no `next`, even where there is more: its end
 * is the absence of the cursor. Source: business discovery reference; checked 2026-11-22.
 */
export function readCursorPage(body: unknown): GraphPage {
  const { rows, cursor } = readPaging(body);
  return { rows, after: cursor };
}

function readPaging(body: unknown): { rows: unknown[]; next: unknown; cursor: string | null } {
  const page = v.safeParse(pageBody, body);
  if (!page.success) throw notAList();
  const paging = v.safeParse(pagingBody, page.output.paging);
  const cursors = v.safeParse(cursorsBody, paging.success ? paging.output.cursors : undefined);
  return {
    rows: page.output.data,
    next: paging.success ? paging.output.next : undefined,
    cursor: cursors.success ? given(textOf(cursors.output.after)) : null,
  };
}

function cursorOf(next: unknown): string | null {
  return typeof next === 'string' && URL.canParse(next) ? given(new URL(next).searchParams.get('after')) : null;
}

/** Drops an empty cursor, which would lead back to the first page. */
function given(cursor: string | null): string | null {
  return cursor === '' ? null : cursor;
}

function notAList(): GraphApiError {
  const message = 'Graph answered a list request with something that is no list.';
  return invalidAnswer(message, 'not_a_list', 'Check the request against the Graph API reference.');
}

const SECRET_PARAMS = ['access_token', 'appsecret_proof'] as const;

/**
 * Copies an answer without the tokens in its addresses: Graph repeats it, and the proof of the app's secret, in the
 * `next` and `previous` of a page. Everything else stays as it came, signed addresses of media included.
 *
 * @example
 * scrubLinks({ next: 'https://graph.facebook.com/1/media?access_token=EAA&after=QVFI' });
 * //=> { next: 'https://graph.facebook.com/1/media?after=QVFI' }
 */
export function scrubLinks(value: unknown): unknown {
  if (typeof value === 'string') return scrubLink(value);
  if (Array.isArray(value)) return value.map(scrubLinks);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scrubLinks(item)]));
}

function scrubLink(text: string): string {
  if (!/^https?:/i.test(text) || !SECRET_PARAMS.some((name) => text.includes(name)) || !URL.canParse(text)) return text;
  const url = new URL(text);
  for (const name of SECRET_PARAMS) url.searchParams.delete(name);
  return url.href;
}

/** One item of a batch answer; `null` when the platform ran out of time for it, or sent something else. */
export type BatchItem = {
  readonly status: number;
  /** The parsed body; `undefined` when it was not JSON. */
  readonly body: unknown;
  readonly header: (name: string) => string | null;
} | null;

const batchItem = v.object({
  code: v.pipe(v.unknown(), v.transform(readFigure), v.number()),
  headers: v.fallback(v.optional(v.array(v.unknown()), []), []),
  body: v.fallback(v.nullish(v.string(), null), null),
});
const batchHeader = v.object({ name: v.string(), value: v.string() });

/** What a batch asked for, as far as its answer can be compared with it. */
interface BatchRequest {
  /** Below the version: `17841…/insights`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string | number | undefined>> | undefined;
}

/**
 * Reads a batch answer: items in the order of the requests, each body a JSON text of its own. An item of another shape
 * reads as one that was not answered. `null` when the answer is no list, has another length than the batch, or names an
 * object that was not requested in its place: its order cannot be trusted then, and no figure may pass for another
 * post's. Source: Graph API batch requests; checked 2026-11-22.
 */
export function readBatch(body: unknown, requests: readonly BatchRequest[]): BatchItem[] | null {
  if (!Array.isArray(body) || body.length !== requests.length) return null;
  const items = body.map(readBatchItem);
  const isMatched = items.every((item, index) => {
    const request = requests[index];
    return (
      item === null || request === undefined || (isAbout(item.body, request.path) && isOfMetrics(item.body, request))
    );
  });
  return isMatched ? items : null;
}

function readBatchItem(value: unknown): BatchItem {
  const item = v.safeParse(batchItem, value);
  if (!item.success) return null;
  const { code, body: text } = item.output;
  const headers = new Map<string, string>();
  for (const given of item.output.headers) {
    const header = v.safeParse(batchHeader, given);
    if (header.success) headers.set(header.output.name.toLowerCase(), header.output.value);
  }
  return {
    status: code,
    body: text === null ? undefined : parseGraphJson(text),
    header: (name) => headers.get(name) ?? null,
  };
}

const namesItsObject = v.object({
  id: v.optional(v.unknown()),
  user_id: v.optional(v.unknown()),
  data: v.optional(v.unknown()),
  paging: v.optional(v.unknown()),
});

/**
 * Tells whether an answer is about the object of a path, by every id it names: that of the object, those of insight
 * rows (`<object>/insights/<metric>/<period>`) and those in the addresses of the pages beside it. An answer that names
 * none is taken for it.
 */
export function isAbout(body: unknown, path: string): boolean {
  const requestedId = /^\d+(?=\/|$)/.exec(path)?.[0];
  const answer = v.safeParse(namesItsObject, body);
  if (requestedId === undefined || !answer.success) return true;
  const { id, user_id, data, paging } = answer.output;
  const isObject = requestedId === path;
  const own = isObject && id !== undefined ? [textOf(id), textOf(user_id)] : [requestedId];
  const rows = Array.isArray(data) ? data.map((row: unknown) => idBefore(/^(\d+)\/insights\//, row, 'id')) : [];
  const pages = ['next', 'previous'].map((key) => idBefore(/^https?:\/\/[^/]+(?:\/v\d+\.\d+)?\/(\d+)\//, paging, key));
  return own.includes(requestedId) && [...rows, ...pages].every((named) => named === null || named === requestedId);
}

const insightRow = v.object({
  name: v.string(),
  period: v.fallback(v.optional(v.string()), undefined),
  total_value: v.fallback(
    v.optional(v.object({ breakdowns: v.array(v.object({ dimension_keys: v.array(v.string()) })) })),
    undefined,
  ),
});

/**
 * Tells whether an answer of insights has a row of a metric, period and breakdown that were asked for, where it has
 * rows at all.
 */
function isOfMetrics(body: unknown, { path, params = {} }: BatchRequest): boolean {
  const answer = v.safeParse(v.object({ data: v.array(v.unknown()) }), body);
  const { metric, period, breakdown } = params;
  if (!path.endsWith('/insights') || metric === undefined || !answer.success) return true;
  const rows = answer.output.data.flatMap((value) => {
    const row = v.safeParse(insightRow, value);
    return row.success ? [row.output] : [];
  });
  const metrics = String(metric).split(',');
  // Beside the breakdowns asked for there may be one more dimension, `timeframe`.
  const splits = breakdown === undefined ? [] : String(breakdown).split(',');
  return (
    rows.length === 0 ||
    rows.some(
      (row) =>
        metrics.includes(row.name) &&
        (period === undefined || row.period === undefined || row.period === period) &&
        (row.total_value?.breakdowns ?? []).every((group) =>
          splits.every((split) => group.dimension_keys.includes(split)),
        ),
    )
  );
}

/** Reads an id or cursor; short ones may come as bare numbers. */
function textOf(id: unknown): string | null {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

function idBefore(shape: RegExp, value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const text: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof text === 'string' ? (shape.exec(text)?.[1] ?? null) : null;
}
