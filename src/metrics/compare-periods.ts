import { median } from '../base/stats.ts';
import { DAY_MS, toEpochMs, toTimestamp } from '../base/time.ts';
import type { InstagramAnalytics, Snapshot } from '../documents/analytics.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { Estimate } from '../documents/shapes.ts';
import { compareLogGroups, describeGrowth } from './growth.ts';
import { measurePosts } from './engagement.ts';
import * as check from './inputs.ts';
import { collectSeries, postsOf, valueAtAge } from './post-history.ts';

/** What posts of two periods are compared by. */
const PERIOD_MEASURES: readonly PeriodMeasure[] = ['views', 'reach', 'interactions', 'engagement_rate'];
/** A measure by which two periods are compared. */
export type PeriodMeasure = 'views' | 'reach' | 'interactions' | 'engagement_rate';

/** One measure of the posts published in the last period and in the one before. */
export interface PeriodChange {
  measure: PeriodMeasure;
  /** Median over the posts of the period; `null` of no post. */
  before: number | null;
  after: number | null;
  posts: { before: number; after: number };
  /** Age in hours at which all posts are read; `null`: as they are by now. */
  age_hours: number | null;
  /** Ratio of the geometric means, verdict `rising`, `falling`, `no_evidence` or `too_few`. */
  estimate: Estimate;
}

/** A period of days against the one before. */
export interface PeriodComparison {
  days: number;
  /** First moments of both periods and the end of the later one, ISO 8601. */
  start: string;
  middle: string;
  end: string;
  /** Posts published in each. */
  published: { before: number; after: number };
  /** Followers gained in each period; `null` where no collection is near both of its ends. */
  followers_gained: { before: number | null; after: number | null };
  changes: PeriodChange[];
}

/** Options of {@link comparePeriods}. */
export interface ComparePeriodsOptions {
  /** Length of a period in days, from 1. @default 28 */
  readonly days?: number | undefined;
  /** Earlier collections, for posts at the same age and for followers. @default none */
  readonly history?: readonly Snapshot[] | undefined;
}

const PERIOD_DAYS = 28;

/** Ages posts are read at, the oldest that enough posts of both periods have: 7, 3 and 1 days. */
const AGES_HOURS = [168, 72, 24] as const;
const MIN_POSTS = 5;
/** Followers at the end of a period are those of a collection at most this share of the period away. */
const NEAR = 0.15;

/**
 * Compares the posts published in the last `days` before the collection with those of the `days` before.
 *
 * Views, reach and interactions are read at the same age of every post, the oldest of 7, 3 and 1 days that at least 5
 * posts of both periods have in the history; else as they are by now, posts over 48 hours only, and `age_hours` is `null`.
 * Rates are as they are by now. `null` when the account has no moment of collection or its posts were not read; an account
 * that was read to have none published 0. No call.
 *
 * @source the estimate is the ratio of geometric means with a Welch interval of logarithms, as trends are judged:
 *   docs/analytics.md (2026-11-28)
 * @example
 * comparePeriods(analytics, { days: 28, history })?.changes[0]?.estimate.verdict;
 */
export function comparePeriods(
  analytics: InstagramAnalytics,
  options: ComparePeriodsOptions = {},
): PeriodComparison | null {
  check.comparePeriods({ analytics, options });
  const { days = PERIOD_DAYS, history = [] } = options;
  const { exported_at: takenAt } = analytics.export_info;
  const end = toEpochMs(takenAt);
  const { recent_media: media } = analytics;
  if (end === null || media === null) return null;
  const [middle, start] = [end - days * DAY_MS, end - 2 * days * DAY_MS];
  const inPeriod = (from: number, to: number): MediaRecord[] =>
    media.filter(({ timestamp }) => {
      const time = toEpochMs(timestamp);
      return time !== null && time >= from && time < to;
    });
  const [before, after] = [inPeriod(start, middle), inPeriod(middle, end)];
  const snapshots = withCurrent(history, analytics);
  return {
    days,
    start: toTimestamp(start),
    middle: toTimestamp(middle),
    end: toTimestamp(end),
    published: { before: before.length, after: after.length },
    followers_gained: followersOf(snapshots, [start, middle, end], days),
    changes: PERIOD_MEASURES.map((measure) => compareMeasure(measure, before, after, media, snapshots)),
  };
}

