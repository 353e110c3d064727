import * as v from 'valibot';

import { type CommentRecord, type EngagementBasis, commentRecordSchema } from './media.ts';
import {
  type Estimate,
  type Unavailable,
  count,
  estimateSchema,
  numberOrNull,
  textOrNull,
  timestamp,
  unavailableSchema,
} from './shapes.ts';
import { ENGAGEMENT_BASES, VIDEO_METRIC_KEYS, type VideoMetricKey } from './vocabulary.ts';

const engagementBasisSchema: v.GenericSchema<unknown, EngagementBasis | null> = v.nullable(
  v.picklist(ENGAGEMENT_BASES),
);

/** Totals and rates over the analysed posts. Totals are sums of the known values; `counted` says how many there were. */
export interface SummaryMetrics {
  total_recent_likes: number | null;
  total_recent_comments: number | null;
  total_recent_views: number | null;
  total_recent_saves: number | null;
  total_recent_shares: number | null;
  /** Retired name; takes the value of `total_recent_views`. */
  total_recent_impressions: number | null;
  /** How many posts each total rests on. */
  counted: { likes: number; comments: number; views: number; saves: number; shares: number };
  /** Percent: mean of the per-post rates that exist. */
  avg_engagement_rate: number | null;
  /** Percent: median of the same rates. */
  median_engagement_rate: number | null;
  /** Percent: all interactions over all reach (or views, or followers) of the same posts. */
  weighted_engagement_rate: number | null;
  /** What all rates divide by: the one of reach, views and followers that rates most posts, reach nearly so. */
  engagement_basis: EngagementBasis | null;
  /** Posts the rates rest on. */
  posts_with_rate: number;
  /** Posts younger than 48 hours among them: their figures still grow. */
  posts_maturing: number;
  media_count_analyzed: number;
  /** Alias to the metric it was filled from. */
  metric_sources: Record<string, string>;
}

/** Validates {@link SummaryMetrics}. */
export const summaryMetricsSchema: v.GenericSchema<unknown, SummaryMetrics> = v.object({
  total_recent_likes: numberOrNull,
  total_recent_comments: numberOrNull,
  total_recent_views: numberOrNull,
  total_recent_saves: numberOrNull,
  total_recent_shares: numberOrNull,
  total_recent_impressions: numberOrNull,
  counted: v.object({ likes: count, comments: count, views: count, saves: count, shares: count }),
  avg_engagement_rate: numberOrNull,
  median_engagement_rate: numberOrNull,
  weighted_engagement_rate: numberOrNull,
  engagement_basis: engagementBasisSchema,
  posts_with_rate: count,
  posts_maturing: count,
  media_count_analyzed: count,
  metric_sources: v.record(v.string(), v.string()),
});

/** One post as a line of recent activity. */
export interface ActivityRecord {
  media_id: string;
  media_type: string;
  timestamp: string;
  /** `total_engagement` is the interactions of the post; `null` unless all of their terms are known. */
  engagement_metrics: { likes: number | null; comments: number | null; total_engagement: number | null };
  /** Percent. */
  engagement_rate: number | null;
  /** What the rate divides by; `null` when the post has no rate. */
  engagement_basis: EngagementBasis | null;
}

/** Validates an {@link ActivityRecord}. */
export const activityRecordSchema: v.GenericSchema<unknown, ActivityRecord> = v.object({
  media_id: v.string(),
  media_type: v.string(),
  timestamp,
  engagement_metrics: v.object({ likes: numberOrNull, comments: numberOrNull, total_engagement: numberOrNull }),
  engagement_rate: numberOrNull,
  engagement_basis: engagementBasisSchema,
});

