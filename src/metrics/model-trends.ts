import { type Steps, studentHalfWidth } from '../base/stats.ts';
import { DAY_MS, HOUR_MS, parseTimestamp } from '../base/time.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { Snapshot } from '../documents/analytics.ts';
import { basisName, measurePosts, type RateOptions } from './engagement.ts';
import { selectPosts, sortOldestFirst, type Column, type Design, type ModelPost } from './model-design.ts';
import { readJoint, type LogEffect } from './model-contrasts.ts';
import { fitDesign, fitDesignInSteps } from './model-fit.ts';
import type { PostInput } from './post.ts';

/** What a trend can conclude. */
export type TrendVerdict = 'rising' | 'falling' | 'no_evidence' | 'too_few';

/** The trends of an account's posts: ratio per 30 days, 80 % interval, verdict `rising`, `falling`, `no_evidence` or `too_few`. */
export interface ModelTrends {
  engagement_rate: Estimate;
  reach: Estimate;
  views: Estimate;
  interactions: Estimate;
  /** From kept collections. */
  followers: Estimate;
}

/** One measure's change over time on the logarithm, per 30 days. */
export interface TrendEffect {
  readonly measure: keyof ModelTrends;
  /** Names it in the family. */
  readonly key: string;
  readonly basis: string;
  readonly n: number;
  /** `null` when there are too few posts. */
  readonly effect: LogEffect | null;
}

export interface TrendOptions extends RateOptions {
  /** Kept collections, for the trend of followers. */
  readonly history?: readonly Snapshot[] | undefined;
}

/** Fewest posts for a trend to be given. */
const MIN_TREND_POSTS = 10;
export const TREND_DAYS = 30;
const TREND_METHOD = 'generalised least squares on time inside product types, ratio per 30 days, 80 % interval';
const COUNTS = ['reach', 'views', 'interactions'] as const;

/**
 * Measures how the engagement rate, reach, views and interactions of mature posts change with time: a straight line on
 * the logarithm, each product type with a level of its own, under noise with a slow level, so that a slow wander is not
 * taken for a trend. A measure known of under 10 posts gives none.
 */
export function* measureTrends(media: readonly PostInput[], options: TrendOptions): Steps<TrendEffect[]> {
  const { basis, posts } = selectPosts(media, options);
  const series = [
    { measure: 'engagement_rate' as const, basis: basisName(basis), posts },
    ...COUNTS.map((measure) => ({ measure, basis: measure, posts: null })),
  ];
  const ofPosts: TrendEffect[] = [];
  for (const { measure, basis: name, posts: rated } of series) {
    yield;
    const measured = rated ?? countedPosts(media, measure);
    yield;
    ofPosts.push({
      measure,
      key: `trend:${measure}`,
      basis: name,
      n: measured.length,
      effect: measured.length < MIN_TREND_POSTS ? null : yield* fitTrend(measured),
    });
  }
  return [...ofPosts, measureFollowers(options.history ?? [])];
}

/** Fewest steps between collections for a trend of followers, and how far apart they are at least. */
const MIN_STEPS = 5;
const MIN_STEP_MS = 20 * HOUR_MS;

/** Measures the mean growth of followers per 30 days, steps between collections being the observations. */
function measureFollowers(history: readonly Snapshot[]): TrendEffect {
  const readings = history
    .flatMap(({ taken_at, analytics }) => {
      const [time, followers] = [parseTimestamp(taken_at), analytics.account_info?.followers_count ?? null];
      return time === null || followers === null || followers <= 0 ? [] : [{ time, log: Math.log(followers) }];
    })
    .sort((a, b) => a.time - b.time);
  const steps: { time: number; rate: number; days: number }[] = [];
  let last = readings[0];
  for (const reading of readings) {
    if (last === undefined || reading.time - last.time < MIN_STEP_MS) continue;
    const days = (reading.time - last.time) / DAY_MS;
    steps.push({ time: reading.time, rate: ((reading.log - last.log) / days) * TREND_DAYS, days });
    last = reading;
  }
  const varies = steps.some(({ rate }) => rate !== steps[0]?.rate);
  const shared = { measure: 'followers' as const, key: 'trend:followers', basis: 'followers', n: steps.length };
  if (steps.length < MIN_STEPS || !varies) return { ...shared, effect: null };
  const level: Column = { values: new Float64Array(steps.length).fill(1), prior: Number.POSITIVE_INFINITY, scale: 1 };
  const design: Design = {
    y: Float64Array.from(steps, ({ rate }) => rate),
    times: steps.map(({ time }) => time),
    counted: new Float64Array(steps.length).fill(Number.POSITIVE_INFINITY),
    courses: 1,
    columns: [level],
    timing: new Map(),
    tests: [],
    extra: [],
  };
  return { ...shared, effect: readJoint(fitDesign(design), [[0, 1]]) };
}

