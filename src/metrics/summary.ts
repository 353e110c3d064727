import { mean, median } from '../base/stats.ts';
import { type KnownSum, percentOf, sumKnown } from '../base/sums.ts';
import type { EngagementBasis } from '../documents/media.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { ActivityRecord, HashtagPerformance, SummaryMetrics } from '../documents/summary.ts';
import { normalizeTag, readTags } from './captions.ts';
import { type EngagementModel, fitEngagementModel, LIFT_METHOD } from './engagement-model.ts';
import {
  basisName,
  commentsOf,
  engagementOf,
  likesOf,
  type RatedPost,
  type RateOptions,
  ratePosts,
} from './engagement.ts';
import { tooFew } from './estimates.ts';
import * as check from './inputs.ts';
import { type EngagementInput, groupBy, type PostInput, sortNewestFirst } from './post.ts';

/** Views of a post, and its `impressions` where they are Graph's own and not filled from views. */
interface ViewFigures {
  readonly views: number | null;
  readonly ownImpressions: number | null;
}

/** Reads both from a post. */
function viewFiguresOf(post: Pick<PostInput, 'insights' | 'metric_sources'>): ViewFigures {
  const aliased = post.metric_sources?.['impressions'] !== undefined;
  return {
    views: post.insights.views ?? null,
    ownImpressions: aliased ? null : (post.insights.impressions ?? null),
  };
}

/**
 * Computes the total of the retired `impressions`: Graph's own values when every post with a figure has one, else the
 * total of `views`, named in `sources`. The two are never mixed: they count different things.
 */
function totalImpressions(posts: readonly ViewFigures[]): {
  total: number | null;
  sources: Record<string, string>;
} {
  const own = sumKnown(posts.map(({ ownImpressions }) => ownImpressions));
  const lacking = posts.some(({ views, ownImpressions }) => ownImpressions === null && views !== null);
  if (own.total !== null && !lacking) return { total: own.total, sources: {} };
  return { total: sumKnown(posts.map(({ views }) => views)).total, sources: { impressions: 'views' } };
}

/** What a summary reads of a post. */
export type SummaryInput = EngagementInput & Pick<PostInput, 'maturing' | 'metric_sources'>;

/**
 * Totals and engagement rates over the given posts.
 *
 * Totals are sums of the known values, `null` when none is known; `counted` says how many posts each rests on. All
 * rates are on one basis, the one that rates most posts (reach while it rates nine tenths of these) or the one asked for:
 * `avg_engagement_rate` is the mean of the per-post rates, `median_engagement_rate` their median,
 * `weighted_engagement_rate` Σ interactions / Σ denominator × 100 over the same posts. Percent, unrounded. Posts
 * younger than 48 hours count; `posts_maturing` says how many. Reach is never summed and called people.
 *
 * @source mean of posts against weighted mean: Iconosquare and LiveDune; median: Rival IQ (2026-11-22)
 * @example
 * const posts = [
 *   { insights: { total_interactions: 1, reach: 100 } },
 *   { insights: { total_interactions: 3, reach: 100 } },
 * ];
 * summarizeMedia(posts).avg_engagement_rate; //=> 2
 */
export function summarizeMedia(media: readonly SummaryInput[], options: RateOptions = {}): SummaryMetrics {
  check.summarizeMedia({ media, options });
  const likes = sumKnown(media.map(likesOf));
  const comments = sumKnown(media.map(commentsOf));
  const views = sumKnown(media.map((post) => post.insights.views));
  const saves = sumKnown(media.map((post) => post.insights.saved));
  const shares = sumKnown(media.map((post) => post.insights.shares));
  const impressions = totalImpressions(media.map(viewFiguresOf));
  const { basis, rated } = ratePosts(media, options);
  const rates = rated.map((post) => post.rate);
  return {
    total_recent_likes: likes.total,
    total_recent_comments: comments.total,
    total_recent_views: views.total,
    total_recent_saves: saves.total,
    total_recent_shares: shares.total,
    total_recent_impressions: impressions.total,
    counted: {
      likes: likes.counted,
      comments: comments.counted,
      views: views.counted,
      saves: saves.counted,
      shares: shares.counted,
    },
    avg_engagement_rate: mean(rates),
    median_engagement_rate: median(rates),
    weighted_engagement_rate: weightedRate(rated),
    engagement_basis: basis,
    posts_with_rate: rated.length,
    posts_maturing: media.filter((post) => post.maturing === true).length,
    media_count_analyzed: media.length,
    metric_sources: impressions.sources,
  };
}

/**
 * Computes Σ interactions / Σ denominator × 100. By followers every post counts them once, as the per-post rates do.
 */
function weightedRate(rated: readonly RatedPost<unknown>[]): number | null {
  return percentOf(
    sumKnown(rated.map((post) => post.interactions)).total,
    sumKnown(rated.map((post) => post.denominator)).total,
  );
}

/** What a line of activity reads of a post. */
export type ActivityInput = PostInput & { readonly media_type: string };

