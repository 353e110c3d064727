import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { ConfigError, type InputProblem, isConfigError } from '../base/errors.ts';
import { checkConfig, inputObject, nearest, optional, setting, text, valueWhere } from '../base/inputs.ts';
import { isPlanningNotes, type PlanningNotes } from '../planning/documents.ts';
import { ioCode, moreThan, MAX_CONFIG_BYTES } from '../runtime/file-io.ts';
import {
  checkGcsConfig,
  checkInstagramConfig,
  type ConfigOrigin,
  type GcsConfig,
  type InstagramConfig,
} from '../runtime/platform-configs.ts';
import { DEFAULT_LOG_LEVEL, type LogLevel, logLevel } from '../runtime/logger.ts';

/** The variables a configuration may refer to. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A text with its placeholders filled in, and what stood in the way. */
interface ResolvedText {
  text: string;
  /** True when anything came from a variable: such a text is not shown in an error. */
  filled: boolean;
  /** Names of variables that are not set. */
  missing: string[];
  /** True when a `${` does not begin a placeholder we understand. */
  malformed: boolean;
}

/** An escaped `$${`, a placeholder, or a `${` that begins none. */
const PLACEHOLDER = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}|\$\{/g;

/**
 * Fills in `${NAME}` and `${NAME:-default}`, anywhere in a text and any number of times. The default replaces a
 * variable that is unset or empty, as in a shell. `$${` writes a plain `${`. What a variable holds is not looked at again.
 *
 * @example
 * resolvePlaceholders('${HOST:-localhost}:${PORT}', { PORT: '80' }).text; //=> 'localhost:80'
 */
export function resolvePlaceholders(text: string, variables: Variables): ResolvedText {
  const result: ResolvedText = { text: '', filled: false, missing: [], malformed: false };
  result.text = text.replace(PLACEHOLDER, (whole: string, name: string | undefined, fallback: string | undefined) => {
    if (whole === '$${') return '${';
    if (name === undefined) {
      result.malformed = true;
      return '';
    }
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined && fallback === undefined) result.missing.push(name);
    if (value === undefined || (value === '' && fallback !== undefined)) return fallback ?? '';
    result.filled = true;
    return value;
  });
  return result;
}

/** One setting with its placeholders filled in. */
interface Setting {
  /** The key as the file has it, which may be an older name. */
  readonly key: string;
  readonly value: unknown;
  /** A text or number written out in the file, not filled in from a variable. */
  readonly literal: boolean;
  /** The problem of a placeholder that could not be filled in. */
  readonly unresolved: InputProblem | null;
}

