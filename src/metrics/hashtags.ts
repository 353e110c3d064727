import { mean, median } from '../base/stats.ts';
import { sumKnown, type KnownSum } from '../base/sums.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { HashtagPerformance } from '../documents/summary.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { commentsOf, likesOf, ratePosts, type RateOptions } from './engagement.ts';
import { normalizeTag } from './extract-hashtags.ts';
import { groupBy } from './post.ts';
import { compareGroups, LIFT_METHOD, type GroupLift } from './group-effects.ts';
import { sortNewestFirst, type PostInput } from './post.ts';
import { readTags } from './extract-hashtags.ts';
import { basisName, respond } from './responses.ts';
import { tooFew } from './shrink.ts';
import { totalImpressions, viewFiguresOf, type ViewFigures } from './summary.ts';

export interface SummarizeHashtagsOptions extends RateOptions {
  /** Only these tags, with or without `#`, in any case. @default every tag of the posts */
  readonly hashtags?: readonly string[] | undefined;
}

/**
 * How the posts carrying each hashtag did.
 *
 * A post counts once per tag. Totals are sums of the known values with `counted`; averages are over the posts where the
 * value is known; all rates are on one basis for all tags (percent, unrounded). A named tag nobody used has
 * `usage_count` 0 and `null` everywhere else. Keys are lower case without `#`, ordered by usage, then name; `media_ids`
 * are newest first.
 *
 * `lift` is the ratio of the tag's engagement to that of the account's other posts of the same product type, with its
 * verdict (see `compareThemes`, which also gives tags on the very same posts as the one row they are). It is judged
 * among all tags of the posts, so naming one does not change it.
 *
 * @example
 * const posts = [{ id: '1', timestamp: '2026-01-01T00:00:00Z', caption: '#Clay', insights: { likes: 4 } }];
 * summarizeHashtags(posts)['clay']?.total_likes; //=> 4
 */
export function summarizeHashtags(
  media: readonly PostInput[],
  options: SummarizeHashtagsOptions = {},
): Record<string, HashtagPerformance> {
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
  const lifts = liftsByTag(compareGroups(respond(posts, options), (post) => tags.get(post) ?? []));
  const untested = tooFew(0, { method: LIFT_METHOD, basis: basisName(basis) });
  // fromEntries defines own keys: a tag named __proto__ is a tag like any other.
  return Object.fromEntries(rows.map(([tag, group]) => [tag, describeTag(group, basis, lifts.get(tag) ?? untested)]));
}

/** What a tag adds up, read once per post: a post is counted again under each of its tags. */
interface PostFigures extends ViewFigures {
  readonly id: string;
  readonly tags: readonly string[];
  readonly likes: number | null;
  readonly comments: number | null;
  readonly rate: number | null;
}

/** How many companions of a tag its lift names. */
const NAMED_COMPANIONS = 5;

function liftsByTag(rows: readonly GroupLift[]): Map<string, Estimate> {
  return new Map(
    rows.flatMap(({ labels, lift }) =>
      labels.map((tag): [string, Estimate] => {
        const others = labels.filter((label) => label !== tag);
        if (others.length === 0) return [tag, lift];
        const shown = others.slice(0, NAMED_COMPANIONS).map((other) => `#${other}`);
        const rest = others.length > shown.length ? ` and ${String(others.length - shown.length)} more` : '';
        return [tag, { ...lift, method: `${lift.method}; always used together with ${shown.join(' ')}${rest}` }];
      }),
    ),
  );
}

function describeTag(
  figures: readonly PostFigures[],
  basis: EngagementBasis | null,
  lift: Estimate,
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
    media_ids: figures.map(({ id }) => id),
    metric_sources: impressions.sources,
  };
}

function averageOf(sum: KnownSum): number | null {
  return sum.total === null ? null : sum.total / sum.counted;
}
