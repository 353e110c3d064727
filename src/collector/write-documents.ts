import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import { toFileStamp, toTimestamp } from '../base/time.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import { type CollectionSummary, type SourceSummary, collectionSummarySchema } from '../documents/collection.ts';
import type { GcsInventory } from '../documents/inventory.ts';
import { type DocumentName, documentPieces, toDocumentText } from '../documents/shapes.ts';
import { planningContextSchema } from '../documents/planning.ts';
import type { VideoPlan } from '../documents/video-plan.ts';
import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import { listEnds } from '../metrics/ranks.ts';
import type { PlanningNotes } from '../planning/documents.ts';
import { proposeLedgerEntries } from '../planning/ledger.ts';
import { analyzeDocuments, type DocumentAnalysis } from '../planning/plan-video-context.ts';
import { numbered, writeNewFile, type WrittenFile } from '../runtime/atomic-write.ts';
import { notify } from '../runtime/dependencies.ts';
import type { DamagedEntry } from '../runtime/file-io.ts';
import type { LedgerStore } from '../runtime/history/ledger-store.ts';
import type { SnapshotStore } from '../runtime/history/snapshot-store.ts';
import { type SourceName, asLibraryError } from './collect-source.ts';

/** What a collection writes, by the start of its name. */
export type OutputName =
  | 'instagram_analytics'
  | 'instagram_thumbnails'
  | 'gcs_inventory'
  | 'planning_context'
  | 'data_collection_summary';

const SCHEMA_OF: Readonly<Record<OutputName, DocumentName>> = {
  instagram_analytics: 'instagram-analytics',
  instagram_thumbnails: 'instagram-thumbnails',
  gcs_inventory: 'gcs-inventory',
  planning_context: 'planning-context',
  data_collection_summary: 'collection-summary',
};

export interface OutputOptions {
  readonly outputDir: string;
  /** When the collection began, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly compress: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Makes a path: `instagram_analytics_20261122_153000.json`, in UTC. */
function outputPath(name: OutputName, { outputDir, startedAt, compress }: OutputOptions): string {
  return join(outputDir, `${name}_${toFileStamp(startedAt)}.json${compress ? '.gz' : ''}`);
}

/** Writes a document whole, under a name nobody has. @throws ExportError */
export async function writeDocument(name: OutputName, document: object, options: OutputOptions): Promise<WrittenFile> {
  const pieces = documentPieces(SCHEMA_OF[name], document);
  return writeNewFile(outputPath(name, options), pieces, { gzip: options.compress, signal: options.signal });
}

export interface KeepAndPlanOptions {
  readonly history: SnapshotStore | undefined;
  readonly ledger: LedgerStore | undefined;
  /** IANA zone of the account. */
  readonly timezone: string | undefined;
  readonly notes: PlanningNotes | undefined;
  /** Plans that may have been published: matches are proposed for the ledger. */
  readonly plans: readonly VideoPlan[];
  readonly planning: boolean;
  readonly onAnalysis: ((analysis: DocumentAnalysis) => void) | undefined;
  readonly output: OutputOptions;
}

/**
 * Writes the pictures of the posts that a page sets against each other, beside the account's document. What fails is an
 * issue and costs nothing else.
 */
export async function writeThumbnails(
  analytics: InstagramAnalytics,
  account: Pick<InstagramAnalyticsManager, 'getThumbnails'>,
  output: OutputOptions,
): Promise<{ readonly file: string | null; readonly issues: CollectionIssue[] }> {
  try {
    const ids = listEnds(analytics.recent_media ?? []);
    if (ids.length === 0) return { file: null, issues: [] };
    const thumbnails = await account.getThumbnails(ids, { signal: output.signal });
    if (Object.keys(thumbnails.images).length === 0) return { file: null, issues: thumbnails.issues };
    const { path } = await writeDocument('instagram_thumbnails', thumbnails, output);
    return { file: path, issues: thumbnails.issues };
  } catch (error) {
    output.signal?.throwIfAborted();
    return { file: null, issues: [asLibraryError(error).toIssue({ source: 'collector', scope: 'thumbnails' })] };
  }
}

/** Keeps the account document in the history and, when asked, writes what a planner needs. A failure is an issue. */
export async function keepAndPlan(
  { analytics, inventory }: { readonly analytics: InstagramAnalytics | null; readonly inventory: GcsInventory | null },
  { history, ledger, timezone, notes, plans, planning, onAnalysis, output }: KeepAndPlanOptions,
): Promise<{ readonly planningFile: string | null; readonly issues: CollectionIssue[] }> {
  const issues: CollectionIssue[] = [];
  const attempt = async <T>(scope: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      output.signal?.throwIfAborted();
      issues.push(asLibraryError(error).toIssue({ source: 'collector', scope }));
      return null;
    }
  };
  const damaged = (scope: string, store: LedgerStore | SnapshotStore | undefined): void => {
    issues.push(...(store?.damaged ?? []).map((entry) => damagedIssue(scope, entry)));
  };
  if (analytics !== null && history !== undefined) {
    await attempt('history', () => history.append({ taken_at: analytics.export_info.exported_at, analytics }));
  }
  if (!planning) return { planningFile: null, issues };
  if (analytics === null || inventory === null) {
    issues.push(missingForPlanning(analytics === null ? 'account' : 'bucket'));
    return { planningFile: null, issues };
  }
  const file = await attempt('planning', async () => {
    const [kept, published] = [await history?.list(), await ledger?.list()];
    damaged('history', history);
    damaged('ledger', ledger);
    const documents = { analytics, inventory, history: kept, ledger: published, notes, timezone };
    const analysis = analyzeDocuments(documents);
    // What a plan says of its post is surer than what is concluded from the clips.
    const proposals = proposeLedgerEntries(plans, documents);
    const proposed = new Set(proposals.map(({ media_id }) => media_id));
    const others = analysis.context.ledger_proposals.filter(({ media_id }) => !proposed.has(media_id));
    const context = { ...analysis.context, ledger_proposals: [...proposals, ...others] };
    const written = await writeDocument('planning_context', v.parse(planningContextSchema, context), output);
    notify(onAnalysis, analysis);
    return written;
  });
  return { planningFile: file?.path ?? null, issues };
}

