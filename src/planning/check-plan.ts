import leven from 'leven';
import * as v from 'valibot';

import { roundTo } from '../base/sums.ts';
import { parseTimestamp } from '../base/time.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { FootageRow } from '../documents/planning.ts';
import { videoPlanSchema, type VideoPlan } from '../documents/video-plan.ts';
import { filesOf } from '../files/inventory-files.ts';
import { extractHashtags, normalizeTag } from '../metrics/extract-hashtags.ts';
import { sortNewestFirst } from '../metrics/post.ts';
import type { PlanningDocuments } from './documents.ts';
import { collectEvidence, isSupported } from './evidence.ts';
import { createFileLookup, type FileLookup } from './file-references.ts';
import { planVideos, type Plan } from './plan-video-context.ts';
import * as check from './inputs.ts';

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

/** What a check of a plan found. */
export interface PlanCheck {
  /** Whether there is no problem. */
  ok: boolean;
  problems: PlanProblem[];
  /** The plan as it was read; `null` when it has not the shape of one. */
  plan: VideoPlan | null;
}

/** What a plan is checked against beyond the documents. */
export interface CheckVideoPlanOptions {
  /** The way up all clips must be; `null` for any. A clip of unknown orientation passes. @default 'portrait' */
  readonly orientation?: 'portrait' | 'landscape' | 'square' | null | undefined;
  /** Other plans, whose clips are taken. */
  readonly otherPlans?: readonly VideoPlan[] | undefined;
}

/**
 * What the platform takes of a caption.
 *
 * @source hashtags: Instagram's creators' account, 2025-12-18, rolled out gradually from 30 to 5 (reported by
 *   businesstoday.in and socialsamosa.com, 2025-12-19); caption: 2,200 characters (ayrshare.com API reference). Checked
 *   2026-11-27
 */
export const CAPTION_LIMITS = { characters: 2_200, hashtags: 5 } as const;

/** Encoders cut or pad a clip by up to this much. */
const LENGTH_TOLERANCE = 0.05;
/** A clip this likely published is not planned again. */
const PUBLISHED_FROM = 0.7;
/** The last posts a caption is compared to, the share of words that makes it too like one, and the words it has at least. */
const SIMILAR = { posts: 10, share: 0.8, words: 5 } as const;

type Report = (problem: Omit<PlanProblem, 'suggestion'> & { readonly suggestion?: string | null }) => void;

/**
 * Checks a plan a model made against the documents it was made from: every file, address and piece of evidence exists
 * (near misses with a suggestion), is of the right kind, long enough for its scene, the right way up, not published and in
 * no other plan; the caption and its tags are within the platform's limits and unlike the last posts; what `why` claims is
 * what its evidence says. Problems are data with a remedy each. No call.
 *
 * A claim is a figure, or a word of doing better or worse, in English; it is supported when the figures stand in what is
 * cited, and a cited post, or a cited line with a verdict, points the same way. What calls itself a test claims nothing.
 *
 * @param plan - whatever the model gave, parsed
 * @throws InsightInventoryError `invalid_request` for a time zone nobody knows
 * @example
 * checkVideoPlan({}, { analytics, inventory }).problems[0]?.code; //=> 'invalid_plan'
 */
export function checkVideoPlan(
  plan: unknown,
  documents: PlanningDocuments,
  options: CheckVideoPlanOptions = {},
): PlanCheck {
  check.checkVideoPlan({ documents, options });
  return checkAgainst(plan, documents, planVideos(documents), options);
}

/** The same against a plan context that was made. */
export function checkAgainst(
  plan: unknown,
  documents: PlanningDocuments,
  context: Plan,
  options: CheckVideoPlanOptions = {},
): PlanCheck {
  const parsed = v.safeParse(videoPlanSchema, plan);
  if (!parsed.success) return { ok: false, problems: parsed.issues.map(toInvalid), plan: null };
  const problems: PlanProblem[] = [];
  const report: Report = (problem) => void problems.push({ suggestion: null, ...problem });
  const { output } = parsed;
  const lookup = createFileLookup(documents.inventory ?? null);
  checkWhen(output, report);
  checkScenes(output, documents, { context, lookup, options, report });
  checkAudio(output, documents, lookup, report);
  checkCaption(output, documents, report);
  checkReasons(output, documents, context, report);
  return { ok: problems.length === 0, problems, plan: output };
}

