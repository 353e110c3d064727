import { percentOf } from '../base/sums.ts';
import type { CommentRecord } from '../documents/media.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { Snapshot } from '../documents/analytics.ts';
import type { Unavailable } from '../documents/shapes.ts';
import type { VideoPerformance } from '../documents/summary.ts';
import { VIDEO_METRIC_KEYS, type VideoMetricKey } from '../documents/vocabulary.ts';
import { assessCommentQuality } from './comment-quality.ts';
import { commentsOf, insightOf, likesOf, ratePosts, type RateOptions } from './engagement.ts';
import type { PostInput } from './post.ts';
import { postsOf } from './post-history.ts';
import { compareAtSameAge } from './post-history.ts';
import * as check from './inputs.ts';

/** What the description of a video reads. Every `MediaRecord` fits. */
export interface VideoInput extends PostInput {
  readonly unavailable?: Readonly<Unavailable> | undefined;
}

export interface DescribeVideoOptions extends RateOptions {
  /** @default the comments on the record */
  readonly comments?: readonly CommentRecord[] | null | undefined;
  /** Earlier collections; with them `compared_to_median` sets the video's views against the account's at the same age. */
  readonly history?: readonly Snapshot[] | undefined;
  /** When the figures of this record were read, if `history` does not hold them: the age they are compared at. */
  readonly takenAt?: string | undefined;
  /** The account's own name, so that its own replies are not counted as interest. */
  readonly ownUsername?: string | null | undefined;
}

/**
 * Describes how one video did.
 *
 * `engagement_rate` is on the first of reach, views and followers the video has a rate for; `play_rate` = plays / reach
 * × 100, plays per 100 accounts reached. Percent, unrounded. `comment_quality` is `null` when the comments were not
 * read, or when none came although the post counts some; `none` when there are none.
 *
 * With `history`, `compared_to_median` is the ratio of its views to the median of the account's other posts of the same
 * product type at the same age, or `too_few` under 5 of them.
 *
 * @example
 * const video = { id: '1', timestamp: '2026-01-01T00:00:00Z', insights: { plays: 150, reach: 100 } };
 * describeVideo(video).performance_summary.play_rate; //=> 150
 */
export function describeVideo(media: VideoInput, options: DescribeVideoOptions = {}): VideoPerformance {
  check.describeVideo({ media, options });
  const comments = options.comments === undefined ? (media.comments ?? null) : options.comments;
  const metrics = metricsOf(media);
  const { basis, rated } = ratePosts([media], options);
  const readable = comments !== null && !(comments.length === 0 && (commentsOf(media) ?? 0) > 0);
  const quality = readable ? assessCommentQuality(comments, { ownUsername: options.ownUsername }) : null;
  return {
    video_id: media.id,
    permalink: media.permalink ?? null,
    caption: media.caption ?? null,
    timestamp: media.timestamp,
    engagement_metrics: metrics,
    recent_comments: comments === null ? null : [...comments],
    performance_summary: {
      engagement_rate: rated[0]?.rate ?? null,
      engagement_basis: basis,
      play_rate: percentOf(metrics.plays, metrics.reach),
      comment_quality: quality?.level ?? null,
      ...(quality === null ? {} : { comment_quality_detail: { score: quality.score, ...quality.signals } }),
      ...(options.history === undefined
        ? {}
        : { compared_to_median: comparedToMedian(media, options.history, options.takenAt) }),
    },
    metric_sources: { ...media.metric_sources },
    unavailable: reasonsOf(media, metrics, comments),
  };
}

function comparedToMedian(media: VideoInput, history: readonly Snapshot[], takenAt: string | undefined): Estimate {
  const now = takenAt === undefined ? [] : [{ takenAt, post: media }];
  return compareAtSameAge(media.id, [...postsOf(history), ...now]);
}

function metricsOf(media: VideoInput): Record<VideoMetricKey, number | null> {
  return {
    likes: likesOf(media),
    comments: commentsOf(media),
    impressions: insightOf(media, 'impressions'),
    views: insightOf(media, 'views'),
    reach: insightOf(media, 'reach'),
    plays: insightOf(media, 'plays'),
    saved: insightOf(media, 'saved'),
    shares: insightOf(media, 'shares'),
    avg_watch_time_ms: insightOf(media, 'avg_watch_time_ms'),
    total_watch_time_ms: insightOf(media, 'total_watch_time_ms'),
    skip_rate: insightOf(media, 'skip_rate'),
  };
}

/**
 * Lists the post's own reasons, under the paths they have here. A gap the post gives no reason for was never asked for.
 */
function reasonsOf(
  media: VideoInput,
  metrics: Record<VideoMetricKey, number | null>,
  comments: readonly CommentRecord[] | null,
): Unavailable {
  const given = media.unavailable ?? {};
  const reasons: Unavailable = {};
  if ((media.permalink ?? null) === null) reasons['permalink'] = given['permalink'] ?? 'not_requested';
  for (const key of VIDEO_METRIC_KEYS) {
    if (metrics[key] === null) reasons[`engagement_metrics.${key}`] = given[`insights.${key}`] ?? 'not_requested';
  }
  if (comments === null) reasons['recent_comments'] = given['comments'] ?? 'not_requested';
  return reasons;
}
