import * as v from 'valibot';
import { GraphApiError } from '../base/errors.ts';

/** Strings first, so that digits inside them are left alone; then numbers. */
const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses a Graph answer. Whole numbers of 16 digits and more become strings: ids exceed 2^53 and some arrive as bare
 * numbers. `undefined` when the text is not JSON.
 */
export function parseGraphJson(text: string): unknown {
  try {
    return JSON.parse(/\d{16}/.test(text) ? quoteLongIntegers(text) : text) as unknown;
  } catch {
    return undefined;
  }
}

function quoteLongIntegers(text: string): string {
  return text.replace(STRINGS_AND_NUMBERS, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token));
}

/** One page of a Graph list; its rows are not parsed yet. */
export interface GraphPage {
  readonly rows: readonly unknown[];
  /** Cursor to go on from; `null` at the end of the list. */
  readonly after: string | null;
}

const pageBody = v.object({
  data: v.array(v.unknown()),
  paging: v.nullish(
    v.object({
      next: v.nullish(v.string()),
      cursors: v.nullish(v.object({ after: v.nullish(v.string()) })),
    }),
  ),
});

/**
 * Reads a page of a list. The end is the absence of `next`: cursors may stand on the last page, `paging` may be missing
 * whole, and a page may be short or empty and still have a next one. The address in `next` is never followed, since it
 * may hold the token and names its own host: only the cursor is taken from it.
 * Source: Graph API results guide; probes. Checked 2026-11-22.
 *
 * @throws GraphApiError `invalid_response` when the body is no list
 */
export function readPage(body: unknown): GraphPage {
  const page = v.safeParse(pageBody, body);
  if (!page.success) throw notAList();
  const { data, paging } = page.output;
  if (paging?.next == null) return { rows: data, after: null };
  return { rows: data, after: given(paging.cursors?.after) ?? cursorOf(paging.next) };
}

/** A nested list, such as a post's comments: absent when it is empty. */
export function readNestedPage(edge: unknown): GraphPage | null {
  return edge === undefined ? null : readPage(edge);
}

/**
 * A list nested in a business discovery answer has cursors and no `next`, even where there is more: its end is the
 * absence of the cursor. Source: business discovery reference; checked 2026-11-22.
 */
export function readCursorPage(body: unknown): GraphPage {
  const page = v.safeParse(pageBody, body);
  if (!page.success) throw notAList();
  return { rows: page.output.data, after: given(page.output.paging?.cursors?.after) };
}

function cursorOf(next: string): string | null {
  return URL.canParse(next) ? given(new URL(next).searchParams.get('after')) : null;
}

/** An empty cursor would lead back to the first page. */
function given(cursor: string | null | undefined): string | null {
  return cursor == null || cursor === '' ? null : cursor;
}

function notAList(): GraphApiError {
  return new GraphApiError('Graph answered a list request with something that is no list.', {
    kind: 'invalid_response',
    code: 'graph:not_a_list',
    remedy: 'Check the request against the Graph API reference.',
    status: null,
  });
}

const SECRET_PARAMS = ['access_token', 'appsecret_proof'] as const;

/**
 * A copy of an answer whose addresses carry no token: Graph repeats it, and the proof of the app's secret, in the
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
