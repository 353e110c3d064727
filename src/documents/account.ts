import * as v from 'valibot';

import { numberOrNull, textOrNull, timestamp } from './shapes.ts';
import { unavailableSchema, type Unavailable } from './unavailable.ts';

/** One account metric over the three windows Graph offers. Unique counts are not additive across windows. */
export interface InsightPeriods {
  /** The last full Pacific day. */
  day: number | null;
  /** The last 7 days; `null` for every metric but `reach`. */
  week: number | null;
  /** The last 28 days; `null` for every metric but `reach`. */
  days_28: number | null;
}

/** Who an account is and how it stands now. */
export interface AccountInfo {
  account_id: string;
  /** This and the other texts are `null` when Graph leaves them out, as it does with empty ones. */
  username: string | null;
  name: string | null;
  /** Instagram login only; the case varies (`BUSINESS`, `Media_Creator`). */
  account_type: string | null;
  /** This and the other counts: `null` when the account does not give them, with the reason in `unavailable`. */
  followers_count: number | null;
  following_count: number | null;
  media_count: number | null;
  biography: string | null;
  website: string | null;
  /** Signed and short-lived: `null` in documents unless asked for. */
  profile_picture_url: string | null;
  /** ISO 8601, UTC: when the account was read. */
  retrieved_at: string;
  /** Metric to period to value; `null` when insights were not asked for or failed as a whole. */
  account_insights: Record<string, InsightPeriods> | null;
  /** Why each value that is `null` is so. */
  unavailable: Unavailable;
}

/** Validates an {@link AccountInfo}; any other input fails. */
export const accountInfoSchema: v.GenericSchema<unknown, AccountInfo> = v.object({
  account_id: v.string(),
  username: textOrNull,
  name: textOrNull,
  account_type: textOrNull,
  followers_count: numberOrNull,
  following_count: numberOrNull,
  media_count: numberOrNull,
  biography: textOrNull,
  website: textOrNull,
  profile_picture_url: textOrNull,
  retrieved_at: timestamp,
  account_insights: v.nullable(
    v.record(v.string(), v.object({ day: numberOrNull, week: numberOrNull, days_28: numberOrNull })),
  ),
  unavailable: unavailableSchema,
});
