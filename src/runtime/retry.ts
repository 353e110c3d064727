import pRetry from 'p-retry';

import { systemClock, type Clock } from './clock.ts';
import type { RetryBudget } from './retry-budget.ts';
import { decideRetry, DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-decision.ts';

/** A retry that is about to wait. */
export interface RetryNotice {
  readonly error: unknown;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
}

export interface RetryRun {
  readonly policy?: RetryPolicy | undefined;
  readonly clock?: Clock | undefined;
  /** Gives a number in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Shared by all calls of a run; none when absent. */
  readonly budget?: RetryBudget | undefined;
  /** A server that asks for a longer wait ends the call with its error. */
  readonly maxWaitMs?: number | undefined;
  /** Called before each wait; what it throws ends the call. */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
}

/**
 * Runs something until it succeeds or another attempt makes no sense; the only retry layer of the library. The rule is
 * {@link decideRetry}; waits are slept on the clock and end with the signal.
 *
 * @param run - one attempt; told which, from 1
 * @throws the last attempt's error, as it was thrown; the signal's own reason once it has aborted
 */
export async function retry<T>(run: (attempt: number) => Promise<T>, options: RetryRun = {}): Promise<T> {
  const { policy = DEFAULT_RETRY_POLICY, clock = systemClock, random = Math.random, signal, budget } = options;
  // p-retry rewraps what is not an Error; the caller gets what was thrown.
  let last: { error: unknown } | undefined;
  let attempts = 0;

  const attempt = async (): Promise<T> => {
    signal?.throwIfAborted();
    attempts += 1;
    try {
      return await run(attempts);
    } catch (error) {
      last = { error };
      throw error;
    }
  };
  const shouldRetry = async (): Promise<boolean> => {
    if (signal?.aborted === true) return false;
    const decision = decideRetry(last?.error, attempts, { ...policy, maxWaitMs: options.maxWaitMs }, random());
    if (!decision.retry || budget?.take() === false) return false;
    options.onRetry?.({ error: last?.error, attempt: attempts, delayMs: decision.delayMs });
    await clock.sleep(decision.delayMs, signal);
    return true;
  };

  let result: T;
  try {
    // p-retry's own waiting and jitter are off: ours is slept in shouldRetry, on the injected clock.
    result = await pRetry(attempt, { retries: policy.retries, minTimeout: 0, factor: 1, shouldRetry });
  } catch (error) {
    signal?.throwIfAborted();
    throw last !== undefined && isRewrapped(error, last.error) ? last.error : error;
  }
  budget?.succeeded(attempts === 1 ? 'first_attempt' : 'retry');
  return result;
}

/** p-retry replaces a thrown non-error by a TypeError of its own. */
function isRewrapped(error: unknown, thrown: unknown): boolean {
  return error !== thrown && !(thrown instanceof Error);
}
