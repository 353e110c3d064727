import { median, medianWithout, sortAscending } from '../base/stats.ts';
import { roundTo } from '../base/sums.ts';
import { HOUR_MS, toEpochMs } from '../base/time.ts';
import type { Snapshot } from '../documents/analytics.ts';
import type { MediaRecord } from '../documents/media.ts';
import {
  PLANNING_POST_FIGURES,
  type ComparedFigure,
  type PlanningContext,
  type DraftLine,
  type PlanningPost,
  type PlanningPostFigure,
} from '../documents/planning.ts';
import { measurePosts } from '../metrics/engagement.ts';
import { groupBy, sortNewestFirst } from '../metrics/post.ts';
import { collectSeries, postsOf, valueAtAge, type PostSeries } from '../metrics/post-history.ts';

/** Other posts a median rests on at least. */
const MIN_OTHER_POSTS = 3;
const MAX_BEST_POSTS = 3;
/** Other posts compared at the same age at most. */
const MAX_AT_AGE = 200;
const CAPTION_LENGTH = 140;
/** What grows with age, and is compared at the same age where history holds it. */
const GROWING = ['views', 'reach', 'interactions'] as const;
/** A figure this many times the median of at least this many others is an outlier. */
const OUTLIER = { ratio: 3, others: 4 } as const;
const OUTLIER_FIGURES: readonly PlanningPostFigure[] = ['views', 'engagement_rate', 'save_rate', 'share_rate'];

export interface DescribePostsOptions {
  readonly history: readonly Snapshot[];
  /** When the posts were read; ages count to it. */
  readonly asOf: string | null;
  /** Post id to the series of its clip. */
  readonly series: Readonly<Record<string, string>>;
}

/**
 * Describes the best, the weakest and the latest post, and the outliers, every figure against the median of the
 * account's other posts of the same product type: at the same age where the history holds readings of at least 3 of
 * them, else as the posts over 48 hours are by now. Best and weakest are chosen by interactions, among posts over 48
 * hours where there are any. An outlier is the one post furthest above the median in a figure, from 3 times the median
 * of 4 others.
 */
export function describePosts(
  media: readonly MediaRecord[],
  options: DescribePostsOptions,
): Omit<PlanningContext['posts'], 'outliers'> & { readonly outliers: DraftLine[] } {
  const figures = readFigures(media, options);
  const describe = describeWith(figures, options);
  const newest = sortNewestFirst(media);
  const grown = newest.filter((post) => !post.maturing);
  // Only what is shown is described: of the others the figures that decide are enough.
  const ranked = (grown.length > 0 ? grown : newest)
    .flatMap((post) => {
      const interactions = figures.valueOf(post, 'interactions');
      return interactions === null ? [] : [{ post, interactions: roundTo(interactions, 2) }];
    })
    .sort((a, b) => b.interactions - a.interactions)
    .map(({ post }) => post);
  const latest = newest[0];
  const weakest = ranked.at(-1);
  const best = ranked.slice(0, Math.min(MAX_BEST_POSTS, Math.ceil(ranked.length / 3)));
  return {
    best: best.map(describe),
    weakest: weakest === undefined || best.includes(weakest) ? null : describe(weakest),
    latest: latest === undefined ? null : describe(latest),
    outliers: OUTLIER_FIGURES.flatMap((figure) => findOutlier(grown, figure, figures)),
  };
}

/** The figures of posts, and what they are against the others. */
interface PostFigures {
  readonly valueOf: (post: MediaRecord, figure: PlanningPostFigure) => number | null;
  readonly compare: (post: MediaRecord, figure: PlanningPostFigure) => ComparedFigure;
}

/** Gives a describer of single posts. */
export function createPostDescriber(
  media: readonly MediaRecord[],
  options: DescribePostsOptions,
): (post: MediaRecord) => PlanningPost {
  return describeWith(readFigures(media, options), options);
}

