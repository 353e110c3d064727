import type { RateOptions } from './engagement.ts';
import { measurePosts, type PostMeasure } from './measures.ts';
import { sortNewestFirst, type PostInput } from './post.ts';

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
 * The account's videos, newest first, each with its place by every measure. Places compare videos of different ages:
 * counts of an older one had longer to grow (see `describePostHistory` for the same age).
 *
 * @example
 * rankVideos([{ id: '1', timestamp: '2026-01-01T00:00:00Z', is_video: true, insights: { views: 9 } }])[0]?.measures['views'];
 * //=> { value: 9, rank: 1 }
 */
export function rankVideos(media: readonly PostInput[], options: RankVideosOptions = {}): RankedVideo[] {
  const videos = sortNewestFirst(media.filter(isVideo));
  const columns = (options.measures ?? DEFAULT_MEASURES).map((measure) => {
    const { values } = measurePosts(videos, measure, options);
    return { measure, values, ranks: placesOf([...values.values()], LESS_IS_BETTER.has(measure)) };
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
        return [measure, { value, rank: value === null ? null : (ranks.get(value) ?? null) }];
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
