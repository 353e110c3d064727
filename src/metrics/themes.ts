import type { Estimate } from '../documents/shapes.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { callsToAction } from './captions.ts';
import { captionLength } from './captions.ts';
import type { RateOptions } from './engagement.ts';
import { compareGroups } from './group-effects.ts';
import type { PostInput } from './post.ts';
import { asksQuestion, withoutAddresses } from './captions.ts';
import { readTags } from './extract-hashtags.ts';
import { respond } from './responses.ts';

/** What posts can be told apart by. */
export type ThemeTrait = 'hashtag' | 'caption_length' | 'question' | 'call_to_action' | 'series';

export interface CompareThemesOptions extends RateOptions {
  readonly by: ThemeTrait;
  /** Post id to the name of its series of files, for `by: 'series'`. Posts without an entry belong to none. */
  readonly series?: Readonly<Record<string, string>> | undefined;
}

/** One trait, or several that were never apart. */
export interface ThemeRow {
  /** Usually one; more when these traits are on the very same posts and cannot be told apart. */
  themes: string[];
  /** Posts with the trait that have a rate. */
  posts: number;
  /** Ratio to the other posts of the same product type; verdict `helps`, `hurts`, `no_evidence` or `too_few`. */
  lift: Estimate;
  /** Newest first. */
  media_ids: string[];
}

/** What the traits of captions go together with. */
export interface ThemeComparison {
  by: ThemeTrait;
  engagement_basis: EngagementBasis | null;
  /** Posts with a rate: all that was compared. */
  posts_used: number;
  posts_maturing: number;
  /** Largest lift first, then those without one by name. */
  rows: ThemeRow[];
}

/**
 * What posts of a kind gained or lost against the account's other posts.
 *
 * For each hashtag, caption length, question in the caption, call to action or series of files: the ratio of the
 * geometric mean of (interactions + ½) / (denominator + 1) with it to that without it, inside the same product type and
 * against the running median, shrunk towards 1 with an 80 % interval; Benjamini–Hochberg at 20 % across all rows.
 * Under 5 posts with or without it: `too_few` and no number. A lift is what went together, not what caused it.
 *
 * @source lift, shrinkage, Benjamini–Hochberg, one row for collinear tags: docs/analytics.md; two studies of 75 and 115
 *   million posts found no effect of the number of hashtags, hence "no evidence" unless shown (2026-11-22)
 * @example
 * compareThemes([], { by: 'question' }).rows; //=> []
 */
export function compareThemes(media: readonly PostInput[], options: CompareThemesOptions): ThemeComparison {
  const responses = respond(media, options);
  const rows = compareGroups(responses, labeller(media, options)).map(({ labels, members, lift }) => ({
    themes: labels,
    posts: members.length,
    lift,
    media_ids: members.map((index) => responses.responses[index]?.post.id ?? '').reverse(),
  }));
  return {
    by: options.by,
    engagement_basis: responses.basis,
    posts_used: responses.responses.length,
    posts_maturing: responses.responses.filter(({ post }) => post.maturing === true).length,
    rows: rows.sort(
      (a, b) => (b.lift.value ?? 0) - (a.lift.value ?? 0) || ((a.themes[0] ?? '') < (b.themes[0] ?? '') ? -1 : 1),
    ),
  };
}

function labeller(media: readonly PostInput[], options: CompareThemesOptions): (post: PostInput) => readonly string[] {
  switch (options.by) {
    case 'hashtag': {
      const tags = readTags(media);
      return (post) => tags.get(post) ?? [];
    }
    case 'caption_length':
      return (post) => [captionLength(post.caption)];
    case 'question':
      return (post) => (asksQuestion(withoutAddresses(post.caption ?? '')) ? ['question'] : []);
    case 'call_to_action':
      return (post) => (callsToAction(post.caption ?? '') ? ['call_to_action'] : []);
    case 'series': {
      const series = new Map(Object.entries(options.series ?? {}));
      return (post) => {
        const name = series.get(post.id);
        return name === undefined ? [] : [name];
      };
    }
    default:
      return options.by satisfies never;
  }
}