/** Describes the trends with the verdicts of the family; those that could not be measured as `too_few`. */
export function describeTrends(trends: readonly TrendEffect[], findings: ReadonlyMap<string, unknown>): ModelTrends {
  return Object.fromEntries(
    trends.map(({ measure, key, effect, n, basis }) => [
      measure,
      effect === null
        ? ({ value: null, n, interval: null, method: TREND_METHOD, basis, verdict: 'too_few' } satisfies Estimate)
        : describeTrend(effect, findings.has(key), { n, basis }),
    ]),
  ) as Record<keyof ModelTrends, Estimate>;
}

/** Describes a slope on the logarithm as a ratio with its 80 % interval. */
export function describeTrend(
  { estimate, variance, degreesOfFreedom }: LogEffect,
  found: boolean,
  labels: { readonly n: number; readonly basis: string },
): Estimate {
  const half = studentHalfWidth(0.8, degreesOfFreedom) * Math.sqrt(variance);
  const verdict: TrendVerdict = found ? (estimate > 0 ? 'rising' : 'falling') : 'no_evidence';
  return {
    value: Math.exp(estimate),
    n: labels.n,
    interval: [Math.exp(estimate - half), Math.exp(estimate + half)],
    method: TREND_METHOD,
    basis: labels.basis,
    verdict,
  };
}

/** Counts how many mature posts have a count. */
function countedPosts(media: readonly PostInput[], measure: (typeof COUNTS)[number]): ModelPost[] {
  const mature = media.filter((post) => post.maturing !== true);
  const { values } = measurePosts(mature, measure, {});
  return sortOldestFirst(
    mature.flatMap((post): ModelPost[] => {
      const [time, value] = [parseTimestamp(post.timestamp), values.get(post)];
      return time === null || value === undefined || value < 0
        ? []
        : [{ post, time, y: Math.log(value + 0.5), counted: value }];
    }),
  );
}

function* fitTrend(posts: readonly ModelPost[]): Steps<LogEffect | null> {
  const [first, last] = [posts[0]?.time ?? 0, posts.at(-1)?.time ?? 0];
  const level = posts[0]?.y;
  if (first === last || posts.every(({ y }) => y === level)) return null;
  const middle = (first + last) / 2;
  const free = { prior: Number.POSITIVE_INFINITY, scale: 1 };
  const types = [...new Set(posts.map(({ post }) => post.media_product_type ?? 'UNKNOWN'))].sort();
  const columns: Column[] = [
    { ...free, values: new Float64Array(posts.length).fill(1) },
    { ...free, values: Float64Array.from(posts, ({ time }) => (time - middle) / (TREND_DAYS * DAY_MS)) },
    ...(types.length < 2 ? [] : types).map((type): Column => ({
      values: Float64Array.from(posts, ({ post }) => ((post.media_product_type ?? 'UNKNOWN') === type ? 1 : 0)),
      prior: 4,
      scale: 1,
    })),
  ];
  const design: Design = {
    y: Float64Array.from(posts, ({ y }) => y),
    times: posts.map(({ time }) => time),
    counted: Float64Array.from(posts, ({ counted }) => counted),
    courses: 2,
    columns,
    timing: new Map(),
    tests: [],
    extra: [],
  };
  return readJoint(yield* fitDesignInSteps(design), [[1, 1]]);
}
