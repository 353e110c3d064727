import { itemAt } from '../base/lists.ts';
import { median, sortAscending } from '../base/stats.ts';
import type { MediaRecord } from '../documents/media.ts';
import { measurePosts, type PostMeasure, type RateOptions } from './engagement.ts';
import * as check from './inputs.ts';
import { groupBy, type PostInput, sortNewestFirst } from './post.ts';

/**
 * Ranks each post among the account's other posts of the same product type.
 *
 * For every post id: the share of the other posts whose value lies below, ties counting half, from 0 (worst) to 100
 * (best); (below + ½ × equal) / (posts − 1) × 100, unrounded. `null` for a post without the value, or when no other
 * post of its type has it. Posts under 48 hours have no rank and count for none. A measure where less is better (`skip_rate`) ranks by the number all the same.
 *
 * @source percentile among own posts of the same product type: docs/analytics.md (2026-11-22)
 * @example
 * const posts = [10, 20, 30].map((views, day) => ({
 *   id: String(day), timestamp: '2026-01-01T00:00:00Z', media_product_type: 'REELS', insights: { views },
 * }));
 * percentileRank(posts, 'views'); //=> { 0: 0, 1: 50, 2: 100 }
 */
export function percentileRank(
  media: readonly PostInput[],
  measure: PostMeasure = 'engagement_rate',
  options: RateOptions = {},
): Record<string, number | null> {
  check.percentileRank({ media, measure, options });
  const { values } = measurePosts(media, measure, options);
  const ranks = new Map<string, Map<number, number>>();
  for (const [type, posts] of groupBy(media, (post) => [typeOf(post)])) {
    const mature = posts.filter((post) => post.maturing !== true);
    ranks.set(type, rankValues(sortAscending(mature.flatMap((post) => values.get(post) ?? []))));
  }
  return Object.fromEntries(
    media.map((post) => {
      const value = post.maturing === true ? undefined : values.get(post);
      return [post.id, value === undefined ? null : (ranks.get(typeOf(post))?.get(value) ?? null)];
    }),
  );
}

/** Maps each value to its rank; nothing when there is only one to rank. */
function rankValues(sorted: readonly number[]): Map<number, number> {
  const ranks = new Map<number, number>();
  if (sorted.length < 2) return ranks;
  for (let below = 0; below < sorted.length;) {
    const value = itemAt(sorted, below);
    let end = below;
    while (sorted[end] === value) end += 1;
    ranks.set(value, ((below + (end - below - 1) / 2) / (sorted.length - 1)) * 100);
    below = end;
  }
  return ranks;
}

function typeOf(post: PostInput): string {
  return post.media_product_type ?? 'UNKNOWN';
}

export interface RankVideosOptions extends RateOptions {
  /** @default engagement rate, views, reach, watch time, retention, skip, save, share, comment and follow rates */
  readonly measures?: readonly PostMeasure[] | undefined;
}

/** A figure of a video and its place among the account's videos. */
export interface RankedValue {
  value: number | null;
  /** 1 is best; equal values share the better place. `null` without a value. */
  rank: number | null;
}

/** One video with its place by every measure. */
export interface RankedVideo {
  media_id: string;
  permalink: string | null;
  timestamp: string;
  media_product_type: string | null;
  /** Younger than 48 hours: its figures still grow. */
  maturing: boolean;
  measures: Record<string, RankedValue>;
}

const DEFAULT_MEASURES: readonly PostMeasure[] = [
  'engagement_rate',
  'views',
  'reach',
  'avg_watch_time_ms',
  'retention_ratio',
  'skip_rate',
  'save_rate',
  'share_rate',
  'comment_rate',
  'follow_rate',
];

/** Where the smaller number is the better one. */
const LESS_IS_BETTER: ReadonlySet<PostMeasure> = new Set<PostMeasure>(['skip_rate']);

/**
 * Ranks the account's videos, newest first, each by every measure. Videos under 48 hours have their figures and no place.
 * Places compare videos of different ages: counts of an older one had longer to grow (see `describePostHistory` for the
 * same age).
 *
 * @example
 * rankVideos([{ id: '1', timestamp: '2026-01-01T00:00:00Z', is_video: true, insights: { views: 9 } }])[0]?.measures['views'];
 * //=> { value: 9, rank: 1 }
 */
