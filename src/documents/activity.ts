import * as v from 'valibot';

import type { EngagementBasis } from './media.ts';
import { numberOrNull, timestamp } from './shapes.ts';
import { engagementBasisSchema } from './summary.ts';

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