/**
 * Describes one post as a line of recent activity. `total_engagement` is the post's `interactions` (see
 * `computeEngagement`), the rate is on the first of reach, views and followers the post has a rate for (percent,
 * unrounded).
 *
 * @example
 * const post = { id: '1', media_type: 'VIDEO', timestamp: '2026-01-01T00:00:00Z', insights: { likes: 2, comments: 1 } };
 * describeActivity(post).engagement_metrics; //=> { likes: 2, comments: 1, total_engagement: 3 }
 */
export function describeActivity(media: ActivityInput, options: RateOptions = {}): ActivityRecord {
  const { basis, rated } = ratePosts([media], options);
  return {
    media_id: media.id,
    media_type: media.media_type,
    timestamp: media.timestamp,
    engagement_metrics: {
      likes: likesOf(media),
      comments: commentsOf(media),
      total_engagement: engagementOf(media).interactions,
    },
    engagement_rate: rated[0]?.rate ?? null,
    engagement_basis: basis,
  };
}

export interface SummarizeHashtagsOptions extends RateOptions {
  /** Only these tags, with or without `#`, in any case. @default every tag of the posts */
  readonly hashtags?: readonly string[] | undefined;
  /** A model of the same posts, so that all findings of a plan are one family. @default fitted from the posts */
  readonly model?: EngagementModel | undefined;
}

/**
 * Summarizes how the posts carrying each hashtag did.
 *
 * A post counts once per tag. Totals are sums of the known values with `counted`; averages are over the posts where the
 * value is known; all rates are on one basis for all tags (percent, unrounded). A named tag nobody used has
 * `usage_count` 0 and `null` everywhere else. Keys are lower case without `#`, ordered by usage, then name; `media_ids`
 * are newest first.
 *
 * `lift` is the ratio of the tag's engagement to that of otherwise like posts without it, with its verdict, from the
 * engagement model (see `fitEngagementModel`), among all traits of all posts: naming one tag does not change it.
 * `used_with` names what is mostly on the same posts and cannot be told apart from it.
 *
 * @example
 * const posts = [{ id: '1', timestamp: '2026-01-01T00:00:00Z', caption: '#Clay', insights: { likes: 4 } }];
 * summarizeHashtags(posts)['clay']?.total_likes; //=> 4
 */
export function summarizeHashtags(
  media: readonly PostInput[],
  options: SummarizeHashtagsOptions = {},
): Record<string, HashtagPerformance> {
  check.summarizeHashtags({ media, options });
  const posts = sortNewestFirst(media);
  const tags = readTags(posts);
  const { basis, rated } = ratePosts(posts, options);
  const rates = new Map(rated.map(({ post, rate }) => [post, rate]));
  const figures = posts.map((post): PostFigures => ({
    id: post.id,
    tags: tags.get(post) ?? [],
    likes: likesOf(post),
    comments: commentsOf(post),
    ...viewFiguresOf(post),
    rate: rates.get(post) ?? null,
  }));
  const used = groupBy(figures, (post) => post.tags);
  const named = options.hashtags === undefined ? [...used.keys()] : [...new Set(options.hashtags.map(normalizeTag))];
  const rows = named.map((tag): [string, PostFigures[]] => [tag, used.get(tag) ?? []]);
  rows.sort(([a, inA], [b, inB]) => inB.length - inA.length || (a < b ? -1 : 1));
  const model = options.model ?? fitEngagementModel(media, options);
  const traits = new Map(model.traits.filter(({ kind }) => kind === 'hashtag').map((trait) => [trait.value, trait]));
  const untested = tooFew(0, { method: LIFT_METHOD, basis: basisName(model.engagement_basis) });
  // fromEntries defines own keys: a tag named __proto__ is a tag like any other.
  return Object.fromEntries(
    rows.map(([tag, group]) => {
      const { lift = untested, used_with = [] } = traits.get(tag) ?? {};
      return [tag, describeTag(group, basis, lift, used_with)];
    }),
  );
}

/** What a tag adds up, read once per post: a post is counted again under each of its tags. */
interface PostFigures extends ViewFigures {
  readonly id: string;
  readonly tags: readonly string[];
  readonly likes: number | null;
  readonly comments: number | null;
  readonly rate: number | null;
}

function describeTag(
  figures: readonly PostFigures[],
  basis: EngagementBasis | null,
  lift: Estimate,
  usedWith: readonly string[],
): HashtagPerformance {
  const likes = sumKnown(figures.map((post) => post.likes));
  const comments = sumKnown(figures.map((post) => post.comments));
  const views = sumKnown(figures.map((post) => post.views));
  const impressions = totalImpressions(figures);
  const rates = figures.map(({ rate }) => rate).filter((rate) => rate !== null);
  return {
    usage_count: figures.length,
    total_likes: likes.total,
    total_comments: comments.total,
    total_views: views.total,
    total_impressions: impressions.total,
    counted: { likes: likes.counted, comments: comments.counted, views: views.counted },
    avg_likes: averageOf(likes),
    avg_comments: averageOf(comments),
    avg_engagement_rate: mean(rates),
    median_engagement_rate: median(rates),
    engagement_basis: rates.length === 0 ? null : basis,
    lift,
    used_with: [...usedWith],
    media_ids: figures.map(({ id }) => id),
    metric_sources: impressions.sources,
  };
}

function averageOf(sum: KnownSum): number | null {
  return sum.total === null ? null : sum.total / sum.counted;
}
