import { Redactor } from '../base/redact.ts';
import { roundTo } from '../base/sums.ts';
import { SECOND_MS } from '../base/time.ts';
import { type Clock, systemClock } from './clock.ts';

/**
 * What the library writes its log to: a constant sentence and the values beside it. `console` and a tslog logger fit as
 * they are; for pino see {@link fromPino}.
 */
export interface Logger {
  /** A request that came back. */
  debug(message: string, fields?: Record<string, unknown>): void;
  /** A step or a source that is done. */
  info(message: string, fields?: Record<string, unknown>): void;
  /** A retry, a wait, a part that is missing. */
  warn(message: string, fields?: Record<string, unknown>): void;
  /** A source that failed. */
  error(message: string, fields?: Record<string, unknown>): void;
}

/** The names the managers log under; they travel as the field `logger`. */
export type LoggerName = 'instagram_analytics' | 'gcs_inventory';

/** Drops everything. The default of every manager. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * A logger that redacts before the given one sees anything, and that never fails: a logger that throws, or whose
 * returned promise rejects, does not break the run that logged.
 *
 * @param name - added to every record as the field `logger`, unless the record names one itself
 */
export function safeLogger(logger: Logger, redactor: Redactor, name?: string): Logger {
  if (logger === silentLogger) return silentLogger;
  // Typed by what may come back: an asynchronous logger gives a promise where nothing was expected.
  const sink: Record<keyof Logger, (message: string, fields?: Record<string, unknown>) => unknown> = logger;
  const write =
    (level: keyof Logger) =>
    (message: string, fields?: Record<string, unknown>): void => {
      try {
        const named = name === undefined ? fields : { logger: name, ...fields };
        const clean = named === undefined ? [] : [redactFields(named, redactor)];
        const returned = sink[level](redactor.text(message), ...clean);
        if (returned instanceof Promise) returned.catch(ignore);
      } catch {
        // The run matters more than its log.
      }
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function redactFields(fields: Record<string, unknown>, redactor: Redactor): Record<string, unknown> {
  const clean = redactor.value(fields);
  return typeof clean === 'object' && clean !== null ? { ...clean } : {};
}

function ignore(): void {
  // See safeLogger.
}

/** What {@link fromPino} needs of a pino logger: the fields come first. */
export interface PinoLike {
  /** pino's `debug`. */
  debug(fields: Record<string, unknown>, message: string): void;
  /** pino's `info`. */
  info(fields: Record<string, unknown>, message: string): void;
  /** pino's `warn`. */
  warn(fields: Record<string, unknown>, message: string): void;
  /** pino's `error`. */
  error(fields: Record<string, unknown>, message: string): void;
}

/**
 * A {@link Logger} that writes to pino, whose argument order is the other way round.
 *
 * @example
 * new InstagramAnalyticsManager(config, { logger: fromPino(pino()) });
 */
export function fromPino(pino: PinoLike): Logger {
  return {
    debug: (message, fields = {}) => {
      pino.debug(fields, message);
    },
    info: (message, fields = {}) => {
      pino.info(fields, message);
    },
    warn: (message, fields = {}) => {
      pino.warn(fields, message);
    },
    error: (message, fields = {}) => {
      pino.error(fields, message);
    },
  };
}

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
