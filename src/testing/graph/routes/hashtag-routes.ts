import { newestFirst } from '../dataset/dataset-index.ts';
import type { HashtagNode } from '../dataset/graph-dataset.ts';
import { planFieldsText } from '../fields/plan-fields.ts';
import { parseTime } from '../graph-time.ts';
import { textHash } from '../insights/row-order.ts';
import type { EdgeBody } from '../nodes/edge.ts';
import { mediaObject } from '../nodes/media-node.ts';
import { pageLimit, pageLink } from '../paging.ts';
import { capabilityMissing, invalidParameter, objectMissing, parameterRequired } from '../rules/failures.ts';
import { PAGE_LIMITS, RECENT_MS } from '../rules/limits.ts';
import { PUBLIC_CONTENT_FEATURE } from '../rules/scopes.ts';
import { type GraphCall, noteMisuse } from '../world.ts';

/** `/ig_hashtag_search`: the id of a tag. */
export function hashtagSearch(call: GraphCall): EdgeBody {
  requireAccess(call);
  const q = call.params.get('q') ?? '';
  if (q === '') throw parameterRequired('q', call.world.login);
  if (q.startsWith('#')) noteMisuse(call, 'hashtag_with_sign', q);
  // No emoji and no second word. The text of the error is not published.
  if (!/^[\p{L}\p{M}\p{N}_]+$/u.test(q)) throw invalidParameter('q');
  return { data: [{ id: call.world.hashtags.search(q, call.world.now()).id }] };
}

/** `/{hashtag}`. */
export function hashtagObject(call: GraphCall, hashtag: HashtagNode): Readonly<Record<string, unknown>> {
  requireFeature(call);
  const plan = planFieldsText(call, 'hashtag', call.params.get('fields'));
  return plan.some(({ name }) => name === 'name') ? { name: hashtag.name, id: hashtag.id } : { id: hashtag.id };
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
  const start = after === null ? 0 : nextStart(call, list);
  const end = Math.min(start + limit, rows.length);
  call.world.hashtags.served(list, { start, end, params: call.params });
  const place = { kind: 'hashtag_media', indirect: true } as const;
  const data = rows.slice(start, end).map((media) => mediaObject(call, media, plan, place));
  if (data.length === 0) return { data };
  const paging: Record<string, unknown> = { cursors: { after: cursor } };
  if (end < rows.length) paging['next'] = pageLink(call, spec, { limit: call.params.get('limit'), after: cursor });
  return { data, paging };
}

/** Where the next page begins; a page that was lost on the way by a fault is served again. */
function nextStart(call: GraphCall, list: string): number {
  const last = call.world.hashtags.lastPage(list);
  if (last === null) return 0;
  return call.world.wasLost(last.params) ? last.start : last.end;
}

/** Recent means the last 24 hours, in no promised order; the ids decide here. */
function recentOf(
  call: GraphCall,
  hashtag: HashtagNode,
): ReturnType<typeof newestFirst<NonNullable<HashtagNode['recent']>[number]>> {
  const now = call.world.now();
  return newestFirst(hashtag.recent ?? []).filter(({ timestamp }) => now - parseTime(timestamp) <= RECENT_MS);
}

function requireAccess(call: GraphCall): void {
  requireFeature(call);
  const user = call.params.get('user_id');
  if (user === null || user === '') throw parameterRequired('user_id', call.world.login);
  if (user !== call.world.index.dataset.account.id) throw objectMissing(user);
}

function requireFeature(call: GraphCall): void {
  if (!call.world.features.includes(PUBLIC_CONTENT_FEATURE)) throw capabilityMissing();
}
