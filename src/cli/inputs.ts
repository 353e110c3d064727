import { extname, join, resolve } from 'node:path';

import { ConfigError, type InputProblem, isConfigError } from '../base/errors.ts';
import { Secret } from '../base/redact.ts';
import type { CollectorSources, SourceName } from '../collector/collect-source.ts';
import {
  findNewestDocuments,
  readAnalytics,
  readInventory,
  readPlanning,
  readThumbnails,
} from '../collector/saved-documents.ts';
import { loadConfig, type LoadedConfig } from '../config/load-config.ts';
import type { InstagramAnalytics, LedgerEntry, Snapshot } from '../documents/analytics.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { MediaRecord, Thumbnails } from '../documents/media.ts';
import type { PlanningContext } from '../documents/planning.ts';
import type { FindAccountsConfig } from '../instagram/find-accounts.ts';
import { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import { readKeptStories } from '../instagram/keep.ts';
import { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import type { PlanningNotes } from '../planning/documents.ts';
import type { ManagerDependencies } from '../runtime/dependencies.ts';
import { createDuckDbSnapshotStore, createSqliteSnapshotStore } from '../runtime/history/snapshot-databases.ts';
import { createFileLedgerStore } from '../runtime/history/ledger-store.ts';
import { createFileSnapshotStore, type SnapshotStore } from '../runtime/history/snapshot-store.ts';
import { createLogger, type Logger, silentLogger } from '../runtime/logger.ts';
import { createFileStore, createFileTokenStore } from '../runtime/stores.ts';
import { type CommandContext, type OptionSpec, pathOption, shownPath, usageError } from './command.ts';

/** What makes a history, by the ending of its path in lower case; any other path is a folder of documents. */
const BY_ENDING: Readonly<Record<string, (path: string) => SnapshotStore>> = {
  '.sqlite': createSqliteSnapshotStore,
  '.db': createSqliteSnapshotStore,
  '.duckdb': createDuckDbSnapshotStore,
};

/** How the command line's help names a path of a history. */
export const HISTORY_VALUE = 'PATH';
export const HISTORY_ENDINGS = 'a folder, or a database of figures: a file that ends in .sqlite, .db or .duckdb';

/** Opens a history by its path. Nothing is read, and no optional package asked for, before a method is called. */
export function openHistory(path: string): SnapshotStore {
  return (BY_ENDING[extname(path).toLowerCase()] ?? createFileSnapshotStore)(path);
}

/** Gives the path of an account's own history: `kept/ID` of a folder, `kept-ID.sqlite` of a file. */
export function historyOfAccount(path: string, id: string): string {
  const ending = extname(path);
  if (BY_ENDING[ending.toLowerCase()] === undefined) return join(path, id);
  return `${path.slice(0, -ending.length)}-${id}${ending}`;
}

export const DEFAULT_FILE = 'insight-inventory.config.json';

/** @throws ConfigError with every problem of the file */
export async function openConfig(context: CommandContext): Promise<LoadedConfig> {
  const { io } = context;
  const path = pathOption(context, 'config') ?? resolve(io.cwd, DEFAULT_FILE);
  try {
    return await loadConfig(path, { env: io.env, envFile: pathOption(context, 'env-file') });
  } catch (error) {
    throw isConfigError(error) ? new ConfigError(error.problems.map((problem) => inOptions(context, problem))) : error;
  }
}

/** Does the same for commands that can do without: `null` when none was named and none is there. */
async function openConfigIfAny(context: CommandContext): Promise<LoadedConfig | null> {
  try {
    return await openConfig(context);
  } catch (error) {
    const isNamed = context.options.isSet('config') || context.options.isSet('env-file');
    if (isNamed || !isConfigError(error) || !error.problems.every(isMissing)) throw error;
    return null;
  }
}

/** Writes a problem in the words of the command line. */
function inOptions({ options }: CommandContext, problem: InputProblem): InputProblem {
  if (problem.key === 'envFile')
    return { ...problem, key: '--env-file', remedy: 'Create it, or leave --env-file out.' };
  if (!isMissing(problem) || options.isSet('config')) return problem;
  return { ...problem, remedy: 'Create it, or name another with --config. "insight-inventory demo" needs none.' };
}

function isMissing({ reason }: InputProblem): boolean {
  return reason === 'no_file';
}

/**
 * Opens the log: shown with `--debug` alone: what a reader should know is in the result. The configured file as
 * configured.
 */
export function openLogger({ output }: CommandContext, config: LoadedConfig | null): Logger {
  const { json, debug } = output.modes;
  const write = (line: string): void => {
    output.logLine(line);
  };
  const level = debug ? 'debug' : 'silent';
  const terminal = createLogger({ level, format: json ? 'json' : 'pretty', write });
  const logging = config?.getLoggingConfig();
  if (logging?.file === undefined) return terminal;
  const file = createLogger({ ...logging, level: debug ? 'debug' : logging.level, write: () => undefined });
  return file === silentLogger ? terminal : tee(terminal, file);
}

function tee(first: Logger, second: Logger): Logger {
  const both =
    (level: keyof Logger) =>
    (message: string, fields?: Record<string, unknown>): void => {
      first[level](message, fields);
      second[level](message, fields);
    };
  return { debug: both('debug'), info: both('info'), warn: both('warn'), error: both('error') };
}

/** Takes the secrets of an account out of whatever is printed. */
function hideSecrets<Login extends FindAccountsConfig>({ output }: CommandContext, login: Login): Login {
  for (const secret of [login.accessToken, login.appSecret]) {
    if (secret instanceof Secret || typeof secret === 'string') output.redactor.add(secret);
  }
  return login;
}

/** Opens the configured login, which need not name an account. @throws ConfigError with every problem of its section */
export function openLogin(context: CommandContext, config: LoadedConfig): FindAccountsConfig {
  return hideSecrets(context, config.getLoginConfig());
}

/** Opens the configured account. @throws ConfigError with every problem of its section */
export function openInstagram(
  context: CommandContext,
  config: LoadedConfig,
  dependencies: Pick<ManagerDependencies, 'logger' | 'fetch'>,
): InstagramAnalyticsManager {
  const account = hideSecrets(context, config.getInstagramConfig());
  const tokenFile = pathOption(context, 'token-file');
  const tokenStore = tokenFile === undefined ? undefined : createFileTokenStore(tokenFile);
  return new InstagramAnalyticsManager(account, { ...dependencies, tokenStore });
}

/** Opens the configured bucket. @throws ConfigError with every problem of its section */
export function openBucket(config: LoadedConfig, logger: Logger): GCSInventoryManager {
  return new GCSInventoryManager(config.getGcsConfig(), { logger });
}

/**
 * Opens what there is to read, opened when it is needed: what was asked for, else whatever the file has settings of.
 *
 * @throws ConfigError when it has settings of neither
 */
export function openSources(
  context: CommandContext,
  config: LoadedConfig,
  dependencies: Pick<ManagerDependencies, 'logger' | 'fetch'>,
): CollectorSources {
  const only = context.options.text('only');
  const isWanted = (source: SourceName): boolean => (only === undefined ? config.sources[source] : only === source);
  if (!isWanted('instagram') && !isWanted('gcs')) {
    throw new ConfigError([
      {
        key: 'config_file',
        found: `settings of neither source in ${config.path}`,
        remedy: 'Write instagram_user_id and instagram_access_token, gcs_bucket, or all of them.',
      },
    ]);
  }
  return {
    instagram: isWanted('instagram') ? () => openInstagram(context, config, dependencies) : undefined,
    gcs: isWanted('gcs') ? () => openBucket(config, dependencies.logger ?? silentLogger) : undefined,
  };
}

/** Tells where documents are written and looked for: the option, else the configuration, else `collected_data`. */
export function outputDirOf(context: CommandContext, config: LoadedConfig | null): string {
  const given = pathOption(context, 'output-dir');
  return given ?? config?.getCollectorConfig().outputDir ?? resolve(context.io.cwd, 'collected_data');
}

/** Options of whatever reads documents that were collected before. */
export const DOCUMENT_OPTIONS: readonly OptionSpec[] = [
  { name: 'analytics', value: 'FILE', about: 'An account document (instagram_analytics_….json, or .json.gz).' },
  { name: 'inventory', value: 'FILE', about: 'A bucket document (gcs_inventory_….json, or .json.gz).' },
  {
    name: 'history',
    value: HISTORY_VALUE,
    about: `Earlier account documents, kept by collect --history, for growth: ${HISTORY_ENDINGS}.`,
  },
  {
    name: 'output-dir',
    value: 'DIR',
    about:
      'Where the newest documents are looked for when none is named; collected_data, or output_dir of the configuration.',
  },
];

export const LEDGER_OPTION: OptionSpec = {
  name: 'ledger',
  value: 'FILE',
  about: 'Which clips published posts were made from.',
};

export const STORE_DIR_OPTION: OptionSpec = {
  name: 'store-dir',
  value: 'DIR',
  about: 'Where "insight-inventory keep" keeps stories, for the page.',
};

/** Reads the stories that `keep` kept, where a folder is named. @throws InsightInventoryError `io` */
export async function readStories(context: CommandContext): Promise<MediaRecord[] | undefined> {
  const folder = pathOption(context, STORE_DIR_OPTION.name);
  if (folder === undefined) return undefined;
  return (await readKeptStories(createFileStore(folder))).map(({ story }) => story);
}

export const TIMEZONE_OPTION: OptionSpec = {
  name: 'timezone',
  value: 'ZONE',
  about: 'IANA zone of the account, for posting times; instagram_timezone of the configuration, else UTC.',
};

/** Documents on the disk, read and checked. */
interface SavedDocuments {
  readonly analytics: InstagramAnalytics | null;
  readonly inventory: AnyInventory | null;
  /** Read only for a page. */
  readonly planning: PlanningContext | null;
  /** Read only for a page. */
  readonly thumbnails: Thumbnails | null;
  /** Read only for a page. */
  readonly stories: readonly MediaRecord[] | undefined;
  readonly history: readonly Snapshot[];
  readonly ledger: readonly LedgerEntry[] | undefined;
  /** Of the option, else of the configuration. */
  readonly timezone: string | undefined;
  readonly notes: PlanningNotes | undefined;
  /** Where they were looked for. */
  readonly folder: string;
}

/**
 * Reads the documents the options name, else the newest of each kind in the output folder.
 *
 * @throws InsightInventoryError `io` for one that cannot be read; `invalid_request` when there is none
 */
export async function readDocuments(context: CommandContext, forPage: boolean): Promise<SavedDocuments> {
  const { output } = context;
  const config = await openConfigIfAny(context);
  const folder = outputDirOf(context, config);
  const named = {
    analytics: pathOption(context, 'analytics') ?? null,
    inventory: pathOption(context, 'inventory') ?? null,
    planning: forPage ? (pathOption(context, 'planning') ?? null) : null,
    thumbnails: null,
  };
  const isNamed = named.analytics !== null || named.inventory !== null || named.planning !== null;
  const files = { ...(isNamed ? named : await findNewestDocuments(folder)) };
  if (!forPage) files.planning = files.thumbnails = null;
  else files.thumbnails = pathOption(context, 'thumbnails') ?? files.thumbnails;
  if (files.analytics === null && files.inventory === null) {
    throw usageError(
      isNamed ? 'A plan alone is not enough.' : `There is no document in ${shownPath(context, folder)}.`,
      'Run "insight-inventory collect" (or "demo") first, or name documents with --analytics and --inventory.',
    );
  }
  const used = [files.analytics, files.inventory, files.planning, files.thumbnails];
  const shown = used.flatMap((file) => (file === null ? [] : [shownPath(context, file)]));
  if (!isNamed) output.note(`From ${shown.join(', ')}`);
  const history = pathOption(context, 'history');
  const ledger = pathOption(context, 'ledger');
  return {
    analytics: files.analytics === null ? null : await readAnalytics(files.analytics),
    inventory: files.inventory === null ? null : await readInventory(files.inventory),
    planning: files.planning === null ? null : await readPlanning(files.planning),
    thumbnails: files.thumbnails === null ? null : await readThumbnails(files.thumbnails),
    stories: forPage ? await readStories(context) : undefined,
    history: history === undefined ? [] : await openHistory(history).list(),
    ledger: ledger === undefined ? undefined : await createFileLedgerStore(ledger).list(),
    timezone: context.options.text('timezone') ?? zoneOf(config),
    notes: config?.getCollectorConfig().notes,
    folder,
  };
}

/** Gives the configured zone. What is wrong with the rest of the section is no matter of documents on the disk. */
export function zoneOf(config: LoadedConfig | null): string | undefined {
  try {
    return !config?.sources.instagram ? undefined : config.getInstagramConfig().timezone;
  } catch (error) {
    if (isConfigError(error)) return undefined;
    throw error;
  }
}
