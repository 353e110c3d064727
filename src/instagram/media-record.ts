import { roundKnown } from '../base/sums.ts';
import { MATURING_MS, toEpochMs } from '../base/time.ts';
import {
  type CommentRecord,
  type Engagement,
  MEDIA_INSIGHT_KEYS,
  type MediaInsights,
  type MediaInsightValues,
  type MediaRecord,
} from '../documents/media.ts';
import type { MediaMetadata } from '../documents/file.ts';
import type { Unavailable, UnavailableReason } from '../documents/shapes.ts';
import { MEDIA_METRICS, type MediaMetricEntry, type ProductClass, productClassOf } from '../graph/media-metrics.ts';
import type { Login } from '../graph/platform.ts';
import { computeEngagement } from '../metrics/engagement.ts';
import { extractHashtags } from '../metrics/captions.ts';
import { InsightAnswers } from './insight-answers.ts';
import type { MediaWireRow } from './wire-rows.ts';

/** The comments of a post while they are collected. */
export type DraftComments =
  | { readonly state: 'not_asked' }
  | { readonly state: 'open' }
  | { readonly state: 'read'; readonly comments: CommentRecord[]; readonly after: string | null }
  | { readonly state: 'missing'; readonly reason: UnavailableReason };

/** A post on its way to becoming a record: its row is there, insights and comments come from one place or another. */
export interface DraftPost {
  row: MediaWireRow;
  readonly product: ProductClass;
  readonly insights: InsightAnswers;
  comments: DraftComments;
  /** True for an album whose posts its page could not bring. */
  isAlbumOpen?: boolean;
  /** Absent: not probed. `null`: a video that could not be. */
  details?: MediaMetadata | null;
}

/**
 * Creates a post of which only its row is known; `kind` is that of every post of the list, where that is known
 * beforehand.
 */
export function createDraft(row: MediaWireRow, withComments: boolean, kind?: ProductClass): DraftPost {
  return {
    // The stories edge leaves the product type out. Source: python-facebook recording; checked 2026-11-27.
    row: kind === 'story' ? { ...row, media_product_type: row.media_product_type ?? 'STORY' } : row,
    product: kind ?? productClassOf(row),
    insights: new InsightAnswers(),
    comments: { state: withComments ? 'open' : 'not_asked' },
  };
}

/** What a record is built with besides the post itself. */
export interface RecordContext {
  readonly login: Login;
  readonly now: number;
  /** `null` when unknown: then there is no rate by followers. */
  readonly followers: number | null;
  /** Signed addresses expire; they are left out unless asked for. */
  readonly includeMediaUrls: boolean;
  /** At most this many comments. */
  readonly maxComments: number;
}

/** Makes the finished record of a post. */
export function toMediaRecord(post: DraftPost, context: RecordContext): MediaRecord {
  const { row } = post;
  const { timestamp } = row;
  const measured = toMediaInsights(post.insights, post.product, isVideo(row), context.login);
  const { addresses, reasons } = rowGaps(row, context);
  const comments = commentsOf(post, context.maxComments);
  const age = context.now - (toEpochMs(timestamp) ?? context.now);
  const unavailable: Unavailable = { ...reasons, ...measured.unavailable, ...comments.unavailable };
  if (post.details === null) unavailable['media_details'] = 'hidden';
  const counters = { insights: measured.insights, like_count: row.like_count, comments_count: row.comments_count };
  return {
    id: row.id,
    media_type: row.media_type,
    media_product_type: row.media_product_type,
    is_video: isVideo(row),
    caption: row.caption,
    hashtags: extractHashtags(row.caption),
    permalink: row.permalink,
    timestamp,
    ...addresses,
    like_count: row.like_count,
    comments_count: row.comments_count,
    insights: measured.insights,
    metric_sources: measured.metric_sources,
    unavailable,
    engagement: roundEngagement(computeEngagement(counters, { followers: context.followers })),
    maturing: age < MATURING_MS,
    ...(row.children === null ? {} : { children: row.children }),
    ...(row.media_audio_type === null ? {} : { media_audio_type: row.media_audio_type }),
    ...(row.is_ai_generated === null ? {} : { is_ai_generated: row.is_ai_generated }),
    ...(post.details === undefined ? {} : { media_details: post.details }),
    ...comments.record,
  };
}

