import { percentOf, sumAll } from '../base/sums.ts';
import type { Engagement, EngagementBasis, InteractionsBasis, MediaInsightKey } from '../documents/media.ts';
import type { EngagementInput } from './post.ts';

/** One insight of a post, `null` when unknown. */
export function insightOf(media: EngagementInput, key: MediaInsightKey): number | null {
  return known(media.insights[key]);
}

/** Likes of a post: the insight, else the count on the post. */
export function likesOf(media: EngagementInput): number | null {
  return known(media.insights.likes) ?? known(media.like_count);
}

/** Comments of a post, replies included: the insight, else the count on the post. */
export function commentsOf(media: EngagementInput): number | null {
  return known(media.insights.comments) ?? known(media.comments_count);
}

/** `NaN` is no figure: one of them would make every sum and rank it is in another. */
function known(value: number | null | undefined): number | null {
  return value !== undefined && value !== null && Number.isFinite(value) ? value : null;
}

/**
 * Interactions with a post and its engagement rates.
 *
 * `interactions` is the first that is known of: Graph's `total_interactions`; likes + comments + saved + shares, all
 * four known; likes + comments, both known. `interactions_basis` says which; a partial sum never passes for the whole.
 * `rate_by_reach` = interactions / reach × 100, by views and followers alike: percent, unrounded, above 100 when
 * accounts interact repeatedly. A rate is `null` when a term is missing or the denominator is 0.
 *
 * @source engagement rate by reach, by impressions (views) and by followers: Hootsuite's formulas (2026-11-22)
 * @example
 * computeEngagement({ insights: { likes: 40, comments: 5, saved: 3, shares: 2, reach: 1000 } }).rate_by_reach; //=> 5
 */
export function computeEngagement(
  media: EngagementInput,
  options: { readonly followers?: number | null | undefined } = {},
): Engagement {
  const [interactions, basis] = countInteractions(media);
  return {
    interactions,
    interactions_basis: basis,
    rate_by_reach: percentOf(interactions, insightOf(media, 'reach')),
    rate_by_views: percentOf(interactions, insightOf(media, 'views')),
    rate_by_followers: percentOf(interactions, options.followers ?? null),
  };
}

function countInteractions(media: EngagementInput): [number, InteractionsBasis] | [null, null] {
  const total = insightOf(media, 'total_interactions');
  if (total !== null) return [total, 'total_interactions'];
  const visible = [likesOf(media), commentsOf(media)];
  const four = sumAll([...visible, insightOf(media, 'saved'), insightOf(media, 'shares')]);
  if (four !== null) return [four, 'likes_comments_saved_shares'];
  const two = sumAll(visible);
  return two === null ? [null, null] : [two, 'likes_comments'];
}

/** One post's rate on one basis, with the two numbers it was made of. */
export interface RatedPost<P> {
  readonly post: P;
  readonly interactions: number;
  readonly denominator: number;
  /** Percent. */
  readonly rate: number;
}

/** Options of every figure that rests on an engagement rate. */
export interface RateOptions {
  /** Followers of the account; without them there is no rate by followers. */
  readonly followers?: number | null | undefined;
  /** Which denominator. @default the first of reach, views, followers for which any post has a rate */
  readonly basis?: EngagementBasis | undefined;
}

/** The posts that have a rate, all on the same basis; `basis` is `null` when none has. */
export interface RatedPosts<P> {
  readonly basis: EngagementBasis | null;
  readonly rated: readonly RatedPost<P>[];
}

const BASES: readonly EngagementBasis[] = ['reach', 'views', 'followers'];

/** Rates every post that can be rated, on one basis for all: rates on different denominators do not compare. */
export function ratePosts<P extends EngagementInput>(media: readonly P[], options: RateOptions = {}): RatedPosts<P> {
  const bases = options.basis === undefined ? BASES : [options.basis];
  for (const basis of bases) {
    const rated = media.flatMap((post) => ratePost(post, basis, options.followers ?? null));
    if (rated.length > 0) return { basis, rated };
  }
  return { basis: null, rated: [] };
}

function ratePost<P extends EngagementInput>(
  post: P,
  basis: EngagementBasis,
  followers: number | null,
): RatedPost<P>[] {
  const denominator = basis === 'followers' ? followers : insightOf(post, basis);
  const [interactions] = countInteractions(post);
  const rate = percentOf(interactions, denominator);
  return rate === null || interactions === null || denominator === null
    ? []
    : [{ post, interactions, denominator, rate }];
}
