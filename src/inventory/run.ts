import { performance } from 'node:perf_hooks';

import { StorageError } from '../base/errors.ts';
import { SECOND_MS } from '../base/time.ts';
import { untilAborted } from '../runtime/clock.ts';
import { type Pace, Slots } from '../runtime/concurrency.ts';
import type { ProgressListener } from '../runtime/progress.ts';
import { inRun as inPlatformRun, Run, type RunOptions, type RunSetup, type RunTally } from '../runtime/run.ts';
import type { ObjectStore, StoreCall } from '../storage/object-store.ts';
import { missingFolderIssue, OddRows } from './listing-issues.ts';
import type { StorageCallOptions } from './options.ts';
import type { InventorySetup } from './setup.ts';

/**
 * Sends every call of a store through a run: retried, counted, and each attempt ended after its time.
 *
 * @param timeoutMs - of one attempt
 */
function manageStore(store: ObjectStore, run: Run, timeoutMs: number): ObjectStore {
  const send = <T>(operation: string, call: StoreCall | undefined, once: (call: StoreCall) => Promise<T>): Promise<T> =>
    run.request(({ signal }) => withTimeout(store.bucket, signal, once, timeoutMs), {
      operation,
      signal: call?.signal,
    });
  const getObjects = store.getObjects?.bind(store);
  return {
    bucket: store.bucket,
    listPage: (request, call) => send('list', call, (inner) => store.listPage(request, inner)),
    listNames: (request, call) => send('list_names', call, (inner) => store.listNames(request, inner)),
    getObject: (name, call) => send('get', call, (inner) => store.getObject(name, inner)),
    ...(getObjects === undefined
      ? {}
      : { getObjects: (names, call) => send('get_batch', call, (inner) => getObjects(names, inner)) }),
    readRange: (request, call) => send('read', call, (inner) => store.readRange(request, inner)),
    testPermissions: (permissions, call) =>
      send('test_permissions', call, (inner) => store.testPermissions(permissions, inner)),
  };
}

/** Gives one attempt its own time limit; the caller's abort passes through as it is. */
async function withTimeout<T>(
  bucket: string,
  signal: AbortSignal,
  once: (call: { readonly signal: AbortSignal }) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(timeoutError(bucket, timeoutMs));
  }, timeoutMs);
  try {
    return await untilAborted((inner) => once({ signal: inner }), [signal, limit.signal]);
  } finally {
    clearTimeout(timer);
  }
}

function timeoutError(bucket: string, timeoutMs: number): StorageError {
  return new StorageError(`gs://${bucket} did not answer within ${String(timeoutMs / SECOND_MS)} s.`, {
    kind: 'timeout',
    code: 'gcs:timeout',
    retryable: true,
    remedy: 'Check the network, or raise timeoutMs.',
    bucket,
  });
}

/** Several round trips, so that bursts of answers even out. */
const WINDOW_MS = 200;

/** Shares of a window in which the event loop had something to do. */
const WITHOUT_PAUSE = 0.98;
const WITH_PAUSES = 0.95;

/** Enough for the next answer to be there when one is read. */
const LEAST = 4;

/** What the event loop did since some moment, in milliseconds. */
interface LoopTime {
  readonly active: number;
  readonly idle: number;
}

/**
 * How many requests are worth having in flight: half as many after a window in which the event loop did not pause, twice
 * as many after one in which it did. What arrives at a busy loop only waits in memory, where every collection of garbage
 * copies it, and a process that is busy with something else is left to it. A million objects without latency: 2.3 s of
 * processor time in place of 2.9 s, and 250 requests in place of 385; at 50 ms a request hardly anything changes (measured
 * 2026-11-22).
 */
export class LoopPace implements Pace {
  readonly #most: number;
  readonly #time: () => LoopTime;
  #limit: number;
  #windowStart: LoopTime;

  /** @param time - of the event loop, since any moment */
  constructor(most: number, time: () => LoopTime = () => performance.eventLoopUtilization()) {
    this.#most = most;
    this.#limit = most;
    this.#time = time;
    this.#windowStart = time();
  }

  get limit(): number {
    return this.#limit;
  }

  /** Decides anew at the end of a window. To be called whenever a request ends. */
  tick(): void {
    const now = this.#time();
    const active = now.active - this.#windowStart.active;
    const window = active + now.idle - this.#windowStart.idle;
    if (window < WINDOW_MS) return;
    this.#windowStart = now;
    if (active > WITHOUT_PAUSE * window)
      this.#limit = Math.max(Math.min(LEAST, this.#most), Math.floor(this.#limit / 2));
    else if (active < WITH_PAUSES * window) this.#limit = Math.min(this.#most, this.#limit * 2);
  }
}