function damagedIssue(scope: string, { where, problem }: DamagedEntry): CollectionIssue {
  return {
    source: 'collector',
    scope,
    id: where,
    kind: 'io',
    code: 'io:damaged_entry',
    message: `${where} cannot be read. ${problem}`,
    remedy: 'Correct or remove it; the other entries were read.',
    retryable: false,
  };
}

function missingForPlanning(document: 'account' | 'bucket'): CollectionIssue {
  return {
    source: 'collector',
    scope: 'planning',
    id: null,
    kind: 'config',
    code: 'collector:planning_needs_both',
    message: `The planning document was not written: there is no document of the ${document}.`,
    remedy: 'Collect an account and a bucket together, or leave planning out.',
    retryable: false,
  };
}

/** A source's row of the summary and its issues. */
export interface FinishedSource {
  readonly summary: SourceSummary;
  readonly issues: readonly CollectionIssue[];
}

/** Everything a summary tells. */
export interface FinishedCollection {
  readonly sources: Record<SourceName, FinishedSource>;
  readonly planningFile: string | null;
  /** Absent when no pictures were asked for. */
  readonly thumbnailsFile?: string | null | undefined;
  /** Of the collector itself. */
  readonly issues: readonly CollectionIssue[];
}

/**
 * Writes the summary of a run, which names its own file, under a name nobody has.
 *
 * @throws ExportError when it cannot be written
 */
export async function writeSummary(
  finished: FinishedCollection,
  output: OutputOptions,
  finishedAt: number,
): Promise<CollectionSummary> {
  const path = outputPath('data_collection_summary', output);
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? path : numbered(path, count);
    const summary = summarize(finished, output.startedAt, finishedAt, candidate);
    const text = toDocumentText(SCHEMA_OF.data_collection_summary, summary);
    const written = await writeNewFile(candidate, text, { gzip: output.compress, signal: output.signal });
    if (written.path === candidate) return summary;
    // The name was taken, and the summary names itself.
    await rm(written.path);
  }
}

function summarize(
  { sources: { instagram, gcs }, planningFile, thumbnailsFile, issues }: FinishedCollection,
  startedAt: number,
  finishedAt: number,
  file: string,
): CollectionSummary {
  return v.parse(collectionSummarySchema, {
    summary_version: '2.0',
    status: overallStatus([instagram.summary, gcs.summary], issues),
    started_at: toTimestamp(startedAt),
    finished_at: toTimestamp(finishedAt),
    duration_ms: Math.round(finishedAt - startedAt),
    sources: { instagram: instagram.summary, gcs: gcs.summary },
    issues: [...instagram.issues, ...gcs.issues, ...issues],
    planning_file: planningFile,
    ...(thumbnailsFile === undefined ? {} : { thumbnails_file: thumbnailsFile }),
    summary_file: file,
  });
}

/**
 * Judges the whole collection. Skipped sources do not count; without any source nothing was collected, which is a
 * failure. An issue of the collector itself is something that was asked for and not written, or not read.
 */
function overallStatus(
  sources: readonly SourceSummary[],
  issues: readonly CollectionIssue[],
): CollectionSummary['status'] {
  const requested = sources.map(({ status }) => status).filter((status) => status !== 'skipped');
  if (requested.every((status) => status === 'failed')) return 'failed';
  return issues.length === 0 && requested.every((status) => status === 'complete') ? 'complete' : 'partial';
}
