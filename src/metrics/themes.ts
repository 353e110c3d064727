import type { Estimate } from '../documents/shapes.ts';
import type { EngagementBasis } from '../documents/media.ts';
import type { RateOptions } from './engagement.ts';
import { fitEngagementModel, type EngagementModel } from './engagement-model.ts';
import type { PostInput } from './post.ts';
import type { ThemeTrait } from './post-traits.ts';
import * as check from './inputs.ts';

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
        (a, b) => (b.lift.value ?? 0) - (a.lift.value ?? 0) || ((a.themes[0] ?? '') < (b.themes[0] ?? '') ? -1 : 1),
      ),
  };
}
