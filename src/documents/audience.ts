import * as v from 'valibot';

import { numberOrNull, textOrNull } from './shapes.ts';
import { unavailableSchema, type Unavailable } from './unavailable.ts';

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
