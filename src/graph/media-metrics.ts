import type { MediaInsightKey } from '../documents/media.ts';
import type { Sourced } from '../base/dated-table.ts';
import type { Login } from './platform.ts';

/** The four kinds of post the insights rules tell apart. */
export type ProductClass = 'feed' | 'feed_video' | 'reels' | 'story';

/** One media metric as Graph names it. */
export interface MediaMetricEntry extends Sourced {
  readonly metric: string;
  /** The key of its value in a record; `null` for a metric this library does not collect. */
  readonly key: MediaInsightKey | null;
  /** Kinds of post that take it. `unsure` kinds are asked only alone, never in a request that others share. */
  readonly products: readonly ProductClass[];
  readonly unsure: readonly ProductClass[];
  readonly logins: readonly Login[];
  /** Asked only when the caller names it. */
  readonly onRequest: boolean;
  readonly unit: 'count' | 'milliseconds' | 'percent';
  readonly breakdown: string | null;
  readonly introduced: string | null;
  readonly retired: string | null;
  /** The metric whose value replaces a retired one's; `null` when none means the same. */
  readonly replacedBy: string | null;
}

const BOTH: readonly Login[] = ['facebook', 'instagram'];
const ALL: readonly ProductClass[] = ['feed', 'feed_video', 'reels', 'story'];
const POSTS: readonly ProductClass[] = ['feed', 'feed_video', 'reels'];

const CURRENT = {
  unsure: [],
  logins: BOTH,
  onRequest: false,
  unit: 'count',
  breakdown: null,
  introduced: null,
  retired: null,
  replacedBy: null,
  source: 'Media insights reference (updated 2026-06-18); probes of 2026-05-08 and 2026-07-14',
  checkedOn: '2026-11-22',
} as const;

const CHANGELOG = { source: 'Instagram platform changelog', checkedOn: '2026-11-22' } as const;

/**
 * Every media metric this library has, current and retired. Whatever chooses a metric reads this table.
 * `views` is listed unsure for feed videos from before Reels: some of them reject it.
 */
