import { mean, median } from '../base/stats.ts';
import { sumKnown } from '../base/sums.ts';
import { HOUR_MS, parseTimestamp } from '../base/time.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { Snapshot } from '../documents/analytics.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { commentsOf, likesOf, ratePosts, type RateOptions } from './engagement.ts';
import { fitEngagementModel, type EngagementModel } from './engagement-model.ts';
import { groupBy, sortNewestFirst, type PostInput } from './post.ts';
import * as check from './inputs.ts';

export interface SummarizeTrendsOptions extends RateOptions {
  /** @default 'week', from Monday */
  readonly period?: 'week' | 'month' | undefined;
  /** Kept collections, for the trend of followers. */
  readonly history?: readonly Snapshot[] | undefined;
  /** A model of the same posts, so that all findings of a plan are one family. @default fitted from the posts */
  readonly model?: EngagementModel | undefined;
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
   * Ratio by which the engagement rate changes in 30 days; 80 % interval. Verdict `rising`, `falling`, `no_evidence`,
   * `too_few` (under 10 posts). Posts under 48 hours are left out.
   */
  engagement_trend: Estimate;
  /** The same of a post's reach, views and interactions: a falling rate of a growing reach is no failing account. */
  reach_trend: Estimate;
  views_trend: Estimate;
  interactions_trend: Estimate;
  /** The same of the account's followers, from `history`; `too_few` under 6 collections a day or more apart. */
  followers_trend: Estimate;
  posts_maturing: number;
}

/**
 * Summarises activity and engagement over time: posts, likes, comments, views and the median engagement rate by week or month, and
 * the trend of engagement with its uncertainty. A period without posts has 0 posts and `null` figures. The young posts
 * of the last period still grow: `posts_maturing` says how many.
 *
 * @example
 * summarizeTrends([]).periods; //=> []
 */
export function summarizeTrends(media: readonly PostInput[], options: SummarizeTrendsOptions = {}): Trends {
  check.summarizeTrends({ media, options });
  const period = options.period ?? 'week';
  const model = options.model ?? fitEngagementModel(media, options);
  const { basis, rated } = ratePosts(media, options);
  const rateOf = new Map(rated.map(({ post, rate }) => [post, rate]));
  const times = media.flatMap((post) => parseTimestamp(post.timestamp) ?? []).sort((a, b) => a - b);
  const byStart = groupBy(sortNewestFirst(media), (post) => {
    const time = parseTimestamp(post.timestamp);
    return time === null ? [] : [startOf(time, period)];
  });
  const periods = startsBetween(times, period).map((start) => describePeriod(start, byStart.get(start) ?? [], rateOf));
  return {
    period,
    engagement_basis: basis,
    periods,
    posts_per_period: mean(periods.map(({ posts }) => posts)),
    median_hours_between_posts: median(times.slice(1).map((time, index) => (time - (times[index] ?? time)) / HOUR_MS)),
    engagement_trend: model.trends.engagement_rate,
    reach_trend: model.trends.reach,
    views_trend: model.trends.views,
    interactions_trend: model.trends.interactions,
    followers_trend: model.trends.followers,
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
