import { median, medianInterval } from '../base/stats.ts';
import { percentOf } from '../base/sums.ts';
import { HOUR_MS, toEpochMs } from '../base/time.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { Snapshot } from '../documents/analytics.ts';
import { measureOf, type PostMeasure } from './engagement.ts';
import { estimateMedian } from './estimates.ts';
import { type PostInput, sortNewestFirst } from './post.ts';
import * as check from './inputs.ts';

/** What only grows with a post's age, and so can be followed over time. */
export type GrowingMeasure = Extract<
  PostMeasure,
  'views' | 'reach' | 'likes' | 'comments' | 'saved' | 'shares' | 'interactions' | 'total_watch_time_ms'
>;

export interface Reading {
  readonly ageHours: number;
  readonly value: number;
}

/** One post's readings over its life, youngest age first. */
export interface PostSeries {
  readonly mediaId: string;
  readonly timestamp: string;
  readonly productType: string | null;
  readonly readings: readonly Reading[];
}

/** A post as it was at one time. */
export interface TimedPost {
  readonly takenAt: string;
  readonly post: PostInput;
}

/** Lists every post of every snapshot, with the time it was read. */
export function postsOf(history: readonly Snapshot[]): TimedPost[] {
  return history.flatMap(({ taken_at, analytics }) =>
    (analytics.recent_media ?? []).map((post) => ({ takenAt: taken_at, post })),
  );
}

/**
 * Collects the readings of one measure per post, newest post first. A snapshot without the post, or without its figure,
 * gives no reading: the gap stays a gap. Readings from before the post's own timestamp are left out.
 */
export function collectSeries(timed: readonly TimedPost[], measure: GrowingMeasure): PostSeries[] {
  const found = new Map<string, { post: PostInput; readonly readings: Reading[] }>();
  const timeOf = readOnce(toEpochMs);
  for (const { takenAt, post } of timed) {
    const [taken, published] = [timeOf(takenAt), timeOf(post.timestamp)];
    if (taken === null || published === null || taken < published) continue;
    let entry = found.get(post.id);
    if (entry === undefined) found.set(post.id, (entry = { post, readings: [] }));
    entry.post = post;
    const value = measureOf(post, measure, {});
    if (value !== null) entry.readings.push({ ageHours: (taken - published) / HOUR_MS, value });
  }
  const readingsOf = (id: string): readonly Reading[] => mergeAges(found.get(id)?.readings ?? []);
  return sortNewestFirst([...found.values()].map(({ post }) => post)).map((post) => ({
    mediaId: post.id,
    timestamp: post.timestamp,
    productType: post.media_product_type ?? null,
    readings: readingsOf(post.id),
  }));
}

/** Sorts readings by age. Two of one moment can differ only by delay: the larger is the later. */
function mergeAges(readings: readonly Reading[]): readonly Reading[] {
  // A history is read oldest first: most are in order as they are.
  if (areRising(readings)) return readings;
  const sorted = readings.toSorted((a, b) => a.ageHours - b.ageHours || b.value - a.value);
  return sorted.filter(({ ageHours }, index) => index === 0 || ageHours !== sorted[index - 1]?.ageHours);
}

function areRising(readings: readonly Reading[]): boolean {
  let before = -Infinity;
  for (const { ageHours } of readings) {
    if (ageHours <= before) return false;
    before = ageHours;
  }
  return true;
}

/** Reads each text once: every snapshot names every post's time again. */
function readOnce<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) known.set(text, (value = read(text)));
    return value;
  };
}

/**
 * Gives the value at an age: a reading of that very age, else on the straight line between the readings on either side
 * of it, if they are no further apart than the age itself. Else `null`: too far from any reading.
 *
 * @example
 * valueAtAge([{ ageHours: 20, value: 100 }, { ageHours: 30, value: 150 }], 24); //=> 120
 */
export function valueAtAge(readings: readonly Reading[], ageHours: number): number | null {
  const index = readings.findIndex((reading) => reading.ageHours >= ageHours);
  const [before, after] = [readings[index - 1], readings[index]];
  if (after === undefined) return null;
  if (after.ageHours === ageHours) return after.value;
  if (before === undefined || after.ageHours - before.ageHours > ageHours) return null;
  const share = (ageHours - before.ageHours) / (after.ageHours - before.ageHours);
  return before.value + share * (after.value - before.value);
}

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
 * Describes how posts grew from 1 hour to 7 days, from the collections that were kept.
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
  check.describePostHistory({ history, options });
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
  // Half of it before the first reading: when is unknown.
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

/** Fewest other posts whose value at the same age is known. */
const MIN_POSTS = 5;
const METHOD = 'ratio to the median of the other posts of the same product type at the same age, 80 % interval';

/**
 * Compares a post against the account's median at the same age: 2 is twice what its posts usually have by then.
 *
 * The age is that of the post's latest reading; the other posts of its product type are read or interpolated at that
 * age. The interval comes from that of the median. Under 5 other posts, or a median of 0: `too_few` and no number.
 *
 * @source the last video against the own median at the same age: docs/analytics.md (2026-11-22)
 */
export function compareAtSameAge(
  mediaId: string,
  timed: readonly TimedPost[],
  measure: GrowingMeasure = 'views',
): Estimate {
  const series = collectSeries(timed, measure);
  const own = series.find((post) => post.mediaId === mediaId);
  const latest = own?.readings.at(-1);
  const others =
    own === undefined || latest === undefined
      ? []
      : series
          .filter((post) => post.mediaId !== mediaId && post.productType === own.productType)
          .flatMap((post) => valueAtAge(post.readings, latest.ageHours) ?? []);
  const shared = { n: others.length, method: METHOD, basis: `${measure}_at_same_age` };
  const typical = median(others);
  if (latest === undefined || others.length < MIN_POSTS || typical === null || typical === 0) {
    return { value: null, interval: null, ...shared, verdict: 'too_few' };
  }
  const [low, high] = medianInterval(others, 0.8) ?? [0, 0];
  return {
    value: latest.value / typical,
    interval: low > 0 ? [latest.value / high, latest.value / low] : null,
    ...shared,
  };
}