function toInvalid(issue: v.BaseIssue<unknown>): PlanProblem {
  const path = (issue.path ?? []).map(({ key }) => `/${String(key)}`).join('');
  return {
    code: 'invalid_plan',
    path,
    message: `${path === '' ? 'The plan' : path} is ${issue.received}, expected ${issue.expected ?? 'another value'}.`,
    remedy: 'Give a plan that matches the schema video-plan.json.',
    suggestion: null,
  };
}

function checkWhen({ when }: VideoPlan, report: Report): void {
  if (when === null || parseTimestamp(when) !== null) return;
  report({
    code: 'invalid_plan',
    path: '/when',
    message: 'The time is not ISO 8601.',
    remedy: 'Give a time such as 2026-11-28T18:00:00Z, or null.',
  });
}

interface SceneChecks {
  readonly context: Plan;
  readonly lookup: FileLookup;
  readonly options: CheckVideoPlanOptions;
  readonly report: Report;
}

type AnyFile = FileRecord | EssentialFileRecord;

/** The rows of an inventory by name, its highlights, which hold more than essential rows, included. */
function rowsByName({ inventory }: PlanningDocuments): Map<string, AnyFile> {
  if (inventory === null || inventory === undefined) return new Map();
  const { newest, newest_videos, largest } = inventory.highlights;
  return new Map([...filesOf(inventory), ...newest, ...newest_videos, ...largest].map((row) => [row.name, row]));
}

function checkScenes(plan: VideoPlan, documents: PlanningDocuments, checks: SceneChecks): void {
  const rows = rowsByName(documents);
  const { used, uncertain, unused } = checks.context.matches;
  const matched = new Map([...used, ...uncertain, ...unused].map((row) => [row.name, row]));
  const taken = new Map<string, string>();
  for (const other of checks.options.otherPlans ?? []) {
    for (const { file } of other.scenes) taken.set(checks.lookup.resolve(file).name ?? file, other.title);
  }
  // A problem of a clip is one problem, however many scenes it has.
  const seen = new Set<string>();
  plan.scenes.forEach((scene, index) => {
    const path = `/scenes/${String(index)}`;
    const { name, suggestion } = checks.lookup.resolve(scene.file);
    if (name === null) {
      reportUnknownFile(scene.file, `${path}/file`, suggestion, checks.report);
      return;
    }
    const row = rows.get(name);
    const isFirst = !seen.has(name);
    seen.add(name);
    if (row !== undefined && row.file_category !== 'video' && row.file_category !== 'image') {
      checks.report({
        code: 'wrong_kind',
        path: `${path}/file`,
        message: `${name} is ${withArticle(row.file_category)} file, not a video.`,
        remedy: row.file_category === 'audio' ? 'Put it into audio, and a clip into the scene.' : 'Use a clip.',
      });
      return;
    }
    if (row?.file_category === 'video') checkLength(name, matched.get(name), scene, path, checks.report);
    if (isFirst) checkClip(name, matched.get(name), taken.get(name), `${path}/file`, checks);
  });
}

function withArticle(category: string): string {
  return /^[aeio]/.test(category) ? `an ${category}` : `a ${category}`;
}

function reportUnknownFile(reference: string, path: string, suggestion: string | null, report: Report): void {
  report({
    code: 'unknown_file',
    path,
    message: `${reference} is no file of the bucket.`,
    remedy:
      suggestion === null
        ? 'Use a clip the brief or footage_unused names, letter by letter.'
        : `Use ${suggestion} if that is what was meant; names count letter by letter.`,
    suggestion,
  });
}

function checkLength(
  name: string,
  clip: FootageRow | undefined,
  { start_seconds: start, duration_seconds: length }: VideoPlan['scenes'][number],
  path: string,
  report: Report,
): void {
  const seconds = clip?.duration_seconds ?? null;
  if (seconds === null) {
    report({
      code: 'unknown_length',
      path: `${path}/file`,
      message: `The length of ${name} is not known, and the scene needs ${String(start + length)} s of it.`,
      remedy: 'Probe it with gcs_probe_files and check the plan again, or use a clip of known length.',
    });
  } else if (start + length > seconds + LENGTH_TOLERANCE) {
    const fits = roundTo(Math.max(0, seconds - start), 2);
    report({
      code: 'too_short',
      path: `${path}/duration_seconds`,
      message: `${name} is ${String(seconds)} s long; the scene ends at ${String(roundTo(start + length, 2))} s.`,
      remedy:
        fits > 0
          ? `Shorten the scene to ${String(fits)} s, start it earlier, or use a longer clip.`
          : `Start the scene before ${String(seconds)} s.`,
      suggestion: fits > 0 ? String(fits) : null,
    });
  }
}

