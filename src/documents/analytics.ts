import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import { type AccountInfo, type AudienceRecord, accountInfoSchema, audienceRecordSchema } from './account.ts';
import { type MediaRecord, mediaRecordSchema } from './media.ts';
import {
  type Coverage,
  collectionIssueSchema,
  count,
  coverageSchema,
  numberOrNull,
  timestamp,
  RATE_UNIT,
  schemaReference,
} from './shapes.ts';
import {
  type ActivityRecord,
  type HashtagPerformance,
  type SummaryMetrics,
  type VideoPerformance,
  activityRecordSchema,
  hashtagPerformanceSchema,
  summaryMetricsSchema,
  videoPerformanceSchema,
} from './summary.ts';

/** What a collection cost. */
export interface CallCounts {
  /** The least the plan foresaw, in Graph calls. */
  planned: number;
  /** Requests on the wire; a batch is one. */
  http_requests: number;
  /** Items of a batch counted one by one, retries included. */
  graph_calls: number;
  /** Requests sent again after a failure that may pass. */
  retries: number;
  /** Time spent waiting for limits and before retries. */
  waited_ms: number;
  /** Highest usage any response reported, in percent; `null` when none did. */
  peak_usage_percent: number | null;
}

/** The parts of an account that coverage is kept for. */
export const ANALYTICS_PARTS = ['account_info', 'account_insights', 'media', 'media_insights', 'comments'] as const;
/** A part of an account that coverage is kept for. */
export type AnalyticsPart = (typeof ANALYTICS_PARTS)[number];

/** Everything one collection learned about an account. */
export interface InstagramAnalytics {
  /** Identifier of the document's JSON Schema; in a written file. */
  $schema?: string;
  export_info: {
    exported_at: string;
    export_version: '2.0';
    source: 'instagram_analytics_manager';
    /** Of every key that ends in `_rate` and of `rate_by_*`: 5.11 is 5.11 %. Absent in documents of earlier versions. */
    rate_unit?: 'percent';
    api: { host: string; version: string; login: 'facebook' | 'instagram' };
    configuration: { max_media_items: number; max_comments_per_media: number; max_replies_per_comment: number };
    calls: CallCounts;
  };
  /** `null` when neither the account nor its insights could be read. */
  account_info: AccountInfo | null;
  /** Present when asked for: `collect({ audience: true })`. */
  audience?: AudienceRecord;
  /**
   * Followers online by hour of the day, as Graph gives it (`"0"` to `"23"`), present when asked for with the audience;
   * `null` with its reason in `audience.unavailable`.
   */
  online_followers?: Record<string, number> | null;
  /**
   * Stories of the last 24 hours with their insights, newest first, present when asked for: `collect({ stories: true })`;
   * `null` when their list failed. Nothing below is computed from them.
   */
  stories?: MediaRecord[] | null;
  /** Newest first; `null` when the list itself failed. Everything below is computed from these posts. */
  recent_media: MediaRecord[] | null;
  /** `null` when the media list itself failed. */
  recent_activity: ActivityRecord[] | null;
  /** Tag, in lower case and without `#`, to how its posts did; `null` when the media list itself failed. */
  hashtag_performance: Record<string, HashtagPerformance> | null;
  /** `null` when no post is a video, or the media list itself failed. */
  latest_video_performance: VideoPerformance | null;
  /** `null` when the media list itself failed. */
  summary_metrics: SummaryMetrics | null;
  /** How much was asked for and how much came: posts, and metric–period pairs of the account. */
  coverage: Record<AnalyticsPart, Coverage>;
  /** What is missing for a reason that is not expected, each with its remedy. */
  issues: CollectionIssue[];
}

/** Validates the document of a collection, an {@link InstagramAnalytics}. */
export const instagramAnalyticsSchema: v.GenericSchema<unknown, InstagramAnalytics> = v.object({
  $schema: schemaReference,
  export_info: v.object({
    exported_at: timestamp,
    export_version: v.literal('2.0'),
    source: v.literal('instagram_analytics_manager'),
    rate_unit: v.exactOptional(v.literal(RATE_UNIT)),
    api: v.object({ host: v.string(), version: v.string(), login: v.picklist(['facebook', 'instagram']) }),
    configuration: v.object({ max_media_items: count, max_comments_per_media: count, max_replies_per_comment: count }),
    calls: v.object({
      planned: count,
      http_requests: count,
      graph_calls: count,
      retries: count,
      waited_ms: count,
      peak_usage_percent: numberOrNull,
    }),
  }),
  account_info: v.nullable(accountInfoSchema),
  audience: v.exactOptional(audienceRecordSchema),
  online_followers: v.exactOptional(v.nullable(v.record(v.string(), v.number()))),
  stories: v.exactOptional(v.nullable(v.array(mediaRecordSchema))),
  recent_media: v.nullable(v.array(mediaRecordSchema)),
  recent_activity: v.nullable(v.array(activityRecordSchema)),
  hashtag_performance: v.nullable(v.record(v.string(), hashtagPerformanceSchema)),
  latest_video_performance: v.nullable(videoPerformanceSchema),
  summary_metrics: v.nullable(summaryMetricsSchema),
  coverage: v.object(v.entriesFromList(ANALYTICS_PARTS, coverageSchema)),
  issues: v.array(collectionIssueSchema),
});

/** One collection, kept for comparison over time. */
export interface Snapshot {
  /** ISO 8601, UTC: `exported_at` of the document. */
  taken_at: string;
  analytics: InstagramAnalytics;
}

/** Which files a published post was made from; written by whoever publishes. */
export interface LedgerEntry {
  media_id: string;
  /** Names in the bucket. */
  files: string[];
  /** ISO 8601; `null` when it is not known. */
  published_at: string | null;
}
