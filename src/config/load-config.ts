import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';

import type { ParseError } from 'jsonc-parser';

import { checkInput, recordOf } from '../base/check-input.ts';
import { ConfigError, type InputProblem } from '../base/errors.ts';
import { inputObject, optional, text } from '../base/inputs.ts';
import { ioCode, moreThan, MAX_CONFIG_BYTES, readUpTo } from '../runtime/file-io.ts';
import type { GcsConfig, InstagramConfig } from '../runtime/platform-configs.ts';
import {
  type CollectorConfig,
  type LoggingConfig,
  type RawConfig,
  readCollectorSection,
  readGcsSection,
  readInstagramSection,
  readLoggingSection,
  readLoginSection,
  type ConfigSource,
  type UnknownKey,
  unknownKeys,
  type Variables,
} from './sections.ts';

/** A place in a text as editors count it, both from 1. */
interface TextPosition {
  line: number;
  column: number;
}

/**
 * Tells where a text stops being JSON; `null` when it is JSON. `JSON.parse` does not say so in every version of Node,
 * and its message quotes the text, which may hold a secret.
 *
 * @example
 * await findJsonError('{\n  "a": 1,\n}'); //=> { line: 3, column: 1 }
 */
export async function findJsonError(text: string): Promise<TextPosition | null> {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return positionOf(text, (await firstError(text)) ?? text.length);
  }
}

/**
 * Finds the first place where a text stops being JSON; `null` for a text nested so deep that the parser, which is
 * recursive, gives up: it counts as broken at its end.
 */
async function firstError(text: string): Promise<number | null> {
  // Only broken files are worth it.
  const { parse } = await import('jsonc-parser');
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return errors[0]?.offset ?? null;
}