/** How the posts carrying one hashtag did. A post counts once per tag. */
export interface HashtagPerformance {
  /** Posts that carry the tag; 0 for a named tag that nobody used. */
  usage_count: number;
  /** Totals are sums of the known values, `null` when none is known. */
  total_likes: number | null;
  total_comments: number | null;
  total_views: number | null;
  /** Retired name; takes the value of `total_views`. */
  total_impressions: number | null;
  /** How many posts each total rests on. */
  counted: { likes: number; comments: number; views: number };
  /** Total over the posts where it is known; `null` when none is. */
  avg_likes: number | null;
  avg_comments: number | null;
  /** Percent. */
  avg_engagement_rate: number | null;
  median_engagement_rate: number | null;
  /** What the rates divide by; one basis for all tags. */
  engagement_basis: EngagementBasis | null;
  /** Ratio against the account's other posts: 1.6 is 60 % above them. */
  lift?: Estimate;
  /** Other tags (bare) and traits (`kind:value`) mostly on the same posts: which of them does it cannot be told. */
  used_with?: string[];
  /** The posts that carry the tag. */
  media_ids: string[];
  /** Alias to the metric it was filled from. */
  metric_sources: Record<string, string>;
}

/** Validates a {@link HashtagPerformance}. */
export const hashtagPerformanceSchema: v.GenericSchema<unknown, HashtagPerformance> = v.object({
  usage_count: count,
  total_likes: numberOrNull,
  total_comments: numberOrNull,
  total_views: numberOrNull,
  total_impressions: numberOrNull,
  counted: v.object({ likes: count, comments: count, views: count }),
  avg_likes: numberOrNull,
  avg_comments: numberOrNull,
  avg_engagement_rate: numberOrNull,
  median_engagement_rate: numberOrNull,
  engagement_basis: engagementBasisSchema,
  lift: v.exactOptional(estimateSchema),
  used_with: v.exactOptional(v.array(v.string())),
  media_ids: v.array(v.string()),
  metric_sources: v.record(v.string(), v.string()),
});

/** How much the comments say: `none` when there are none, else by their score. */
export type CommentQualityLevel = 'none' | 'low' | 'medium' | 'high';

/** How one video did. */
export interface VideoPerformance {
  video_id: string;
  permalink: string | null;
  caption: string | null;
  timestamp: string;
  engagement_metrics: Record<VideoMetricKey, number | null>;
  /** `null` when they were not read or could not be. */
  recent_comments: CommentRecord[] | null;
  performance_summary: {
    /** Percent. */
    engagement_rate: number | null;
    engagement_basis: EngagementBasis | null;
    /** Plays per 100 accounts reached. */
    play_rate: number | null;
    /** `null` when the comments were not read. */
    comment_quality: CommentQualityLevel | null;
    /** Score and counts behind the level. */
    comment_quality_detail?: Record<string, number | null>;
    /** Ratio of its views to the median of the account's other posts at the same age; needs a history. */
    compared_to_median?: Estimate;
  };
  /** Alias to the metric it was filled from. */
  metric_sources: Record<string, string>;
  /** Path of each `null` to its reason. */
  unavailable: Unavailable;
}

/** Validates a {@link VideoPerformance}. */
export const videoPerformanceSchema: v.GenericSchema<unknown, VideoPerformance> = v.object({
  video_id: v.string(),
  permalink: textOrNull,
  caption: textOrNull,
  timestamp,
  engagement_metrics: v.object(v.entriesFromList(VIDEO_METRIC_KEYS, numberOrNull)),
  recent_comments: v.nullable(v.array(commentRecordSchema)),
  performance_summary: v.object({
    engagement_rate: numberOrNull,
    engagement_basis: engagementBasisSchema,
    play_rate: numberOrNull,
    comment_quality: v.nullable(v.picklist(['none', 'low', 'medium', 'high'])),
    comment_quality_detail: v.exactOptional(v.record(v.string(), numberOrNull)),
    compared_to_median: v.exactOptional(estimateSchema),
  }),
  metric_sources: v.record(v.string(), v.string()),
  unavailable: unavailableSchema,
});
