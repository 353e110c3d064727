import { median } from '../base/stats.ts';
import type { MediaRecord } from '../documents/media.ts';
import { measurePosts, type PostMeasure } from './engagement.ts';
import { sortNewestFirst } from './post.ts';

/** A post at one end of a measure. */
export interface RankedPost {
  readonly post: MediaRecord;
  readonly value: number;
  /** `value` / median of the other posts; `null` where that median is 0. */
  readonly ratio: number | null;
  /** Other posts with the very same value. */
  readonly ties: number;
}

/** Both ends of a measure. */
export interface RankedEnds {
  readonly best: RankedPost;
  readonly weakest: RankedPost;
  /** Posts over 48 hours that have the measure. */
  readonly posts: number;
}

/** What posts are set against each other by, one by one. */
export const END_MEASURES = ['reach', 'views', 'saved', 'shares', 'retention_ratio'] as const;

/** Fewest posts with two ends. */
const LEAST_POSTS = 3;

/**
 * Finds the best and the weakest post by a measure, among posts over 48 hours, each with its ratio to the median of the
 * others. `null` under 3 posts with the measure, and where all have the same. Of equal posts the newest is taken.
 */
export function rankPosts(media: readonly MediaRecord[], measure: PostMeasure): RankedEnds | null {
  const grown = sortNewestFirst(media.filter((post) => !post.maturing));
  const { values } = measurePosts(grown, measure, {});
  const ranked = grown.flatMap((post) => {
    const value = values.get(post);
    return value === undefined ? [] : [{ post, value }];
  });
  const [highest, lowest] = [
    Math.max(...ranked.map(({ value }) => value)),
    Math.min(...ranked.map(({ value }) => value)),
  ];
  const [best, weakest] = [highest, lowest].map((end) => ranked.find(({ value }) => value === end));
  if (ranked.length < LEAST_POSTS || highest === lowest || best === undefined || weakest === undefined) return null;
  const describe = ({ post, value }: { post: MediaRecord; value: number }): RankedPost => {
    const others = ranked.filter((other) => other.post !== post).map((other) => other.value);
    const middle = median(others);
    return {
      post,
      value,
      ratio: middle === null || middle === 0 ? null : value / middle,
      ties: others.filter((other) => other === value).length,
    };
  };
  return { best: describe(best), weakest: describe(weakest), posts: ranked.length };
}

/** Lists the ids of the posts at the ends of {@link END_MEASURES}, each once: at most 10. */
export function listEnds(media: readonly MediaRecord[]): string[] {
  const ends = END_MEASURES.flatMap((measure) => {
    const ranked = rankPosts(media, measure);
    return ranked === null ? [] : [ranked.best.post.id, ranked.weakest.post.id];
  });
  return [...new Set(ends)];
}
