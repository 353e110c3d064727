import { newestFirst } from '../dataset/dataset-index.ts';
import type { HashtagNode } from '../dataset/graph-dataset.ts';
import { planFieldsText } from '../fields/plan-fields.ts';
import { parseTime } from '../wire-format.ts';
import { flawedRows, isEndless, nextStart } from '../../shared/fault-plan.ts';
import { textHash } from '../../shared/random.ts';
import { cutPage, type EdgeBody, type EdgeQuery, pageLimit, pageLink } from '../paging.ts';
import { mediaObject } from './media-node.ts';
import { capabilityMissing, invalidParameter, objectMissing, parameterRequired } from '../rules/failures.ts';
import { PAGE_LIMITS, PUBLIC_CONTENT_FEATURE, RECENT_MS } from '../rules/platform.ts';
import { type GraphCall, noteMisuse } from '../graph-state.ts';

/** `/ig_hashtag_search`: the id of a tag. */
export function hashtagSearch(call: GraphCall): EdgeBody {
  requireAccess(call);
  const q = call.params.get('q') ?? '';
  if (q === '') throw parameterRequired('q', call.state.login);
  if (q.startsWith('#')) noteMisuse(call, 'hashtag_with_sign', q);
  // No emoji and no second word. The text of the error is not published.
  if (!/^[\p{L}\p{M}\p{N}_]+$/u.test(q)) throw invalidParameter('q');
  return { data: [{ id: call.state.hashtags.search(q, call.state.now()).id }] };
}

/** `/{hashtag}`. */
export function hashtagObject(call: GraphCall, hashtag: HashtagNode): Readonly<Record<string, unknown>> {
  requireFeature(call);
  const plan = planFieldsText(call, 'hashtag', call.params.get('fields'));
  return plan.some(({ name }) => name === 'name') ? { name: hashtag.name, id: hashtag.id } : { id: hashtag.id };
}

/** `/{ig-user}/recently_searched_hashtags`, latest first. */
export function searchedHashtags(call: GraphCall, query: EdgeQuery): EdgeBody {
  const rows = call.state.hashtags.searched(call.state.now());
  const edge = 'recently_searched_hashtags';
  const path = `${call.state.index.dataset.account.id}/${edge}`;
  const page = cutPage(call, { path, edge, rows, limit: PAGE_LIMITS[edge], style: 'both', ...query });
  const data = page.rows.map((node) =>
    Object.fromEntries(query.plan.flatMap(({ name }) => (name === 'name' ? [['name', node.name]] : [['id', node.id]]))),
  );
  return page.paging === undefined ? { data } : { data, paging: page.paging };
}

/** `/{hashtag}/recent_media` and `/top_media`. Every page carries the same cursor. */
export function hashtagMedia(call: GraphCall, hashtag: HashtagNode, edge: 'recent_media' | 'top_media'): EdgeBody {
  requireAccess(call);
  const plan = planFieldsText(call, 'hashtag_media', call.params.get('fields'));
  const list = `${hashtag.id}/${edge}`;
  const spec = {
    path: list,
    edge,
    limit: PAGE_LIMITS.hashtag_media,
    params: call.params,
    fields: call.params.get('fields') ?? '',
  };
  const limit = pageLimit(call, spec);
  const rows = edge === 'top_media' ? (hashtag.top ?? []) : recentOf(call, hashtag);
  const cursor = `NTA${textHash(list).toString(36).toUpperCase()}SAME`;
  const after = call.params.get('after');
  if (call.params.get('before') !== null) throw invalidParameter('before');
  if (after !== null && after !== cursor) {
    noteMisuse(call, 'foreign_cursor', `after=${after} was not given for this list`);
    throw invalidParameter('after');
  }
  const { start, index } = after === null ? { start: 0, index: 0 } : placeAfter(call, list);
  const position = { edge, index, limit };
  const count = Math.min(limit, call.state.paging.rows?.(position) ?? limit);
  const end = Math.min(start + count, rows.length);
  const flaw = call.state.paging.flaw?.(position);
  call.state.hashtags.served(list, { start, end: nextStart(flaw, { start, end }), index, params: call.params });
  const place = { kind: 'hashtag_media', indirect: true } as const;
  const data = flawedRows(rows.slice(start, end), flaw).map((media) => mediaObject(call, media, plan, place));
  const more = end < rows.length || isEndless(flaw);
  if (data.length === 0 && !more) return { data };
  const paging: Record<string, unknown> = { cursors: { after: cursor } };
  if (more) paging['next'] = pageLink(call, spec, { limit: call.params.get('limit'), after: cursor });
  return { data, paging };
}

/** Where the next page begins; a page that was lost on the way by a fault is served again. */
function placeAfter(call: GraphCall, list: string): { readonly start: number; readonly index: number } {
  const last = call.state.hashtags.lastPage(list);
  if (last === null) return { start: 0, index: 0 };
  return call.state.wasLost(last.params) ? last : { start: last.end, index: last.index + 1 };
}

/** Recent means the last 24 hours, in no promised order; the ids decide here. */
function recentOf(
  call: GraphCall,
  hashtag: HashtagNode,
): ReturnType<typeof newestFirst<NonNullable<HashtagNode['recent']>[number]>> {
  const now = call.state.now();
  return newestFirst(hashtag.recent ?? []).filter(({ timestamp }) => now - parseTime(timestamp) <= RECENT_MS);
}

function requireAccess(call: GraphCall): void {
  requireFeature(call);
  const user = call.params.get('user_id');
  if (user === null || user === '') throw parameterRequired('user_id', call.state.login);
  if (user !== call.state.index.dataset.account.id) throw objectMissing(user);
}

function requireFeature(call: GraphCall): void {
  if (!call.state.features.includes(PUBLIC_CONTENT_FEATURE)) throw capabilityMissing();
}
