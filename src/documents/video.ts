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

export type VideoMetricKey = (typeof VIDEO_METRIC_KEYS)[number];
export type CommentQualityLevel = 'none' | 'low' | 'medium' | 'high';

/** How one video did. */
export interface VideoPerformance {
  video_id: string;
  permalink: string | null;
  caption: string | null;
  timestamp: string;
  engagement_metrics: Record<VideoMetricKey, number | null>;
  recent_comments: CommentRecord[] | null;
  performance_summary: {
    /** Percent. */
    engagement_rate: number | null;
    engagement_basis: EngagementBasis | null;
    /** Plays per 100 accounts reached. */
    play_rate: number | null;
    /** `null` when the comments were not read. */
    comment_quality: CommentQualityLevel | null;
    comment_quality_detail?: Record<string, number | null>;
    compared_to_median?: Estimate;
  };
  metric_sources: Record<string, string>;
  unavailable: Unavailable;
}

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
