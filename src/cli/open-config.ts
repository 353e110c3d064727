import { resolve } from 'node:path';

import { ConfigError, isConfigError, type ConfigProblem } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import { type CollectorSources, type SourceName } from '../collector/sources.ts';
import { loadConfig, type LoadedConfig } from '../config/load-config.ts';
import { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import { createLogger } from '../runtime/create-logger.ts';
import { silentLogger, type Logger } from '../runtime/logger.ts';
import { createFileTokenStore } from '../runtime/token-store.ts';
import { pathOption, type CommandContext } from './context.ts';

const DEFAULT_FILE = 'insight-inventory.config.json';

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

/** The same for commands that can do without: `null` when none was named and none is there. */
export async function openConfigIfAny(context: CommandContext): Promise<LoadedConfig | null> {
  try {
    return await openConfig(context);
  } catch (error) {
    const isNamed = context.options.isSet('config') || context.options.isSet('env-file');
    if (isNamed || !isConfigError(error) || !error.problems.every(isMissing)) throw error;
    return null;
  }
}

/** A problem in the words of the command line. */
function inOptions({ options }: CommandContext, problem: ConfigProblem): ConfigProblem {
  if (problem.key === 'envFile')
    return { ...problem, key: '--env-file', remedy: 'Create it, or leave --env-file out.' };
  if (!isMissing(problem) || options.isSet('config')) return problem;
  return { ...problem, remedy: 'Create it, or name another with --config. "insight-inventory demo" needs none.' };
}

function isMissing({ found }: ConfigProblem): boolean {
  return found.startsWith('no file at ');
}

/** Shown with `--debug` alone: what a run should be told of is in its result. The configured file as configured. */
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

/** The configured account. @throws ConfigError with every problem of its section */
export function openInstagram(
  context: CommandContext,
  config: LoadedConfig,
  logger: Logger,
): InstagramAnalyticsManager {
  const settings = config.getInstagramConfig();
  const { redactor } = context.output;
  for (const secret of [settings.accessToken, settings.appSecret]) {
    if (secret instanceof Secret || typeof secret === 'string') redactor.add(secret);
  }
  const tokenFile = pathOption(context, 'token-file');
  const tokenStore = tokenFile === undefined ? undefined : createFileTokenStore(tokenFile);
  return new InstagramAnalyticsManager(settings, { logger, tokenStore });
}

/** The configured bucket. @throws ConfigError with every problem of its section */
export function openBucket(config: LoadedConfig, logger: Logger): GCSInventoryManager {
  return new GCSInventoryManager(config.getGcsConfig(), { logger });
}

/**
 * What there is to read, opened when it is needed: what was asked for, else whatever the file has settings of.
 *
 * @throws ConfigError when it has settings of neither
 */
export function openSources(context: CommandContext, config: LoadedConfig, logger: Logger): CollectorSources {
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
    instagram: isWanted('instagram') ? () => openInstagram(context, config, logger) : undefined,
    gcs: isWanted('gcs') ? () => openBucket(config, logger) : undefined,
  };
}

/** Where documents are written and looked for: the option, else the configuration, else `collected_data`. */
export function outputDirOf(context: CommandContext, config: LoadedConfig | null): string {
  const given = pathOption(context, 'output-dir');
  return given ?? config?.getCollectorConfig().outputDir ?? resolve(context.io.cwd, 'collected_data');
}
