import { itemAt } from '../../base/lists.ts';
import { flawedRows, isEndless, nextIndex, nextStart } from '../shared/fault-plan.ts';
import type { MediaNode } from './dataset/graph-dataset.ts';
import type { PlannedField } from './fields/plan-fields.ts';
import { invalidParameter } from './rules/failures.ts';
import { MEDIA_EDGE_CAP, type PageLimit, parseMoment } from './rules/platform.ts';
import { type GraphCall, noteMisuse, type Params } from './graph-state.ts';

/** A list in an answer. */
export interface EdgeBody {
  readonly data: readonly unknown[];
  readonly paging?: Readonly<Record<string, unknown>>;
}

/** What an edge is asked with, from a query or from the modifiers of a field. */
export interface EdgeQuery {
  readonly params: Params;
  readonly plan: readonly PlannedField[];
  /** `fields` as text, for links. */
  readonly fields: string;
}

/** A list to be cut into a page. */
interface ListSpec<T> {
  /** Owner and edge, `17841.../media`: the path of the links and the scope of the cursors. */
  readonly path: string;
  readonly edge: string;
  readonly rows: readonly T[];
  readonly limit: PageLimit;
  readonly params: Params;
  /** `fields` for the links; `''` for none. */
  readonly fields: string;
  /**
   * `both` cursors and links, `after` the forward ones only, `nested_discovery` a cursor without any link,
   * `when_more` no paging at all on a list that is complete.
   */
  readonly style: 'both' | 'after' | 'nested_discovery' | 'when_more';
}

interface Page<T> {
  readonly rows: readonly T[];
  readonly paging: Readonly<Record<string, unknown>> | undefined;
}

/** Cuts the rows of one page and the `paging` object beside them. Throws for a cursor that is none of this list's. */
export function cutPage<T>(call: GraphCall, spec: ListSpec<T>): Page<T> {
  const limit = pageLimit(call, spec);
  const { rows, edge, params } = spec;
  const after = cursorOf(call, spec, 'after');
  const before = after === null ? cursorOf(call, spec, 'before') : null;
  const start = after?.offset ?? (before === null ? 0 : Math.max(0, before.offset - limit));
  const index = after?.page ?? 0;
  const room = before === null ? limit : Math.min(limit, before.offset);
  const wanted = call.state.paging.rows?.({ edge, index, limit }) ?? room;
  const count = Math.max(0, Math.min(wanted, room, rows.length - start));
  const end = start + count;
  const flaw = call.state.paging.flaw?.({ edge, index, limit });
  const more = end < rows.length || isEndless(flaw);
  const page = flawedRows(rows.slice(start, end), flaw);
  const isLast = !more;
  if (rows.length === 0) return { rows: page, paging: undefined };
  if (page.length === 0 && isLast) return { rows: page, paging: undefined };
  if (isLast && after !== null && spec.style === 'after') return { rows: page, paging: undefined };
  if (isLast && spec.style === 'when_more') return { rows: page, paging: undefined };
  const [onward, following] = [nextStart(flaw, { start, end }), nextIndex(flaw, index)];
  const ends = { before: cursor(spec.path, start, index), after: cursor(spec.path, onward, following) };
  if (spec.style === 'nested_discovery') {
    return { rows: page, paging: { cursors: { after: ends.after } } };
  }
  const paging: Record<string, unknown> = {
    cursors: spec.style === 'both' ? ends : { after: ends.after },
  };
  if (more) paging['next'] = pageLink(call, spec, { limit: params.get('limit'), after: ends.after });
  if (spec.style === 'both' && start > 0) {
    paging['previous'] = pageLink(call, spec, { limit: params.get('limit'), before: ends.before });
  }
  return { rows: page, paging };
}

/** Makes a list that is counted elsewhere and not given: no row, and cursors all the same. */
export function withheldPage(path: string): EdgeBody {
  const at = cursor(path, 0, 0);
  return { data: [], paging: { cursors: { before: at, after: at } } };
}

