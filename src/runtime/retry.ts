import pRetry from 'p-retry';
import { type InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import { DAY_MS, SECOND_MS } from '../base/time.ts';
import { type Clock, systemClock } from './clock.ts';

/** Retries a run may spend before anything has succeeded. */
export const RETRY_BUDGET_TOKENS = 50;

/** What a call that succeeds at its first attempt puts back. */
const RETRY_BUDGET_REFILL = 0.2;

/**
 * The retries of a whole run, so that many failing calls cannot turn into a storm on a service that is down.
 *
 * It starts full. Every retry takes one token. A call that succeeds after retries puts one back: its last retry was
 * worth it. A call that succeeds at once puts back {@link RETRY_BUDGET_REFILL}. Without a token the error is final at
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

  /** Takes one token for a retry; false when none is left. */
  take(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Puts tokens back for a call that succeeded, at once or after retries. */
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

export interface RetryLimits extends RetryPolicy {
  /** The longest wait the caller puts up with; no bound when absent. */
  readonly maxWaitMs?: number | undefined;
}

/**
 * Decides how long to wait before a failed attempt is repeated, in milliseconds; `null` when a repetition would not help.
 *
 * Only errors of this library that call themselves retryable are tried again; anything else is a bug or an abort. When
 * the server said how long to wait (`retryAfterMs`), that is the wait, and `null` when it is longer than `maxWaitMs`:
 * asking again earlier would only be refused again. Otherwise full jitter: `random` × min(`initialDelayMs` ×
 * 2^(attempt − 1), `maxDelayMs`, `maxWaitMs`).
 *
 * @param attempt - the attempt that failed, from 1
 * @param random - in [0, 1)
 * @example
 * const error = new InsightInventoryError('busy', { kind: 'transient', code: 'gcs:503', retryable: true });
 * retryDelayMs(error, 2, { retries: 3, initialDelayMs: 500, maxDelayMs: 30_000 }, 0.5); //=> 500
 */
export function retryDelayMs(error: unknown, attempt: number, limits: RetryLimits, random: number): number | null {
  if (!isInsightInventoryError(error) || !error.retryable) return null;
  const maxWaitMs = limits.maxWaitMs ?? Number.POSITIVE_INFINITY;
  const requested = requestedWait(error);
  if (requested !== null) return requested > maxWaitMs ? null : requested;
  const ceiling = Math.min(limits.initialDelayMs * 2 ** (attempt - 1), limits.maxDelayMs, maxWaitMs);
  return Math.round(ceiling * random);
}

function requestedWait(error: InsightInventoryError): number | null {
  return 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? Math.max(error.retryAfterMs, 0) : null;
}

/** The longest wait a server is believed to mean; platforms' windows are an hour to a day. */
export const MAX_SERVER_WAIT_MS: number = DAY_MS;

/**
 * Cuts a wait a server asked for, in milliseconds, to 0 and {@link MAX_SERVER_WAIT_MS}; `null` for what is no number.
 *
 * @example
 * boundWait(Number.MAX_VALUE); //=> 86400000
 */
export function boundWait(waitMs: number): number | null {
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), MAX_SERVER_WAIT_MS);
}

/**
 * Reads `Retry-After`, seconds or an HTTP date, as a wait in milliseconds from 0 to {@link MAX_SERVER_WAIT_MS}; `null`
 * when it is absent or neither. Source: RFC 9110, 10.2.3. Undocumented for Graph; honoured where it appears.
 *
 * @param now - milliseconds since the epoch
 * @example
 * readRetryAfter('2', 0); //=> 2000
 */
export function readRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return boundWait(Math.round(Number(text) * SECOND_MS));
  // Date.parse alone would take any words with a digit for a date.
  return /^[a-z]{3,9}, .* GMT$/i.test(text) ? boundWait(Date.parse(text) - now) : null;
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
 * Runs something until it succeeds or another attempt makes no sense; the only retry layer of the library. p-retry
 * counts the attempts and asks {@link retryDelayMs} whether to go on; the wait is slept on the clock at the beginning of
 * the next attempt, and ends with the signal.
 *
 * @param run - one attempt; given its number, from 1
 * @throws the last attempt's error, as it was thrown; the signal's own reason once it has aborted
 */
export async function retry<T>(run: (attempt: number) => Promise<T>, options: RetryRun = {}): Promise<T> {
  const { policy = DEFAULT_RETRY_POLICY, clock = systemClock, random = Math.random, signal, budget } = options;
  // p-retry replaces what is not an Error by a TypeError; the caller gets what was thrown.
  let thrown: { error: unknown } | undefined;
  let delayMs: number | null = null;
  let attempts = 0;

  const attempt = async (number: number): Promise<T> => {
    attempts = number;
    try {
      signal?.throwIfAborted();
      if (delayMs !== null) await clock.sleep(delayMs, signal);
      return await run(number);
    } catch (error) {
      thrown = { error };
      throw error;
    }
  };
  const shouldRetry = (): boolean => {
    if (signal?.aborted === true) return false;
    delayMs = retryDelayMs(thrown?.error, attempts, { ...policy, maxWaitMs: options.maxWaitMs }, random());
    if (delayMs === null || budget?.take() === false) return false;
    try {
      options.onRetry?.({ error: thrown?.error, attempt: attempts, delayMs });
    } catch (error) {
      thrown = { error };
      return false;
    }
    return true;
  };

  let result: T;
  try {
    // Its delays and its signal are not used; docs/decisions/0001 says why.
    result = await pRetry(attempt, { retries: policy.retries, minTimeout: 0, shouldRetry });
  } catch (error) {
    signal?.throwIfAborted();
    throw thrown === undefined ? error : thrown.error;
  }
  budget?.succeeded(attempts === 1 ? 'first_attempt' : 'retry');
  return result;
}
