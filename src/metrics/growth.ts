import { itemAt } from '../base/lists.ts';
import { mean, median } from '../base/stats.ts';
import { percentOf } from '../base/sums.ts';
import { HOUR_MS, toEpochMs } from '../base/time.ts';
import type { InstagramAnalytics, Snapshot } from '../documents/analytics.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { Estimate } from '../documents/shapes.ts';
import { basisName, measurePosts } from './engagement.ts';
import { pValueOf, tooFew } from './estimates.ts';
import * as check from './inputs.ts';
import { type ModelPost, selectPosts } from './model-design.ts';
import { describeTrend } from './model-trends.ts';
import type { GrowingMeasure } from './post-history.ts';
import { sortNewestFirst } from './post.ts';

/** Fewest posts on either side. */
const MIN_POSTS = 5;
const METHOD = 'ratio of geometric means of new and earlier posts, Welch, 80 % interval, test at 5 %';

/**
 * Compares later posts with earlier ones by one measure on the natural logarithm: the ratio of the geometric means with
 * its 80 % interval; verdict `rising` or `falling` (Welch's test at 5 %), `no_evidence`, or `too_few` and no value under 5
 * posts on either side or where no post differs from another. `n` counts the later posts.
 */
export function compareLogGroups(later: readonly number[], earlier: readonly number[], basis: string): Estimate {
  const labels = { method: METHOD, basis };
  if (later.length < MIN_POSTS || earlier.length < MIN_POSTS) return tooFew(later.length, labels);
  const [after, before] = [describeGroup(later), describeGroup(earlier)];
  const variance = after.error + before.error;
  if (variance === 0) return tooFew(later.length, labels);
  const degrees = variance ** 2 / (after.error ** 2 / (after.n - 1) + before.error ** 2 / (before.n - 1));
  const effect = { estimate: after.mean - before.mean, variance, degreesOfFreedom: degrees };
  return { ...describeTrend(effect, pValueOf(effect) < 0.05, { n: after.n, basis }), ...labels };
}

function describeGroup(values: readonly number[]): {
  readonly n: number;
  readonly mean: number;
  readonly error: number;
} {
  const n = values.length;
  const average = mean(values) ?? 0;
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return { n, mean: average, error: squares / (n - 1) / n };
}

/** A figure before and after. Every derived number is `null` when one of the two is unknown. */
export interface Change {
  before: number | null;
  after: number | null;
  change: number | null;
  /** Percent of the value before; `null` when that was 0. */
  change_percent: number | null;
  hours: number | null;
  /** Velocity: change per hour; `null` when no time passed. */
  per_hour: number | null;
}

/**
 * Measures the change between two readings and its velocity over the hours between them.
 *
 * @example
 * measureChange(50, 60, 5).per_hour; //=> 2
 */
function measureChange(before: number | null, after: number | null, hours: number | null): Change {
  const change = before === null || after === null ? null : after - before;
  return {
    before,
    after,
    change,
    change_percent: percentOf(change, before),
    hours,
    per_hour: change === null || hours === null || hours === 0 ? null : change / hours,
  };
}

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
 * Describes how the account grew, collection by collection. A collection without the number is a gap: its change is
 * `null`, and the next known number is compared to the last known one over the hours that really passed.
 *
 * @example
 * describeGrowth([]).points; //=> []
 */
export function describeGrowth(history: readonly Snapshot[]): AccountGrowth {
  check.describeGrowth({ history });
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
    const before = itemAt(timed, index);
    return { from: before.taken_at, to: point.taken_at, hours: (point.time - before.time) / HOUR_MS };
  });
  const usual = median(steps.map(({ hours }) => hours));
  return usual === null ? [] : steps.filter(({ hours }) => hours > 2 * usual);
}