/** Fills in the placeholders of a value and of the texts in a list. */
function resolveSetting(key: string, raw: unknown, variables: Variables): Setting {
  const seen = { missing: new Set<string>(), filled: false, malformed: false };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'string') return value;
    const resolved = resolvePlaceholders(value, variables);
    for (const name of resolved.missing) seen.missing.add(name);
    seen.filled ||= resolved.filled;
    seen.malformed ||= resolved.malformed;
    return resolved.text;
  };
  const value = resolve(raw);
  const names = [...seen.missing];
  const found = seen.malformed
    ? 'a placeholder that is not of the form ${NAME} or ${NAME:-default}'
    : `the unset variable${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
  const remedy = 'Set it in the environment or in the env file, or write a default: ${NAME:-default}.';
  const isOpen = seen.malformed || names.length > 0;
  return { key, value, literal: !seen.filled, unresolved: isOpen ? { key, found, remedy } : null };
}

/** The keys of a configuration file with their values as they were written. */
export type RawConfig = ReadonlyMap<string, unknown>;

/** What a section is read from. */
export interface ConfigSource {
  readonly settings: RawConfig;
  readonly variables: Variables;
  /** Folder of the configuration file; its relative paths start here. */
  readonly folder: string;
}

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
  /** What the studio says of its names: a text about everything, or texts by folder or beginning of a name. */
  readonly notes?: PlanningNotes | undefined;
}

/** A key of the file by the option it sets, in the order of problems. */
type KeyTable<Config> = Readonly<Partial<Record<keyof Config & string, string>>>;

const INSTAGRAM_KEYS: KeyTable<InstagramConfig> = {
  userId: 'instagram_user_id',
  accessToken: 'instagram_access_token',
  tokenExpiration: 'instagram_token_expiration',
  daysBeforeRefresh: 'instagram_days_before_refresh',
  appId: 'instagram_app_id',
  appSecret: 'instagram_app_secret',
  login: 'instagram_login',
  apiVersion: 'instagram_api_version',
  baseUrl: 'instagram_base_url',
  timezone: 'instagram_timezone',
  maxMediaItems: 'max_media_items',
  maxCommentsPerMedia: 'max_comments_per_media',
  maxRepliesPerComment: 'max_replies_per_comment',
};

const GCS_KEYS: KeyTable<GcsConfig> = {
  bucket: 'gcs_bucket',
  keyFilename: 'gcs_api_key_path',
  folders: 'gcs_folders',
  draftFolder: 'gcs_draft_folder',
  projectId: 'gcs_project_id',
  userProject: 'gcs_user_project',
  apiEndpoint: 'gcs_api_endpoint',
  useAuth: 'gcs_use_auth',
  ignore: 'gcs_ignore',
};

const LOGGING_KEYS: KeyTable<LoggingConfig> = { level: 'log_level', file: 'log_file' };
const COLLECTOR_KEYS: KeyTable<CollectorConfig> = { outputDir: 'output_dir', notes: 'planning_notes' };

/** A key as an earlier file has it, by its name today. */
const OLDER_KEYS: Readonly<Record<string, string>> = {
  instagram_days_before_refresh: 'instagram_days_before_token_should_autorefresh',
};

/** Every key a configuration file may have. */
export const CONFIG_KEYS: readonly string[] = [
  ...[INSTAGRAM_KEYS, GCS_KEYS, LOGGING_KEYS, COLLECTOR_KEYS].flatMap((table) => Object.values(table)),
  ...Object.values(OLDER_KEYS),
];

/** A key that no section reads, with the one that was probably meant. */
export interface UnknownKey {
  readonly key: string;
  readonly nearest: string | null;
}

/** Gives the keys of a file that nothing reads, in its order. */
export function unknownKeys(settings: RawConfig): UnknownKey[] {
  return [...settings.keys()]
    .filter((key) => !CONFIG_KEYS.includes(key))
    .map((key) => ({ key, nearest: nearest(key, CONFIG_KEYS) }));
}

/**
 * Reads the Instagram part of a configuration. Its secrets print as `[secret]`.
 *
 * @throws {ConfigError} with every problem at once
 */
export function readInstagramSection(source: ConfigSource): InstagramConfig {
  return readSection(INSTAGRAM_KEYS, source, checkInstagramConfig);
}

/**
 * Reads the Instagram part without its account, to look for one: `instagram_user_id` is not read.
 *
 * @throws {ConfigError} with every problem at once
 */
export function readLoginSection(source: ConfigSource): Omit<InstagramConfig, 'userId'> {
  const keys = Object.fromEntries(Object.entries(INSTAGRAM_KEYS).filter(([name]) => name !== 'userId'));
  // The schema asks for an account; none is asked for anything here.
  return readSection(keys, source, (given, origin) => checkInstagramConfig({ ...given, userId: '0' }, origin));
}

/**
 * Reads the Cloud Storage part of a configuration; the key file's path counts from the configuration file.
 *
 * @throws {ConfigError} with every problem at once
 */
export function readGcsSection(source: ConfigSource): GcsConfig {
  const config = readSection(GCS_KEYS, source, checkGcsConfig);
  const { keyFilename } = config;
  return keyFilename === undefined ? config : { ...config, keyFilename: resolve(source.folder, keyFilename) };
}

const loggingSchema = inputObject<{ level?: LogLevel | undefined; file?: string | undefined }>({
  level: optional(logLevel),
  file: optional(setting(text('Give the path of a file, or leave it out.'))),
});

/**
 * Reads the logging part of a configuration; the file's path counts from the configuration file.
 *
 * @throws {ConfigError} with every problem at once
 */
export function readLoggingSection(source: ConfigSource): LoggingConfig {
  const { level = DEFAULT_LOG_LEVEL, file } = readSection(LOGGING_KEYS, source, (given, { nameOf, isLiteral }) =>
    checkConfig(loggingSchema, given, { isShown: (key) => key === 'level' && isLiteral?.(key) !== false, nameOf }),
  );
  return { level, file: file === undefined ? undefined : resolve(source.folder, file) };
}

const NOTES_FILE_REMEDY =
  'Give the path of a text or JSON file, or an object of texts by folder or beginning of a name.';

const collectorSchema = inputObject<CollectorConfig>({
  outputDir: optional(setting(text('Give the path of a folder, or leave it out.'))),
  notes: optional(valueWhere<PlanningNotes>(isPlanningNotes, NOTES_FILE_REMEDY)),
});

/**
 * Reads where documents are written and what the studio notes about its names; paths count from the configuration file.
 * Notes in a file are read from it: JSON as a map, any other text as a note about everything.
 *
 * @throws {ConfigError} when a path is no text, or the notes cannot be read
 */
export function readCollectorSection(source: ConfigSource): CollectorConfig {
  const { outputDir, notes } = readSection(COLLECTOR_KEYS, source, (given, { nameOf }) =>
    checkConfig(collectorSchema, given, { isShown: () => false, nameOf }),
  );
  return {
    outputDir: outputDir === undefined ? undefined : resolve(source.folder, outputDir),
    notes: typeof notes === 'string' ? readNotesFile(resolve(source.folder, notes)) : notes,
  };
}

function readNotesFile(path: string): PlanningNotes {
  const refused = (found: string): ConfigError =>
    new ConfigError([{ key: 'planning_notes', found, remedy: NOTES_FILE_REMEDY }]);
  let content: string;
  try {
    if (statSync(path).size > MAX_CONFIG_BYTES) throw refused(`a file of ${moreThan(MAX_CONFIG_BYTES)}: ${path}`);
    content = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = ioCode(error);
    if (code === null) throw error;
    throw refused(`a file that cannot be read (${code}): ${path}`);
  }
  if (!path.toLowerCase().endsWith('.json')) return content;
  let map: unknown;
  try {
    map = JSON.parse(content);
  } catch {
    throw refused(`broken JSON in ${path}`);
  }
  if (typeof map === 'object' && isPlanningNotes(map)) return map;
  throw refused(`JSON that is no object of texts in ${path}`);
}

/** Fills in the placeholders of a section's keys and checks them; problems bear the names the file has. */
function readSection<Config>(
  keys: Readonly<Record<string, string>>,
  { settings, variables }: ConfigSource,
  check: (given: Readonly<Record<string, unknown>>, origin: ConfigOrigin) => Config,
): Config {
  const found = new Map<string, Setting>();
  for (const [name, key] of Object.entries(keys)) {
    const older = OLDER_KEYS[key];
    const written = !settings.has(key) && older !== undefined && settings.has(older) ? older : key;
    found.set(name, resolveSetting(written, settings.get(written), variables));
  }
  const nameOf = (path: string): string => {
    const [, name = path, rest = ''] = /^(\w+)(.*)$/.exec(path) ?? [];
    return `${found.get(name)?.key ?? name}${rest}`;
  };
  const given = Object.fromEntries(Array.from(found, ([name, { value }]) => [name, value]));
  const unresolved = [...found.values()].flatMap((one) => (one.unresolved === null ? [] : [one.unresolved]));
  const checked = attempt(() => check(given, { nameOf, isLiteral: (name) => found.get(name)?.literal ?? true }));
  if ('config' in checked && unresolved.length === 0) return checked.config;
  const wrong = 'problems' in checked ? checked.problems : [];
  const open = new Set(unresolved.map(({ key }) => key));
  const order = [...found.values()].map(({ key }) => key);
  const problems = [...unresolved, ...wrong.filter(({ key }) => !open.has(key))];
  throw new ConfigError(problems.toSorted((a, b) => order.indexOf(baseOf(a.key)) - order.indexOf(baseOf(b.key))));
}

function baseOf(key: string): string {
  return key.replace(/[[.].*$/s, '');
}

function attempt<T>(run: () => T): { readonly config: T } | { readonly problems: readonly InputProblem[] } {
  try {
    return { config: run() };
  } catch (error) {
    if (!isConfigError(error)) throw error;
    return { problems: error.problems };
  }
}
