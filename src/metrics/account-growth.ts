import { median } from '../base/stats.ts';
import { HOUR_MS, toEpochMs } from '../base/time.ts';
import { measureChange, type Change } from './change.ts';
import type { Snapshot } from '../documents/history.ts';

/** The account at one collection, against the collection before it that knew the number. */
export interface GrowthPoint {
  taken_at: string;
  followers_count: number | null;
  media_count: number | null;
  /** Followers since the last known number; `null` for the first and where the number is unknown. */
  change: number | null;
  /** Over as many hours. */
  hours: number | null;
  change_per_day: number | null;
}

/** How the followers of an account developed over kept collections. */
export interface AccountGrowth {
  /** Oldest first. */
  points: GrowthPoint[];
  /** From the first known number to the last. */
  followers: Change;
  /** Stretches without a collection more than twice as long as the usual one: nothing is known of them. */
  gaps: { from: string; to: string; hours: number }[];
}

/**
 * How the account grew, collection by collection. A collection without the number is a gap: its change is `null`, and
 * the next known number is compared to the last known one over the hours that really passed.
 *
 * @example
 * describeGrowth([]).points; //=> []
 */
export function describeGrowth(history: readonly Snapshot[]): AccountGrowth {
  const timed = history
    .flatMap((snapshot) => {
      const time = toEpochMs(snapshot.taken_at);
      return time === null ? [] : [{ ...snapshot, time }];
    })
    .sort((a, b) => a.time - b.time);
  let last: { time: number; followers: number } | null = null;
  let first: { time: number; followers: number } | null = null;
  const points: GrowthPoint[] = [];
  for (const { taken_at, time, analytics } of timed) {
    const followers = analytics.account_info?.followers_count ?? null;
    const known = followers === null ? null : { time, followers };
    const change = measureChange(
      last?.followers ?? null,
      followers,
      last === null ? null : (time - last.time) / HOUR_MS,
    );
    points.push({
      taken_at,
      followers_count: followers,
      media_count: analytics.account_info?.media_count ?? null,
      change: change.change,
      hours: change.change === null ? null : change.hours,
      change_per_day: change.per_hour === null ? null : change.per_hour * 24,
    });
    first ??= known;
    last = known ?? last;
  }
  const hours = first === null || last === null ? null : (last.time - first.time) / HOUR_MS;
  return {
    points,
    followers: measureChange(first?.followers ?? null, last?.followers ?? null, hours),
    gaps: gapsOf(timed),
  };
}

function gapsOf(timed: readonly { taken_at: string; time: number }[]): AccountGrowth['gaps'] {
  const steps = timed.slice(1).map((point, index) => {
    const before = timed[index] ?? point;
    return { from: before.taken_at, to: point.taken_at, hours: (point.time - before.time) / HOUR_MS };
  });
  const usual = median(steps.map(({ hours }) => hours));
  return usual === null ? [] : steps.filter(({ hours }) => hours > 2 * usual);
}