/**
 * Reads the `limit` of a request, capped. A larger one is answered with the maximum, which a client may not count on.
 */
export function pageLimit(call: GraphCall, spec: Pick<ListSpec<unknown>, 'edge' | 'limit' | 'params'>): number {
  const text = spec.params.get('limit');
  if (text === null || text === undefined || text === '') return spec.limit.usual;
  if (!/^\d{1,9}$/.test(text)) throw invalidParameter('limit');
  const limit = Number(text);
  if (limit > spec.limit.most) {
    noteMisuse(call, 'limit_over_maximum', `${spec.edge} limit=${text}, at most ${String(spec.limit.most)}`);
  }
  return Math.max(1, Math.min(limit, spec.limit.most));
}

/**
 * Makes a link as Graph builds it: the query of the request with another cursor, the token only if it came that way.
 */
export function pageLink(
  call: GraphCall,
  spec: Pick<ListSpec<unknown>, 'path' | 'fields' | 'params'>,
  values: Readonly<Record<string, string | null | undefined>>,
): string {
  const query = new URLSearchParams();
  if (spec.fields !== '') query.set('fields', spec.fields);
  for (const name of ['since', 'until', 'user_id']) {
    const value = spec.params.get(name);
    if (value !== null && value !== undefined) query.set(name, value);
  }
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) query.set(name, value);
  }
  return linkTo(call, spec.path, query);
}

/** Makes an absolute link under the version of the request. */
export function linkTo(call: GraphCall, path: string, query: URLSearchParams): string {
  if (call.tokenInQuery) {
    query.set('access_token', call.token.value);
    const proof = call.params.get('appsecret_proof');
    if (proof !== null) query.set('appsecret_proof', proof);
  }
  const version = call.versionPath === '' ? '' : `/${call.versionPath}`;
  return `${call.state.paging.origin ?? call.state.origin}${version}/${path}?${query.toString()}`;
}

interface Cursor {
  readonly offset: number;
  readonly page: number;
}

function cursor(path: string, offset: number, page: number): string {
  return `QVFIU${Buffer.from(`${path}|${String(offset)}|${String(page)}`).toString('base64url')}`;
}

function cursorOf(call: GraphCall, spec: Pick<ListSpec<unknown>, 'path' | 'params'>, name: string): Cursor | null {
  const text = spec.params.get(name);
  if (text === null || text === undefined || text === '') return null;
  const [path, offset, page] = Buffer.from(text.slice(5), 'base64url').toString('utf8').split('|');
  if (!text.startsWith('QVFIU') || offset === undefined || page === undefined) throw foreign(call, name, text);
  if (path !== spec.path) throw foreign(call, name, text);
  return { offset: Number(offset), page: Number(page) };
}

function foreign(call: GraphCall, name: string, text: string): Error {
  noteMisuse(call, 'foreign_cursor', `${name}=${text} was not given for this list`);
  return invalidParameter(name);
}

/** Lists the account's posts between `since` and `until`, both included. */
export function postsBetween(call: GraphCall, params: Params): readonly MediaNode[] {
  const { posts, postTimes } = call.state.index;
  const since = momentOf(call, params, 'since');
  const until = momentOf(call, params, 'until');
  if (since === null && until === null) return posts;
  const [first, last] = [(since ?? 0) * 1_000, until === null ? Infinity : until * 1_000];
  return posts.slice(0, MEDIA_EDGE_CAP).filter((_, index) => {
    const time = itemAt(postTimes, index);
    return time >= first && time <= last;
  });
}

function momentOf(call: GraphCall, params: Params, name: 'since' | 'until'): number | null {
  const text = params.get(name);
  if (text === null || text === undefined || text === '') return null;
  const moment = parseMoment(text, call.state.now());
  if (moment === null) throw invalidParameter(name);
  return moment;
}
