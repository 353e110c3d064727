import * as v from 'valibot';

import { commentRecordSchema, type CommentRecord } from './comment.ts';
import { estimateSchema, type Estimate } from './estimate.ts';
import type { EngagementBasis } from './media.ts';
import { numberOrNull, textOrNull, timestamp } from './shapes.ts';
import { engagementBasisSchema } from './summary.ts';
import { unavailableSchema, type Unavailable } from './unavailable.ts';

/** The figures of one video, in document order. */
export const VIDEO_METRIC_KEYS = [
  'likes',
  'comments',
  'impressions',
  'views',
  'reach',
  'plays',
  'saved',
  'shares',
  'avg_watch_time_ms',
  'total_watch_time_ms',
  'skip_rate',
] as const;

/** The name of a figure of a video. */
export type VideoMetricKey = (typeof VIDEO_METRIC_KEYS)[number];
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