function positionOf(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

const DEFAULT_CONFIG_PATH = 'insight-inventory.config.json';

/** Where the values of placeholders come from. */
export interface LoadConfigOptions {
  /** What placeholders refer to first. @default process.env */
  readonly env?: Variables | undefined;
  /** A file of `NAME=value` lines, for what `env` does not set. Its path counts from the working folder. */
  readonly envFile?: string | undefined;
}

const OPTIONS = inputObject<LoadConfigOptions>({
  env: optional(recordOf<Variables>('an object of names and texts', {})),
  envFile: optional(text('Give the path of a file, or leave it out.')),
});

/**
 * A configuration file, read. Each section is checked when it is asked for, so that a fault in one does not cost the
 * other; each throws one {@link ConfigError} with all of its problems. Printing it shows no setting.
 */
export interface LoadedConfig {
  /** Absolute. */
  readonly path: string;
  /** What the file has settings of: a source without one of its keys is not meant to be read. */
  readonly sources: { readonly instagram: boolean; readonly gcs: boolean };
  /** Keys of the file that nothing reads, each with the known key it is near to; `null` when it is near to none. */
  readonly unknownKeys: readonly UnknownKey[];
  /** Gives the account's section. Its secrets are wrapped: they print as `[secret]`. */
  getInstagramConfig(): InstagramConfig;
  /** Gives the section for `findInstagramAccounts`: the same without the account, which need not be known. */
  getLoginConfig(): Omit<InstagramConfig, 'userId'>;
  /** Gives the section for `GCSInventoryManager`; a relative key path counts from the file's folder. */
  getGcsConfig(): GcsConfig;
  /** Gives the section for `createLogger`. */
  getLoggingConfig(): LoggingConfig;
  /** Gives the section for `DataCollector`. */
  getCollectorConfig(): CollectorConfig;
}

/**
 * Reads a configuration file of flat keys (`instagram_user_id`, `gcs_bucket`, …). `${NAME}` and `${NAME:-default}` in any
 * of its texts are filled in. Keys it does not know are listed and left alone. Paths in it count from the file's own folder.
 *
 * @throws {ConfigError} when the file or the env file is missing or cannot be read, or is not JSON (with line and column)
 * @example
 * const config = await loadConfig('insight-inventory.config.json', { envFile: '.env' });
 * const instagram = new InstagramAnalyticsManager(config.getInstagramConfig());
 */
export async function loadConfig(
  path: string = DEFAULT_CONFIG_PATH,
  options: LoadConfigOptions = {},
): Promise<LoadedConfig> {
  checkInput('loadConfig', 'path', path, text('Give the path of a configuration file.'));
  checkInput('loadConfig', 'options', options, OPTIONS);
  const absolute = resolve(path);
  const [file, envFile] = await Promise.all([
    readConfigFile(absolute),
    options.envFile === undefined ? { value: {} } : readEnvFile(resolve(options.envFile)),
  ]);
  const problems = [file, envFile].flatMap((result) => ('problem' in result ? [result.problem] : []));
  if ('problem' in file || 'problem' in envFile) throw new ConfigError(problems);

  const source: ConfigSource = {
    settings: file.value,
    // The environment as it is now: a later change does not make two sections disagree.
    variables: { ...envFile.value, ...definedIn(options.env ?? process.env) },
    folder: dirname(absolute),
  };
  return {
    path: absolute,
    sources: { instagram: hasKey(file.value, 'instagram_'), gcs: hasKey(file.value, 'gcs_') },
    unknownKeys: unknownKeys(file.value),
    getLoginConfig: () => readLoginSection(source),
    getInstagramConfig: () => readInstagramSection(source),
    getGcsConfig: () => readGcsSection(source),
    getLoggingConfig: () => readLoggingSection(source),
    getCollectorConfig: () => readCollectorSection(source),
  };
}

function hasKey(settings: RawConfig, prefix: string): boolean {
  return [...settings.keys()].some((key) => key.startsWith(prefix));
}

/** Looks a variable up. A variable given as `undefined` does not hide one of the env file. */
function definedIn(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}

/** A file read and understood, or why not. */
type FileResult<T> = { readonly value: T } | { readonly problem: InputProblem };

/** Reads a JSON file that holds one object. Its text is never shown: it may hold secrets. */
async function readConfigFile(path: string): Promise<FileResult<RawConfig>> {
  const read = await readText('config_file', path, 'Create it, or pass the path of the one you have.');
  if ('problem' in read) return read;
  // Editors on Windows may begin a file with a byte order mark.
  const text = read.value.replace(/^\uFEFF/, '');
  const at = await findJsonError(text);
  if (at !== null) {
    return problem(
      `broken JSON in ${path} at line ${String(at.line)}, column ${String(at.column)}`,
      'Correct it there. JSON has no comments, no single quotes and no comma after the last entry.',
    );
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return problem(`JSON that is not an object in ${path}`, 'Write the settings as { "key": value, … }.');
  }
  return { value: new Map(Object.entries(value)) };
}

/** Reads a file of `NAME=value` lines. */
async function readEnvFile(path: string): Promise<FileResult<Readonly<Record<string, string | undefined>>>> {
  const read = await readText('envFile', path, 'Create it, or leave envFile out.');
  return 'problem' in read ? read : { value: parseEnv(read.value) };
}

function problem(found: string, remedy: string): { problem: InputProblem } {
  return { problem: { key: 'config_file', found, remedy } };
}

async function readText(key: string, path: string, remedy: string): Promise<FileResult<string>> {
  try {
    const bytes = await readUpTo(path, MAX_CONFIG_BYTES);
    if (bytes !== null) return { value: bytes.toString('utf8') };
    return {
      problem: { key, found: `a file of ${moreThan(MAX_CONFIG_BYTES)}: ${path}`, remedy: 'Name another file.' },
    };
  } catch (error) {
    const code = ioCode(error);
    if (code === null) throw error;
    if (code === 'ENOENT') return { problem: { key, found: `no file at ${path}`, remedy, reason: 'no_file' } };
    return { problem: { key, found: `a path that cannot be read (${code}): ${path}`, remedy } };
  }
}
