import { sumKnown } from '../base/sums.ts';
import type { PostInput } from './post.ts';

/** Views of a post, and its `impressions` where they are Graph's own and not filled from views. */
export interface ViewFigures {
  readonly views: number | null;
  readonly ownImpressions: number | null;
}

/** Reads both from a post. */
export function viewFiguresOf(post: Pick<PostInput, 'insights' | 'metric_sources'>): ViewFigures {
  const aliased = post.metric_sources?.['impressions'] !== undefined;
  return {
    views: post.insights.views ?? null,
    ownImpressions: aliased ? null : (post.insights.impressions ?? null),
  };
}

/**
 * Total of the retired `impressions`: Graph's own values when every post with a figure has one, else the total of
 * `views`, named in `sources`. The two are never mixed: they count different things.
 */
export function totalImpressions(posts: readonly ViewFigures[]): {
  total: number | null;
  sources: Record<string, string>;
} {
  const own = sumKnown(posts.map(({ ownImpressions }) => ownImpressions));
  const lacking = posts.some(({ views, ownImpressions }) => ownImpressions === null && views !== null);
  if (own.total !== null && !lacking) return { total: own.total, sources: {} };
  return { total: sumKnown(posts.map(({ views }) => views)).total, sources: { impressions: 'views' } };
}
