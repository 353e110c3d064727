import { sumKnown } from '../base/sums.ts';
import type { PostInput } from './post.ts';

/** A figure under its retired name, and the metric it was filled from when it is not Graph's own. */
export interface AliasedTotal {
  readonly total: number | null;
  readonly sources: Record<string, string>;
}

type AliasInput = Pick<PostInput, 'insights' | 'metric_sources'>;

/**
 * Total of the retired `impressions`: Graph's own values when every post with a figure has one, else the total of
 * `views`, named in `sources`. The two are never mixed: they count different things.
 */
export function totalImpressions(media: readonly AliasInput[]): AliasedTotal {
  const shown = media.filter((post) => isKnown(post.insights.impressions) || isKnown(post.insights.views));
  if (shown.length > 0 && shown.every(hasOwnImpressions)) {
    return { total: sumKnown(shown.map((post) => post.insights.impressions)).total, sources: {} };
  }
  return { total: sumKnown(media.map((post) => post.insights.views)).total, sources: { impressions: 'views' } };
}

function hasOwnImpressions(post: AliasInput): boolean {
  return isKnown(post.insights.impressions) && post.metric_sources?.['impressions'] === undefined;
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}
