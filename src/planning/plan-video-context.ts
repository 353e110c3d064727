import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { FootageMatches } from '../documents/footage.ts';
import type { DraftLine, PlanningContext, PlanningLine } from '../documents/planning.ts';
import { invalidRequest } from '../base/errors.ts';
import { RATE_UNIT } from '../documents/shapes.ts';
import { createCommentJudge, type CommentQuality } from '../metrics/comment-quality.ts';
import { filesOf } from '../files/inventory-files.ts';
import { fitEngagementModel, type EngagementModel } from '../metrics/engagement-model.ts';
import { describeAudience } from './audience.ts';
import * as check from './inputs.ts';
import { type PlanningDocuments, type ResolvedDocuments, resolveDocuments } from './documents.ts';
import { describeExperiments } from './experiments.ts';
import { describeFindings, describeFormats, describeHooks, describeState, describeTiming } from './findings.ts';
import { describeFootage, seriesOfPosts } from './footage.ts';
import { createNameReader } from './footage-names.ts';
import { footageOf, matchClips, type Footage } from './match-footage.ts';
import { describePosts } from './posts.ts';
import { proposeMatches } from './ledger.ts';

/** Fewer posts say little about anything. */
const FEW_POSTS = 20;

/**
 * What a set of documents says, computed once: brief, report, checks of plans and tools take it as `analysis` and fit,
 * match and read nothing again.
 */
export interface DocumentAnalysis {
  /** What it was made from, as given. */
  readonly documents: PlanningDocuments;
  /** What `planVideoContext` gives. */
  readonly context: PlanningContext;
  /** Which clips were published. */
  readonly matches: FootageMatches;
  /** What every comparison reads from. */
  readonly model: EngagementModel;
  /** How much the comments under all posts say; `null` without the posts of an account. */
  readonly comments: CommentQuality | null;
}

/**
 * Gathers what a planner needs to know before it plans videos: the best, weakest and latest post against the account's
 * own median, the state of the account, what went together with better posts beyond chance, when, how hooks and lengths
 * did, what the audience asks, which unused clips fit a reel, what to try next, and what the data cannot say. Every line
 * is data and names the posts, comments or files it rests on; `describePlanningLine` writes its sentence. Ages count
 * from the moment the account was collected.
 *
 * An inventory without file rows gives its newest videos instead, and `footage_source` says so. No call.
 *
 * @throws InsightInventoryError `invalid_request` for a time zone nobody knows
 * @example
 * planVideoContext({ analytics, inventory, timezone: 'Europe/Berlin' }).posts.best[0]?.caption;
 */
export function planVideoContext(documents: PlanningDocuments): PlanningContext {
  check.planVideoContext({ documents });
  return analyze(documents).context;
}

/**
 * Computes once what `planVideoContext`, `buildPlanningBrief`, `renderReport`, `checkVideoPlan` and the tools rest on. It
 * is of the documents as they are now: after a change of one, analyze again. No call.
 *
 * @throws InsightInventoryError `invalid_request` for a time zone nobody knows
 * @example
 * const analysis = analyzeDocuments({ analytics, inventory });
 * checkVideoPlan(plan, analysis.documents, { analysis }).ok;
 */
export function analyzeDocuments(documents: PlanningDocuments): DocumentAnalysis {
  check.analyzeDocuments({ documents });
  return analyze(documents);
}

/**
 * Gives the analysis of the documents: the one that is given, else a new one.
 *
 * @throws InsightInventoryError `invalid_request` for an analysis of other documents
 */
export function analysisOf(documents: PlanningDocuments, given: DocumentAnalysis | undefined): DocumentAnalysis {
  if (given === undefined) return analyze(documents);
  requireSameDocuments(documents, given);
  return given;
}

/**
 * Refuses documents an analysis was not made from. They must be the very same, lists at least hold the very same: equal
 * contents are not looked for.
 *
 * @param documents - a part of a document that is left out is compared as `null`
 * @throws InsightInventoryError `invalid_request` that names what differs
 */
export function requireSameDocuments(
  documents: Readonly<Partial<Record<keyof PlanningDocuments, unknown>>>,
  { documents: own }: DocumentAnalysis,
): void {
  const other = check.PLANNING_KEYS.find((key) => !isSame(documents[key], own[key]));
  if (other === undefined) return;
  throw invalidRequest(
    'analysis',
    `was made from another value of "${other}"`,
    'Give the documents it was made from, which are its key "documents", or leave the analysis out.',
  );
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) && !Array.isArray(other)) return (one ?? null) === (other ?? null);
  const [a, b]: readonly unknown[] = [one ?? [], other ?? []];
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, index) => value === b[index]);
}

