import { itemAt } from '../base/lists.ts';
import { mean, median, studentHalfWidth } from '../base/stats.ts';
import { sumKnown } from '../base/sums.ts';
import { HOUR_MS, parseTimestamp } from '../base/time.ts';
import type { InstagramAnalytics, Snapshot } from '../documents/analytics.ts';
import type { EngagementBasis } from '../documents/media.ts';
import type { Estimate } from '../documents/shapes.ts';
import { type EngagementModel, fitEngagementModel } from './engagement-model.ts';
import { commentsOf, likesOf, measurePosts, type RateOptions, ratePosts } from './engagement.ts';
import { tooFew } from './estimates.ts';
import * as check from './inputs.ts';
import { predictNext } from './model-contrasts.ts';
import { buildDesign, type Column, type Design, type ModelPost, readTraits, sortOldestFirst } from './model-design.ts';
import { fitDesign } from './model-fit.ts';
import { collectSeries, postsOf, valueAtAge } from './post-history.ts';
import { groupBy, type PostInput, sortNewestFirst } from './post.ts';

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
    median_hours_between_posts: median(times.slice(1).map((time, index) => (time - itemAt(times, index)) / HOUR_MS)),
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

/** A post that is planned. What is left out is taken for unknown. */
export interface PlannedPost extends Pick<
  PostInput,
  'timestamp' | 'media_product_type' | 'caption' | 'hashtags' | 'media_audio_type'
> {
  readonly duration_seconds?: number | null | undefined;
  readonly orientation?: 'portrait' | 'landscape' | 'square' | null | undefined;
  /** The series of files it belongs to, as named in `series` of the documents. */
  readonly series?: string | undefined;
}

/** What a forecast is made from. */
export interface ForecastDocuments {
  readonly analytics: InstagramAnalytics;
  /** Kept collections: with them posts are compared at 7 days exactly. */
  readonly history?: readonly Snapshot[] | undefined;
  /** IANA name of the account's time zone. @default 'UTC' */
  readonly timezone?: string | undefined;
  /** Post id to the name of its series of files. */
  readonly series?: Readonly<Record<string, string>> | undefined;
}

/** What a planned post can be expected to have at 7 days: median and 80 % prediction interval; `too_few` under 12 posts. */
export interface PostForecast {
  reach: Estimate;
  views: Estimate;
  interactions: Estimate;
}

const FORECAST_AGE_HOURS = 168;
const MIN_FORECAST_POSTS = 12;
const METHOD = 'engagement model of posts at 7 days and their recent level, median, 80 % prediction interval';
type ForecastMeasure = keyof PostForecast;
/** Variance of the slope over the history relative to the noise: growth is believed as far as it shows. */
const SLOPE_PRIOR = 1;
const PLANNED_ID = 'planned';

/**
 * Forecasts reach, views and interactions of a planned post at 7 days, from the account's posts that are that old: the
 * level they had lately, growth as far as it shows, and what its product type, length, audio, caption, time and hashtags
 * went together with. The interval holds the noise from post to post, so it is wide: four posts in five land in it. A
 * post's figure at 7 days is read from `history` where it is, else its latest one is taken. Under 12 such posts, or
 * without a readable timestamp: `too_few` and no number.
 */
export function forecastPost(planned: PlannedPost, documents: ForecastDocuments): PostForecast {
  check.forecastPost({ planned, documents });
  const forecast = (measure: ForecastMeasure): Estimate => forecastMeasure(planned, documents, measure);
  return { reach: forecast('reach'), views: forecast('views'), interactions: forecast('interactions') };
}

function forecastMeasure(planned: PlannedPost, documents: ForecastDocuments, measure: ForecastMeasure): Estimate {
  const posts = postsAtSevenDays(documents, measure);
  const labels = { method: METHOD, basis: `${measure}_at_7_days` };
  const time = parseTimestamp(planned.timestamp);
  if (time === null || posts.length < MIN_FORECAST_POSTS) return tooFew(posts.length, labels);
  const next: ModelPost = { post: toPost(planned), time, y: 0, counted: 0 };
  const series = { ...documents.series, ...(planned.series === undefined ? {} : { [PLANNED_ID]: planned.series }) };
  const all = [...posts.filter((post) => post.time < time), next];
  if (all.length <= MIN_FORECAST_POSTS) return tooFew(all.length - 1, labels);
  const design = withSlope(buildDesign(all, readTraits(all, { timezone: documents.timezone, series })));
  const fit = fitDesign(firstOf(design, all.length - 1));
  const { estimate, variance, degreesOfFreedom } = predictNext(fit, design);
  const half = studentHalfWidth(0.8, degreesOfFreedom) * Math.sqrt(variance);
  const count = (log: number): number => Math.max(0, Math.exp(log) - 0.5);
  return {
    value: count(estimate),
    n: all.length - 1,
    interval: [count(estimate - half), count(estimate + half)],
    ...labels,
  };
}

function toPost(planned: PlannedPost): PostInput {
  const { duration_seconds = null, orientation = null } = planned;
  return {
    id: PLANNED_ID,
    timestamp: planned.timestamp,
    media_product_type: planned.media_product_type,
    media_audio_type: planned.media_audio_type,
    caption: planned.caption,
    hashtags: planned.hashtags,
    insights: {},
    media_details: duration_seconds === null && orientation === null ? null : { duration_seconds, orientation },
  };
}

/** Gives the posts with their figure at 7 days, oldest first. */
function postsAtSevenDays({ analytics, history = [] }: ForecastDocuments, measure: ForecastMeasure): ModelPost[] {
  const collected = parseTimestamp(analytics.export_info.exported_at);
  const media = analytics.recent_media ?? [];
  const { values } = measurePosts(media, measure, {});
  const read = new Map(
    collectSeries(postsOf(history), measure).map(({ mediaId, readings }) => [
      mediaId,
      valueAtAge(readings, FORECAST_AGE_HOURS),
    ]),
  );
  return sortOldestFirst(
    media.flatMap((post): ModelPost[] => {
      const time = parseTimestamp(post.timestamp);
      if (time === null) return [];
      const old = collected !== null && collected - time >= FORECAST_AGE_HOURS * HOUR_MS;
      const value = read.get(post.id) ?? (old ? values.get(post) : undefined) ?? null;
      return value === null || value < 0 ? [] : [{ post, time, y: Math.log(value + 0.5), counted: value }];
    }),
  );
}

/** Gives the design with a level and a penalised slope in place of its course: a curve is not to be drawn on. */
function withSlope(design: Design): Design {
  const [first = 0, last = 0] = [design.times[0], design.times.at(-1)];
  const slope: Column = {
    values: Float64Array.from(design.times, (time) => (last === first ? 0 : (time - last) / (last - first))),
    prior: SLOPE_PRIOR,
    scale: 1,
  };
  return {
    ...design,
    courses: 1,
    columns: [...design.columns.slice(0, 1), slope, ...design.columns.slice(design.courses)],
  };
}

function firstOf(design: Design, count: number): Design {
  return {
    ...design,
    y: design.y.subarray(0, count),
    times: design.times.slice(0, count),
    counted: design.counted.subarray(0, count),
    columns: design.columns.map((column) => ({ ...column, values: column.values.subarray(0, count) })),
  };
}
