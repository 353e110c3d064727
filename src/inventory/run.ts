import { StorageError } from '../base/errors.ts';
import { SECOND_MS } from '../base/time.ts';
import { untilAborted } from '../runtime/clock.ts';
import { Slots } from '../runtime/concurrency.ts';
import type { ProgressListener } from '../runtime/dependencies.ts';
import { inRun as inPlatformRun, Run, type RunOptions, type RunSetup, type RunTally } from '../runtime/run.ts';
import type { ObjectStore, StoreCall } from '../storage/object-store.ts';
import { LoopPace } from './listing/loop-pace.ts';
import { missingFolderIssue, UnusableRows } from './rows-and-review.ts';
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
  readonly unusable: UnusableRows;
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
      odd_rows: run.unusable.count,
      duration_ms: Math.round(clock.now() - run.startedAt),
    });
    return result;
  });
}

/** Calls the listener with the issues of folders and rows. A result that has issues of its own has them too. */
export function reportIssues(
  { missingFolders, unusable, setup }: InventoryRun,
  { onIssue }: Pick<StorageCallOptions, 'onIssue'>,
): void {
  if (onIssue === undefined) return;
  for (const issue of [...missingFolders.map(missingFolderIssue), ...unusable.issues()]) {
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
    unusable: new UnusableRows(),
    missingFolders: [],
    onProgress: (event) => {
      run.report(event);
    },
    slots: new Slots(new LoopPace(setup.concurrency)),
    signal: run.signal,
    startedAt: run.startedAt,
  };
}

/** Starts a run. Without credentials that work no other request can succeed. */
function runSetup({ deps }: InventorySetup): RunSetup {
  return { source: 'gcs', dependencies: deps, endsRun: (error) => error.kind === 'auth' };
}

function runOptions({ signal, onProgress }: StorageCallOptions): RunOptions {
  return { signal, onProgress };
}