function analyze(documents: PlanningDocuments): DocumentAnalysis {
  const resolved = resolveDocuments(documents);
  const { analytics, inventory, history, ledger, notes, timezone, onlineFollowers, asOf } = resolved;
  const media = analytics?.recent_media ?? [];
  const files = inventory === null ? [] : filesOf(inventory);
  const footage = inventory === null ? null : footageOf(inventory, files);
  const read = createNameReader();
  const matches: FootageMatches =
    footage === null
      ? { used: [], unused: [], uncertain: [] }
      : matchClips(footage.files, media, { ledger, now: asOf ?? undefined }, read);
  const series = seriesOfPosts(matches, read);
  // One fit for everything that is compared: its findings are one family.
  const followers = analytics?.account_info?.followers_count ?? null;
  const model = fitEngagementModel(media, { timezone, series, history, followers });
  const described = describeFootage({ files, matches, media, series, notes, model, read });
  const posts = describePosts(media, { history, asOf, series });
  const account = analytics?.account_info ?? null;
  // Each comment is read once, for its post and for all posts together.
  const judge = createCommentJudge(account?.username ?? null);
  const summary = analytics?.summary_metrics ?? null;
  const context: PlanningContext = {
    planning_info: {
      planning_version: '3.0',
      rate_unit: RATE_UNIT,
      as_of: asOf,
      inventory_generated_at: inventory?.inventory_info.generated_at ?? null,
      posts_analyzed: media.length,
      posts_maturing: media.filter((post) => post.maturing).length,
      footage_source: footage?.source ?? null,
      timezone,
      snapshots: history.length,
      ledger_entries: ledger.length,
    },
    account: {
      username: account?.username ?? null,
      followers_count: account?.followers_count ?? null,
      median_engagement_rate: summary?.median_engagement_rate ?? null,
      engagement_basis: summary?.engagement_basis ?? null,
    },
    posts: { ...posts, outliers: number('P', posts.outliers) },
    state: number('S', describeState(resolved, model)),
    findings: number('F', describeFindings(model)),
    timing: number('T', describeTiming(model, { timezone, onlineFollowers })),
    hooks_and_length: number('H', describeHooks(media, model)),
    formats: number('M', describeFormats(media, model)),
    audience: number('A', describeAudience(media, account?.username ?? null, judge)),
    footage: { ...described, lines: number('G', described.lines) },
    experiments: number('X', describeExperiments({ media, clips: described.clips, series, timezone, onlineFollowers })),
    notes: [...notes],
    ledger_proposals: proposeMatches(matches),
    cautions: number('C', describeCautions(resolved, matches, footage)),
  };
  const comments = analytics?.recent_media == null ? null : judge(media.flatMap((post) => post.comments ?? []));
  const analysis: DocumentAnalysis = { documents, context, matches, model, comments };
  fileRows.set(analysis, files);
  return analysis;
}

/** What an analysis read of its inventory, which is no part of what it says. */
const fileRows = new WeakMap<DocumentAnalysis, readonly (FileRecord | EssentialFileRecord)[]>();

/** Gives every file row of the inventory an analysis was made from, once; read again only of a copied analysis. */
export function filesOfAnalysis(analysis: DocumentAnalysis): readonly (FileRecord | EssentialFileRecord)[] {
  const { inventory } = analysis.documents;
  return fileRows.get(analysis) ?? (inventory == null ? [] : filesOf(inventory));
}

/** Numbers the lines of a section behind its letter, so that a plan can cite them. */
function number(letter: string, lines: readonly DraftLine[]): PlanningLine[] {
  return lines.map((line, index) => ({ id: `${letter}${String(index + 1)}`, ...line }));
}

/** Lists what the data cannot say, most important first; then what could not be read, in the platforms' words. */
function describeCautions(
  { analytics, inventory, ledger }: ResolvedDocuments,
  matches: FootageMatches,
  footage: Footage | null,
): DraftLine[] {
  const lines: DraftLine[] = [];
  const add = (kind: DraftLine['kind'], figures: DraftLine['figures'] = {}, evidence: string[] = []): void =>
    void lines.push({ kind, subject: [], figures, evidence });
  const media = analytics?.recent_media ?? null;
  if (analytics === null) add('no_account');
  else if (media === null) add('posts_unread');
  else if (media.length < FEW_POSTS) add('few_posts', { posts: media.length });
  if (inventory === null) add('no_inventory');
  const maturing = (media ?? []).filter((post) => post.maturing);
  if (maturing.length > 0)
    add(
      'maturing',
      { posts: maturing.length },
      maturing.map(({ id }) => id),
    );
  const clips = [...matches.unused, ...matches.uncertain];
  if (ledger.length === 0 && clips.length > 0) add('no_ledger');
  const unknown = clips.filter(({ duration_seconds: seconds }) => seconds === null).length;
  if (unknown > 0) add('unprobed', { unknown, clips: clips.length });
  if (footage?.source === 'highlights') {
    const looked_at = matches.used.length + clips.length;
    add('highlights_only', { looked_at, videos: inventory?.categorized_summary.videos.count ?? null });
  }
  for (const { kind, message } of [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])]) {
    lines.push({ kind: 'issue', subject: [message], figures: { kind }, evidence: [] });
  }
  return lines;
}
