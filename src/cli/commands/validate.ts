import { ownError } from '../../base/errors.ts';
import { openSource } from '../../collector/collect-source.ts';
import { DataCollector } from '../../collector/data-collector.ts';
import type { RequirementReport } from '../../collector/requirements.ts';
import type { UnknownKey } from '../../config/sections.ts';
import type { LiveCheckReport } from '../../instagram/live-check/sheet.ts';
import type { InstagramAnalyticsManager } from '../../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../../inventory/gcs-inventory-manager.ts';
import type { StorageCheckReport } from '../../inventory/check-access.ts';
import {
  type Command,
  type CommandContext,
  EXIT,
  pathOption,
  shownPath,
  usageError,
  ONLY_OPTION,
  TOKEN_FILE_OPTION,
} from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { openConfig, openLogger, openSources, outputDirOf } from '../inputs.ts';
import { describeLiveCheck, describeStorageCheck, openRecorder, writeRecords } from '../live-check-text.ts';
import { inColumns, oneLine, tone } from '../terminal-text.ts';

export const validateCommand: Command = {
  name: 'validate',
  summary: SUMMARIES.validate,
  about:
    'At most two requests for the account, one for the bucket and one for each of its folders. A key of the configuration that nothing reads is listed, and fails when it is near to one that is read. With --live it also asks Graph for every entry of the platform tables of this version, and the bucket in every way a collection does, and says which were accepted, refused or not tried; it only reads, and says beforehand how many calls it makes. With --record it writes what it found for others: a record of names of our tables alone, and the answers of Graph with everything of the account taken out, which the simulators replay. Ends with 1 when a check failed, 2 when a setting is wrong, 3 when an entry was not as the tables say.',
  options: [
    ONLY_OPTION,
    { name: 'live', about: 'Also check the platform tables against the platform, with this token.' },
    {
      name: 'max-calls',
      value: 'N',
      kind: 'count',
      about: 'With --live, Graph calls at most; 80 when it is not given.',
    },
    {
      name: 'record',
      value: 'DIR',
      about: 'With --live, write what was found into this folder, redacted, to be sent in with a report.',
    },
    {
      name: 'output-dir',
      value: 'DIR',
      about: 'The folder to check; collected_data, or output_dir of the configuration.',
    },
    TOKEN_FILE_OPTION,
  ],
  examples: [
    'validate',
    'validate --only gcs',
    'validate --live --only instagram --json > live-check.json',
    'validate --live --record live-check',
  ],
  run: async (context) => {
    const { options, output, signal, io } = context;
    const isLive = options.isSet('live');
    for (const name of ['max-calls', 'record']) {
      if (!isLive && options.isSet(name)) throw usageError(`--${name} belongs to --live.`, 'Add --live.');
    }
    const config = await openConfig(context);
    const logger = openLogger(context, config);
    const folder = pathOption(context, 'record');
    const recorder = folder === undefined ? null : await openRecorder(config);
    const sources = openSources(context, config, { logger, fetch: recorder?.fetch });
    const collector = new DataCollector({ ...sources, outputDir: outputDirOf(context, config), logger });
    const checked = await collector.validateCollectionRequirements({ signal });
    const report = withUnknownKeys(checked, config.unknownKeys);
    const isUsable = report.checks.every(({ source, ok }) => source !== 'instagram' || ok);
    const live =
      isLive && sources.instagram !== undefined && (isUsable || canRead(report))
        ? await checkLive(context, openSource(sources.instagram))
        : null;
    const storage =
      isLive && sources.gcs !== undefined && canList(report)
        ? await checkBucket(context, openSource(sources.gcs))
        : null;
    output.result({ ...report, ...(isLive ? { live, live_storage: storage } : {}) }, () =>
      describe(report, live, storage, io.stdout.columns),
    );
    if (isLive && live === null && sources.instagram !== undefined) {
      output.warn('The platform tables were not checked: the account cannot be read.');
    }
    if (folder !== undefined) {
      const files = await writeRecords(folder, { live, storage, recording: recorder?.recording() ?? null }, signal);
      output.note(`To send in with a report: ${files.map((file) => shownPath(context, file)).join(', ')}`);
    }
    return exitOf(report, live, storage);
  },
};

