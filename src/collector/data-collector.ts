import * as v from 'valibot';

import { checkConfig } from '../base/check-config.ts';
import { accepts, checkInput, type Input, joinKey } from '../base/check-input.ts';
import { abortSignal, flag, inputObject, listOf, optional, text, valueWhere, withMethods } from '../base/inputs.ts';
import { videoPlanSchema, type VideoPlan } from '../documents/video-plan.ts';
import { isPlanningNotes, NOTES_REMEDY, type PlanningNotes } from '../planning/documents.ts';
import { ConfigError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import { DEPENDENCY_ENTRIES } from '../runtime/dependencies.ts';
import { requireWritableFolder } from '../runtime/io-error.ts';
import { toTimestamp } from '../base/time.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { CollectionSummary } from '../documents/collection.ts';
import type { GcsInventory } from '../documents/inventory.ts';
import { Redactor } from '../base/redact.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';
import { safeLogger, silentLogger, type Logger } from '../runtime/logger.ts';
import type { LedgerStore, SnapshotStore } from '../runtime/history-stores.ts';
import { reportProgress, type ProgressEvent, type ProgressListener } from '../runtime/progress.ts';
import {
  collectSource,
  digestAnalytics,
  digestInventory,
  failIfEmpty,
  SKIPPED,
  type DocumentDigest,
  type SourceOutcome,
  StatusBoard,
  type CollectionStatus,
  openSource,
  type SourceOf,
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

/** Where a collection reads from, and where it writes. */
export interface DataCollectorOptions extends CollectorSources {
  /** Keeps each account document; planning reads growth from it. */
  readonly history?: SnapshotStore | undefined;
  /** Tells planning which clips were published. */
  readonly ledger?: LedgerStore | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Made when missing. @default 'collected_data' */
  readonly outputDir?: string | undefined;
  /** What the studio says of its names, for planning. Trusted. */
  readonly notes?: PlanningNotes | undefined;
  /** Plans that may have been published: planning proposes their posts for the ledger. */
  readonly plans?: readonly VideoPlan[] | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Every method can be stopped. */
export interface CollectorCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of the collection of one source. */
export interface CollectSourceOptions extends CollectorCallOptions {
  /** Reads length and orientation of videos by range. @default false */
  readonly probe?: boolean | undefined;
}

/** How a collection of both is made, and what it writes. */
export interface CollectAllOptions extends CollectorCallOptions {
  /** False reads the account first, then the bucket. @default true */
  readonly parallel?: boolean | undefined;
  /** Compresses every file. @default false */
  readonly compress?: boolean | undefined;
  /** Reads length and orientation of videos, of posts and in the bucket, by range. @default false */
  readonly probe?: boolean | undefined;
  /**
   * Also writes pictures of the best and weakest posts, for a report: 1 call and 1 request for each of at most 10 posts.
   * @default false
   */
  readonly thumbnails?: boolean | undefined;
  /** Also writes what a planner needs, when both documents are there. @default false */
  readonly planning?: boolean | undefined;
}

/** The manager of a source, or a function that makes it; known by its methods, as another build's class is another. */
function sourceOf<Manager>(methods: readonly (keyof Manager & string)[], name: string): Input<SourceOf<Manager>> {
  const isManager = (value: unknown): boolean =>
    typeof value === 'function' || accepts(withMethods<Manager>(methods, ''), value);
  return valueWhere(isManager, `Give a ${name} or a function that makes one: new ${name}(config).`);
}

/** A plan, checked whole against its schema. */
const videoPlan: Input<VideoPlan> = (value, key, report) => {
  const { issues = [] } = v.safeParse(videoPlanSchema, value);
  for (const { path = [], input, message } of issues) {
    report(
      path.reduce((before, step) => joinKey(before, step.key as string | number), key),
      input,
      message,
    );
  }
  return value as VideoPlan;
};

const OPTIONS = inputObject<DataCollectorOptions>({
  instagram: optional(sourceOf<InstagramAnalyticsManager>(['collect', 'getTokenInfo'], 'InstagramAnalyticsManager')),
  gcs: optional(sourceOf<GCSInventoryManager>(['generateInventory', 'validateAccess'], 'GCSInventoryManager')),
  history: optional(
    withMethods<SnapshotStore>(['append', 'list'], 'Give createFileSnapshotStore(folder) or the like.'),
  ),
  ledger: optional(withMethods<LedgerStore>(['append', 'list'], 'Give createFileLedgerStore(path) or the like.')),
  logger: DEPENDENCY_ENTRIES.logger,
  clock: DEPENDENCY_ENTRIES.clock,
  outputDir: optional(text('Give the path of a folder, or leave it out.')),
  notes: optional(valueWhere<PlanningNotes>(isPlanningNotes, NOTES_REMEDY)),
  plans: optional(listOf<VideoPlan>(videoPlan, 'Give a list of plans.')),
  onProgress: DEPENDENCY_ENTRIES.onProgress,
});

const CALL_ENTRIES = { signal: optional(abortSignal()) };
const CALL_OPTIONS = inputObject<CollectorCallOptions>(CALL_ENTRIES);
const SOURCE_ENTRIES = { ...CALL_ENTRIES, probe: optional(flag()) };
const SOURCE_OPTIONS = inputObject<CollectSourceOptions>(SOURCE_ENTRIES);
const ALL_OPTIONS = inputObject<CollectAllOptions>({
  ...SOURCE_ENTRIES,
  parallel: optional(flag()),
  compress: optional(flag()),
  thumbnails: optional(flag()),
  planning: optional(flag()),
});

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
   * What a collection needs and whether it is there: token, permissions, account, bucket, folders, output folder, history
   * and ledger. Cost: at most two requests for the account, one for the bucket and one for each of its folders. Rejects
   * only on an abort.
   */
  async validateCollectionRequirements(options: CollectorCallOptions = {}): Promise<RequirementReport> {
    const { signal } = checkInput('validateCollectionRequirements', 'options', options, CALL_OPTIONS);
    const places = { outputDir: this.#outputDir, history: this.#history, ledger: this.#ledger };
    return checkRequirements(this.#sources, { ...places, now: this.#clock.now() }, signal);
  }

  /**
   * The account's document. Writes nothing.
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
   * The bucket's document. Writes nothing.
   *
   * @throws ConfigError when no bucket is given; what `GCSInventoryManager.generateInventory` throws
   */
  async collectGcsData(options: CollectSourceOptions = {}): Promise<GcsInventory> {
    checkInput('collectGcsData', 'options', options, SOURCE_OPTIONS);
    if (this.#sources.gcs === undefined) throw missingSource('gcs');
    return openSource(this.#sources.gcs).generateInventory(undefined, { ...options, onProgress: this.#listen });
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
    const { signal, parallel = true, compress = false, planning = false, probe = false, thumbnails = false } = options;
    signal?.throwIfAborted();
    await requireWritableFolder(this.#outputDir);
    await this.#history?.check?.();
    await this.#ledger?.check?.();
    const startedAt = this.#clock.now();
    const output: OutputOptions = { outputDir: this.#outputDir, startedAt, compress, signal };
    const call: CollectSourceOptions = { signal, probe };
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

  /** Where the running or last collection stands. */
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
    const outcome = await this.#run('instagram', () => this.collectInstagramData(call), digestAnalytics, call.signal);
    return this.#write('instagram', 'instagram_analytics', failIfEmpty(outcome), output);
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
    const outcome = await this.#run('gcs', () => this.collectGcsData(call), digestInventory, call.signal);
    return this.#write('gcs', 'gcs_inventory', outcome, output);
  }

  async #run<Document extends InstagramAnalytics | GcsInventory>(
    source: SourceName,
    collect: () => Promise<Document>,
    digest: (document: Document) => DocumentDigest,
    signal: AbortSignal | undefined,
  ): Promise<SourceOutcome<Document>> {
    this.#board.setState(source, 'running');
    return collectSource(source, collect, () => this.#clock.now(), { digest, signal });
  }

  async #write<Document extends InstagramAnalytics | GcsInventory>(
    source: SourceName,
    name: OutputName,
    outcome: SourceOutcome<Document>,
    output: OutputOptions,
  ): Promise<Collected<Document>> {
    const { document } = outcome;
    if (document === null) return this.#finish(source, outcome);
    const written = await collectSource(
      source,
      async () => ({ issues: [], file: await writeDocument(name, document, output) }),
      () => this.#clock.now(),
      { signal: output.signal },
    );
    if (written.document === null) {
      return this.#finish<Document>(source, {
        ...outcome,
        status: 'failed',
        issues: [...outcome.issues, ...written.issues],
      });
    }
    return this.#finish(source, outcome, written.document.file);
  }

  #finish<Document>(
    source: SourceName,
    outcome: SourceOutcome<Document>,
    written: WrittenSource | null = null,
  ): Collected<Document> {
    const { status, issues, digest, durationMs } = outcome;
    if (written !== null) this.#board.setFile(source, written.path);
    this.#board.setState(source, status === 'failed' || status === 'skipped' ? status : 'done');
    if (status === 'failed') this.#logger.error('source failed', { source, issues });
    else this.#logger.info('source finished', { source, status, file: written?.path ?? null });
    return {
      document: outcome.document,
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
