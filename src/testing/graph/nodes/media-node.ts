import { flawedRows, isEndless, nextStart } from '../../shared/fault-plan.ts';
import { textHash } from '../../shared/random.ts';
import { newestFirst } from '../dataset/dataset-index.ts';
import type { HashtagNode, MediaNode } from '../dataset/graph-dataset.ts';
import { planFieldsText, type PlannedField } from '../fields/plan-fields.ts';
import { type GraphCall, noteMisuse } from '../graph-state.ts';
import { mediaInsights, refuseChildInsights } from '../insights/media-insights.ts';
import { cutPage, type EdgeBody, type EdgeQuery, pageLimit, pageLink, postsBetween } from '../paging.ts';
import {
  capabilityMissing,
  goneFailure,
  invalidParameter,
  notVideo,
  objectMissing,
  parameterRequired,
  permissionDenied,
} from '../rules/failures.ts';
import {
  graphTime,
  MEDIA_EDGE_CAP,
  PAGE_LIMITS,
  parseTime,
  PUBLIC_CONTENT_FEATURE,
  RECENT_MS,
} from '../rules/platform.ts';
import { commentsOf, pickParts } from './comments.ts';

/** How a post is reached, which decides what it shows. */
interface MediaPlace {
  readonly kind: 'media' | 'child' | 'foreign_media' | 'discovered_media' | 'hashtag_media';
  /** Through a list or another node, not by its own id. */
  readonly indirect: boolean;
}

/** Makes the post as JSON: what the plan asks and the post has. */
export function mediaObject(
  call: GraphCall,
  media: MediaNode,
  plan: readonly PlannedField[],
  place: MediaPlace,
): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = {};
  for (const field of plan) {
    const value = fieldValue(call, media, field, place);
    if (value !== undefined) object[field.name] = pickParts(value, field.parts);
  }
  object['id'] = media.id;
  return object;
}

function fieldValue(call: GraphCall, media: MediaNode, field: PlannedField, place: MediaPlace): unknown {
  if (media.omits?.includes(field.name) === true) return undefined;
  if (media.gone !== undefined && (field.plan.length > 0 || field.insights !== null)) {
    throw goneFailure(media.gone, media.id, call.state.login);
  }
  switch (field.name) {
    case 'insights':
      return insightsOf(call, media, field, place);
    case 'comments':
      return place.kind === 'media' || place.kind === 'foreign_media' ? commentsOf(call, media, field) : undefined;
    case 'children':
      return media.media_type === 'CAROUSEL_ALBUM' ? childrenOf(call, media, field) : undefined;
    case 'copyright_check_information':
      if (media.media_type !== 'VIDEO') throw notVideo();
      return media.fields?.['copyright_check_information'] ?? { status: { status: 'completed', matches_found: false } };
    default:
      return plainValue(call, media, field.name, place);
  }
}

/** Lists the pictures and videos of a carousel. Never paged: a carousel is short. */
export function childrenOf(
  call: GraphCall,
  media: MediaNode,
  field: Pick<PlannedField, 'plan'>,
): { readonly data: readonly unknown[] } {
  const place = { kind: 'child', indirect: true } as const;
  return { data: (media.children ?? []).map((child) => mediaObject(call, child, field.plan, place)) };
}

function insightsOf(call: GraphCall, media: MediaNode, field: PlannedField, place: MediaPlace): unknown {
  if (field.insights === null) return undefined;
  if (place.kind === 'child') throw refuseChildInsights(call, field.insights);
  if (place.kind !== 'media') {
    noteMisuse(call, 'insights_of_others', media.id);
    throw permissionDenied();
  }
  const rows = mediaInsights(call, media, field.insights, place.indirect ? 'list' : 'node');
  return rows.length === 0 ? undefined : { data: rows };
}

function plainValue(call: GraphCall, media: MediaNode, name: string, place: MediaPlace): unknown {
  const isChild = place.kind === 'child';
  const isOwn = place.kind === 'media' || isChild;
  const isVideo = media.media_type === 'VIDEO';
  switch (name) {
    case 'caption':
      return isChild ? undefined : media.caption;
    case 'media_type':
      return media.media_type;
    case 'media_product_type':
      return media.media_product_type ?? 'FEED';
    case 'media_url':
      if (place.kind === 'hashtag_media' && media.media_type === 'CAROUSEL_ALBUM') return undefined;
      return media.media_url ?? call.state.addressOf('media', media.id);
    case 'thumbnail_url':
      return isVideo ? (media.thumbnail_url ?? call.state.addressOf('thumbnail', media.id)) : undefined;
    case 'permalink':
      return isChild ? undefined : (media.permalink ?? permalinkOf(media));
    case 'shortcode':
      return media.shortcode ?? shortcodeOf(media);
    case 'username':
      return media.username ?? (isOwn ? call.state.index.dataset.account.username : undefined);
    case 'timestamp':
      return graphTime(media.timestamp);
    case 'like_count':
      return media.hiddenLikes === true && place.indirect ? undefined : media.like_count;
    case 'comments_count':
      return isChild ? undefined : (media.comments_count ?? countComments(media));
    case 'is_comment_enabled':
      return isChild ? undefined : (media.fields?.[name] ?? true);
    case 'is_shared_to_feed':
      return media.media_product_type === 'REELS' ? (media.fields?.[name] ?? true) : undefined;
    case 'alt_text':
      return media.media_type === 'IMAGE' ? media.alt_text : undefined;
    case 'media_audio_type':
      return isVideo ? media.media_audio_type : undefined;
    case 'owner':
      return isOwn ? { id: call.state.index.dataset.account.id } : undefined;
    case 'view_count':
      return media.view_count;
    case 'boost_eligibility_info':
      return media.fields?.[name] ?? { eligible_to_boost: true };
    case 'total_views_count':
      return isVideo && isOwn ? (media.fields?.[name] ?? media.insights?.['total_views']) : undefined;
    default:
      return name in COUNTS ? ownCount(media, name, place) : media.fields?.[name];
  }
}

