import * as v from 'valibot';

import { type Unavailable, numberOrNull, textOrNull, timestamp, unavailableSchema } from './shapes.ts';

/** One account metric over the three windows Graph offers. Unique counts are not additive across windows. */
export interface InsightPeriods {
  /** The last full Pacific day. */
  day: number | null;
  /** The last 7 days; `null` for every metric but `reach`. */
  week: number | null;
  /** The last 28 days; `null` for every metric but `reach`. */
  days_28: number | null;
}

/** Who an account is, with its figures of now. */
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

/** One group of an audience; the wording of `key` is Graph's (`25-34`, `F`, `US`, `Berlin, Berlin`). */
export interface AudienceGroup {
  key: string;
  /** How many accounts of the audience are in the group, as Graph estimates. */
  accounts: number;
}

/** An audience split four ways. Each list holds at most the top 45 groups; `null` when Graph gave none (under 100 accounts). */
export interface AudienceBreakdowns {
  /** `LAST_30_DAYS`-like window as Graph names it; `null` for a standing audience. */
  timeframe: string | null;
  age: AudienceGroup[] | null;
  gender: AudienceGroup[] | null;
  country: AudienceGroup[] | null;
  city: AudienceGroup[] | null;
}

/** Who follows, who was reached and who engaged. */
export interface AudienceRecord {
  followers: AudienceBreakdowns;
  /** Accounts that engaged in the last 30 days. */
  engaged: AudienceBreakdowns;
  /** Accounts that were reached in the last 30 days. */
  reached: AudienceBreakdowns;
  /** Why each list that is `null` is so, by its path: `followers.city`. */
  unavailable: Unavailable;
}

const groups: v.GenericSchema<unknown, AudienceGroup[] | null> = v.nullable(
  v.array(v.object({ key: v.string(), accounts: v.number() })),
);

const breakdowns: v.GenericSchema<unknown, AudienceBreakdowns> = v.object({
  timeframe: textOrNull,
  age: groups,
  gender: groups,
  country: groups,
  city: groups,
});

/** Validates an {@link AudienceRecord}. */
export const audienceRecordSchema: v.GenericSchema<unknown, AudienceRecord> = v.object({
  followers: breakdowns,
  engaged: breakdowns,
  reached: breakdowns,
  unavailable: unavailableSchema,
});

/** One point of the daily reach series; `end_time` is Graph's own stamp (midnight Pacific), its meaning is not documented. */
export interface ReachPoint {
  end_time: string | null;
  value: number | null;
}

/** Account insights over a range of the caller's choosing. */
export interface AccountInsights {
  /** First moment of the range, as asked of Graph. */
  since: string;
  /** End of the range, as asked of Graph. */
  until: string;
  /** Metric to its total over the range. Unique counts (`reach`, `accounts_engaged`) are not additive across ranges. */
  totals: Record<string, number | null>;
  /** Reach day by day; `null` with its reason when Graph gave none. */
  reach_series: ReachPoint[] | null;
  /** Followers gained and lost; `null` under 100 followers. */
  follows: { gained: number | null; lost: number | null };
  /** Present when asked for. */
  audience?: AudienceRecord;
  /** Followers online by hour of the day, as Graph gives it (`"0"` to `"23"`); `null` under 100 followers. */
  online_followers?: Record<string, number> | null;
  /** Why each value that is `null` is so. */
  unavailable: Unavailable;
}

/** Validates {@link AccountInsights}. */
export const accountInsightsSchema: v.GenericSchema<unknown, AccountInsights> = v.object({
  since: v.string(),
  until: v.string(),
  totals: v.record(v.string(), numberOrNull),
  reach_series: v.nullable(v.array(v.object({ end_time: textOrNull, value: numberOrNull }))),
  follows: v.object({ gained: numberOrNull, lost: numberOrNull }),
  audience: v.exactOptional(audienceRecordSchema),
  online_followers: v.exactOptional(v.nullable(v.record(v.string(), v.number()))),
  unavailable: unavailableSchema,
});

/** What is known of the access token, without the token. */
export interface TokenInfo {
  valid: boolean;
  login: 'facebook' | 'instagram';
  /** Kind of token as Graph names it (`USER`, `PAGE`, `SYSTEM_USER`); `null` where Graph does not say. */
  type: string | null;
  app_id: string | null;
  user_id: string | null;
  /** `null` for a token that does not expire, or when it is not known: see `expires`. */
  expires_at: string | null;
  /** Whether `expires_at` is a date, or why it is `null`. */
  expires: 'at' | 'never' | 'unknown';
  /** Whole days until `expires_at`, negative once past. */
  days_left: number | null;
  /** Facebook login: when the access to data ends although the token lives on. `null` where Graph does not say. */
  data_access_expires_at: string | null;
  scopes: string[] | null;
  /** Scopes this library uses that the token lacks; `null` when Graph does not list scopes. */
  missing_scopes: string[] | null;
  /**
   * Whether Graph takes the configured app id and secret, and the token is of that app; `null` when they are not both
   * configured, and on Instagram login, which has no use for them.
   */
  app_valid: boolean | null;
  /** What to do, in plain sentences; empty when nothing is wrong. */
  remedies: string[];
}
