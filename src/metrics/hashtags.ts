import { mean, median } from '../base/stats.ts';
import { sumKnown, type KnownSum } from '../base/sums.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { HashtagPerformance } from '../documents/summary.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { basisName, commentsOf, likesOf, ratePosts, type RateOptions } from './engagement.ts';
import { fitEngagementModel, LIFT_METHOD, type EngagementModel } from './engagement-model.ts';
import { tooFew } from './estimates.ts';
import { normalizeTag, readTags } from './captions.ts';
import { groupBy, sortNewestFirst, type PostInput } from './post.ts';
import { totalImpressions, viewFiguresOf, type ViewFigures } from './summary.ts';
import * as check from './inputs.ts';

export interface SummarizeHashtagsOptions extends RateOptions {
  /** Only these tags, with or without `#`, in any case. @default every tag of the posts */
  readonly hashtags?: readonly string[] | undefined;
  /** A model of the same posts, so that all findings of a plan are one family. @default fitted from the posts */
  readonly model?: EngagementModel | undefined;
}

/**
 * How the posts carrying each hashtag did.
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
