import { itemAt } from '../base/lists.ts';
import { percentOf, sumAll } from '../base/sums.ts';
import { ENGAGEMENT_BASES } from '../documents/vocabulary.ts';
import type { Engagement, EngagementBasis, InteractionsBasis, MediaInsightKey } from '../documents/media.ts';
import type { EngagementInput, PostInput } from './post.ts';
import * as check from './inputs.ts';

/** Reads one insight of a post, `null` when unknown. */
export function insightOf(media: EngagementInput, key: MediaInsightKey): number | null {
  return known(media.insights[key]);
}

/** Reads the likes of a post: the insight, else the count on the post. */
export function likesOf(media: EngagementInput): number | null {
  return known(media.insights.likes) ?? known(media.like_count);
}

/** Reads the comments of a post, replies included: the insight, else the count on the post. */
export function commentsOf(media: EngagementInput): number | null {
  return known(media.insights.comments) ?? known(media.comments_count);
}

/** Gives a value if it is finite. `NaN` is no figure: one of them would make every sum and rank it is in another. */
function known(value: number | null | undefined): number | null {
  return value !== undefined && value !== null && Number.isFinite(value) ? value : null;
}

/**
 * Computes interactions with a post and its engagement rates.
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
  check.computeEngagement({ media, options });
  return engagementOf(media, options);
}

/** Does the same as {@link computeEngagement} for callers that have checked the post. */
export function engagementOf(
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
  /** Which denominator. @default the one that rates most posts; reach while it rates nine tenths of that */
  readonly basis?: EngagementBasis | undefined;
}

/** The posts that have a rate, all on the same basis; `basis` is `null` when none has. */
export interface RatedPosts<P> {
  readonly basis: EngagementBasis | null;
  readonly rated: readonly RatedPost<P>[];
}

/** Reach wins while it rates at least this share of what the fullest basis rates. */
const MIN_SHARE_OF_MOST = 0.9;

/**
 * Rates every post that can be rated, on one basis for all: rates on different denominators do not compare. Without a
 * basis asked for, the one that rates most posts is taken; reach wins when it rates nine tenths of that.
 */
export function ratePosts<P extends EngagementInput>(media: readonly P[], options: RateOptions = {}): RatedPosts<P> {
  const bases = options.basis === undefined ? ENGAGEMENT_BASES : [options.basis];
  const counted = media.flatMap((post) => {
    const [interactions] = countInteractions(post);
    return interactions === null ? [] : [{ post, interactions }];
  });
  const candidates = bases.map((basis): RatedPosts<P> => {
    const rated: RatedPost<P>[] = [];
    for (const { post, interactions } of counted) {
      const denominator = basis === 'followers' ? (options.followers ?? null) : insightOf(post, basis);
      const rate = percentOf(interactions, denominator);
      if (rate !== null && denominator !== null) rated.push({ post, interactions, denominator, rate });
    }
    return { basis, rated };
  });
  const most = Math.max(...candidates.map(({ rated }) => rated.length));
  if (most === 0) return { basis: null, rated: [] };
  const best = candidates.filter(
    ({ basis, rated }) => rated.length === most || (basis === 'reach' && rated.length >= MIN_SHARE_OF_MOST * most),
  );
  return itemAt(best, 0);
}

/** Names what a comparison rests on, as an `Estimate` gives it. */
export function basisName(basis: EngagementBasis | null): string {
  return basis === null ? 'engagement' : `engagement_by_${basis}`;
}

/** The rates of one post: percent, unrounded, but for `retention_ratio`. */
export interface PostRates {
  /** saved / reach × 100. */
  save_rate: number | null;
  /** shares / reach × 100. */
  share_rate: number | null;
  /** comments / reach × 100. */
  comment_rate: number | null;
  /** Follows that came from the post, per 100 accounts reached. */
  follow_rate: number | null;
  /** shares / views × 100. */
  virality_rate: number | null;
  /** reach / followers × 100; above 100 when the post went beyond the followers. */
  reach_rate: number | null;
  /** Viewers who left in the first three seconds, as Graph gives it. */
  skip_rate: number | null;
  /** 100 − skip rate: viewers who stayed. */
  hook_rate: number | null;
  /** Average watch time / duration, a plain ratio: above 1 when viewers let it run again, and kept so. */
  retention_ratio: number | null;
}

/** What the rates read of a post. Retention needs the length, from probed `media_details`. */
export type RatesInput = EngagementInput & Pick<PostInput, 'media_details'>;

/**
 * Computes save, share, comment, follow, virality, reach, skip and hook rates and retention of one post. Each is `null`
 * when a term is missing or the denominator is 0.
 *
 * @source saves and shares by reach, retention, skip rate within 3 s: docs/analytics.md; virality as shares by
 * impressions (views succeed them): https://socialk.it/en/blog/virality-rate-and-amplification-explained (2026-11-22)
 * @example
 * computeRates({ insights: { saved: 3, reach: 200 } }).save_rate; //=> 1.5
 */
export function computeRates(
  media: RatesInput,
  options: { readonly followers?: number | null | undefined } = {},
): PostRates {
  const rate = (name: keyof PostRates): number | null => rateOf(media, name, options);
  return {
    save_rate: rate('save_rate'),
    share_rate: rate('share_rate'),
    comment_rate: rate('comment_rate'),
    follow_rate: rate('follow_rate'),
    virality_rate: rate('virality_rate'),
    reach_rate: rate('reach_rate'),
    skip_rate: rate('skip_rate'),
    hook_rate: rate('hook_rate'),
    retention_ratio: rate('retention_ratio'),
  };
}

/** One of the rates: ranks and comparisons of many posts need no other. */
function rateOf(
  media: RatesInput,
  name: keyof PostRates,
  options: { readonly followers?: number | null | undefined },
): number | null {
  switch (name) {
    case 'save_rate':
      return percentOf(insightOf(media, 'saved'), insightOf(media, 'reach'));
    case 'share_rate':
      return percentOf(insightOf(media, 'shares'), insightOf(media, 'reach'));
    case 'comment_rate':
      return percentOf(commentsOf(media), insightOf(media, 'reach'));
    case 'follow_rate':
      return percentOf(insightOf(media, 'follows'), insightOf(media, 'reach'));
    case 'virality_rate':
      return percentOf(insightOf(media, 'shares'), insightOf(media, 'views'));
    case 'reach_rate':
      return percentOf(insightOf(media, 'reach'), options.followers ?? null);
    case 'skip_rate':
      return insightOf(media, 'skip_rate');
    case 'hook_rate': {
      const skipped = insightOf(media, 'skip_rate');
      return skipped === null ? null : 100 - skipped;
    }
    case 'retention_ratio':
      return retentionOf(media);
  }
}

function retentionOf(media: RatesInput): number | null {
  const watched = insightOf(media, 'avg_watch_time_ms');
  const seconds = media.media_details?.duration_seconds ?? null;
  return watched === null || seconds === null || seconds === 0 ? null : watched / (seconds * 1000);
}

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
    const value = measureOf(post, measure, options);
    if (value !== null) values.set(post, value);
  }
  return { name: measure, basis: null, values };
}

/** Reads one measure of one post; `null` where it is unknown. */
export function measureOf(
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
      return engagementOf(post).interactions;
    case 'views':
    case 'reach':
    case 'saved':
    case 'shares':
    case 'follows':
    case 'avg_watch_time_ms':
    case 'total_watch_time_ms':
      return insightOf(post, measure);
    default:
      return rateOf(post, measure, options);
  }
}
