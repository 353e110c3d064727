import { func, inputObject, oneOf, optional, setting, text } from '../base/inputs.ts';
import { checkInput, type Input } from '../base/check-input.ts';
import { Redactor } from '../base/redact.ts';
import { roundTo } from '../base/sums.ts';
import { SECOND_MS } from '../base/time.ts';
import { type Clock, systemClock } from './clock.ts';
import { fileTransport, type IMaskOptions, Logger as TsLogger } from './tslog.ts';

/**
 * What the library writes its log to: a constant sentence and the values beside it. `console` and a tslog logger fit as
 * they are; for pino see {@link fromPino}.
 */
export interface Logger {
  /** Logs a request that came back. */
  debug(message: string, fields?: Record<string, unknown>): void;
  /** Logs a step or a source that is done. */
  info(message: string, fields?: Record<string, unknown>): void;
  /** Logs a retry, a wait, a part that is missing. */
  warn(message: string, fields?: Record<string, unknown>): void;
  /** Logs a source that failed. */
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
 * Makes a logger that redacts before the given one sees anything, and that never fails: a logger that throws, or whose
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
  /** Calls pino's `debug`. */
  debug(fields: Record<string, unknown>, message: string): void;
  /** Calls pino's `info`. */
  info(fields: Record<string, unknown>, message: string): void;
  /** Calls pino's `warn`. */
  warn(fields: Record<string, unknown>, message: string): void;
  /** Calls pino's `error`. */
  error(fields: Record<string, unknown>, message: string): void;
}

/**
 * Makes a {@link Logger} that writes to pino, whose argument order is the other way round.
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

/** How much is written: this level and everything graver; `silent` writes nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** From the most to the least talkative. */
const LOG_LEVELS: readonly ['debug', 'info', 'warn', 'error', 'silent'] = ['debug', 'info', 'warn', 'error', 'silent'];

export const DEFAULT_LOG_LEVEL: LogLevel = 'info';

/** What other loggers call the same levels. */
const OTHER_NAMES: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  warning: 'warn',
  fatal: 'error',
  critical: 'error',
  off: 'silent',
  none: 'silent',
};

/** A level in any case, by our name or one other loggers use (`WARNING`); for the file and for {@link createLogger}. */
export const logLevel: Input<LogLevel> = setting(oneOf(LOG_LEVELS), (given) => {
  const word = given.toLowerCase();
  const known = LOG_LEVELS.find((level) => level === word);
  return known ?? (Object.hasOwn(OTHER_NAMES, word) ? OTHER_NAMES[word] : given);
});

/** How lines look: for people, or for programs. */
export type LogFormat = 'pretty' | 'json';

/** Every {@link LogFormat}. */
export const LOG_FORMATS: readonly LogFormat[] = ['pretty', 'json'];

/** What a logger writes, and where. */
export interface LoggerOptions {
  /** `debug`, `info`, `warn`, `error` or `silent`, in any case. @default 'info' */
  readonly level?: string | undefined;
  /** Lines for people, or one JSON object per line, as tslog writes them. @default 'pretty' */
  readonly format?: LogFormat | undefined;
  /** Who logs, for records that do not say. */
  readonly name?: string | undefined;
  /** Also appended to this file, which is made when first written to; its folder too. */
  readonly file?: string | undefined;
  /** Takes each line, its end included, in place of standard error: a terminal that shows something else as well. */
  readonly write?: ((line: string) => void) | undefined;
}

const OPTIONS = inputObject<Omit<LoggerOptions, 'level'> & { readonly level?: LogLevel | undefined }>({
  level: optional(logLevel),
  format: optional(oneOf(LOG_FORMATS)),
  name: optional(text('Give the name of who logs.')),
  file: optional(text('Give the path of a file, or leave it out.')),
  write: optional(func()),
});

const TSLOG_LEVELS = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const satisfies Record<
  Exclude<LogLevel, 'silent'>,
  string
>;

/** A second check after our own redaction, which has already cleaned whatever arrives here. */
const MASK = {
  keys: ['access_token', 'app_secret', 'client_secret', 'appsecret_proof', 'authorization', 'private_key'],
  caseInsensitive: true,
  regex: [/\b(?:EAA|IGAA|IGQ)[A-Za-z0-9_-]{16,}/g],
} satisfies IMaskOptions;

/**
 * Creates a logger on standard error, so that a program's output stays clean: tslog, with its own pretty or JSON lines
 * (`npx tslog` reads them) and its own file transport. Secrets are taken out before tslog sees a record. A log file that
 * cannot be written is reported and does not stop the program; what is on its way is written when the process ends.
 *
 * @throws {ArgumentError} on an unknown level, format or option
 * @example
 * const logger = createLogger({ level: 'debug', format: 'json' });
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const {
    level = DEFAULT_LOG_LEVEL,
    format = 'pretty',
    name,
    file,
    write = toStandardError,
  } = checkInput('createLogger', 'options', options, OPTIONS);
  if (level === 'silent') return silentLogger;

  const log = new TsLogger<unknown>({
    type: 'hidden',
    minLevel: TSLOG_LEVELS[level],
    mask: MASK,
    stack: { capture: 'off' },
    pretty: {
      template: `{{dateIsoStr}}Z {{logLevelName}} ${name === undefined ? '' : '{{name}} '}`,
      style: false,
      inspectOptions: { breakLength: Infinity, colors: false, depth: 8 },
    },
    // Pretty lines show the name, JSON lines the field.
    ...(name === undefined ? {} : { name, bindings: { logger: name } }),
  });
  log.attachTransport({
    format,
    write: (_record, line) => {
      write(`${line}\n`);
    },
  });
  if (file !== undefined) {
    const onError = (): void => {
      write(`The log file ${file} cannot be written.\n`);
    };
    log.attachTransport(fileTransport({ path: file, format, onError: once(onError) }));
  }
  const send =
    (method: keyof Logger) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      const [line, values] = format === 'json' ? [message, fields] : [toPrettyMessage(message), withoutStacks(fields)];
      log[method](line, ...(Object.keys(values).length === 0 ? [] : [values]));
    };
  return safeLogger(
    { debug: send('debug'), info: send('info'), warn: send('warn'), error: send('error') },
    new Redactor(),
  );
}

/** Indents further lines, so that no text can pass for a record of its own; tslog reads `%s` in pretty messages. */
function toPrettyMessage(message: string): string {
  return message.replaceAll('%', '%%').replaceAll(/\r?\n|\r/g, '\n    ');
}

/** Gives the fields without stacks, which are left to the JSON form. They are plain data: redaction has copied them. */
function withoutStacks(fields: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(fields, (key, value: unknown) => (key === 'stack' ? undefined : value))) as Record<
    string,
    unknown
  >;
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}

function toStandardError(line: string): void {
  process.stderr.write(line);
}
