import { isConfigError, type InsightInventoryError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { SourceStatus } from '../documents/collection.ts';
import type { GcsInventory } from '../documents/inventory.ts';
import { nothingRead } from '../instagram/collect.ts';
import { asLibraryError } from './as-library-error.ts';
import type { SourceName } from './sources.ts';

/** What came of one source. */
export interface SourceOutcome<Document> {
  readonly status: SourceStatus;
  /** `null` when nothing is worth writing. */
  readonly document: Document | null;
  readonly issues: readonly CollectionIssue[];
  readonly digest: DocumentDigest;
  readonly durationMs: number;
}

/** How a document is summed up. */
export interface DocumentDigest {
  readonly counts: Record<string, number>;
  readonly calls: number;
}

const NOTHING: DocumentDigest = { counts: {}, calls: 0 };

interface CollectSettings<Document> {
  /** @default nothing */
  readonly digest?: ((document: Document) => DocumentDigest) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs one source; an error becomes its issues, an abort passes through. */
export async function collectSource<Document extends { issues: CollectionIssue[] }>(
  source: SourceName,
  collect: () => Promise<Document>,
  now: () => number,
  { digest = () => NOTHING, signal }: CollectSettings<Document> = {},
): Promise<SourceOutcome<Document>> {
  const startedAt = now();
  const duration = (): number => Math.round(now() - startedAt);
  try {
    const document = await collect();
    const { issues } = document;
    return { status: statusOf(issues), document, issues, digest: digest(document), durationMs: duration() };
  } catch (error) {
    signal?.throwIfAborted();
    const issues = toIssues(asLibraryError(error), source);
    return { status: 'failed', document: null, issues, digest: NOTHING, durationMs: duration() };
  }
}

/** Nothing to read from. */
export const SKIPPED: SourceOutcome<never> = {
  status: 'skipped',
  document: null,
  issues: [],
  digest: NOTHING,
  durationMs: 0,
};

/** A document without anything in it is a failed source; its issue is what kept the account from being read. */
export function failIfEmpty(outcome: SourceOutcome<InstagramAnalytics>): SourceOutcome<InstagramAnalytics> {
  const failure = outcome.document === null ? null : nothingRead(outcome.document);
  if (failure === null) return outcome;
  const digest = { ...NOTHING, calls: outcome.digest.calls };
  return { ...outcome, status: 'failed', document: null, issues: toIssues(failure, 'instagram'), digest };
}

/** Gaps the platform or the size of a document causes leave a source complete. */
function statusOf(issues: readonly CollectionIssue[]): SourceStatus {
  const isWhole = issues.every(({ kind }) => kind === 'unsupported' || kind === 'truncated');
  return isWhole ? 'complete' : 'partial';
}

/** Every problem of a configuration is an issue of its own. */
function toIssues(error: InsightInventoryError, source: SourceName): CollectionIssue[] {
  if (!isConfigError(error)) return [error.toIssue({ source, scope: 'source' })];
  return error.problems.map(({ key, found, remedy }) => ({
    source,
    scope: 'config',
    id: null,
    kind: 'config',
    code: `config:${key}`,
    message: `${key}: found ${found}.`,
    remedy,
    retryable: false,
  }));
}

export function digestAnalytics(document: InstagramAnalytics): DocumentDigest {
  const media = document.recent_media ?? [];
  const comments = media.flatMap((post) => post.comments ?? []);
  return {
    counts: {
      media: media.length,
      videos: media.filter((post) => post.is_video).length,
      comments: comments.length,
      replies: comments.reduce((sum, comment) => sum + comment.replies.length, 0),
      hashtags: Object.keys(document.hashtag_performance ?? {}).length,
    },
    calls: document.export_info.calls.graph_calls,
  };
}

export function digestInventory(document: GcsInventory): DocumentDigest {
  const groups = Object.entries(document.categorized_summary).map(([group, { count }]) => [group, count] as const);
  return {
    counts: {
      files: document.bucket_summary.total_files,
      folders: document.bucket_summary.folder_count,
      ...Object.fromEntries(groups),
    },
    calls: document.inventory_info.listing.requests,
  };
}
