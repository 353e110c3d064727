import { ConfigError } from '../base/errors.ts';

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
