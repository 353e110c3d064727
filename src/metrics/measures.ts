import type { EngagementBasis } from '../documents/media.ts';
import { commentsOf, computeEngagement, insightOf, likesOf, ratePosts, type RateOptions } from './engagement.ts';
import type { PostInput } from './post.ts';
import { computeRates, type PostRates } from './rates.ts';
import { basisName } from './responses.ts';

/** Everything posts can be ranked and compared by. */
export type PostMeasure =
  | 'engagement_rate'
  | 'interactions'
  | 'likes'
  | 'comments'
  | 'views'
  | 'reach'
  | 'saved'
  | 'shares'
  | 'follows'
  | 'avg_watch_time_ms'
  | 'total_watch_time_ms'
  | keyof PostRates;

/** One measure over many posts. */
export interface Measured<P> {
  /** What was measured, as an `Estimate` names it: `engagement_by_reach`, `views`, … */
  readonly name: string;
  readonly basis: EngagementBasis | null;
  /** The posts that have it. */
  readonly values: ReadonlyMap<P, number>;
}

/** Reads one measure of every post that has it; an engagement rate is on one basis for all. */
export function measurePosts<P extends PostInput>(
  media: readonly P[],
  measure: PostMeasure,
  options: RateOptions,
): Measured<P> {
  if (measure === 'engagement_rate') {
    const { basis, rated } = ratePosts(media, options);
    return { name: basisName(basis), basis, values: new Map(rated.map(({ post, rate }) => [post, rate])) };
  }
  const values = new Map<P, number>();
  for (const post of media) {
    const value = valueOf(post, measure, options);
    if (value !== null) values.set(post, value);
  }
  return { name: measure, basis: null, values };
}

function valueOf(
  post: PostInput,
  measure: Exclude<PostMeasure, 'engagement_rate'>,
  options: RateOptions,
): number | null {
  switch (measure) {
    case 'likes':
      return likesOf(post);
    case 'comments':
      return commentsOf(post);
    case 'interactions':
      return computeEngagement(post).interactions;
    case 'views':
    case 'reach':
    case 'saved':
    case 'shares':
    case 'follows':
    case 'avg_watch_time_ms':
    case 'total_watch_time_ms':
      return insightOf(post, measure);
    default:
      return computeRates(post, options)[measure];
  }
}