export function rankVideos(media: readonly PostInput[], options: RankVideosOptions = {}): RankedVideo[] {
  check.rankVideos({ media, options });
  const videos = sortNewestFirst(media.filter(isVideo));
  const columns = (options.measures ?? DEFAULT_MEASURES).map((measure) => {
    const { values } = measurePosts(videos, measure, options);
    const mature = videos.flatMap((video) => (video.maturing === true ? [] : (values.get(video) ?? [])));
    return { measure, values, ranks: placesOf(mature, LESS_IS_BETTER.has(measure)) };
  });
  return videos.map((video) => ({
    media_id: video.id,
    permalink: video.permalink ?? null,
    timestamp: video.timestamp,
    media_product_type: video.media_product_type ?? null,
    maturing: video.maturing === true,
    measures: Object.fromEntries(
      columns.map(({ measure, values, ranks }) => {
        const value = values.get(video) ?? null;
        const ranked = value !== null && video.maturing !== true;
        return [measure, { value, rank: ranked ? (ranks.get(value) ?? null) : null }];
      }),
    ),
  }));
}

function isVideo(post: PostInput): boolean {
  return post.is_video ?? post.media_type === 'VIDEO';
}

function placesOf(values: readonly number[], ascending: boolean): Map<number, number> {
  const places = new Map<number, number>();
  const ordered = [...values].sort((a, b) => (ascending ? a - b : b - a));
  ordered.forEach((value, index) => {
    if (!places.has(value)) places.set(value, index + 1);
  });
  return places;
}

/** A post at one end of a measure. */
export interface RankedPost {
  readonly post: MediaRecord;
  readonly value: number;
  /** `value` / median of the other posts; `null` where that median is 0. */
  readonly ratio: number | null;
  /** Other posts with the very same value. */
  readonly ties: number;
}

/** Both ends of a measure. */
interface RankedEnds {
  readonly best: RankedPost;
  readonly weakest: RankedPost;
  /** Posts over 48 hours that have the measure. */
  readonly posts: number;
}

/** What posts are set against each other by, one by one. */
export const END_MEASURES = ['reach', 'views', 'saved', 'shares', 'retention_ratio'] as const;

/** Fewest posts with two ends. */
const MIN_POSTS = 3;

/**
 * Finds the best and the weakest post by a measure, among posts over 48 hours, each with its ratio to the median of the
 * others. `null` under 3 posts with the measure, and where all have the same. Of equal posts the newest is taken.
 */
export function rankPosts(media: readonly MediaRecord[], measure: PostMeasure): RankedEnds | null {
  const grown = sortNewestFirst(media.filter((post) => !post.maturing));
  const { values } = measurePosts(grown, measure, {});
  const ranked = grown.flatMap((post) => {
    const value = values.get(post);
    return value === undefined ? [] : [{ post, value }];
  });
  const [highest, lowest] = [
    Math.max(...ranked.map(({ value }) => value)),
    Math.min(...ranked.map(({ value }) => value)),
  ];
  const [best, weakest] = [highest, lowest].map((end) => ranked.find(({ value }) => value === end));
  if (ranked.length < MIN_POSTS || highest === lowest || best === undefined || weakest === undefined) return null;
  const describe = ({ post, value }: { post: MediaRecord; value: number }): RankedPost => {
    const others = ranked.filter((other) => other.post !== post).map((other) => other.value);
    const middle = median(others);
    return {
      post,
      value,
      ratio: middle === null || middle === 0 ? null : value / middle,
      ties: others.filter((other) => other === value).length,
    };
  };
  return { best: describe(best), weakest: describe(weakest), posts: ranked.length };
}

/** Lists the ids of the posts at the ends of {@link END_MEASURES}, each once: at most 10. */
export function listEnds(media: readonly MediaRecord[]): string[] {
  const ends = END_MEASURES.flatMap((measure) => {
    const ranked = rankPosts(media, measure);
    return ranked === null ? [] : [ranked.best.post.id, ranked.weakest.post.id];
  });
  return [...new Set(ends)];
}