/** Adds a collection to those that were kept, unless it is among them. */
export function withCurrent(kept: readonly Snapshot[], analytics: InstagramAnalytics | null): readonly Snapshot[] {
  if (analytics === null) return kept;
  const { exported_at: taken } = analytics.export_info;
  if (kept.some((snapshot) => snapshot.analytics.export_info.exported_at === taken)) return kept;
  return [...kept, { taken_at: taken, analytics }];
}

function compareMeasure(
  measure: PeriodMeasure,
  before: readonly MediaRecord[],
  after: readonly MediaRecord[],
  media: readonly MediaRecord[],
  snapshots: readonly Snapshot[],
): PeriodChange {
  const posts = new Set([...before, ...after].map(({ id }) => id));
  const aged = measure === 'engagement_rate' || snapshots.length < 2 ? null : readAtSameAge(measure, snapshots, posts);
  for (const ageHours of aged === null ? [] : AGES_HOURS) {
    const read = (posts: readonly MediaRecord[]): number[] => posts.flatMap(({ id }) => aged?.(id, ageHours) ?? []);
    const [earlier, later] = [read(before), read(after)];
    if (earlier.length >= MIN_POSTS && later.length >= MIN_POSTS) return toChange(measure, earlier, later, ageHours);
  }
  const { values } = measurePosts(media, measure, {});
  const mature = (posts: readonly MediaRecord[]): number[] =>
    posts.filter((post) => !post.maturing).flatMap((post) => values.get(post) ?? []);
  return toChange(measure, mature(before), mature(after), null);
}

function readAtSameAge(
  measure: Exclude<PeriodMeasure, 'engagement_rate'>,
  snapshots: readonly Snapshot[],
  posts: ReadonlySet<string>,
): (id: string, ageHours: number) => number | null {
  const timed = postsOf(snapshots).filter(({ post }) => posts.has(post.id));
  const series = new Map(collectSeries(timed, measure).map((post) => [post.mediaId, post.readings]));
  return (id, ageHours) => valueAtAge(series.get(id) ?? [], ageHours);
}

function toChange(
  measure: PeriodMeasure,
  before: readonly number[],
  after: readonly number[],
  ageHours: number | null,
): PeriodChange {
  const logarithms = (values: readonly number[]): number[] =>
    values.map((value) => Math.log(value + offsetOf(measure)));
  return {
    measure,
    before: median(before),
    after: median(after),
    posts: { before: before.length, after: after.length },
    age_hours: ageHours,
    estimate: compareLogGroups(logarithms(after), logarithms(before), measure),
  };
}

/**
 * Gives what is added before the logarithm is taken. A count of 0 has no logarithm: half a count is added; a rate of 0
 * counts as a hundredth of a percent.
 */
function offsetOf(measure: PeriodMeasure): number {
  return measure === 'engagement_rate' ? 0.01 : 0.5;
}

function followersOf(
  snapshots: readonly Snapshot[],
  [start, middle, end]: readonly [number, number, number],
  days: number,
): PeriodComparison['followers_gained'] {
  const points = describeGrowth(snapshots).points.flatMap(({ taken_at, followers_count: followers }) => {
    const time = toEpochMs(taken_at);
    return time === null || followers === null ? [] : [{ time, followers }];
  });
  const at = (moment: number): number | null => {
    const nearest = points.toSorted((a, b) => Math.abs(a.time - moment) - Math.abs(b.time - moment))[0];
    return nearest === undefined || Math.abs(nearest.time - moment) > NEAR * days * DAY_MS ? null : nearest.followers;
  };
  const [first, second, third] = [at(start), at(middle), at(end)];
  const gained = (from: number | null | undefined, to: number | null | undefined): number | null =>
    from == null || to == null ? null : to - from;
  return { before: gained(first, second), after: gained(second, third) };
}
