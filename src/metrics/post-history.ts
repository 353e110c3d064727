import type { Estimate } from '../documents/estimate.ts';
import type { Snapshot } from '../documents/history.ts';
import { percentOf } from '../base/sums.ts';
import { estimateMedian } from './estimate-median.ts';
import { collectSeries, postsOf, valueAtAge, type GrowingMeasure, type PostSeries } from './post-series.ts';

/** The ages, in hours, at which posts are looked at: 1 h, 6 h, 1 day, 3 days, 7 days. */
const POST_AGES_HOURS: readonly number[] = [1, 6, 24, 72, 168];
/** What a post has by then counts as its total. */
const FULL_AGE_HOURS = 168;

/** A post at one age. Every figure is `null` where no reading is near enough. */
export interface PostAtAge {
  age_hours: number;
  value: number | null;
  /** Growth per hour since the age before in this list (since publication for the first). */
  velocity_per_hour: number | null;
  /** Percent of the value at 7 days. */
  share_of_total: number | null;
}

/** How one figure of one post grew. */
export interface PostHistory {
  media_id: string;
  timestamp: string;
  /** How many snapshots had the figure. */
  readings: number;
  ages: PostAtAge[];
  /** Age at which half of the 7-day value was reached; `null` when no two readings enclose it. */
  half_life_hours: number | null;
  latest_age_hours: number | null;
  latest_value: number | null;
  /**
   * Percent of its 7-day value the post can be expected to have by its latest reading, by the account's decay curve;
   * 100 from 7 days on, `null` when the curve is not known there.
   */
  maturity: number | null;
}

/** How one figure grew over the posts of an account. */
export interface PostHistories {
  measure: GrowingMeasure;
  snapshots: number;
  /** Newest first. */
  posts: PostHistory[];
  /** Median percent of the 7-day value at each age over the account's posts; `too_few` under 5. */
  decay_curve: { age_hours: number; share_of_total: Estimate }[];
  /** Hours; median over the posts. */
  half_life_hours: Estimate;
}

/** Which figure is followed. */
export interface PostHistoryOptions {
  /** @default 'views' */
  readonly measure?: GrowingMeasure | undefined;
}

/**
 * How posts grew from 1 hour to 7 days, from the collections that were kept.
 *
 * The value at an age is read, or interpolated between two readings no further apart than the age itself; a missing
 * snapshot is a gap, never a 0. Velocity = Δvalue / Δhours between neighbouring ages; the decay curve is the median
 * share of the 7-day value, the half-life the age at which half of it is there.
 *
 * @source velocity at ages, share of the 7-day total: docs/analytics.md (2026-11-22)
 * @example
 * describePostHistory([]).posts; //=> []
 */
export function describePostHistory(history: readonly Snapshot[], options: PostHistoryOptions = {}): PostHistories {
  const measure = options.measure ?? 'views';
  const series = collectSeries(postsOf(history), measure);
  const grown = series.map((post) => ({ post, ages: agesOf(post), halfLife: halfLifeOf(post) }));
  const curve = POST_AGES_HOURS.map((age, index) => ({
    age_hours: age,
    share_of_total: estimateMedian(
      grown.flatMap(({ ages }) => ages[index]?.share_of_total ?? []),
      `share_of_${measure}_at_7_days`,
    ),
  }));
  return {
    measure,
    snapshots: history.length,
    posts: grown.map(({ post, ages, halfLife }) => {
      const latest = post.readings.at(-1) ?? null;
      return {
        media_id: post.mediaId,
        timestamp: post.timestamp,
        readings: post.readings.length,
        ages,
        half_life_hours: halfLife,
        latest_age_hours: latest?.ageHours ?? null,
        latest_value: latest?.value ?? null,
        maturity: latest === null ? null : maturityAt(latest.ageHours, curve),
      };
    }),
    decay_curve: curve,
    half_life_hours: estimateMedian(
      grown.flatMap(({ halfLife }) => halfLife ?? []),
      `half_life_of_${measure}_hours`,
    ),
  };
}

function agesOf({ readings }: PostSeries): PostAtAge[] {
  const total = valueAtAge(readings, FULL_AGE_HOURS);
  return POST_AGES_HOURS.map((age, index) => {
    const value = valueAtAge(readings, age);
    const earlier = POST_AGES_HOURS[index - 1];
    // At publication every count is 0.
    const start = earlier === undefined ? 0 : valueAtAge(readings, earlier);
    return {
      age_hours: age,
      value,
      velocity_per_hour: value === null || start === null ? null : (value - start) / (age - (earlier ?? 0)),
      share_of_total: percentOf(value, total),
    };
  });
}

function halfLifeOf({ readings }: PostSeries): number | null {
  const total = valueAtAge(readings, FULL_AGE_HOURS);
  if (total === null || total === 0) return null;
  const index = readings.findIndex(({ value }) => value >= total / 2);
  const [before, after] = [readings[index - 1], readings[index]];
  // Half of it before the first reading: when, nobody saw.
  if (before === undefined || after === undefined) return null;
  const share = (total / 2 - before.value) / (after.value - before.value);
  return before.ageHours + share * (after.ageHours - before.ageHours);
}

function maturityAt(ageHours: number, curve: PostHistories['decay_curve']): number | null {
  if (ageHours >= FULL_AGE_HOURS) return 100;
  const known = curve.flatMap(({ age_hours, share_of_total: { value } }) =>
    value === null ? [] : [{ ageHours: age_hours, value }],
  );
  return valueAtAge([{ ageHours: 0, value: 0 }, ...known], ageHours);
}
