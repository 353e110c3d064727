import { roundTo } from '../base/sums.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { FootageRow } from '../documents/footage.ts';
import type { VideoPlan } from '../documents/video-plan.ts';
import { filesOf } from '../files/inventory-files.ts';
import { extractHashtags, normalizeTag } from '../metrics/captions.ts';
import { sortNewestFirst } from '../metrics/post.ts';
import type { PlanningDocuments } from './documents.ts';
import type { FileLookup } from './ledger.ts';
import type { DocumentAnalysis } from './plan-video-context.ts';

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
    .find((post) => words.size >= SIMILAR.words && similarity(words, wordsOf(post.caption ?? '')) >= SIMILAR.share);
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

/** Computes the share of words two texts have in common, of those they have together. */
function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, a.size + b.size - shared);
}

/** Encoders cut or pad a clip by up to this much. */
const LENGTH_TOLERANCE = 0.05;

/** What the clips of a plan are checked against. */
interface SceneChecks {
  readonly analysis: DocumentAnalysis;
  readonly lookup: FileLookup;
  readonly orientation: string | null;
  readonly otherPlans: readonly VideoPlan[];
  readonly report: ReportProblem;
}

type AnyFile = FileRecord | EssentialFileRecord;

/** Indexes the rows of an inventory by name, its highlights, which hold more than essential rows, included. */
function rowsByName({ inventory }: PlanningDocuments): Map<string, AnyFile> {
  if (inventory === null || inventory === undefined) return new Map();
  const { newest, newest_videos, largest } = inventory.highlights;
  return new Map([...filesOf(inventory), ...newest, ...newest_videos, ...largest].map((row) => [row.name, row]));
}

/** Checks that every clip exists, is long enough, the right way up, not published and in no other plan. */
export function checkScenes(plan: VideoPlan, documents: PlanningDocuments, checks: SceneChecks): void {
  const rows = rowsByName(documents);
  const { used, uncertain, unused } = checks.analysis.matches;
  const matched = new Map([...used, ...uncertain, ...unused].map((row) => [row.name, row]));
  const taken = new Map<string, string>();
  for (const other of checks.otherPlans) {
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

function reportUnknownFile(reference: string, path: string, suggestion: string | null, report: ReportProblem): void {
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
  report: ReportProblem,
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
  { analysis, orientation, report }: SceneChecks,
): void {
  const way = clip?.orientation ?? null;
  if (orientation !== null && way !== null && way !== orientation) {
    const other = replacement(analysis, orientation);
    report({
      code: 'wrong_orientation',
      path,
      message: `${name} is ${way}; ${orientation} is asked for.`,
      remedy: `Use a clip that is ${orientation}${other === null ? '' : `, such as ${other}`}.`,
      suggestion: other,
    });
  }
  const isPublished = analysis.matches.used.some((row) => row.name === name);
  if (clip !== undefined && (isPublished || clip.reason === 'other_cut')) {
    const other = replacement(analysis, orientation);
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
      suggestion: replacement(analysis, orientation),
    });
  }
}

/** Chooses the unused clip that fits best, of known length and the way up asked for. */
function replacement({ context }: DocumentAnalysis, orientation: string | null): string | null {
  const fitting = context.footage.clips.find(
    (clip) => clip.duration_seconds !== null && (orientation === null || clip.orientation === orientation),
  );
  return fitting?.name ?? null;
}

/** Checks that the sound is an audio file of the bucket. */
export function checkAudio(
  { audio }: VideoPlan,
  documents: PlanningDocuments,
  lookup: FileLookup,
  report: ReportProblem,
): void {
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
