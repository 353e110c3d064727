import type { CommentRecord } from '../documents/media.ts';
import {
  PLANNING_POST_FIGURES,
  type PlanningContext,
  type PlanningLine,
  type PlanningPost,
} from '../documents/planning.ts';
import { createPostDescriber } from './posts.ts';
import { resolveDocuments, type PlanningDocuments } from './documents.ts';
import { createFileLookup } from './ledger.ts';
import type { DocumentAnalysis } from './plan-video-context.ts';

/** What a piece of evidence says. */
export interface Evidence {
  readonly id: string;
  /** Every figure in it, as it may be quoted. */
  readonly numbers: readonly number[];
  /** Whether it shows something doing better, or worse. */
  readonly shows: ReadonlySet<'better' | 'worse'>;
}

/** Looks evidence up by its id. */
export interface EvidenceIndex {
  readonly ids: readonly string[];
  /** Finds an entry; `null` for an id that is none. */
  find(id: string): Evidence | null;
}

/** A post this far from the median shows something. */
const BETTER_RATIO = 1.2;
const WORSE_RATIO = 0.8;
/** Figures may be quoted rounded: this share of them off, small ones by so much. */
const ROUNDED = 0.05;
const MIN_ROUNDED = 0.06;
const MEASURES =
  'views?|reach|likes?|saves?|shares?|comments?|engagement|interactions?|followers?|rates?|retention|performance|results?';
/** Words of doing better or worse, in English. What is said about making the video claims nothing about posts. */
const BETTER = new RegExp(
  String.raw`\b(?:outperform\w*|over-?perform\w*|boost\w*|doubl(?:e|es|ed)|tripl(?:e|es|ed)|guarantee\w*|proven|viral|` +
    String.raw`(?:did|do|does|performs?|performed|works?|worked|working) (?:well|best|better|great)|what work(?:s|ed)|helps?|helped|` +
    String.raw`increas\w*|top[- ]performing|(?:best|strongest|winning) (?:posts?|reels?|videos?|times?|slots?|hashtags?|tags?|day|subject|series|format)|` +
    String.raw`(?:more|higher|better) (?:${MEASURES})|better than|popular)\b`,
  'i',
);
const WORSE = new RegExp(
  String.raw`\b(?:underperform\w*|hurts?|flop(?:s|ped)?|(?:did|do|does|performs?|performed|works?|worked) (?:badly|worse|worst|poorly)|` +
    String.raw`(?:worst|weakest) (?:posts?|reels?|videos?|times?|slots?|hashtags?|tags?|day|subject|series|format)|` +
    String.raw`(?:less|fewer|lower|worse) (?:${MEASURES})|worse than|declin(?:e|es|ed|ing)|unpopular)\b`,
  'i',
);
/** A reason that calls itself a test, or says that nothing is known, claims nothing. */
const HEDGED =
  /\b(?:tests?|testing|try|tries|trying|untried|experiments?|unknown|untested|maybe|might|may|could|whether|no evidence|not known|nothing (?:is )?known|hypothes[ei]s|see if)\b/i;
/** Figures that claim something: amounts of what posts are measured by, shares and multiples. */
const CLAIMED = new RegExp(
  String.raw`(\d+(?:[.,]\d+)*)\s*(?:%|percent\b|×|x\b|times\b|-?fold\b|(?:${MEASURES}|people|accounts|questions?|requests?)\b)`,
  'gi',
);

/** Gathers everything a plan may cite: posts, comments, lines of the context by their ids, files by their names. */
export function collectEvidence(documents: PlanningDocuments, { context, matches }: DocumentAnalysis): EvidenceIndex {
  const { analytics, inventory, history, asOf } = resolveDocuments(documents);
  const entries = new Map<string, () => Evidence>();
  const lookup = createFileLookup(inventory);
  const rows = new Map([...matches.used, ...matches.uncertain, ...matches.unused].map((row) => [row.name, row]));
  for (const name of lookup.names) {
    entries.set(name, () => {
      const row = rows.get(name);
      const numbers = [row?.duration_seconds, row?.age_days, row?.size_mb].flatMap((value) => value ?? []);
      return { id: name, numbers, shows: new Set() };
    });
  }
  const media = analytics?.recent_media ?? [];
  const describe = createPostDescriber(media, { history, asOf, series: {} });
  const visit = ({ id, text, like_count, replies }: CommentRecord): void => {
    entries.set(id, () => ({ id, numbers: [...numbersIn(text), like_count ?? 0], shows: new Set() }));
    replies.forEach(visit);
  };
  for (const post of media) {
    (post.comments ?? []).forEach(visit);
    entries.set(post.id, () => ofPost(describe(post)));
  }
  for (const line of linesOf(context)) entries.set(line.id, () => ofLine(line));
  return {
    ids: [...entries.keys()],
    find: (id) => {
      const bare = id.replace(/^<<|>>$/g, '').trim();
      const entry = entries.get(bare) ?? entries.get(lookup.resolve(bare).name ?? '');
      return entry?.() ?? null;
    },
  };
}