/**
 * Gives the report with a row for each key of the file that nothing reads. A key near to one of ours was misspelt, so
 * the setting has no effect: a failed check. Others may be of another program, which may keep its settings in the same
 * file.
 */
function withUnknownKeys(report: RequirementReport, keys: readonly UnknownKey[]): RequirementReport {
  const rows = keys.map(({ key, nearest }): RequirementReport['checks'][number] => ({
    source: 'collector',
    check: 'config_key',
    ok: nearest === null,
    detail: `Nothing reads the key "${key}" of the configuration.`,
    remedy: nearest === null ? null : `Did you mean "${nearest}"?`,
  }));
  const checks = [...rows, ...report.checks];
  return { overall_validation: report.overall_validation && rows.every(({ ok }) => ok), checks };
}

/** Tells whether the listing can be asked. A bucket that cannot be listed answers nothing else either. */
function canList({ checks }: RequirementReport): boolean {
  return checks.every(({ source, check, ok }) => source !== 'gcs' || ok || check === 'folder');
}

/**
 * Tells whether the account can be asked. A missing permission is what a live check shows in detail; without settings
 * or a token nothing can be asked.
 */
function canRead({ checks }: RequirementReport): boolean {
  return checks.every(({ source, check, ok }) => source !== 'instagram' || ok || check === 'scopes');
}

async function checkLive(
  context: CommandContext,
  instagram: InstagramAnalyticsManager,
): Promise<LiveCheckReport | null> {
  const { output, options, signal } = context;
  const maxCalls = options.number('max-calls');
  const { min, max, limit } = instagram.planLiveCheck({ maxCalls });
  const plan = { type: 'plan', min, max, limit };
  if (output.modes.json) output.event(plan);
  else {
    output.note(
      `The live check makes ${String(min)} to ${String(max)} Graph calls, ${String(limit)} at most. It only reads.`,
    );
  }
  try {
    return await instagram.checkLive({ maxCalls, signal, onProgress: output.onProgress });
  } catch (caught) {
    const error = ownError(caught, signal);
    if (error.kind === 'invalid_request') throw error;
    output.failure(error);
    return null;
  }
}

async function checkBucket(
  { output, signal }: CommandContext,
  gcs: GCSInventoryManager,
): Promise<StorageCheckReport | null> {
  try {
    return await gcs.checkLive({ signal, onProgress: output.onProgress });
  } catch (caught) {
    const error = ownError(caught, signal);
    output.failure(error);
    return null;
  }
}

function exitOf(
  { checks }: RequirementReport,
  live: LiveCheckReport | null,
  storage: StorageCheckReport | null,
): number {
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.some(({ check }) => check === 'config' || check === 'config_key')) return EXIT.usage;
  if (failed.length > 0) return EXIT.failed;
  return (live?.unexpected ?? 0) + (storage?.unexpected ?? 0) > 0 ? EXIT.partial : EXIT.complete;
}

function describe(
  { overall_validation, checks }: RequirementReport,
  live: LiveCheckReport | null,
  storage: StorageCheckReport | null,
  width: number | null,
): string {
  const rows = checks.flatMap(({ source, check, ok, detail, remedy }) => {
    const mark = !ok ? tone('bad', 'FAIL') : remedy === null ? tone('good', 'ok') : tone('warn', 'warn');
    const row = [mark, source, check, ok ? oneLine(detail) : detail];
    // The message of a wrong configuration has the remedies in it.
    return remedy === null || check === 'config' ? [row] : [row, ['', '', '', oneLine(remedy)]];
  });
  const verdict = overall_validation
    ? tone('good', 'Everything a collection needs is there.')
    : tone('bad', 'A collection would not be complete.');
  const checked = [
    ...(live === null ? [] : [describeLiveCheck(live, width)]),
    ...(storage === null ? [] : [describeStorageCheck(storage, width)]),
  ];
  return [inColumns(rows, '', width), verdict, ...checked].join('\n\n');
}