/** Makes the insights of a post under this library's names, with the retired names filled from what replaced them. */
export function toMediaInsights(
  answers: InsightAnswers,
  product: ProductClass,
  video: boolean,
  login: Login,
): MediaInsights {
  const values = new Map<string, number | null>();
  const unavailable: Unavailable = {};
  const metric_sources: Record<string, string> = {};
  for (const row of MEDIA_METRICS) {
    if (row.key === null) continue;
    const value = answers.value(row.metric);
    values.set(row.key, value);
    if (value === null && row.retired === null)
      unavailable[`insights.${row.key}`] = gapReason(row, answers, product, login);
  }
  for (const alias of ['impressions', 'plays'] as const) {
    if (values.get(alias) != null) continue;
    const views = values.get('views') ?? null;
    const applies = alias === 'impressions' || video;
    values.set(alias, applies ? views : null);
    if (!applies) unavailable[`insights.${alias}`] = 'not_applicable';
    else if (views === null) unavailable[`insights.${alias}`] = 'retired';
    else metric_sources[alias] = 'views';
  }
  const insights = Object.fromEntries(
    MEDIA_INSIGHT_KEYS.map((key) => [key, values.get(key) ?? null]),
  ) as MediaInsightValues;
  return { insights, metric_sources, unavailable };
}

function gapReason(
  row: MediaMetricEntry,
  answers: InsightAnswers,
  product: ProductClass,
  login: Login,
): UnavailableReason {
  const recorded = answers.reason(row.metric);
  if (recorded !== null) return recorded;
  const applies = row.products.includes(product) || row.unsure.includes(product);
  if (!applies || !row.logins.includes(login)) return 'not_applicable';
  return 'not_requested';
}

/** Tells whether a post is a video, of whatever kind. */
export function isVideo(row: MediaWireRow): boolean {
  return row.media_type.toUpperCase() === 'VIDEO';
}

function rowGaps(
  row: MediaWireRow,
  context: RecordContext,
): { addresses: Pick<MediaRecord, 'media_url' | 'thumbnail_url'>; reasons: Unavailable } {
  const reasons: Unavailable = {};
  const keep = context.includeMediaUrls;
  // Left out by Graph: licensed audio or a flag on the post. An album has no file of its own.
  if (!keep) reasons['media_url'] = 'not_requested';
  else if (row.media_url === null) reasons['media_url'] = row.children === null ? 'hidden' : 'not_applicable';
  if (!keep) reasons['thumbnail_url'] = isVideo(row) ? 'not_requested' : 'not_applicable';
  else if (row.thumbnail_url === null) reasons['thumbnail_url'] = isVideo(row) ? 'hidden' : 'not_applicable';
  if (row.like_count === null) reasons['like_count'] = 'hidden';
  if (row.comments_count === null) reasons['comments_count'] = 'hidden';
  return {
    addresses: { media_url: keep ? row.media_url : null, thumbnail_url: keep ? row.thumbnail_url : null },
    reasons,
  };
}

function commentsOf(
  { comments }: DraftPost,
  limit: number,
): { record: Pick<MediaRecord, 'comments' | 'comments_truncated'>; unavailable: Unavailable } {
  switch (comments.state) {
    case 'not_asked':
      return { record: {}, unavailable: {} };
    case 'open':
      return { record: { comments: null }, unavailable: { comments: 'failed' } };
    case 'missing':
      return { record: { comments: null }, unavailable: { comments: comments.reason } };
    case 'read': {
      const list = comments.comments.slice(0, limit);
      const truncated = comments.after !== null || list.length < comments.comments.length;
      return { record: { comments: list, comments_truncated: truncated }, unavailable: {} };
    }
  }
}

function roundEngagement(engagement: Engagement): Engagement {
  return {
    ...engagement,
    rate_by_reach: roundKnown(engagement.rate_by_reach, 2),
    rate_by_views: roundKnown(engagement.rate_by_views, 2),
    rate_by_followers: roundKnown(engagement.rate_by_followers, 2),
  };
}
