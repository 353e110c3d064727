import type { Estimate } from '../documents/shapes.ts';
import { basisName, measurePosts, type Measured, type PostMeasure, type RateOptions } from './engagement.ts';
import { fitEngagementModel, LIFT_METHOD, type EngagementModel } from './engagement-model.ts';
import { estimateMedian, tooFew } from './estimates.ts';
import { groupBy, type PostInput } from './post.ts';
import { formatOf, type FormatTrait } from './post-traits.ts';
import * as check from './inputs.ts';

export interface CompareFormatsOptions extends RateOptions {
  readonly by: FormatTrait;
  /** What the medians are of. @default 'engagement_rate' */
  readonly measure?: PostMeasure | undefined;
  /** A model of the same posts, so that all findings of a plan are one family. @default fitted from the posts */
  readonly model?: EngagementModel | undefined;
}

/** Posts of one format. */
export interface FormatGroup {
  /** `REELS`, `up_to_50`, `MUSIC`, `2_to_3`, `15_to_30s`, `portrait`, … */
  group: string;
  /** Posts in the group, with the measure or without, young ones included. */
  posts: number;
  /** Median of the measure over mature posts, in its own unit, for description; `n` counts the posts that have it. */
  median: Estimate;
  /** Engagement against otherwise like posts of the other formats; verdict `helps`, `hurts`, `no_evidence`, `too_few`. */
  lift: Estimate;
  /** Traits mostly on the same posts, from which it cannot be told apart. */
  used_with: string[];
}

/** How the formats of an account did. */
export interface FormatComparison {
  by: FormatTrait;
  measure: PostMeasure;
  /** How the lifts were computed. */
  method: string;
  /** Largest median first, then groups with too few posts by name. */
  groups: FormatGroup[];
  /** Posts of which the trait is not known or that cannot have it. */
  posts_without_group: number;
  /** Posts under 48 hours: in no median and no lift. */
  posts_maturing: number;
}

/**
 * Compares the account's formats: per group the median of the measure with an interval in which the true median lies
 * with at least 80 % probability whatever the distribution (order statistics), and the lift of the engagement model with
 * its verdict. Medians describe: two intervals that stay apart are no finding, the verdict of the lift is. Groups with
 * under 5 measured posts say `too_few` and give no number.
 *
 * @source medians, not means, with n: Rival IQ and docs/analytics.md (2026-11-22)
 * @example
 * compareFormats([], { by: 'product_type' }).groups; //=> []
 */
export function compareFormats(media: readonly PostInput[], options: CompareFormatsOptions): FormatComparison {
  check.compareFormats({ media, options });
  const measure = options.measure ?? 'engagement_rate';
  const model = options.model ?? fitEngagementModel(media, options);
  const groups = compareMeasured(media, options.by, measurePosts(media, measure, options), model);
  return {
    by: options.by,
    measure,
    method: model.method,
    groups,
    posts_without_group: media.length - groups.reduce((sum, { posts }) => sum + posts, 0),
    posts_maturing: model.posts_maturing,
  };
}

/** The groups of {@link compareFormats}, of a measure that was read of the same posts. */
export function compareMeasured<P extends PostInput>(
  media: readonly P[],
  by: FormatTrait,
  { name, values }: Measured<P>,
  model: EngagementModel,
): FormatGroup[] {
  const traits = new Map(model.traits.filter(({ kind }) => kind === by).map((trait) => [trait.value, trait]));
  const untested = { method: LIFT_METHOD, basis: basisName(model.engagement_basis) };
  const members = groupBy(media, (post) => {
    const group = formatOf(post, by);
    return group === null ? [] : [group];
  });
  const groups = [...members].map(([group, posts]): FormatGroup => {
    const trait = traits.get(group);
    const mature = posts.filter((post) => post.maturing !== true);
    return {
      group,
      posts: posts.length,
      median: estimateMedian(
        mature.flatMap((post) => values.get(post) ?? []),
        name,
      ),
      lift: trait?.lift ?? tooFew(0, untested),
      used_with: trait?.used_with ?? [],
    };
  });
  return groups.sort(
    (a, b) => compareKnown(b.median.value, a.median.value) || (a.group < b.group ? -1 : a.group > b.group ? 1 : 0),
  );
}

/** Numbers ascending, unknown below all. */
function compareKnown(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return a - b;
}