const COUNTS = ['followers_count', 'following_count', 'media_count'] as const;
const RATES = ['avg_engagement_rate', 'median_engagement_rate', 'weighted_engagement_rate'] as const;
/** A figure of a post that is compared. */
export type ComparedMeasure = Exclude<GrowingMeasure, 'total_watch_time_ms'>;
const MEASURES: readonly ComparedMeasure[] = ['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'interactions'];

/** One post in both collections. */
export interface MediaChange {
  media_id: string;
  timestamp: string;
  /** Its age at the later collection. */
  age_hours: number | null;
  /** Counts with their velocity per hour. */
  changes: Record<ComparedMeasure, Change>;
}

/** What changed from one collection to a later one. */
export interface AnalyticsComparison {
  /** When the earlier collection was made; ISO 8601, UTC. */
  from: string;
  to: string;
  hours: number | null;
  account: Record<'followers_count' | 'following_count' | 'media_count', Change>;
  /**
   * Percent rates; `null` throughout when the two are on different bases. The posts behind them differ, and so do their
   * ages: what changed is judged by `engagement_change`.
   */
  summary: Record<'avg_engagement_rate' | 'median_engagement_rate' | 'weighted_engagement_rate', Change>;
  /**
   * Ratio of the engagement rate of posts published since the earlier collection to that of the posts before, all as the
   * later collection has them and at least 48 hours old; 80 % interval, verdict `rising`, `falling` (at 5 %),
   * `no_evidence` or `too_few` (under 5 on either side).
   */
  engagement_change: Estimate;
  /** Posts in both, newest first. `null` when either has no list of posts. */
  media: MediaChange[] | null;
  /** Only in the later collection, newest first. */
  new_media_ids: string[] | null;
  /** Only in the earlier one: deleted, or beyond the number of posts the later one read. */
  missing_media_ids: string[] | null;
}

/**
 * Compares two collections: the account, the rates, and each post with the velocity of its figures. What
 * either side does not know is `null`; nothing missing is taken for 0.
 *
 * @source velocity, Δmetric per hour: docs/analytics.md (2026-11-22)
 */
export function compareAnalytics(before: InstagramAnalytics, after: InstagramAnalytics): AnalyticsComparison {
  check.compareAnalytics({ before, after });
  const [from, to] = [before.export_info.exported_at, after.export_info.exported_at];
  const hours = hoursBetween(from, to);
  const bases = [before.summary_metrics?.engagement_basis, after.summary_metrics?.engagement_basis];
  const [older, newer] = [before.recent_media, after.recent_media];
  const olderById = new Map((older ?? []).map((post) => [post.id, post]));
  const newerIds = new Set((newer ?? []).map((post) => post.id));
  return {
    from,
    to,
    hours,
    account: mapKeys(COUNTS, (key) =>
      measureChange(before.account_info?.[key] ?? null, after.account_info?.[key] ?? null, hours),
    ),
    summary: mapKeys(RATES, (key) =>
      bases[0] === bases[1]
        ? measureChange(before.summary_metrics?.[key] ?? null, after.summary_metrics?.[key] ?? null, hours)
        : measureChange(null, null, hours),
    ),
    engagement_change: compareNewPosts(newer ?? [], new Set(olderById.keys()), from),
    media:
      older === null || newer === null
        ? null
        : sortNewestFirst(newer).flatMap((post) => {
            const earlier = olderById.get(post.id);
            return earlier === undefined ? [] : [compareMedia(earlier, post, to, hours)];
          }),
    new_media_ids: older === null || newer === null ? null : idsOf(newer.filter((post) => !olderById.has(post.id))),
    missing_media_ids: older === null || newer === null ? null : idsOf(older.filter((post) => !newerIds.has(post.id))),
  };
}

/** Sets the mature posts published after `from` and not known before against the other ones. */
function compareNewPosts(media: readonly MediaRecord[], known: ReadonlySet<string>, from: string): Estimate {
  const { basis, posts } = selectPosts(media, {});
  const since = toEpochMs(from) ?? Number.NEGATIVE_INFINITY;
  const isNew = ({ post, time }: ModelPost): boolean => time >= since && !known.has(post.id);
  const later = posts.filter(isNew).map(({ y }) => y);
  const earlier = posts.filter((post) => !isNew(post)).map(({ y }) => y);
  return compareLogGroups(later, earlier, basisName(basis));
}

function compareMedia(before: MediaRecord, after: MediaRecord, to: string, hours: number | null): MediaChange {
  return {
    media_id: after.id,
    timestamp: after.timestamp,
    age_hours: hoursBetween(after.timestamp, to),
    changes: mapKeys(MEASURES, (measure) => {
      const [was, is] = [before, after].map((post) => measurePosts([post], measure, {}).values.get(post) ?? null);
      return measureChange(was ?? null, is ?? null, hours);
    }),
  };
}

function mapKeys<K extends string>(keys: readonly K[], changeOf: (key: K) => Change): Record<K, Change> {
  const changes: Partial<Record<K, Change>> = {};
  for (const key of keys) changes[key] = changeOf(key);
  return changes as Record<K, Change>;
}

function idsOf(posts: readonly MediaRecord[]): string[] {
  return sortNewestFirst(posts).map(({ id }) => id);
}

function hoursBetween(from: string, to: string): number | null {
  const [start, end] = [toEpochMs(from), toEpochMs(to)];
  return start === null || end === null ? null : (end - start) / HOUR_MS;
}
