import { Redactor } from '../base/redact.ts';
import { roundTo } from '../base/sums.ts';
import { SECOND_MS } from '../base/time.ts';
import { systemClock, type Clock } from './clock.ts';
import { safeLogger, type Logger } from './logger.ts';

/**
 * Wraps a function so that its start, end, failure and seconds are logged. Arguments, `this`, result and error pass
 * through as they are; a synchronous function stays synchronous.
 *
 * @param operation - what is timed, as a field of the records: `data_collection`
 * @example
 * const timed = withTiming(console, 'data_collection', () => collector.collectAllData());
 */
export function withTiming<This, Args extends unknown[], Result>(
  logger: Logger,
  operation: string,
  fn: (this: This, ...args: Args) => Result,
  clock: Clock = systemClock,
): (this: This, ...args: Args) => Result {
  const log = safeLogger(logger, new Redactor());
  return function timed(this: This, ...args: Args): Result {
    const startedAt = clock.now();
    const seconds = (): number => roundTo((clock.now() - startedAt) / SECOND_MS, 3);
    const finished = (): void => {
      log.info('operation finished', { operation, seconds: seconds() });
    };
    const failed = (error: unknown): void => {
      log.error('operation failed', { operation, seconds: seconds(), error });
    };
    log.info('operation started', { operation });
    try {
      const result = fn.apply(this, args);
      // The caller gets the very promise the function made; we only listen in.
      if (result instanceof Promise) result.then(finished, failed);
      else finished();
      return result;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
}
