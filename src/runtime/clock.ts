import { setMaxListeners } from 'node:events';

import { InsightInventoryError } from '../base/errors.ts';
import { accepts, type Input, joinKey } from '../base/check-input.ts';
import { withMethods } from '../base/inputs.ts';
import { LAST_TIME_MS, SECOND_MS } from '../base/time.ts';

/** Time as the library sees it. Tests and simulations bring their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now: () => number;
  /** Resolves after `ms` milliseconds; rejects with the signal's own reason as soon as the signal aborts. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

const REMEDY = 'Give an object with sleep() and a now() that gives milliseconds since 1970, as Date.now() does.';
const methods = withMethods<Clock>(['now', 'sleep'], REMEDY);

/** Reads a clock that a caller brings. One whose time no document can name is refused here, not in mid-collection. */
export const clockInput: Input<Clock> = (value, key, report) => {
  const clock = methods(value, key, report);
  if (!accepts(methods, value)) return clock;
  const now: unknown = clock.now();
  if (typeof now !== 'number' || !(Math.abs(now) <= LAST_TIME_MS)) report(joinKey(key, 'now'), now, REMEDY);
  return clock;
};

/** The longest wait a timer can hold, about 24.8 days; a longer one would fire at once. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

/**
 * The computer's clock. Its timers keep the process alive while something waits on them, which those of
 * `AbortSignal.timeout()` do not: a program that waits on nothing else would end in the middle.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    await wait(ms, signal);
    signal?.throwIfAborted();
  },
};

/** Resolves when the time is up or the signal fires, whichever comes first, and leaves no listener behind. */
async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/**
 * Runs work that several signals may stop, and settles at once when one fires, even if the work looks at none. The work
 * is given one signal for all. No listener stays on the given signals, however long they live.
 *
 * @throws the reason of the signal that fired first, unchanged; whatever the work throws
 */
export async function untilAborted<T>(
  run: (signal: AbortSignal) => Promise<T>,
  signals: readonly (AbortSignal | undefined)[],
): Promise<T> {
  for (const signal of signals) signal?.throwIfAborted();
  const work = new AbortController();
  // Everything the work does in parallel listens here; Node would take more than ten for a leak.
  setMaxListeners(0, work.signal);
  let reject: (reason: unknown) => void = () => undefined;
  const stopped = new Promise<never>((_resolve, rejectStopped) => {
    reject = rejectStopped;
  });
  // Work that throws at once leaves nobody who listens.
  stopped.catch(() => undefined);
  const listening = signals.map((signal) => {
    const stop = (): void => {
      // Rejected first: the caller hears why it was stopped, not what the work makes of that.
      reject(signal?.reason);
      work.abort(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
    return () => signal?.removeEventListener('abort', stop);
  });
  try {
    return await Promise.race([stopped, run(work.signal)]);
  } finally {
    for (const stopListening of listening) stopListening();
    // A promise that stays open holds the race and its result, and a listener that was taken off a long-lived signal
    // holds the promise until old garbage is collected: a listing's pages outlived their use by it.
    reject(undefined);
  }
}

interface DeadlineOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long the work may take. */
  readonly deadlineMs: number;
  /** What is waited for, as the subject of a sentence: `Reading the recent media`. */
  readonly what: string;
}

/**
 * Gives work a time limit and a caller's signal, and settles at once when either fires, even if the work looks at
 * neither. The work is given one signal for both. No listener stays on the caller's signal.
 *
 * The limit is measured by a real timer, so that a clock whose sleeps pass at once does not end the work.
 *
 * @throws the caller's own abort reason, unchanged; an {@link InsightInventoryError} of kind `timeout` and code
 * `timeout:deadline` when the time is up; whatever the work throws
 */
export async function withDeadline<T>(run: (signal: AbortSignal) => Promise<T>, options: DeadlineOptions): Promise<T> {
  const limit = new AbortController();
  const onTime = (): void => {
    limit.abort(deadlineError(options));
  };
  const timer = setTimeout(onTime, Math.min(options.deadlineMs, MAX_TIMER_MS));
  try {
    return await untilAborted(run, [options.signal, limit.signal]);
  } finally {
    clearTimeout(timer);
  }
}

function deadlineError({ what, deadlineMs }: DeadlineOptions): InsightInventoryError {
  return new InsightInventoryError(`${what} did not finish within ${String(deadlineMs / SECOND_MS)} s.`, {
    kind: 'timeout',
    code: 'timeout:deadline',
    retryable: true,
    remedy: 'Ask for less at once, or raise deadlineMs.',
  });
}
