// Plain data without a schema, so that a program that only computes carries no schema library.

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
