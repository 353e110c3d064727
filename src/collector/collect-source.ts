import { InsightInventoryError, isConfigError, isInsightInventoryError } from '../base/errors.ts';
import { type CollectionIssue, isComplete } from '../base/issues.ts';
import { Redactor } from '../base/redact.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { SourceStatus } from '../documents/collection.ts';
import type { GcsInventory } from '../documents/inventory.ts';
import { failureIfEmpty } from '../instagram/collect.ts';
import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import type { ProgressEvent } from '../runtime/dependencies.ts';

/** A manager, or how to make one. A factory that throws a ConfigError fails its own source alone. */
export type SourceOf<Manager> = Manager | (() => Manager);

/** Where a collection reads from. */
export interface CollectorSources {
  readonly instagram?: SourceOf<InstagramAnalyticsManager> | undefined;
  readonly gcs?: SourceOf<GCSInventoryManager> | undefined;
}

/** A source by its short name, as documents spell it. */
export type SourceName = 'instagram' | 'gcs';

/** Opens the manager itself. @throws ConfigError from a factory */
export function openSource<Manager extends object>(source: SourceOf<Manager>): Manager {
  return typeof source === 'function' ? source() : source;
}

/**
 * Gives an error from outside the family, as one of it: a source, a history or a ledger of the caller's own costs what
 * hangs on it and not the whole collection. The text may hold anything and is redacted.
 */
export function asLibraryError(error: unknown): InsightInventoryError {
  if (isInsightInventoryError(error)) return error;
  const description = error instanceof Error ? `${error.name}: ${error.message}` : 'no error was given';
  return new InsightInventoryError(new Redactor().text(`Ended in an unexpected error. ${description}`), {
    kind: 'io',
    code: 'collector:failed',
    remedy: 'Look for it in the source, history or ledger you gave; if it is none of theirs, report it.',
  });
}

/** How far one source is. */
export interface SourceProgress {
  state: 'idle' | 'running' | 'done' | 'failed' | 'skipped';
  /** What it is doing; `null` before it has begun. */
  step: string | null;
  done: number;
  total: number | null;
  /** Its document, once that is on the disk whole: kept whatever happens to the rest of the run. */
  file: string | null;
}

/** How far a collection is. */
export interface CollectionStatus {
  state: 'idle' | 'running' | 'done';
  started_at: string | null;
  sources: Record<SourceName, SourceProgress>;
}

/** Follows a collection while it runs. */
export class StatusBoard {
  #status: CollectionStatus = { state: 'idle', started_at: null, sources: { instagram: idle(), gcs: idle() } };

  /** A copy: what the caller does with it changes nothing here. */
  get status(): CollectionStatus {
    const { sources, ...rest } = this.#status;
    return { ...rest, sources: { instagram: { ...sources.instagram }, gcs: { ...sources.gcs } } };
  }

  start(startedAt: string): void {
    this.#status = { state: 'running', started_at: startedAt, sources: { instagram: idle(), gcs: idle() } };
  }

  finish(): void {
    this.#status.state = 'done';
  }

  setState(source: SourceName, state: SourceProgress['state']): void {
    this.#status.sources[source].state = state;
  }

  setFile(source: SourceName, file: string): void {
    this.#status.sources[source].file = file;
  }

  take({ source, step, done, total }: ProgressEvent): void {
    if (source === 'collector') return;
    Object.assign(this.#status.sources[source], { step, done, total });
  }
}

function idle(): SourceProgress {
  return { state: 'idle', step: null, done: 0, total: null, file: null };
}

/** What came of one source. */
export interface SourceResult<Document> {
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

const EMPTY_DIGEST: DocumentDigest = { counts: {}, calls: 0 };

interface CollectSourceHooks<Document> {
  /** @default nothing */
  readonly digest?: ((document: Document) => DocumentDigest) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs one source; an error becomes its issues, an abort passes through. */
export async function collectSource<Document extends { issues: CollectionIssue[] }>(
  source: SourceName,
  collect: () => Promise<Document>,
  now: () => number,
  { digest = () => EMPTY_DIGEST, signal }: CollectSourceHooks<Document> = {},
): Promise<SourceResult<Document>> {
  const startedAt = now();
  const duration = (): number => Math.round(now() - startedAt);
  try {
    const document = await collect();
    const { issues } = document;
    return {
      status: isComplete(issues) ? 'complete' : 'partial',
      document,
      issues,
      digest: digest(document),
      durationMs: duration(),
    };
  } catch (error) {
    signal?.throwIfAborted();
    const issues = toIssues(asLibraryError(error), source);
    return { status: 'failed', document: null, issues, digest: EMPTY_DIGEST, durationMs: duration() };
  }
}

/** Nothing to read from. */
export const SKIPPED: SourceResult<never> = {
  status: 'skipped',
  document: null,
  issues: [],
  digest: EMPTY_DIGEST,
  durationMs: 0,
};

/**
 * Fails a source without content. A document without anything in it is a failed source; its issue is what kept the
 * account from being read.
 */
export function failIfEmpty(result: SourceResult<InstagramAnalytics>): SourceResult<InstagramAnalytics> {
  const failure = result.document === null ? null : failureIfEmpty(result.document);
  if (failure === null) return result;
  const digest = { ...EMPTY_DIGEST, calls: result.digest.calls };
  return { ...result, status: 'failed', document: null, issues: toIssues(failure, 'instagram'), digest };
}

/** Turns an error into issues. Every problem of a configuration is an issue of its own. */
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
