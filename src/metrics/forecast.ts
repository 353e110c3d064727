import { studentHalfWidth } from '../base/stats.ts';
import { HOUR_MS, parseTimestamp } from '../base/time.ts';
import type { InstagramAnalytics, Snapshot } from '../documents/analytics.ts';
import type { Estimate } from '../documents/shapes.ts';
import { measurePosts } from './engagement.ts';
import { tooFew } from './estimates.ts';
import { buildDesign, readTraits, sortOldestFirst, type Column, type Design, type ModelPost } from './model-design.ts';
import { fitDesign } from './model-fit.ts';
import { predictNext } from './model-contrasts.ts';
import type { PostInput } from './post.ts';
import { collectSeries, postsOf, valueAtAge } from './post-history.ts';
import * as check from './inputs.ts';

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
const LEAST_FORECAST_POSTS = 12;
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
  if (time === null || posts.length < LEAST_FORECAST_POSTS) return tooFew(posts.length, labels);
  const next: ModelPost = { post: toPost(planned), time, y: 0, counted: 0 };
  const series = { ...documents.series, ...(planned.series === undefined ? {} : { [PLANNED_ID]: planned.series }) };
  const all = [...posts.filter((post) => post.time < time), next];
  if (all.length <= LEAST_FORECAST_POSTS) return tooFew(all.length - 1, labels);
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

/** The posts with their figure at 7 days, oldest first. */
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

/** The design with a level and a penalised slope in place of its course: a curve is not to be drawn on. */
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
