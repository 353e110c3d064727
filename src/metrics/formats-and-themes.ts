import { itemAt } from '../base/lists.ts';
import type { EngagementBasis } from '../documents/media.ts';
import type { Estimate } from '../documents/shapes.ts';
import { type EngagementModel, fitEngagementModel, LIFT_METHOD } from './engagement-model.ts';
import { basisName, type Measured, measurePosts, type PostMeasure, type RateOptions } from './engagement.ts';
import { estimateMedian, tooFew } from './estimates.ts';
import * as check from './inputs.ts';
import { formatOf, type FormatTrait, type ThemeTrait } from './post-traits.ts';
import { groupBy, type PostInput } from './post.ts';

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

/** Compares the groups of {@link compareFormats}, of a measure that was read of the same posts. */
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

/** Compares numbers ascending, unknown below all. */
function compareKnown(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return a - b;
}

export interface CompareThemesOptions extends RateOptions {
  readonly by: ThemeTrait;
  /** Post id to the name of its series of files, for `by: 'series'`. Posts without an entry belong to none. */
  readonly series?: Readonly<Record<string, string>> | undefined;
  /** A model of the same posts, so that all findings of a plan are one family. @default fitted from the posts */
  readonly model?: EngagementModel | undefined;
}

/** One trait, or several on the very same posts. */
export interface ThemeRow {
  /** Usually one; more when these traits are on the very same posts and cannot be told apart. */
  themes: string[];
  /** Mature posts with the trait that have a rate. */
  posts: number;
  /** Ratio to otherwise like posts without it; verdict `helps`, `hurts`, `no_evidence` or `too_few`. */
  lift: Estimate;
  /** Other traits mostly on the same posts, from which it cannot be told apart (correlation 0.8 and more). */
  used_with: string[];
  /** A finding that was none before the latest posts. */
  new: boolean;
  /** Newest first. */
  media_ids: string[];
}

/** What the traits of captions and series go together with. */
export interface ThemeComparison {
  by: ThemeTrait;
  engagement_basis: EngagementBasis | null;
  /** How the lifts were computed. */
  method: string;
  /** Mature posts with a rate: all that was compared. */
  posts_used: number;
  /** Posts under 48 hours, left out. */
  posts_maturing: number;
  /** Largest lift first, then those without one by name. */
  rows: ThemeRow[];
}

/**
 * Compares posts of a kind with otherwise like posts of the account, for each hashtag, caption length, question in the
 * caption, call to action or series of files: the lift of the engagement model (see `fitEngagementModel`), judged in the
 * one family of the model. Under 5 posts with or without it: `too_few` and no number. A lift is what went together, not
 * what caused it.
 *
 * @source docs/analytics.md; two studies of 75 and 115 million posts found no effect of the number of hashtags, hence "no
 *   evidence" unless shown (2026-11-22)
 * @example
 * compareThemes([], { by: 'question' }).rows; //=> []
 */
export function compareThemes(media: readonly PostInput[], options: CompareThemesOptions): ThemeComparison {
  check.compareThemes({ media, options });
  const model = options.model ?? fitEngagementModel(media, options);
  const rows = new Map<string, ThemeRow>();
  for (const { kind, value, posts, lift, used_with, new: isNew, media_ids } of model.traits) {
    if (kind !== options.by) continue;
    const key = media_ids.join();
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { themes: [value], posts, lift, used_with, new: isNew, media_ids });
    else row.themes.push(value);
  }
  return {
    by: options.by,
    engagement_basis: model.engagement_basis,
    method: model.method,
    posts_used: model.posts_used,
    posts_maturing: model.posts_maturing,
    rows: [...rows.values()]
      .map((row) => ({
        ...row,
        themes: row.themes.sort(),
        used_with: row.used_with.filter((name) => !row.themes.includes(name)),
      }))
      .sort(
        (a, b) => (b.lift.value ?? 0) - (a.lift.value ?? 0) || (itemAt(a.themes, 0) < itemAt(b.themes, 0) ? -1 : 1),
      ),
  };
}