function readFigures(media: readonly MediaRecord[], { history, asOf }: DescribePostsOptions): PostFigures {
  const current = asOf === null ? [] : media.map((post) => ({ takenAt: asOf, post }));
  const timed = [...postsOf(history), ...current];
  const byAge = new Map<PlanningPostFigure, ReturnType<typeof createAgeReader>>(
    history.length === 0 ? [] : GROWING.map((figure) => [figure, createAgeReader(collectSeries(timed, figure))]),
  );
  const values = new Map(PLANNING_POST_FIGURES.map((figure) => [figure, measurePosts(media, figure, {}).values]));
  const sorted = new Map<string, readonly number[]>();
  /**
   * Lists the figure of every post of a product type that is past 48 hours, sorted once for all that are compared with
   * them.
   */
  const sortedOf = (figure: PlanningPostFigure, type: MediaRecord['media_product_type']): readonly number[] => {
    const key = `${figure} ${String(type)}`;
    const known = sorted.get(key);
    if (known !== undefined) return known;
    const grown = media.filter((post) => !post.maturing && post.media_product_type === type);
    const made = sortAscending(grown.flatMap((post) => values.get(figure)?.get(post) ?? []));
    sorted.set(key, made);
    return made;
  };
  const valueOf = (post: MediaRecord, figure: PlanningPostFigure): number | null =>
    values.get(figure)?.get(post) ?? null;
  const compare = (post: MediaRecord, figure: PlanningPostFigure): ComparedFigure => {
    const value = valueOf(post, figure);
    const aged = byAge.get(figure)?.(post) ?? [];
    const isAged = aged.length >= MIN_OTHER_POSTS;
    const own = post.maturing ? null : value;
    const now = isAged ? [] : sortedOf(figure, post.media_product_type);
    const posts = isAged ? aged.length : now.length - (own === null ? 0 : 1);
    const middle = posts < MIN_OTHER_POSTS ? null : isAged ? median(aged) : medianWithout(now, own);
    return {
      value: value === null ? null : roundTo(value, 2),
      median: middle === null ? null : roundTo(middle, 2),
      ratio: value === null || middle === null || middle === 0 ? null : roundTo(value / middle, 2),
      posts,
      at: isAged ? 'same_age' : 'now',
    };
  };
  return { valueOf, compare };
}

function describeWith(
  { compare }: PostFigures,
  { asOf, series }: DescribePostsOptions,
): (post: MediaRecord) => PlanningPost {
  const now = asOf === null ? null : toEpochMs(asOf);
  return (post) => {
    const published = toEpochMs(post.timestamp);
    return {
      media_id: post.id,
      permalink: post.permalink,
      timestamp: post.timestamp,
      age_hours: now === null || published === null ? null : roundTo((now - published) / HOUR_MS, 1),
      maturing: post.maturing,
      media_product_type: post.media_product_type,
      caption: captionStart(post.caption),
      hashtags: post.hashtags,
      series: series[post.id] ?? null,
      audio: post.media_audio_type ?? null,
      orientation: post.media_details?.orientation ?? null,
      duration_seconds: post.media_details?.duration_seconds ?? null,
      figures: Object.fromEntries(
        PLANNING_POST_FIGURES.map((figure) => [figure, compare(post, figure)]),
      ) as PlanningPost['figures'],
    };
  };
}

/**
 * Makes a reader of a figure of the other posts of the product type at the age of the post's latest reading: of the 200
 * nearest in time, so that cost grows with the posts alone and a post is compared with those of its own time.
 */
function createAgeReader(series: readonly PostSeries[]): (post: MediaRecord) => number[] {
  const byType = groupBy(series, ({ productType }) => [productType ?? '']);
  const places = new Map([...byType.values()].flatMap((group) => group.map(({ mediaId }, place) => [mediaId, place])));
  return (post) => {
    const group = byType.get(post.media_product_type ?? '') ?? [];
    const place = places.get(post.id);
    const latest = place === undefined ? undefined : group[place]?.readings.at(-1);
    if (place === undefined || latest === undefined) return [];
    const first = Math.max(0, Math.min(place - MAX_AT_AGE / 2, group.length - 1 - MAX_AT_AGE));
    return group
      .slice(first, first + MAX_AT_AGE + 1)
      .filter(({ mediaId }) => mediaId !== post.id)
      .flatMap(({ readings }) => valueAtAge(readings, latest.ageHours) ?? []);
  };
}

function captionStart(caption: string | null): string | null {
  if (caption === null) return null;
  const line = [...caption.replaceAll(/\s+/gu, ' ').trim()];
  return line.length <= CAPTION_LENGTH ? line.join('') : `${line.slice(0, CAPTION_LENGTH - 1).join('')}…`;
}

function findOutlier(posts: readonly MediaRecord[], figure: PlanningPostFigure, { compare }: PostFigures): DraftLine[] {
  let far: { readonly id: string; readonly compared: ComparedFigure } | null = null;
  for (const { post, compared } of posts.map((post) => ({ post, compared: compare(post, figure) }))) {
    const ratio = compared.ratio ?? 0;
    if (ratio < OUTLIER.ratio || compared.posts < OUTLIER.others) continue;
    if (far === null || ratio > (far.compared.ratio ?? 0)) far = { id: post.id, compared };
  }
  if (far === null) return [];
  const { id, compared } = far;
  const { value, ratio, median: middle, posts: others } = compared;
  return [
    {
      kind: 'outlier',
      subject: [id],
      figures: { figure, value, ratio, median: middle, posts: others },
      evidence: [id],
    },
  ];
}
