import { roundKnown, roundTo } from '../base/sums.ts';
import type { ActivityRecord, HashtagPerformance, SummaryMetrics, VideoPerformance } from '../documents/summary.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { MediaRecord } from '../documents/media.ts';
import {
  describeActivity,
  summarizeHashtags,
  type SummarizeHashtagsOptions,
  summarizeMedia,
} from '../metrics/summary.ts';
import { describeVideo } from '../metrics/video.ts';

/** What is known of the account that figures about its posts rest on. */
export interface AccountContext {
  readonly followers: number | null;
  readonly username: string | null;
}

/** Lines of recent activity, newest first. */
export const DEFAULT_ACTIVITY_LIMIT = 20;

export function deriveActivity(
  media: readonly MediaRecord[],
  account: AccountContext,
  limit: number,
): ActivityRecord[] {
  return media.slice(0, limit).map((post) => roundActivity(describeActivity(post, { followers: account.followers })));
}

export function deriveHashtags(
  media: readonly MediaRecord[],
  account: AccountContext,
  options: Pick<SummarizeHashtagsOptions, 'hashtags' | 'model'> = {},
): Record<string, HashtagPerformance> {
  return roundHashtags(summarizeHashtags(media, { followers: account.followers, ...options }));
}

export function deriveSummary(media: readonly MediaRecord[], account: AccountContext): SummaryMetrics {
  return roundSummary(summarizeMedia(media, { followers: account.followers }));
}

/** Finds the newest video; `null` when none of the posts is one. */
export function deriveLatestVideo(media: readonly MediaRecord[], account: AccountContext): VideoPerformance | null {
  const videos = media.filter((post) => post.is_video);
  const [latest] = videos.sort((a, b) => b.timestamp.localeCompare(a.timestamp));
  if (latest === undefined) return null;
  return roundVideo(describeVideo(latest, { followers: account.followers, ownUsername: account.username }));
}

// Pure functions give figures unrounded, so that nothing is computed from a rounded number; documents hold 2 decimals.
const RATE_DECIMALS = 2;
const ESTIMATE_DECIMALS = 4;

function roundSummary(summary: SummaryMetrics): SummaryMetrics {
  return {
    ...summary,
    avg_engagement_rate: roundKnown(summary.avg_engagement_rate, RATE_DECIMALS),
    median_engagement_rate: roundKnown(summary.median_engagement_rate, RATE_DECIMALS),
    weighted_engagement_rate: roundKnown(summary.weighted_engagement_rate, RATE_DECIMALS),
  };
}

function roundActivity(activity: ActivityRecord): ActivityRecord {
  return { ...activity, engagement_rate: roundKnown(activity.engagement_rate, RATE_DECIMALS) };
}

function roundHashtags(tags: Record<string, HashtagPerformance>): Record<string, HashtagPerformance> {
  return Object.fromEntries(
    Object.entries(tags).map(([tag, { lift, ...row }]) => [
      tag,
      {
        ...row,
        avg_likes: roundKnown(row.avg_likes, RATE_DECIMALS),
        avg_comments: roundKnown(row.avg_comments, RATE_DECIMALS),
        avg_engagement_rate: roundKnown(row.avg_engagement_rate, RATE_DECIMALS),
        median_engagement_rate: roundKnown(row.median_engagement_rate, RATE_DECIMALS),
        ...(lift === undefined ? {} : { lift: roundEstimate(lift) }),
      },
    ]),
  );
}

function roundVideo(video: VideoPerformance): VideoPerformance {
  const { compared_to_median, comment_quality_detail, ...summary } = video.performance_summary;
  const detail = Object.entries(comment_quality_detail ?? {});
  return {
    ...video,
    performance_summary: {
      ...summary,
      engagement_rate: roundKnown(summary.engagement_rate, RATE_DECIMALS),
      play_rate: roundKnown(summary.play_rate, RATE_DECIMALS),
      ...(comment_quality_detail === undefined
        ? {}
        : {
            comment_quality_detail: Object.fromEntries(
              detail.map(([key, value]) => [key, roundKnown(value, ESTIMATE_DECIMALS)]),
            ),
          }),
      ...(compared_to_median === undefined ? {} : { compared_to_median: roundEstimate(compared_to_median) }),
    },
  };
}

function roundEstimate(estimate: Estimate): Estimate {
  const [low, high] = estimate.interval ?? [];
  return {
    ...estimate,
    value: roundKnown(estimate.value, ESTIMATE_DECIMALS),
    interval:
      low === undefined || high === undefined
        ? null
        : [roundTo(low, ESTIMATE_DECIMALS), roundTo(high, ESTIMATE_DECIMALS)],
  };
}