const COUNTS: Readonly<Record<string, string>> = {
  reposts_count: 'reposts',
  saved_count: 'saved',
  shares_count: 'shares',
  total_like_count: 'total_likes',
  total_comments_count: 'total_comments',
};

/** Gives a count that only the account itself sees, on top-level posts of the feed and on reels. */
function ownCount(media: MediaNode, name: string, place: MediaPlace): unknown {
  const product = media.media_product_type ?? 'FEED';
  if (place.kind !== 'media' || (product !== 'FEED' && product !== 'REELS')) return undefined;
  return media.fields?.[name] ?? media.insights?.[COUNTS[name] ?? ''];
}

function countComments(media: MediaNode): number {
  return (media.comments ?? []).reduce((count, { replies }) => count + 1 + (replies?.length ?? 0), 0);
}

function shortcodeOf(media: MediaNode): string {
  return `S${BigInt(media.id).toString(36).toUpperCase()}`;
}

function permalinkOf(media: MediaNode): string {
  const kind = media.media_product_type === 'REELS' ? 'reel' : 'p';
  return `https://www.instagram.com/${kind}/${media.shortcode ?? shortcodeOf(media)}/`;
}

const OWN: MediaPlace = { kind: 'media', indirect: true };
const FOREIGN: MediaPlace = { kind: 'foreign_media', indirect: true };

/**
 * Makes a page of the account's posts, newest first: the latest 10,000, stories left out, between `since` and `until`.
 */
export function mediaEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  const rows = postsBetween(call, query.params).slice(0, MEDIA_EDGE_CAP);
  return listEdge(call, 'media', rows, query, OWN);
}

/** Makes a page of stories of the last 24 hours. */
export function storiesEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  const now = call.state.now();
  const rows = call.state.index.stories.filter(({ timestamp }) => now - parseTime(timestamp) <= RECENT_MS);
  return listEdge(call, 'stories', rows, query, OWN);
}

/** Makes a page of posts of others in which the account is tagged. */
export function tagsEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  return listEdge(call, 'tags', newestFirst(call.state.index.dataset.tags ?? []), query, FOREIGN);
}

/** Makes a page of broadcasts that are running now. */
export function liveMediaEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  return listEdge(call, 'stories', call.state.index.dataset.liveMedia ?? [], query, OWN);
}

function listEdge(
  call: GraphCall,
  edge: 'media' | 'stories' | 'tags',
  rows: readonly MediaNode[],
  query: EdgeQuery,
  place: MediaPlace,
): EdgeBody {
  const path = `${call.state.index.dataset.account.id}/${edge}`;
  const page = cutPage(call, { path, edge, rows, limit: PAGE_LIMITS[edge], style: 'both', ...query });
  const data = page.rows.map((media) => mediaObject(call, media, query.plan, place));
  return page.paging === undefined ? { data } : { data, paging: page.paging };
}

/** Answers `/ig_hashtag_search`: the id of a tag. */
export function hashtagSearch(call: GraphCall): EdgeBody {
  requireAccess(call);
  const q = call.params.get('q') ?? '';
  if (q === '') throw parameterRequired('q', call.state.login);
  if (q.startsWith('#')) noteMisuse(call, 'hashtag_with_sign', q);
  // No emoji and no second word. The text of the error is not published.
  if (!/^[\p{L}\p{M}\p{N}_]+$/u.test(q)) throw invalidParameter('q');
  return { data: [{ id: call.state.hashtags.search(q, call.state.now()).id }] };
}

/** Answers `/{hashtag}`. */
export function hashtagObject(call: GraphCall, hashtag: HashtagNode): Readonly<Record<string, unknown>> {
  requireFeature(call);
  const plan = planFieldsText(call, 'hashtag', call.params.get('fields'));
  return plan.some(({ name }) => name === 'name') ? { name: hashtag.name, id: hashtag.id } : { id: hashtag.id };
}

/** Answers `/{ig-user}/recently_searched_hashtags`, latest first. */
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

/** Answers `/{hashtag}/recent_media` and `/top_media`. Every page carries the same cursor. */
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

/** Finds where the next page begins; a page that was lost on the way by a fault is served again. */
function placeAfter(call: GraphCall, list: string): { readonly start: number; readonly index: number } {
  const last = call.state.hashtags.lastPage(list);
  if (last === null) return { start: 0, index: 0 };
  return call.state.wasLost(last.params) ? last : { start: last.end, index: last.index + 1 };
}

/** Lists recent posts. Recent means the last 24 hours, in no promised order; the ids decide here. */
function recentOf(call: GraphCall, hashtag: HashtagNode): readonly MediaNode[] {
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
