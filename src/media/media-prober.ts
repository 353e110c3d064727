import * as v from 'valibot';

import type { Input } from '../base/check-input.ts';
import { type InsightInventoryError, isInsightInventoryError, MediaProbeError } from '../base/errors.ts';
import { either, flag, inputObject, optional, wholeNumber } from '../base/inputs.ts';
import type { CollectionIssue, IssueSource } from '../base/issues.ts';
import { type MediaMetadata, mediaMetadataSchema } from '../documents/file.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import { type ProgressListener, reportProgress } from '../runtime/dependencies.ts';
import { createMemoryStore, type KeyValueStore } from '../runtime/stores.ts';
import { DEFAULT_PROBE_BYTES, type RangeReader } from './header-bytes.ts';
import { type FrameRateEffort, type HeaderParser, type LoadHeaderParser, loadMediabunny } from './mediabunny.ts';
import type { MediaKind } from './probe-media.ts';

export interface MediaProberOptions {
  /** Whose issues these are. */
  readonly source: IssueSource;
  /** @default 'media_probe' */
  readonly scope?: string | undefined;
  /** Without one every file is read each time. */
  readonly cache?: ProbeCache | undefined;
  /** As in `probeMedia`. */
  readonly maxBytes?: number | undefined;
  readonly deadlineMs?: number | undefined;
  readonly frames?: FrameRateEffort | undefined;
  readonly loadParser?: LoadHeaderParser | undefined;
}

/** One file to probe. */
export interface ProbeItem {
  /** Names the file in issues. */
  readonly id: string;
  readonly name: string;
  readonly kind: MediaKind;
  /** Names the content for ever, for the cache: an object's name and generation. `null`: not cached. */
  readonly identity: string | null;
  /** Called only when the cache does not know the file. */
  readonly open: () => RangeReader;
}

/** What one issue says of all files. */
const REPORTED_ONCE: ReadonlySet<string> = /* @__PURE__ */ new Set(['media:library_missing', 'media:budget']);

/**
 * Probes the files of one run: looks into the cache first, loads the parser once, and gathers what went wrong. A file
 * that cannot be read is a record of nulls and an issue, and stops no other; a missing mediabunny is one issue for all.
 */
export class MediaProber {
  readonly #options: MediaProberOptions;
  readonly #issues: CollectionIssue[] = [];
  readonly #reportedOnce = new Set<string>();
  #parser: Promise<HeaderParser | null> | null = null;

  constructor(options: MediaProberOptions) {
    this.#options = options;
  }

  /** So far, in the order in which they came up. */
  get issues(): readonly CollectionIssue[] {
    return this.#issues;
  }

  /** @throws the signal's own reason, and nothing else */
  async probe(item: ProbeItem, signal?: AbortSignal): Promise<MediaMetadata> {
    signal?.throwIfAborted();
    const known = await this.#fromCache(item);
    if (known !== null) return known;
    const { maxBytes, deadlineMs, frames } = this.#options;
    // The parsers are a tenth of the library: loaded for the first file.
    const { inspectMedia } = await import('./probe-media.ts');
    const { metadata, problem } = await inspectMedia(lazily(item.open), {
      ...{ kind: item.kind, name: item.name, maxBytes, deadlineMs, frames, signal },
      loadParser: () => this.#load(),
    });
    if (problem === null) await this.#toCache(item, metadata);
    else if (REPORTED_ONCE.has(problem.code)) this.#reportOnce(problem);
    else this.#issues.push(problem.toIssue({ ...this.#place(), id: item.id }));
    return metadata;
  }

  #load(): Promise<HeaderParser | null> {
    return (this.#parser ??= (this.#options.loadParser ?? loadMediabunny)());
  }

  async #fromCache(item: ProbeItem): Promise<MediaMetadata | null> {
    const { cache } = this.#options;
    const { identity } = item;
    if (cache === undefined || identity === null) return null;
    return this.#orReport(() => cache.get(this.#keyOf(item, identity)));
  }

  async #toCache(item: ProbeItem, metadata: MediaMetadata): Promise<void> {
    const { cache } = this.#options;
    const { identity } = item;
    if (cache === undefined || identity === null) return;
    await this.#orReport(() => cache.set(this.#keyOf(item, identity), metadata));
  }

  /** Makes the key of a file. What a probe finds depends on how it was asked, too. */
  #keyOf(item: ProbeItem, identity: string): string {
    const { maxBytes = DEFAULT_PROBE_BYTES, frames = 'header' } = this.#options;
    return `${item.kind}:${frames}:${String(maxBytes)}:${identity}`;
  }

  /**
   * Runs an operation of the cache or reports its error. A cache that cannot be read or written costs requests, not
   * results: one issue says so.
   */
  async #orReport<T>(use: () => Promise<T>): Promise<T | null> {
    try {
      return await use();
    } catch (error) {
      this.#reportOnce(isInsightInventoryError(error) ? error : cacheFailed());
      return null;
    }
  }

  #reportOnce(problem: InsightInventoryError): void {
    if (this.#reportedOnce.has(problem.code)) return;
    this.#reportedOnce.add(problem.code);
    this.#issues.push(problem.toIssue(this.#place()));
  }

  #place(): { source: IssueSource; scope: string } {
    return { source: this.#options.source, scope: this.#options.scope ?? 'media_probe' };
  }
}