/** What a run has read so far. */
export interface RunCounts {
  pages: number;
  objectsSeen: number;
  objectsIgnored: number;
}

/** One method call: the store it reads through, what it cost, and when it has to stop. */
export interface InventoryRun {
  readonly setup: InventorySetup;
  /** Retried, timed and counted. */
  readonly store: ObjectStore;
  /** Opens another bucket with the same credentials, managed alike. */
  readonly openBucket: (bucket: string) => ObjectStore;
  /** Sends a request to another service: retried, counted, each attempt ended after its time, or after a longer one. */
  readonly send: <T>(operation: string, once: (signal: AbortSignal) => Promise<T>, waitMs?: number) => Promise<T>;
  /** What its requests cost. */
  readonly tally: Readonly<RunTally>;
  readonly counts: RunCounts;
  /** Objects that are in no total. */
  readonly odd: OddRows;
  /** Folders that have neither an object nor a marker, beside others that have. */
  readonly missingFolders: string[];
  /** Tells the manager's listener and the call's of a step. Never throws. */
  readonly onProgress: ProgressListener;
  /** Shared by all listings of the run. */
  readonly slots: Slots;
  readonly signal: AbortSignal;
  /** From the injected clock, in milliseconds. */
  readonly startedAt: number;
}

/** Opens a run without a deadline of its own, for iterators, whose consumer decides how long they live. */
export function openRun(setup: InventorySetup, options: StorageCallOptions): InventoryRun {
  return inventoryRun(setup, new Run(runSetup(setup), runOptions(options)));
}

/**
 * Runs one method under its deadline and the caller's signal, and logs what it cost.
 *
 * @param step - the method's name in the log: `generate_inventory`
 * @param what - the subject of the sentence when the deadline passes: `The inventory`
 */
export async function inRun<T>(
  setup: InventorySetup,
  options: StorageCallOptions,
  { step, what }: { readonly step: string; readonly what: string },
  body: (run: InventoryRun) => Promise<T>,
): Promise<T> {
  const { logger, clock } = setup.deps;
  return inPlatformRun(runSetup(setup), { ...runOptions(options), what }, async (requests) => {
    const run = inventoryRun(setup, requests);
    const result = await body(run);
    reportIssues(run, options);
    logger.info('storage step finished', {
      step,
      requests: run.tally.requests,
      retries: run.tally.retries,
      objects: run.counts.objectsSeen,
      odd_rows: run.odd.count,
      duration_ms: Math.round(clock.now() - run.startedAt),
    });
    return result;
  });
}

/** Calls the listener with the issues of folders and rows. A result that has issues of its own has them too. */
export function reportIssues(
  { missingFolders, odd, setup }: InventoryRun,
  { onIssue }: Pick<StorageCallOptions, 'onIssue'>,
): void {
  if (onIssue === undefined) return;
  for (const issue of [...missingFolders.map(missingFolderIssue), ...odd.issues()]) {
    try {
      onIssue(issue);
    } catch (error) {
      setup.deps.logger.warn('a listener of issues failed', { error });
    }
  }
}

function inventoryRun(setup: InventorySetup, run: Run): InventoryRun {
  const manage = (store: ObjectStore): ObjectStore => manageStore(store, run, setup.deps.timeoutMs);
  const store = manage(setup.store);
  return {
    setup,
    store,
    send: (operation, once, waitMs = 0) =>
      run.request(
        ({ signal }) => withTimeout(store.bucket, signal, (call) => once(call.signal), setup.deps.timeoutMs + waitMs),
        {
          operation,
        },
      ),
    openBucket: (bucket) => (bucket === store.bucket ? store : manage(setup.openStore(bucket))),
    tally: run.tally,
    counts: { pages: 0, objectsSeen: 0, objectsIgnored: 0 },
    odd: new OddRows(),
    missingFolders: [],
    onProgress: (event) => {
      run.report(event);
    },
    slots: new Slots(new LoopPace(setup.concurrency)),
    signal: run.signal,
    startedAt: run.startedAt,
  };
}

/** Without credentials that work no other request can succeed. */
function runSetup({ deps }: InventorySetup): RunSetup {
  return { source: 'gcs', dependencies: deps, endsRun: (error) => error.kind === 'auth' };
}

function runOptions({ signal, onProgress }: StorageCallOptions): RunOptions {
  return { signal, onProgress };
}
