import pRetry from 'p-retry';
import { type InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import { type Clock, systemClock } from './clock.ts';

/** Retries a run may spend before anything has succeeded. */
export const RETRY_BUDGET_TOKENS = 50;

/** What a call that succeeds at its first attempt puts back. */
const RETRY_BUDGET_REFILL = 0.2;

/**
 * One purse of retries for a whole run, so that many failing calls cannot turn into a storm on a service that is down.
 *
 * It starts full. Every retry takes one token. A call that succeeds after retries puts one back: its last retry was
 * worth it. A call that succeeds at once puts back {@link RETRY_BUDGET_REFILL}. Without a token the error stands at
 * once. So an outage costs at most {@link RETRY_BUDGET_TOKENS} extra requests in a run, however many calls it makes,
 * while a service that stumbles and recovers is retried without end. Needs no clock.
 */
export class RetryBudget {
  readonly #capacity: number;
  #tokens: number;

  constructor(options: { readonly tokens?: number | undefined } = {}) {
    this.#capacity = options.tokens ?? RETRY_BUDGET_TOKENS;
    this.#tokens = this.#capacity;
  }

  /** Tokens left, from 0 to the capacity. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Pays for one retry; false when the purse is empty. */
  take(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** A call succeeded, at once or after retries. */
  succeeded(after: 'first_attempt' | 'retry'): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + (after === 'retry' ? 1 : RETRY_BUDGET_REFILL));
  }
}

/** How often and how patiently a failed request is sent again. */
export interface RetryOptions {
  /** Attempts after the first. 0 turns retries off. @default 3 */
  readonly retries?: number | undefined;
  /** Upper bound of the first wait; it doubles with each attempt. @default 500 */
  readonly initialDelayMs?: number | undefined;
  /** Upper bound of every wait that the server did not ask for. @default 30_000 */
  readonly maxDelayMs?: number | undefined;
}

/** {@link RetryOptions} with its defaults filled in. */
export interface RetryPolicy {
  readonly retries: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
}

const DEFAULT_RETRIES = 3;
const DEFAULT_INITIAL_DELAY_MS = 500;
const DEFAULT_MAX_DELAY_MS = 30_000;

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  retries: DEFAULT_RETRIES,
  initialDelayMs: DEFAULT_INITIAL_DELAY_MS,
  maxDelayMs: DEFAULT_MAX_DELAY_MS,
};

/**
 * Whether to send again, and after how long. When not: `final` for an error that a repetition would not change,
 * `exhausted` for one attempt too many, `too_long` for a wait beyond what the caller allows.
 */
export type RetryDecision =
  | { readonly retry: true; readonly delayMs: number }
  | { readonly retry: false; readonly why: 'final' | 'exhausted' | 'too_long' };

export interface RetryLimits extends RetryPolicy {
  /** The longest wait the caller puts up with; no bound when absent. */
  readonly maxWaitMs?: number | undefined;
}

/**
 * Decides about one failed attempt.
 *
 * Only errors of this library that call themselves retryable are tried again; anything else is a bug or an abort. When
 * the server said how long to wait (`retryAfterMs`), that is the wait, unless it is longer than `maxWaitMs`: asking
 * again earlier would only be refused again. Otherwise full jitter: `random` × min(`initialDelayMs` × 2^(attempt − 1),
 * `maxDelayMs`, `maxWaitMs`), in milliseconds.
 *
 * @param attempt - the attempt that failed, from 1
 * @param random - in [0, 1)
 * @example
 * const error = new InsightInventoryError('busy', { kind: 'transient', code: 'gcs:503', retryable: true });
 * decideRetry(error, 2, { retries: 3, initialDelayMs: 500, maxDelayMs: 30_000 }, 0.5); //=> { retry: true, delayMs: 500 }
 */
export function decideRetry(error: unknown, attempt: number, limits: RetryLimits, random: number): RetryDecision {
  if (!isInsightInventoryError(error) || !error.retryable) return { retry: false, why: 'final' };
  if (attempt > limits.retries) return { retry: false, why: 'exhausted' };
  const maxWaitMs = limits.maxWaitMs ?? Number.POSITIVE_INFINITY;
  const asked = askedWait(error);
  if (asked !== null) return asked > maxWaitMs ? { retry: false, why: 'too_long' } : { retry: true, delayMs: asked };
  const ceiling = Math.min(limits.initialDelayMs * 2 ** (attempt - 1), limits.maxDelayMs, maxWaitMs);
  return { retry: true, delayMs: Math.round(ceiling * random) };
}

function askedWait(error: InsightInventoryError): number | null {
  return 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? Math.max(error.retryAfterMs, 0) : null;
}

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