/** Makes the error for a store of the caller's own, whose errors may say anything. */
function cacheFailed(): MediaProbeError {
  return new MediaProbeError('The store given for probes fails; files are read again.', {
    kind: 'io',
    code: 'media:cache_failed',
    remedy: 'Check the store.',
  });
}

/** Makes a reader that is opened when it is first read. */
function lazily(open: () => RangeReader): RangeReader {
  let opened: RangeReader | null = null;
  const reader = (): RangeReader => (opened ??= open());
  return {
    get size(): number | null {
      return reader().size;
    },
    read: (start, end, signal) => reader().read(start, end, signal),
  };
}

interface ProbeManyOptions {
  /** Files read at a time. @default 6 */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Whose progress this is. @default 'collector' */
  readonly source?: IssueSource | undefined;
}

/** Enough to hide the waits of a storage service, few enough to stay far from its limits. */
const DEFAULT_CONCURRENCY = 6;

/**
 * Probes many files, some at a time, and reports each as it is done. What went wrong is in the prober's `issues`.
 *
 * @returns one record an item, in the order of the items
 * @throws the signal's own reason, and nothing else
 */
export async function probeMany(
  prober: MediaProber,
  items: readonly ProbeItem[],
  options: ProbeManyOptions = {},
): Promise<MediaMetadata[]> {
  const { concurrency = DEFAULT_CONCURRENCY, signal, onProgress, source = 'collector' } = options;
  let done = 0;
  return mapBounded(
    items,
    concurrency,
    async (item) => {
      const metadata = await prober.probe(item, signal);
      done += 1;
      reportProgress(onProgress, {
        ...{ source, step: 'probe', done, total: items.length },
        message: `Probed ${item.name}`,
      });
      return metadata;
    },
    signal,
  );
}

/** Raised when probing finds more or other than before, so that old entries are not taken. */
const CACHE_VERSION = 2;

/** Results of earlier probes. What is kept is what the file says, never that it could not be read. */
interface ProbeCache {
  /** Reads an entry; `null` when nothing usable is there; an entry that is broken counts as none. */
  get(identity: string): Promise<MediaMetadata | null>;
  set(identity: string, metadata: MediaMetadata): Promise<void>;
}

/**
 * Creates a cache of probes in any key-value store: memory by default, a folder with `createFileStore`. The caller's
 * identity names one content for ever, such as an object's generation or a post's id; a name alone would not.
 *
 * @throws what the store throws
 */
export function createProbeCache(store: KeyValueStore = createMemoryStore()): ProbeCache {
  return {
    get: async (identity) => parseEntry(await store.get(keyOf(identity))),
    set: (identity, metadata) => store.set(keyOf(identity), JSON.stringify(metadata)),
  };
}

function keyOf(identity: string): string {
  return `media-probe:${String(CACHE_VERSION)}:${identity}`;
}

function parseEntry(text: string | null): MediaMetadata | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const entry = v.safeParse(mediaMetadataSchema, value);
  return entry.success ? entry.output : null;
}

/** Whether media files are probed, and how much of each may be read. */
export interface ProbeBudget {
  /** The most bytes read of a file: more for headers of megabytes. @default 2 MiB */
  readonly maxBytes?: number | undefined;
}

/** True probes with the default budget. */
export type ProbeOption = boolean | ProbeBudget;

/** The option `probe` of everything that probes. */
export const probeOption: Input<ProbeOption> = either<ProbeOption>(
  flag(),
  inputObject<ProbeBudget>({ maxBytes: optional(wholeNumber(1)) }),
);

/** Reads the budget of a probe; `null` where none is asked for. */
export function probeBudget(option: ProbeOption | undefined): ProbeBudget | null {
  if (option === undefined || option === false) return null;
  return option === true ? {} : option;
}
