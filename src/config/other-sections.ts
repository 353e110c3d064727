import { resolve } from 'node:path';

import * as v from 'valibot';

import { DEFAULT_LOG_LEVEL, LOG_LEVELS, parseLogLevel, type LogLevel } from '../runtime/create-logger.ts';
import { readSection, type SettingsSource } from './read-section.ts';
import { text } from './setting-schemas.ts';

/** What `createLogger` takes. */
export interface LoggingConfig {
  readonly level: LogLevel;
  /** Absolute. */
  readonly file?: string | undefined;
}

/** What the collector takes besides its managers. */
export interface CollectorConfig {
  /** Absolute. */
  readonly outputDir?: string | undefined;
}

const level: v.GenericSchema<unknown, LogLevel> = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const known = parseLogLevel(dataset.value);
    if (known !== null) return known;
    addIssue();
    return NEVER;
  }),
);

/**
 * The logging part of a configuration; the file's path counts from the configuration file.
 *
 * @throws {ConfigError} with every problem at once
 */
export function readLoggingSection(source: SettingsSource): LoggingConfig {
  const entries = { log_level: v.optional(level, DEFAULT_LOG_LEVEL), log_file: v.optional(text) };
  const help = {
    log_level: { remedy: `Write one of ${LOG_LEVELS.join(', ')}.`, show: true },
    log_file: { remedy: 'Write the path of a file, or leave it out.' },
  };
  const { log_level, log_file } = readSection(entries, help, source);
  return { level: log_level, file: log_file === undefined ? undefined : resolve(source.folder, log_file) };
}

/**
 * Where documents are written; the path counts from the configuration file.
 *
 * @throws {ConfigError} when it is no text
 */
export function readCollectorSection(source: SettingsSource): CollectorConfig {
  const help = { output_dir: { remedy: 'Write the path of a folder, or leave it out.' } };
  const { output_dir } = readSection({ output_dir: v.optional(text) }, help, source);
  return { outputDir: output_dir === undefined ? undefined : resolve(source.folder, output_dir) };
}
