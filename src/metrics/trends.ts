import { mean, median, studentHalfWidth, studentTwoSidedP } from '../base/stats.ts';
import { sumKnown } from '../base/sums.ts';
import { DAY_MS, HOUR_MS, toEpochMs } from '../base/time.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { commentsOf, likesOf, ratePosts, type RateOptions } from './engagement.ts';
import { groupBy } from './post.ts';
import { sortNewestFirst, type PostInput } from './post.ts';
import { basisName, respond, type Response } from './responses.ts';

export interface SummarizeTrendsOptions extends RateOptions {
  /** @default 'week', from Monday */
  readonly period?: 'week' | 'month' | undefined;
}

/** One week or month. Totals are sums of the known values; `null` when none is known. */
export interface TrendPeriod {
  /** First day, `YYYY-MM-DD`, in UTC. */
  start: string;
  /** 0 is measured: the list of posts covers the period. */
  posts: number;
  posts_maturing: number;
  likes: number | null;
  comments: number | null;
  views: number | null;
  /** Percent. */
  median_engagement_rate: number | null;
  posts_with_rate: number;
}

/** How activity and engagement developed. */
export interface Trends {
  period: 'week' | 'month';
  engagement_basis: EngagementBasis | null;
  /** Oldest first, without holes, from the oldest post to the newest. */
  periods: TrendPeriod[];
  /** Mean over the periods; the first and the last may be cut short. */
  posts_per_period: number | null;
  median_hours_between_posts: number | null;
  /**
   * Ratio by which engagement changes in 30 days; 80 % interval. Verdict `rising`, `falling`, `no_evidence`, `too_few`
   * (under 10 posts).
   */
  engagement_trend: Estimate;
  posts_maturing: number;
}

/** Fewest posts for a trend to be given. */
const LEAST_POSTS = 10;
const TREND_DAYS = 30;
const SIGNIFICANCE = 0.05;
const METHOD = 'least squares on log engagement inside product types, ratio per 30 days, 80 % interval, test at 5 %';

/**
 * Activity and engagement over time: posts, likes, comments, views and the median engagement rate by week or month, and
 * the trend of engagement with its uncertainty. A period without posts has 0 posts and `null` figures. The young posts
 * of the last period still grow: `posts_maturing` says how many.
 *
 * @example
 * summarizeTrends([]).periods; //=> []
 */
export function summarizeTrends(media: readonly PostInput[], options: SummarizeTrendsOptions = {}): Trends {
  const period = options.period ?? 'week';
  const { basis, rated } = ratePosts(media, options);
  const rateOf = new Map(rated.map(({ post, rate }) => [post, rate]));
  const times = media.flatMap((post) => toEpochMs(post.timestamp) ?? []).sort((a, b) => a - b);
  const byStart = groupBy(sortNewestFirst(media), (post) => {
    const time = toEpochMs(post.timestamp);
    return time === null ? [] : [startOf(time, period)];
  });
  const periods = startsBetween(times, period).map((start) => describePeriod(start, byStart.get(start) ?? [], rateOf));
  return {
    period,
    engagement_basis: basis,
    periods,
    posts_per_period: mean(periods.map(({ posts }) => posts)),
    median_hours_between_posts: median(times.slice(1).map((time, index) => (time - (times[index] ?? time)) / HOUR_MS)),
    engagement_trend: estimateTrend(respond(media, options).responses, basisName(basis)),
    posts_maturing: media.filter((post) => post.maturing === true).length,
  };
}

function describePeriod(
  start: string,
  posts: readonly PostInput[],
  rateOf: ReadonlyMap<PostInput, number>,
): TrendPeriod {
  const rates = posts.flatMap((post) => rateOf.get(post) ?? []);
  return {
    start,
    posts: posts.length,
    posts_maturing: posts.filter((post) => post.maturing === true).length,
    likes: sumKnown(posts.map(likesOf)).total,
    comments: sumKnown(posts.map(commentsOf)).total,
    views: sumKnown(posts.map((post) => post.insights.views)).total,
    median_engagement_rate: median(rates),
    posts_with_rate: rates.length,
  };
}

function startOf(time: number, period: 'week' | 'month'): string {
  const date = new Date(time);
  if (period === 'month') date.setUTCDate(1);
  else date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

function startsBetween(times: readonly number[], period: 'week' | 'month'): string[] {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [];
  const starts: string[] = [];
  const end = startOf(last, period);
  const date = new Date(startOf(first, period));
  for (let start = startOf(first, period); start <= end; start = date.toISOString().slice(0, 10)) {
    starts.push(start);
    if (period === 'month') date.setUTCMonth(date.getUTCMonth() + 1);
    else date.setUTCDate(date.getUTCDate() + 7);
  }
  return starts;
}

/** One slope for all product types, each with a level of its own. */
function estimateTrend(responses: readonly Response<PostInput>[], basis: string): Estimate {
  const n = responses.length;
  const shared = { n, method: METHOD, basis };
  const none: Estimate = { value: null, interval: null, ...shared, verdict: 'too_few' };
  const types = [...groupBy(responses, ({ productType }) => [productType]).values()];
  const points = types.flatMap((group) => {
    const time = mean(group.map((response) => response.time)) ?? 0;
    const level = mean(group.map((response) => response.y)) ?? 0;
    return group.map((response) => ({ x: (response.time - time) / (TREND_DAYS * DAY_MS), y: response.y - level }));
  });
  const spread = points.reduce((sum, { x }) => sum + x ** 2, 0);
  const degreesOfFreedom = n - types.length - 1;
  if (n < LEAST_POSTS || degreesOfFreedom < 1 || spread === 0) return none;
  const slope = points.reduce((sum, { x, y }) => sum + x * y, 0) / spread;
  const residual = points.reduce((sum, { x, y }) => sum + (y - slope * x) ** 2, 0) / degreesOfFreedom;
  const error = Math.sqrt(residual / spread);
  if (error === 0) return none;
  const half = studentHalfWidth(0.8, degreesOfFreedom) * error;
  const found = studentTwoSidedP(slope / error, degreesOfFreedom) < SIGNIFICANCE;
  return {
    value: Math.exp(slope),
    interval: [Math.exp(slope - half), Math.exp(slope + half)],
    ...shared,
    verdict: found ? (slope > 0 ? 'rising' : 'falling') : 'no_evidence',
  };
}
