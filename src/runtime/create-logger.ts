import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ILogObjMeta, type IMaskOptions, Logger as TsLogger } from 'tslog';

import { ConfigError } from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';
import { type Logger, safeLogger, silentLogger } from './logger.ts';

/** How lines look: for people, or for programs. */
export type LogFormat = 'pretty' | 'json';

/** Every {@link LogFormat}. */
export const LOG_FORMATS: readonly LogFormat[] = ['pretty', 'json'];

/** What a logger writes, and where. */
export interface LoggerOptions {
  /** `debug`, `info`, `warn`, `error` or `silent`, in any case. @default 'info' */
  readonly level?: string | undefined;
  /** Lines for people, or one JSON object per line. @default 'pretty' */
  readonly format?: LogFormat | undefined;
  /** Who logs, for records that do not say. */
  readonly name?: string | undefined;
  /** Also appended to this file, which is made when first written to; its folder too. */
  readonly file?: string | undefined;
  /** Takes each line, its end included, in place of standard error: a terminal that shows something else as well. */
  readonly write?: ((line: string) => void) | undefined;
}

const TSLOG_LEVELS = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const satisfies Record<
  Exclude<LogLevel, 'silent'>,
  string
>;

/** A second net under our own redaction, which has already cleaned whatever arrives here. */
const MASK = {
  keys: ['access_token', 'app_secret', 'client_secret', 'appsecret_proof', 'authorization', 'private_key'],
  caseInsensitive: true,
  regex: [/\b(?:EAA|IGAA|IGQ)[A-Za-z0-9_-]{16,}/g],
} satisfies IMaskOptions;

/**
 * A logger on standard error, so that a program's output stays clean. Secrets are taken out before a line is made. A log
 * file that cannot be written is reported once and does not stop the program.
 *
 * @throws {ConfigError} on an unknown level or format
 * @example
 * const logger = createLogger({ level: 'debug', format: 'json' });
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const level = requireLogLevel(options.level ?? DEFAULT_LOG_LEVEL, 'level');
  const format = requireFormat(options.format ?? 'pretty');
  if (level === 'silent') return silentLogger;

  const log = new TsLogger<unknown>({
    type: 'hidden',
    minLevel: TSLOG_LEVELS[level],
    mask: MASK,
    stack: { capture: 'off' },
  });
  const toLine = format === 'json' ? toJsonLine : toPrettyLine;
  const write = options.write ?? toStandardError;
  const sinks = [write, ...(options.file === undefined ? [] : [createFileSink(options.file, write)])];
  log.attachTransport((record) => {
    const line = `${toLine(toRecord(record, options.name ?? null))}\n`;
    for (const sink of sinks) sink(line);
  });
  return safeLogger(
    {
      debug: (message, fields = {}) => {
        log.debug(message, fields);
      },
      info: (message, fields = {}) => {
        log.info(message, fields);
      },
      warn: (message, fields = {}) => {
        log.warn(message, fields);
      },
      error: (message, fields = {}) => {
        log.error(message, fields);
      },
    },
    new Redactor(),
  );
}

/** tslog keeps the arguments under their positions, and its own facts under `_logMeta`. */
function toRecord(given: ILogObjMeta, name: string | null): LogRecord {
  const { 0: message, 1: fields }: Record<string, unknown> = given;
  const { logger = name, ...rest }: Record<string, unknown> = { ...(fields ?? {}) };
  const meta = given['_logMeta'];
  return {
    time: meta?.date ?? new Date(),
    level: (meta?.logLevelName ?? 'info').toLowerCase(),
    logger: typeof logger === 'string' ? logger : null,
    message: String(message),
    fields: rest,
  };
}

function toStandardError(line: string): void {
  process.stderr.write(line);
}

/** Appends line by line and waits for each, so that nothing is lost when the process ends at once. */
function createFileSink(path: string, report: (line: string) => void): (line: string) => void {
  let state: 'new' | 'open' | 'broken' = 'new';
  return (line) => {
    if (state === 'broken') return;
    try {
      if (state === 'new') mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, line);
      state = 'open';
    } catch {
      state = 'broken';
      report(`The log file ${path} cannot be written; logging goes on here alone.\n`);
    }
  };
}

function requireFormat(format: string): LogFormat {
  const known = LOG_FORMATS.find((word) => word === format);
  if (known !== undefined) return known;
  const found = `the unknown format "${format.slice(0, 40)}"`;
  throw new ConfigError([{ key: 'format', found, remedy: `Use one of ${LOG_FORMATS.join(', ')}.` }]);
}

/** How much is written: this level and everything graver; `silent` writes nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** From the most to the least talkative. */
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

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

/**
 * A level in any case, by our name or one other loggers use; `null` for a word that is none.
 *
 * @example
 * parseLogLevel('WARNING'); //=> 'warn'
 */
export function parseLogLevel(text: string): LogLevel | null {
  const word = text.trim().toLowerCase();
  return (
    LOG_LEVELS.find((level) => level === word) ?? (Object.hasOwn(OTHER_NAMES, word) ? OTHER_NAMES[word] : null) ?? null
  );
}

/** {@link parseLogLevel} that throws a {@link ConfigError} naming the word it did not know. */
export function requireLogLevel(text: string, key: string): LogLevel {
  const level = parseLogLevel(text);
  if (level !== null) return level;
  throw new ConfigError([
    { key, found: `the unknown level "${text.slice(0, 40)}"`, remedy: `Use one of ${LOG_LEVELS.join(', ')}.` },
  ]);
}

/** One record of the log, already redacted. */
export interface LogRecord {
  readonly time: Date;
  readonly level: string;
  /** Who logs; `null` when nobody said. */
  readonly logger: string | null;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const OWN_KEYS: ReadonlySet<string> = new Set(['time', 'level', 'logger', 'message']);

/**
 * A record as one line of JSON: time, level, logger, message, then the fields in their order. A field that bears the name
 * of one of these four gets a `_` after it.
 */
export function toJsonLine({ time, level, logger, message, fields }: LogRecord): string {
  const own = { time: time.toISOString(), level, ...(logger === null ? {} : { logger }), message };
  const rest = Object.entries(fields).map(([key, value]) => [OWN_KEYS.has(key) ? `${key}_` : key, value] as const);
  return JSON.stringify({ ...own, ...Object.fromEntries(rest) });
}

/**
 * A record for people: time in UTC, level, logger, message, `key=value`. Further lines of a message are indented, so that
 * no text can pass for a record of its own; stacks are left to the JSON form.
 */
export function toPrettyLine({ time, level, logger, message, fields }: LogRecord): string {
  const head = [
    time.toISOString().replace('T', ' '),
    level.toUpperCase().padEnd(5),
    ...(logger === null ? [] : [logger]),
  ];
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${toPrettyValue(value)}`);
  return [...head, message.replaceAll(/\r?\n|\r/g, '\n    '), ...pairs].join(' ');
}

function toPrettyValue(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/@+-]+$/.test(value)) return value;
  const text = JSON.stringify(value, (key, item: unknown) => (key === 'stack' ? undefined : item)) as
    string | undefined;
  return text ?? 'null';
}
