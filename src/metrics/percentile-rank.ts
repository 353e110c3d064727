import { sortAscending } from '../base/stats.ts';
import type { RateOptions } from './engagement.ts';
import { groupBy } from './group-by.ts';
import { measurePosts, type PostMeasure } from './measures.ts';
import type { PostInput } from './post.ts';

/**
 * How each post stands among the account's other posts of the same product type.
 *
 * For every post id: the share of the other posts whose value lies below, ties counting half, from 0 (worst) to 100
 * (best); (below + ½ × equal) / (posts − 1) × 100, unrounded. `null` for a post without the value, or when no other
 * post of its type has it. A measure where less is better (`skip_rate`) ranks by the number all the same.
 *
 * @source percentile among own posts of the same product type: docs/analytics.md (2026-11-22)
 * @example
 * const posts = [10, 20, 30].map((views, day) => ({
 *   id: String(day), timestamp: '2026-01-01T00:00:00Z', media_product_type: 'REELS', insights: { views },
 * }));
 * percentileRank(posts, 'views'); //=> { 0: 0, 1: 50, 2: 100 }
 */
export function percentileRank(
  media: readonly PostInput[],
  measure: PostMeasure = 'engagement_rate',
  options: RateOptions = {},
): Record<string, number | null> {
  const { values } = measurePosts(media, measure, options);
  const ranks = new Map<string, Map<number, number>>();
  for (const [type, posts] of groupBy(media, (post) => [typeOf(post)])) {
    ranks.set(type, rankValues(sortAscending(posts.flatMap((post) => values.get(post) ?? []))));
  }
  return Object.fromEntries(
    media.map((post) => {
      const value = values.get(post);
      return [post.id, value === undefined ? null : (ranks.get(typeOf(post))?.get(value) ?? null)];
    }),
  );
}

/** Each value to its rank; nothing when there is only one to rank. */
function rankValues(sorted: readonly number[]): Map<number, number> {
  const ranks = new Map<number, number>();
  if (sorted.length < 2) return ranks;
  for (let below = 0; below < sorted.length;) {
    const value = sorted[below] ?? 0;
    let end = below;
    while (sorted[end] === value) end += 1;
    ranks.set(value, ((below + (end - below - 1) / 2) / (sorted.length - 1)) * 100);
    below = end;
  }
  return ranks;
}

function typeOf(post: PostInput): string {
  return post.media_product_type ?? 'UNKNOWN';
}
