import { InsightInventoryError } from '../base/errors.ts';
import { SECOND_MS } from '../base/time.ts';
import { MAX_TIMER_MS } from './clock.ts';
import { untilAborted } from './until-aborted.ts';

export interface DeadlineOptions {
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
