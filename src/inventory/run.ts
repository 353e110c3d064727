import { withDeadline } from '../runtime/deadline.ts';
import { reportProgress, type ProgressListener } from '../runtime/progress.ts';
import { RetryBudget } from '../runtime/retry.ts';
import { manageStore, type StoreUsage } from '../storage/managed-store.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { LoopPace, Slots } from './listing/slots.ts';
import type { StorageCallOptions } from './options.ts';
import { OddRows } from './odd-rows.ts';
import type { InventorySetup } from './setup.ts';

/** What a run has read so far. */
export interface RunCounts extends StoreUsage {
  pages: number;
  objectsSeen: number;
  objectsIgnored: number;
}

/** One method call: the store it reads through, what it cost, and when it has to stop. */
export interface InventoryRun {
  readonly setup: InventorySetup;
  /** Retried, timed and counted. */
  readonly store: ObjectStore;
  /** Another bucket with the same credentials, managed alike. */
  readonly openBucket: (bucket: string) => ObjectStore;
  readonly counts: RunCounts;
  /** Objects that are in no total. */
  readonly odd: OddRows;
  /** Tells the manager's listener and the call's. Never throws. */
  readonly onProgress: ProgressListener;
  /** Shared by all listings of the run. */
  readonly slots: Slots;
  readonly signal: AbortSignal | undefined;
  /** From the injected clock, in milliseconds. */
  readonly startedAt: number;
}

/** A run without a deadline of its own, for iterators, whose consumer decides how long they live. */
export function openRun(setup: InventorySetup, options: StorageCallOptions): InventoryRun {
  const { signal } = options;
  const { clock, logger, retry, timeoutMs, maxWaitMs } = setup.deps;
  const counts: RunCounts = { requests: 0, retries: 0, pages: 0, objectsSeen: 0, objectsIgnored: 0 };
  const managed = { policy: retry, clock, logger, timeoutMs, maxWaitMs, budget: new RetryBudget(), usage: counts };
  const store = manageStore(setup.store, managed);
  const openBucket = (bucket: string): ObjectStore =>
    bucket === store.bucket ? store : manageStore(setup.openStore(bucket), managed);
  const onProgress: ProgressListener = (event) => {
    setup.deps.onProgress(event);
    reportProgress(options.onProgress, event);
  };
  const slots = new Slots(new LoopPace(setup.concurrency));
  return { setup, store, openBucket, counts, odd: new OddRows(), onProgress, slots, signal, startedAt: clock.now() };
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
  names: { readonly step: string; readonly what: string },
  body: (run: InventoryRun) => Promise<T>,
): Promise<T> {
  const { deadlineMs, logger, clock } = setup.deps;
  return withDeadline(
    async (signal) => {
      const run = openRun(setup, { ...options, signal });
      const result = await body(run);
      logger.info('storage step finished', {
        step: names.step,
        requests: run.counts.requests,
        retries: run.counts.retries,
        objects: run.counts.objectsSeen,
        odd_rows: run.odd.count,
        duration_ms: Math.round(clock.now() - run.startedAt),
      });
      return result;
    },
    { signal: options.signal, deadlineMs, what: names.what },
  );
}
