import { isInsightInventoryError, type InsightInventoryError } from '../base/errors.ts';

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