export const MEDIA_METRICS: readonly MediaMetricEntry[] = [
  { ...CURRENT, metric: 'views', key: 'views', products: ['feed', 'reels', 'story'], unsure: ['feed_video'] },
  { ...CURRENT, metric: 'reach', key: 'reach', products: ALL },
  { ...CURRENT, metric: 'likes', key: 'likes', products: POSTS },
  { ...CURRENT, metric: 'comments', key: 'comments', products: POSTS },
  { ...CURRENT, metric: 'saved', key: 'saved', products: POSTS },
  { ...CURRENT, metric: 'shares', key: 'shares', products: ALL },
  { ...CURRENT, metric: 'total_interactions', key: 'total_interactions', products: ALL },
  {
    ...CURRENT,
    metric: 'reposts',
    key: 'reposts',
    products: ['feed', 'reels', 'story'],
    unsure: ['feed_video'],
    introduced: '2025-12-03',
  },
  { ...CURRENT, metric: 'follows', key: 'follows', products: ['feed', 'story'], unsure: ['feed_video'] },
  { ...CURRENT, metric: 'profile_visits', key: 'profile_visits', products: ['feed', 'story'], unsure: ['feed_video'] },
  {
    ...CURRENT,
    metric: 'profile_activity',
    key: 'profile_activity',
    products: ['feed', 'story'],
    unsure: ['feed_video'],
    breakdown: 'action_type',
  },
  {
    ...CURRENT,
    metric: 'ig_reels_avg_watch_time',
    key: 'avg_watch_time_ms',
    products: ['reels'],
    unit: 'milliseconds',
  },
  {
    ...CURRENT,
    metric: 'ig_reels_video_view_total_time',
    key: 'total_watch_time_ms',
    products: ['reels'],
    unit: 'milliseconds',
  },
  {
    ...CURRENT,
    metric: 'reels_skip_rate',
    key: 'skip_rate',
    products: ['reels'],
    unit: 'percent',
    introduced: '2025-12-03',
  },
  {
    ...CURRENT,
    metric: 'crossposted_views',
    key: 'crossposted_views',
    products: ['reels'],
    onRequest: true,
  },
  {
    ...CURRENT,
    metric: 'facebook_views',
    key: 'facebook_views',
    products: ['feed', 'reels', 'story'],
    unsure: ['feed_video'],
    onRequest: true,
  },
  { ...CURRENT, metric: 'replies', key: 'replies', products: ['story'] },
  {
    ...CURRENT,
    metric: 'navigation',
    key: 'navigation',
    products: ['story'],
    breakdown: 'story_navigation_action_type',
  },
  {
    ...CURRENT,
    metric: 'link_clicks',
    key: 'link_clicks',
    products: ['story'],
    logins: ['facebook'],
    introduced: '2026-06-22',
    ...CHANGELOG,
  },
  {
    ...CURRENT,
    metric: 'total_likes',
    key: null,
    products: POSTS,
    logins: ['facebook'],
    introduced: '2026-04-22',
    ...CHANGELOG,
  },
  {
    ...CURRENT,
    metric: 'total_comments',
    key: null,
    products: POSTS,
    logins: ['facebook'],
    introduced: '2026-04-22',
    ...CHANGELOG,
  },
  {
    ...CURRENT,
    metric: 'total_views',
    key: null,
    products: ALL,
    logins: ['facebook'],
    introduced: '2026-04-22',
    ...CHANGELOG,
  },
  {
    ...CURRENT,
    metric: 'impressions',
    key: 'impressions',
    products: [],
    retired: '2025-04-21',
    replacedBy: 'views',
    ...CHANGELOG,
  },
  { ...CURRENT, metric: 'plays', key: 'plays', products: [], retired: '2025-04-21', replacedBy: 'views', ...CHANGELOG },
  {
    ...CURRENT,
    metric: 'video_views',
    key: null,
    products: [],
    retired: '2025-01-08',
    replacedBy: 'views',
    ...CHANGELOG,
  },
  { ...CURRENT, metric: 'clips_replays_count', key: null, products: [], retired: '2025-04-21', ...CHANGELOG },
  {
    ...CURRENT,
    metric: 'ig_reels_aggregated_all_plays_count',
    key: null,
    products: [],
    retired: '2025-04-21',
    replacedBy: 'views',
    ...CHANGELOG,
  },
  {
    ...CURRENT,
    metric: 'engagement',
    key: null,
    products: [],
    retired: '2023-12-11',
    replacedBy: 'total_interactions',
    ...CHANGELOG,
  },
  {
    ...CURRENT,
    metric: 'taps_forward',
    key: null,
    products: [],
    retired: '2023-12-11',
    replacedBy: 'navigation',
    ...CHANGELOG,
  },
  {
    ...CURRENT,
    metric: 'taps_back',
    key: null,
    products: [],
    retired: '2023-12-11',
    replacedBy: 'navigation',
    ...CHANGELOG,
  },
  {
    ...CURRENT,
    metric: 'exits',
    key: null,
    products: [],
    retired: '2023-12-11',
    replacedBy: 'navigation',
    ...CHANGELOG,
  },
];

const BY_METRIC: ReadonlyMap<string, MediaMetricEntry> = new Map(MEDIA_METRICS.map((row) => [row.metric, row]));

/** Finds the entry of a metric by Graph's name; `undefined` for a name the table does not know. */
export function findMediaMetric(metric: string): MediaMetricEntry | undefined {
  return BY_METRIC.get(metric);
}

/**
 * Tells which insights rules a post falls under. A product type Graph left out is inferred: a video is taken for a reel,
 * since reels are the only videos an account has been able to post since 2022; anything unknown is treated as a feed
 * post, whose metrics every kind shares most of.
 */
export function productClassOf(media: { media_type: string; media_product_type: string | null }): ProductClass {
  const product = media.media_product_type?.toUpperCase() ?? null;
  const isVideo = media.media_type.toUpperCase() === 'VIDEO';
  if (product === 'REELS') return 'reels';
  if (product === 'STORY') return 'story';
  if (product === null) return isVideo ? 'reels' : 'feed';
  return isVideo ? 'feed_video' : 'feed';
}

/** Lists the metrics to ask of one kind of post, in table order. `named` are the caller's own choice, by either spelling. */
export function metricsFor(product: ProductClass, login: Login, named: readonly string[] | null): string[] {
  return MEDIA_METRICS.filter((row) => {
    if (row.retired !== null || row.key === null || !row.logins.includes(login)) return false;
    if (!row.products.includes(product) && !row.unsure.includes(product)) return false;
    return named === null ? !row.onRequest : named.includes(row.metric) || named.includes(row.key);
  }).map((row) => row.metric);
}

/** Lists the metrics every kind of post on a media list takes: what a mixed page can be asked in one request. */
export function sharedMetrics(login: Login, named: readonly string[] | null): string[] {
  const ofReels = metricsFor('reels', login, named);
  return metricsFor('feed', login, named).filter((metric) => ofReels.includes(metric));
}
