import { roundKnown, roundTo } from '../base/sums.ts';
import type { ActivityRecord } from '../documents/summary.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { HashtagPerformance } from '../documents/summary.ts';
import type { SummaryMetrics } from '../documents/summary.ts';
import type { VideoPerformance } from '../documents/summary.ts';

// Pure functions give figures unrounded, so that nothing is computed from a rounded number; documents hold 2 decimals.
const RATE_DECIMALS = 2;
const ESTIMATE_DECIMALS = 4;

export function roundSummary(summary: SummaryMetrics): SummaryMetrics {
  return {
    ...summary,
    avg_engagement_rate: roundKnown(summary.avg_engagement_rate, RATE_DECIMALS),
    median_engagement_rate: roundKnown(summary.median_engagement_rate, RATE_DECIMALS),
    weighted_engagement_rate: roundKnown(summary.weighted_engagement_rate, RATE_DECIMALS),
  };
}

export function roundActivity(activity: ActivityRecord): ActivityRecord {
  return { ...activity, engagement_rate: roundKnown(activity.engagement_rate, RATE_DECIMALS) };
}

export function roundHashtags(tags: Record<string, HashtagPerformance>): Record<string, HashtagPerformance> {
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

export function roundVideo(video: VideoPerformance): VideoPerformance {
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