function checkClip(
  name: string,
  clip: FootageRow | undefined,
  otherPlan: string | undefined,
  path: string,
  { context, options, report }: SceneChecks,
): void {
  const { orientation = 'portrait' } = options;
  const way = clip?.orientation ?? null;
  if (orientation !== null && way !== null && way !== orientation) {
    const other = replacement(context, orientation);
    report({
      code: 'wrong_orientation',
      path,
      message: `${name} is ${way}; ${orientation} is asked for.`,
      remedy: `Use a clip that is ${orientation}${other === null ? '' : `, such as ${other}`}.`,
      suggestion: other,
    });
  }
  const isPublished = context.matches.used.some((row) => row.name === name && row.confidence >= PUBLISHED_FROM);
  if (clip !== undefined && (isPublished || clip.reason === 'other_cut')) {
    const other = replacement(context, orientation);
    report({
      code: 'already_published',
      path,
      message: `${name} was published${clip.media_id === null ? '' : ` with post ${clip.media_id}`}${clip.reason === 'ledger' ? '' : ` (${clip.reason}, ${String(clip.confidence)})`}.`,
      remedy: `Use an unused clip${other === null ? '' : `, such as ${other}`}.`,
      suggestion: other,
    });
  } else if (otherPlan !== undefined) {
    report({
      code: 'in_another_plan',
      path,
      message: `${name} is in the plan "${otherPlan}".`,
      remedy: 'Use another unused clip.',
      suggestion: replacement(context, orientation),
    });
  }
}

/** The unused clip that fits best, of known length and the way up asked for. */
function replacement({ context }: Plan, orientation: string | null): string | null {
  const fitting = context.footage.clips.find(
    (clip) => clip.duration_seconds !== null && (orientation === null || clip.orientation === orientation),
  );
  return fitting?.name ?? null;
}

function checkAudio({ audio }: VideoPlan, documents: PlanningDocuments, lookup: FileLookup, report: Report): void {
  if (audio === null) return;
  const { name, suggestion } = lookup.resolve(audio);
  if (name === null) {
    reportUnknownFile(audio, '/audio', suggestion, report);
    return;
  }
  const category = rowsByName(documents).get(name)?.file_category;
  if (category === undefined || category === 'audio') return;
  report({
    code: 'wrong_kind',
    path: '/audio',
    message: `${name} is ${withArticle(category)} file, not audio.`,
    remedy: 'Name an audio file of the bucket, or null for the sound of the clips.',
  });
}

function checkCaption(plan: VideoPlan, { analytics }: PlanningDocuments, report: Report): void {
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

function checkReasons(plan: VideoPlan, documents: PlanningDocuments, context: Plan, report: Report): void {
  const evidence = collectEvidence(documents, context);
  plan.why.forEach(({ text, evidence: cited }, index) => {
    const known = cited.flatMap((id, place) => {
      const found = evidence.find(id);
      if (found !== null) return [found];
      const suggestion = nearestId(id, evidence.ids);
      report({
        code: 'unknown_evidence',
        path: `/why/${String(index)}/evidence/${String(place)}`,
        message: `${id} is no post, comment, line of the brief or file.`,
        remedy: suggestion === null ? 'Cite an id the brief or a tool gave.' : `Cite ${suggestion} if that was meant.`,
        suggestion,
      });
      return [];
    });
    // With evidence missing nothing can be said of the claim; that it is missing was said.
    if (known.length < cited.length) return;
    const fault = isSupported(text, known);
    if (fault === null) return;
    report({ code: 'unsupported_claim', path: `/why/${String(index)}/text`, ...fault });
  });
}

/** An id that differs in one or two characters. */
function nearestId(id: string, ids: Iterable<string>): string | null {
  if (id.length < 4) return null;
  for (const other of ids) {
    if (Math.abs(other.length - id.length) <= 1 && leven(id, other, { maxDistance: 3 }) <= 2) return other;
  }
  return null;
}
