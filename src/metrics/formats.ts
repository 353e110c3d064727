import { median, medianInterval } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';
import { captionLength } from './captions.ts';
import { measurePosts, type PostMeasure, type RateOptions } from './engagement.ts';
import { groupBy, type PostInput } from './post.ts';

/** What posts can be grouped by. `duration` and `orientation` need probed `media_details`. */
export type FormatTrait = 'product_type' | 'caption_length' | 'audio' | 'carousel_size' | 'duration' | 'orientation';

export interface CompareFormatsOptions extends RateOptions {
  readonly by: FormatTrait;
  /** What is compared. @default 'engagement_rate' */
  readonly measure?: PostMeasure | undefined;
}

/** Posts of one format. */
export interface FormatGroup {
  /** `REELS`, `up_to_50`, `MUSIC`, `2_to_3`, `15_to_30s`, `portrait`, … */
  group: string;
  /** Posts in the group, with the measure or without. */
  posts: number;
  /** Median of the measure in its own unit; `n` counts the posts that have it. */
  median: Estimate;
}

/** How the formats of an account did. */
export interface FormatComparison {
  by: FormatTrait;
  measure: PostMeasure;
  /** Largest median first, then groups with too few posts by name. */
  groups: FormatGroup[];
  /** Posts of which the trait is not known or that cannot have it. */
  posts_without_group: number;
  posts_maturing: number;
}

/** Upper ends in seconds, the end belonging to the longer group. */
const DURATIONS: readonly (readonly [name: string, below: number])[] = [
  ['under_7s', 7],
  ['7_to_15s', 15],
  ['15_to_30s', 30],
  ['30_to_60s', 60],
  ['60_to_90s', 90],
];
const CAROUSEL_SIZES: readonly (readonly [name: string, most: number])[] = [
  ['2_to_3', 3],
  ['4_to_6', 6],
  ['7_to_10', 10],
];

/**
 * How the account's formats did: per group the median of the measure, how many posts it rests on, and an interval in
 * which the true median lies with at least 80 % probability whatever the distribution (order statistics). Groups with
 * under 5 measured posts say `too_few` and give no number. Overlapping intervals are no difference.
 *
 * @source medians, not means, with n: Rival IQ and docs/analytics.md (2026-11-22)
 * @example
 * compareFormats([], { by: 'product_type' }).groups; //=> []
 */
export function compareFormats(media: readonly PostInput[], options: CompareFormatsOptions): FormatComparison {
  const measure = options.measure ?? 'engagement_rate';
  const { name, values } = measurePosts(media, measure, options);
  const members = groupBy(media, (post) => {
    const group = groupOf(post, options.by);
    return group === null ? [] : [group];
  });
  const groups = [...members].map(([group, posts]) => ({
    group,
    posts: posts.length,
    median: estimateMedian(
      posts.flatMap((post) => values.get(post) ?? []),
      name,
    ),
  }));
  return {
    by: options.by,
    measure,
    groups: groups.sort(
      (a, b) => compareKnown(b.median.value, a.median.value) || (a.group < b.group ? -1 : a.group > b.group ? 1 : 0),
    ),
    posts_without_group: media.filter((post) => groupOf(post, options.by) === null).length,
    posts_maturing: media.filter((post) => post.maturing === true).length,
  };
}

function groupOf(post: PostInput, by: FormatTrait): string | null {
  switch (by) {
    case 'product_type':
      return post.media_product_type ?? null;
    case 'caption_length':
      return captionLength(post.caption);
    case 'audio':
      return post.media_audio_type ?? null;
    case 'carousel_size':
      return sizeOf(post.children?.length ?? 0);
    case 'duration':
      return durationOf(post.media_details?.duration_seconds ?? null);
    case 'orientation':
      return post.media_details?.orientation ?? null;
    default:
      return by satisfies never;
  }
}

function sizeOf(children: number): string | null {
  if (children < 2) return null;
  return CAROUSEL_SIZES.find(([, most]) => children <= most)?.[0] ?? 'over_10';
}

function durationOf(seconds: number | null): string | null {
  if (seconds === null) return null;
  return DURATIONS.find(([, below]) => seconds < below)?.[0] ?? '90s_and_over';
}

/** Numbers ascending, unknown below all. */
function compareKnown(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return a - b;
}

/** Fewest values for a median to be given. */
const LEAST_VALUES = 5;
const METHOD = 'median, order-statistic interval, 80 %';

/**
 * The median of a few values with an interval in which the true median lies with at least 80 % probability, whatever
 * the distribution; `too_few` and no number under 5 values.
 */
export function estimateMedian(values: readonly number[], basis: string): Estimate {
  const shared = { n: values.length, method: METHOD, basis };
  if (values.length < LEAST_VALUES) return { value: null, interval: null, ...shared, verdict: 'too_few' };
  return { value: median(values), interval: medianInterval(values, 0.8), ...shared };
}
