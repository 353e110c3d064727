import { checkConfig } from '../base/inputs.ts';
import { checkInput } from '../base/check-input.ts';
import { type VideoPlan } from '../documents/video-plan.ts';
import { type PlanningNotes } from '../planning/documents.ts';
import { ConfigError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';

import { requireWritableFolder } from '../runtime/file-io.ts';
import { toTimestamp } from '../base/time.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { CollectionSummary } from '../documents/collection.ts';
import type { GcsInventory } from '../documents/inventory.ts';
import { Redactor } from '../base/redact.ts';
import { type Clock, systemClock } from '../runtime/clock.ts';
import { type Logger, safeLogger, silentLogger } from '../runtime/logger.ts';
import type { LedgerStore } from '../runtime/history/ledger-store.ts';
import type { SnapshotStore } from '../runtime/history/snapshot-store.ts';
import { reportProgress, type ProgressEvent, type ProgressListener } from '../runtime/dependencies.ts';
import {
  collectSource,
  digestAnalytics,
  digestInventory,
  failIfEmpty,
  SKIPPED,
  type DocumentDigest,
  type SourceResult,
  StatusBoard,
  type CollectionStatus,
  openSource,
  type CollectorSources,
  type SourceName,
} from './collect-source.ts';
import {
  writeDocument,
  type OutputName,
  type OutputOptions,
  keepAndPlan,
  writeSummary,
  writeThumbnails,
  type FinishedSource,
} from './write-documents.ts';
import { checkRequirements, NO_SOURCE, type RequirementReport } from './requirements.ts';

import {
  ALL_OPTIONS,
  CALL_OPTIONS,
  type CollectAllOptions,
  type CollectorCallOptions,
  type CollectSourceOptions,
  type DataCollectorOptions,
  OPTIONS,
  SOURCE_OPTIONS,
} from './options.ts';
/**
 * Collects an account and a bucket together. One that fails leaves the other delivered; one that is not given is
 * skipped. The constructor does no I/O.
 */
export class DataCollector {
  readonly #sources: CollectorSources;
  readonly #history: SnapshotStore | undefined;
  readonly #ledger: LedgerStore | undefined;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #outputDir: string;
  readonly #notes: PlanningNotes | undefined;
  readonly #plans: readonly VideoPlan[];
  readonly #onProgress: ProgressListener | undefined;
  readonly #board: StatusBoard = new StatusBoard();
  /** The account last opened. */
  #account: InstagramAnalyticsManager | null = null;

  /** @throws {ConfigError} naming what is no manager, no store, or no option at all */
  constructor(given: DataCollectorOptions) {
    const options = checkConfig(OPTIONS, given, { isShown: () => true, name: 'options' });
    this.#sources = { instagram: options.instagram, gcs: options.gcs };
    this.#history = options.history;
    this.#ledger = options.ledger;
    this.#logger = safeLogger(options.logger ?? silentLogger, new Redactor(), 'data_collector');
    this.#clock = options.clock ?? systemClock;
    this.#outputDir = options.outputDir ?? 'collected_data';
    this.#notes = options.notes;
    this.#plans = options.plans ?? [];
    this.#onProgress = options.onProgress;
  }

  /**
   * Checks what a collection needs and whether it is there: token, permissions, account, bucket, folders, output
   * folder, history and ledger. Cost: at most two requests for the account, one for the bucket and one for each of its
   * folders. Rejects only on an abort.
   */
  async validateCollectionRequirements(options: CollectorCallOptions = {}): Promise<RequirementReport> {
    const { signal } = checkInput('validateCollectionRequirements', 'options', options, CALL_OPTIONS);
    const places = { outputDir: this.#outputDir, history: this.#history, ledger: this.#ledger };
    return checkRequirements(this.#sources, { ...places, now: this.#clock.now() }, signal);
  }

  /**
   * Collects the account's document. Writes nothing.
   *
   * @throws ConfigError when no account is given; what `InstagramAnalyticsManager.collect` throws
   */
  async collectInstagramData(options: CollectSourceOptions = {}): Promise<InstagramAnalytics> {
    checkInput('collectInstagramData', 'options', options, SOURCE_OPTIONS);
    if (this.#sources.instagram === undefined) throw missingSource('instagram');
    const account = openSource(this.#sources.instagram);
    this.#account = account;
    return account.collect({ ...options, onProgress: this.#listen });
  }

  /**
   * Collects the bucket's document. Writes nothing.
   *
   * @throws ConfigError when no bucket is given; what `GCSInventoryManager.generateInventory` throws
   */
  async collectGcsData(options: CollectSourceOptions = {}): Promise<GcsInventory> {
    const { signal, probe } = checkInput('collectGcsData', 'options', options, SOURCE_OPTIONS);
    if (this.#sources.gcs === undefined) throw missingSource('gcs');
    return openSource(this.#sources.gcs).generateInventory(undefined, { signal, probe, onProgress: this.#listen });
  }

  /**
   * Collects both, writes each document and a summary of the run. Files are named after the moment the run began, in
   * UTC, and never overwrite one.
   *
   * Output folder, history and ledger are checked before the first request: what cannot be kept is not collected.
   *
   * @throws the caller's abort reason; ArgumentError; an error of kind `io` when the output folder, the history or the
   * ledger cannot be used, or the summary itself cannot be written
   */
  async collectAllData(options: CollectAllOptions = {}): Promise<CollectionSummary> {
    checkInput('collectAllData', 'options', options, ALL_OPTIONS);
    const { signal, parallel = true, compress = false, planning = false, thumbnails = false } = options;
    const { probe = false, audience = false, stories = false, onAnalysis } = options;
    signal?.throwIfAborted();
    await requireWritableFolder(this.#outputDir);
    await this.#history?.check?.();
    await this.#ledger?.check?.();
    const startedAt = this.#clock.now();
    const output: OutputOptions = { outputDir: this.#outputDir, startedAt, compress, signal };
    const call: CollectSourceOptions = { signal, probe, audience, stories };
    this.#board.start(toTimestamp(startedAt));
    this.#logger.info('collection started', { parallel, compress });
    try {
      const first = this.#collectInstagram(output, call);
      if (!parallel) await first;
      const second = this.#collectBucket(output, call);
      const [instagram, gcs] = await settleBoth(first, second);
      const documents = { analytics: instagram.document, inventory: gcs.document };
      const stores = { history: this.#history, ledger: this.#ledger };
      const { planningFile, issues } = await keepAndPlan(documents, {
        ...stores,
        timezone: this.#account?.timezone,
        notes: this.#notes,
        plans: this.#plans,
        planning,
        onAnalysis,
        output,
      });
      const pictures = thumbnails ? await this.#collectThumbnails(instagram.document, output) : null;
      const finished = {
        sources: { instagram, gcs },
        planningFile,
        thumbnailsFile: pictures?.file,
        issues: [...this.#sourceIssues(), ...issues, ...(pictures?.issues ?? [])],
      };
      const summary = await writeSummary(finished, output, this.#clock.now());
      this.#logger.info('collection finished', { status: summary.status, duration_ms: summary.duration_ms });
      return summary;
    } finally {
      this.#board.finish();
    }
  }

  /** Gives how far the running or last collection is. */
  getStatus(): CollectionStatus {
    return this.#board.status;
  }

  #sourceIssues(): CollectionIssue[] {
    if (this.#sources.instagram !== undefined || this.#sources.gcs !== undefined) return [];
    const { detail: message, remedy } = NO_SOURCE;
    const place = { source: 'collector', scope: 'sources', id: null } as const;
    return [{ ...place, kind: 'config', code: 'collector:no_source', message, remedy, retryable: false }];
  }

  async #collectInstagram(output: OutputOptions, call: CollectSourceOptions): Promise<Collected<InstagramAnalytics>> {
    if (this.#sources.instagram === undefined) return this.#finish<InstagramAnalytics>('instagram', SKIPPED);
    const result = await this.#run('instagram', () => this.collectInstagramData(call), digestAnalytics, call.signal);
    return this.#write('instagram', 'instagram_analytics', failIfEmpty(result), output);
  }

  async #collectThumbnails(
    analytics: InstagramAnalytics | null,
    output: OutputOptions,
  ): ReturnType<typeof writeThumbnails> {
    if (analytics === null || this.#account === null) return { file: null, issues: [] };
    return writeThumbnails(analytics, this.#account, output);
  }

  async #collectBucket(output: OutputOptions, call: CollectSourceOptions): Promise<Collected<GcsInventory>> {
    if (this.#sources.gcs === undefined) return this.#finish<GcsInventory>('gcs', SKIPPED);
    const result = await this.#run('gcs', () => this.collectGcsData(call), digestInventory, call.signal);
    return this.#write('gcs', 'gcs_inventory', result, output);
  }

  async #run<Document extends InstagramAnalytics | GcsInventory>(
    source: SourceName,
    collect: () => Promise<Document>,
    digest: (document: Document) => DocumentDigest,
    signal: AbortSignal | undefined,
  ): Promise<SourceResult<Document>> {
    this.#board.setState(source, 'running');
    return collectSource(source, collect, () => this.#clock.now(), { digest, signal });
  }

  async #write<Document extends InstagramAnalytics | GcsInventory>(
    source: SourceName,
    name: OutputName,
    result: SourceResult<Document>,
    output: OutputOptions,
  ): Promise<Collected<Document>> {
    const { document } = result;
    if (document === null) return this.#finish(source, result);
    const written = await collectSource(
      source,
      async () => ({ issues: [], file: await writeDocument(name, document, output) }),
      () => this.#clock.now(),
      { signal: output.signal },
    );
    if (written.document === null) {
      return this.#finish<Document>(source, {
        ...result,
        status: 'failed',
        issues: [...result.issues, ...written.issues],
      });
    }
    return this.#finish(source, result, written.document.file);
  }

  #finish<Document>(
    source: SourceName,
    result: SourceResult<Document>,
    written: WrittenSource | null = null,
  ): Collected<Document> {
    const { status, issues, digest, durationMs } = result;
    if (written !== null) this.#board.setFile(source, written.path);
    this.#board.setState(source, status === 'failed' || status === 'skipped' ? status : 'done');
    if (status === 'failed') this.#logger.error('source failed', { source, issues });
    else this.#logger.info('source finished', { source, status, file: written?.path ?? null });
    return {
      document: result.document,
      issues,
      summary: {
        status,
        file: written?.path ?? null,
        size_bytes: written?.size_bytes ?? null,
        sha256: written?.sha256 ?? null,
        ...digest,
        duration_ms: durationMs,
      },
    };
  }

  readonly #listen = (event: ProgressEvent): void => {
    this.#board.take(event);
    reportProgress(this.#onProgress, event);
  };
}

/** A finished source with its document, for what is computed from both. */
type Collected<Document> = FinishedSource & { readonly document: Document | null };

interface WrittenSource {
  readonly path: string;
  readonly size_bytes: number;
  readonly sha256: string;
}

/** Waits for both even when one rejects, so that nothing goes on behind the caller's back. */
async function settleBoth<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

function missingSource(source: SourceName): ConfigError {
  return new ConfigError([{ key: source, found: 'nothing', remedy: `Give the collector its ${source} manager.` }]);
}
