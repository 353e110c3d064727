import { mean, median } from '../base/stats.ts';
import { sumKnown, type KnownSum } from '../base/sums.ts';
import type { HashtagPerformance } from '../documents/hashtag.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { commentsOf, likesOf, ratePosts, type RateOptions } from './engagement.ts';
import { extractHashtags, normalizeTag } from './extract-hashtags.ts';
import { sortNewestFirst, type PostInput } from './post.ts';
import { totalImpressions } from './views-alias.ts';

export interface SummarizeHashtagsOptions extends RateOptions {
  /** Only these tags, with or without `#`, in any case. @default every tag of the posts */
  readonly hashtags?: readonly string[] | undefined;
}

/** The tags of a post, once each, as they are kept. */
export function tagsOf(post: Pick<PostInput, 'hashtags' | 'caption'>): string[] {
  if (post.hashtags === undefined) return extractHashtags(post.caption ?? null);
  return [...new Set(post.hashtags.map(normalizeTag))];
}

/**
 * How the posts carrying each hashtag did.
 *
 * A post counts once per tag. Totals are sums of the known values with `counted`; averages are over the posts where the
 * value is known; all rates are on one basis for all tags (percent, unrounded). A named tag nobody used has
 * `usage_count` 0 and `null` everywhere else. Keys are lower case without `#`, ordered by usage, then name; `media_ids`
 * are newest first.
 *
 * @example
 * const posts = [{ id: '1', timestamp: '2026-01-01T00:00:00Z', caption: '#Clay', insights: { likes: 4 } }];
 * summarizeHashtags(posts)['clay']?.total_likes; //=> 4
 */
export function summarizeHashtags(
  media: readonly PostInput[],
  options: SummarizeHashtagsOptions = {},
): Record<string, HashtagPerformance> {
  const { basis, rated } = ratePosts(media, options);
  const rates = new Map(rated.map(({ post, rate }) => [post, rate]));
  const named = options.hashtags === undefined ? null : new Set(options.hashtags.map(normalizeTag));
  const posts = groupByTag(sortNewestFirst(media), named);
  const rows = [...posts].sort(([a, inA], [b, inB]) => inB.length - inA.length || (a < b ? -1 : 1));
  // fromEntries defines own keys: a tag named __proto__ is a tag like any other.
  return Object.fromEntries(rows.map(([tag, tagged]) => [tag, describeTag(tagged, rates, basis)]));
}

function groupByTag(media: readonly PostInput[], named: ReadonlySet<string> | null): Map<string, PostInput[]> {
  const groups = new Map<string, PostInput[]>([...(named ?? [])].map((tag) => [tag, []]));
  for (const post of media) {
    for (const tag of tagsOf(post)) {
      if (named !== null && !named.has(tag)) continue;
      const group = groups.get(tag);
      if (group === undefined) groups.set(tag, [post]);
      else group.push(post);
    }
  }
  return groups;
}

function describeTag(
  posts: readonly PostInput[],
  rateOf: ReadonlyMap<PostInput, number>,
  basis: EngagementBasis | null,
): HashtagPerformance {
  const likes = sumKnown(posts.map(likesOf));
  const comments = sumKnown(posts.map(commentsOf));
  const views = sumKnown(posts.map((post) => post.insights.views));
  const impressions = totalImpressions(posts);
  const rates = posts.flatMap((post) => rateOf.get(post) ?? []);
  return {
    usage_count: posts.length,
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
    media_ids: posts.map((post) => post.id),
    metric_sources: impressions.sources,
  };
}

function averageOf(sum: KnownSum): number | null {
  return sum.total === null ? null : sum.total / sum.counted;
}
