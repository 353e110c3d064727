import { median, rollingMedian } from '../base/stats.ts';
import { toEpochMs } from '../base/time.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { ratePosts, type RateOptions } from './engagement.ts';
import { groupBy } from './post.ts';
import type { PostInput } from './post.ts';

/** A post with the number the comparisons of this module work on. */
export interface Response<P> {
  readonly post: P;
  readonly productType: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** log((interactions + ½) / (denominator + 1)). */
  readonly y: number;
  /** `y` less the account's running median of the same product type. */
  readonly residual: number;
}

export interface Responses<P> {
  readonly basis: EngagementBasis | null;
  /** Oldest first. */
  readonly responses: readonly Response<P>[];
}

/** The running median looks at a third of the posts before and after, but at 50 at least and 200 at most on either side. */
const LEAST_REACH = 50;
const MOST_REACH = 200;

/**
 * The log engagement of every post that has a rate, freed of the level of its product type at that time.
 *
 * Logarithms, because engagement is skewed and effects on it multiply; ½ and 1 keep posts without interactions in. The
 * running median takes out what changes slowly (the account grows, the platform changes), so that a tag used only
 * lately is not credited with it. Posts without a readable time or with fewer than 0 interactions, which have no
 * logarithm, are left out.
 *
 * @source log((E+½)/(R+1)), centred by rolling account median and product type: docs/analytics.md (2026-11-22)
 */
export function respond<P extends PostInput>(media: readonly P[], options: RateOptions): Responses<P> {
  const { basis, rated } = ratePosts(media, options);
  const read = rated.flatMap(({ post, interactions, denominator }) => {
    const time = toEpochMs(post.timestamp);
    const ratio = (interactions + 0.5) / (denominator + 1);
    if (time === null || ratio <= 0) return [];
    const y = Math.log(ratio);
    return [{ post, productType: post.media_product_type ?? 'UNKNOWN', time, y }];
  });
  const byType = groupBy(read, ({ productType }) => [productType]);
  const responses = [...byType.values()].flatMap(centre);
  return { basis, responses: responses.sort((a, b) => a.time - b.time || comparePosts(a, b)) };
}

function centre<P extends PostInput>(group: Omit<Response<P>, 'residual'>[]): Response<P>[] {
  const ordered = group.sort((a, b) => a.time - b.time || comparePosts(a, b));
  const ys = ordered.map(({ y }) => y);
  const reach = Math.min(MOST_REACH, Math.max(LEAST_REACH, Math.floor(ys.length / 3)));
  const levels = ys.length <= reach ? ys.map(() => median(ys) ?? 0) : rollingMedian(ys, reach);
  return ordered.map((response, index) => ({ ...response, residual: response.y - (levels[index] ?? 0) }));
}

/** Posts of the same moment: by id, then by value, so that no input order shows through. */
function comparePosts<P extends PostInput>(
  a: Pick<Response<P>, 'post' | 'y'>,
  b: Pick<Response<P>, 'post' | 'y'>,
): number {
  return a.post.id < b.post.id ? -1 : a.post.id > b.post.id ? 1 : a.y - b.y;
}

/** Name of what a comparison rests on, as an `Estimate` gives it. */
export function basisName(basis: EngagementBasis | null): string {
  return basis === null ? 'engagement' : `engagement_by_${basis}`;
}
