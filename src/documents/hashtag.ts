import * as v from 'valibot';

import { estimateSchema, type Estimate } from './estimate.ts';
import type { EngagementBasis } from './media.ts';
import { count, numberOrNull } from './shapes.ts';
import { engagementBasisSchema } from './summary.ts';

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
  media_ids: v.array(v.string()),
  metric_sources: v.record(v.string(), v.string()),
});
