import * as v from 'valibot';

import type { EngagementBasis } from './media.ts';
import { count, numberOrNull } from './shapes.ts';

export const engagementBasisSchema: v.GenericSchema<unknown, EngagementBasis | null> = v.nullable(
  v.picklist(['reach', 'views', 'followers']),
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
  /** What all rates divide by: the first of reach, views and followers that any post has. */
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
