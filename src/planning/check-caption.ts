import type { VideoPlan } from '../documents/video-plan.ts';
import { extractHashtags, normalizeTag } from '../metrics/extract-hashtags.ts';
import { sortNewestFirst } from '../metrics/post.ts';
import type { PlanningDocuments } from './documents.ts';

/** What can be wrong with a plan; open, more may follow. */
export const PLAN_PROBLEM_CODES = [
  'invalid_plan',
  'unknown_file',
  'wrong_kind',
  'unknown_length',
  'too_short',
  'wrong_orientation',
  'already_published',
  'in_another_plan',
  'unknown_evidence',
  'unsupported_claim',
  'too_many_hashtags',
  'caption_too_long',
  'too_similar',
] as const;

/** One thing that is wrong with a plan, as a model can act on it. */
export interface PlanProblem {
  /** One of `PLAN_PROBLEM_CODES`; open. */
  code: (typeof PLAN_PROBLEM_CODES)[number] | (string & {});
  /** JSON pointer into the plan: `/scenes/2/file`. */
  path: string;
  message: string;
  remedy: string;
  /** The value that would be right, where one is near. */
  suggestion: string | null;
}

/** Takes a problem as it is found. */
export type ReportProblem = (
  problem: Omit<PlanProblem, 'suggestion'> & { readonly suggestion?: string | null },
) => void;

/**
 * What the platform takes of a caption.
 *
 * @source hashtags: Instagram's creators' account, 2025-12-18, rolled out gradually from 30 to 5 (reported by
 *   businesstoday.in and socialsamosa.com, 2025-12-19); caption: 2,200 characters (ayrshare.com API reference). Checked
 *   2026-11-27
 */
export const CAPTION_LIMITS = { characters: 2_200, hashtags: 5 } as const;

/** The last posts a caption is compared to, the share of words that makes it too like one, and the words it has at least. */
const SIMILAR = { posts: 10, share: 0.8, words: 5 } as const;

/** Checks that caption and tags are within the limits of the platform and unlike the last posts. */
export function checkCaption(plan: VideoPlan, { analytics }: PlanningDocuments, report: ReportProblem): void {
  const characters = [...plan.caption].length;
  if (characters > CAPTION_LIMITS.characters) {
    report({
      code: 'caption_too_long',
      path: '/caption',
      message: `The caption has ${String(characters)} characters; the platform takes ${String(CAPTION_LIMITS.characters)}.`,
      remedy: `Shorten it by ${String(characters - CAPTION_LIMITS.characters)} characters at least.`,
    });
  }
  const tags = new Set([
    ...plan.hashtags.map((tag) => normalizeTag(tag.replace(/^[#＃]/u, ''))),
    ...extractHashtags(plan.caption),
  ]);
  if (tags.size > CAPTION_LIMITS.hashtags) {
    report({
      code: 'too_many_hashtags',
      path: '/hashtags',
      message: `Caption and hashtags have ${String(tags.size)} different tags; the platform takes ${String(CAPTION_LIMITS.hashtags)}.`,
      remedy: `Keep the ${String(CAPTION_LIMITS.hashtags)} that fit best, those in the caption included.`,
    });
  }
  const words = wordsOf(plan.caption);
  const like = sortNewestFirst(analytics?.recent_media ?? [])
    .slice(0, SIMILAR.posts)
    .find((post) => words.size >= SIMILAR.words && likeness(words, wordsOf(post.caption ?? '')) >= SIMILAR.share);
  if (like === undefined) return;
  report({
    code: 'too_similar',
    path: '/caption',
    message: `The caption is nearly that of post ${like.id}.`,
    remedy: 'Write another caption.',
  });
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []);
}

/** The share of words two texts have in common, of those they have together. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, a.size + b.size - shared);
}