/** Lists every line of a context. */
function linesOf(context: PlanningContext): PlanningLine[] {
  return [
    ...context.posts.outliers,
    ...context.state,
    ...context.findings,
    ...context.timing,
    ...context.hooks_and_length,
    ...context.formats,
    ...context.audience,
    ...context.footage.lines,
    ...context.experiments,
    ...context.cautions,
  ];
}

/** Collects the figures of a post with their medians and ratios; a skip rate below the median is better. */
function ofPost({ media_id: id, figures, duration_seconds: seconds }: PlanningPost): Evidence {
  const shows = new Set<'better' | 'worse'>();
  const numbers = seconds === null ? [] : [seconds];
  for (const figure of PLANNING_POST_FIGURES) {
    const { value, median, ratio } = figures[figure];
    numbers.push(...[value, median].flatMap((number) => number ?? []));
    if (ratio === null) continue;
    numbers.push(ratio, ...percentOfRatio(ratio));
    const better = figure === 'skip_rate' ? 1 / Math.max(ratio, 0.01) : ratio;
    if (better >= BETTER_RATIO) shows.add('better');
    if (better <= WORSE_RATIO) shows.add('worse');
  }
  return { id, numbers, shows };
}

/** Collects the figures of a line and its estimate; it shows something where it has a verdict or is an outlier. */
function ofLine({ id, kind, subject, figures, estimate }: PlanningLine): Evidence {
  const ratios = [estimate?.value, ...(estimate?.interval ?? [])].flatMap((value) => value ?? []);
  const numbers = [
    ...Object.values(figures).filter((value) => typeof value === 'number'),
    ...subject.flatMap(numbersIn),
    ...ratios,
    ...ratios.flatMap(percentOfRatio),
    estimate?.n ?? 0,
  ];
  const verdict = estimate?.verdict;
  const isFast = kind === 'velocity' && (estimate?.interval?.[0] ?? 0) > 1;
  const isSlow = kind === 'velocity' && (estimate?.interval?.[1] ?? Number.POSITIVE_INFINITY) < 1;
  const shows = new Set<'better' | 'worse'>();
  if (verdict === 'helps' || verdict === 'rising' || kind === 'outlier' || kind === 'content_gap' || isFast)
    shows.add('better');
  if (verdict === 'hurts' || verdict === 'falling' || isSlow) shows.add('worse');
  return { id, numbers, shows };
}

/** Writes a ratio as it may be quoted: 1.6 as 60 % above, 0.4 as 60 % below, and as 160 or 40 %. */
function percentOfRatio(ratio: number): number[] {
  return [Math.abs(ratio - 1) * 100, ratio * 100];
}

/**
 * Tells what a reason claims that its evidence does not say; `null` when it claims nothing more.
 *
 * @param evidence - what it cites, all of it known
 */
export function isSupported(
  text: string,
  evidence: readonly Evidence[],
): { readonly message: string; readonly remedy: string } | null {
  if (HEDGED.test(text)) return null;
  const numbers = evidence.flatMap((one) => one.numbers);
  const invented = [...text.matchAll(CLAIMED)].find(([, number = '']) => !isAmong(parseNumber(number), numbers));
  const direction = BETTER.test(text) ? 'better' : WORSE.test(text) ? 'worse' : null;
  if (invented !== undefined) {
    return {
      message: `"${invented[0]}" is in nothing that is cited.`,
      remedy: 'Quote a figure of the evidence, cite what it comes from, or leave it out.',
    };
  }
  if (direction === null || evidence.some(({ shows }) => shows.has(direction))) return null;
  return {
    message: `The claim that something did ${direction} is shown by nothing that is cited.`,
    remedy: 'Cite a post or a line with a verdict that shows it, or call it a test of something not known yet.',
  };
}

function isAmong(number: number, numbers: readonly number[]): boolean {
  const near = Math.max(number * ROUNDED, MIN_ROUNDED);
  return numbers.some((known) => Math.abs(known - number) <= near);
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/\d+(?:[.,]\d+)*/g)].map(([number]) => parseNumber(number));
}

/** Parses a number: `3,467` and `3.467` are thousands, `7.5` and `7,5` are not. */
function parseNumber(text: string): number {
  const bare = text.replaceAll(/[.,](?=\d{3}(?:\D|$))/g, '');
  return Number(bare.replace(',', '.'));
}
