import { isInsightInventoryError } from '../../base/errors.ts';
import { openSource } from '../../collector/collect-source.ts';
import { DataCollector } from '../../collector/data-collector.ts';
import type { RequirementReport } from '../../collector/requirements.ts';
import type { UnknownKey } from '../../config/sections.ts';
import type { LiveCheckEntry, LiveCheckReport } from '../../instagram/live-check/sheet.ts';
import type { InstagramAnalyticsManager } from '../../instagram/instagram-analytics-manager.ts';
import { type Command, type CommandContext, EXIT, usageError } from '../command.ts';
import { openConfig, openLogger, openSources, outputDirOf } from '../inputs.ts';
import { inColumns, oneLine, tone } from '../terminal-text.ts';
import { ONLY_OPTION, TOKEN_FILE_OPTION } from './collect.ts';

export const validateCommand: Command = {
  name: 'validate',
  summary: 'Check what a collection needs: settings, token, permissions, app, account, bucket, folders, output folder.',
  operands: '',
  operandCount: [0, 0],
  about:
    'At most two requests for the account, one for the bucket and one for each of its folders. A key of the configuration that nothing reads is listed, and fails when it is near to one that is read. With --live it also asks Graph for every entry of the platform tables of this version and tells which were accepted, refused or not tried; it only reads, and says beforehand how many calls it makes. Ends with 1 when a check failed, 2 when a setting is wrong, 3 when an entry was not as the tables say.',
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
      name: 'output-dir',
      value: 'DIR',
      about: 'The folder to check; collected_data, or output_dir of the configuration.',
    },
    TOKEN_FILE_OPTION,
  ],
  examples: ['validate', 'validate --only gcs', 'validate --live --only instagram --json > live-check.json'],
  run: async (context) => {
    const { options, output, signal, io } = context;
    const isLive = options.isSet('live');
    if (!isLive && options.isSet('max-calls')) throw usageError('--max-calls belongs to --live.', 'Add --live.');
    const config = await openConfig(context);
    const logger = openLogger(context, config);
    const sources = openSources(context, config, logger);
    const collector = new DataCollector({ ...sources, outputDir: outputDirOf(context, config), logger });
    const checked = await collector.validateCollectionRequirements({ signal });
    const report = withUnknownKeys(checked, config.unknownKeys);
    const isUsable = report.checks.every(({ source, ok }) => source !== 'instagram' || ok);
    const live =
      isLive && sources.instagram !== undefined && (isUsable || canRead(report))
        ? await checkLive(context, openSource(sources.instagram))
        : null;
    output.result({ ...report, ...(isLive ? { live } : {}) }, () => describe(report, live, io.stdout.columns));
    if (isLive && live === null) output.warn('The platform tables were not checked: the account cannot be read.');
    return exitOf(report, live);
  },
};

/**
 * The report with a row for each key of the file that nothing reads. A key near to one of ours was misspelt, so the setting
 * has no effect: a failed check. Others may be of another program, which may keep its settings in the same file.
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

/** A missing permission is what a live check shows in detail; without settings or a token nothing can be asked. */
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
  } catch (error) {
    signal.throwIfAborted();
    if (!isInsightInventoryError(error) || error.kind === 'invalid_request') throw error;
    output.failure(error);
    return null;
  }
}

function exitOf({ checks }: RequirementReport, live: LiveCheckReport | null): number {
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.some(({ check }) => check === 'config' || check === 'config_key')) return EXIT.usage;
  if (failed.length > 0) return EXIT.failed;
  return live !== null && live.unexpected > 0 ? EXIT.partial : EXIT.complete;
}

function describe(
  { overall_validation, checks }: RequirementReport,
  live: LiveCheckReport | null,
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
  return [inColumns(rows, '', width), '', verdict, ...(live === null ? [] : ['', describeLiveCheck(live, width)])].join(
    '\n',
  );
}

const TITLES: Readonly<Record<LiveCheckEntry['table'], string>> = {
  platform: 'Platform',
  scopes: 'Permissions',
  account_fields: 'Account fields',
  account_metrics: 'Account metrics',
  media_fields: 'Post fields',
  comment_fields: 'Comment fields',
  media_metrics: 'Post metrics',
};

/** Every entry of a check, table by table. */
function describeLiveCheck(report: LiveCheckReport, width: number | null): string {
  const { entries, calls, unexpected, login, api_version } = report;
  const groups = new Map<string, LiveCheckEntry[]>();
  for (const entry of entries) {
    // Without a kind they are names the table has as retired.
    const kind = entry.post_kind ?? (entry.table === 'media_metrics' ? 'retired' : null);
    const title = kind === null ? TITLES[entry.table] : `${TITLES[entry.table]}, ${kind}`;
    groups.set(title, [...(groups.get(title) ?? []), entry]);
  }
  const blocks = [...groups].map(
    ([title, members]) => `${tone('bold', title)}\n${inColumns(linesOf(members), '  ', width)}`,
  );
  const count = (outcome: LiveCheckEntry['outcome']): string =>
    String(entries.filter((entry) => entry.outcome === outcome).length);
  const total = `${count('accepted')} accepted, ${count('refused')} refused, ${count('not_tried')} not tried`;
  const verdict =
    unexpected === 0
      ? tone('good', 'none against the tables')
      : tone('bad', `${String(unexpected)} against the tables of this version`);
  const cost = `${String(calls.graph_calls)} calls in ${String(calls.http_requests)} HTTP requests`;
  return [...blocks, `${total}; ${verdict}. ${login} login, ${api_version}, ${cost}.`].join('\n\n');
}

function linesOf(entries: readonly LiveCheckEntry[]): string[][] {
  const accepted = entries.filter(({ outcome }) => outcome === 'accepted').map(mark);
  const refused = entries.filter(({ outcome }) => outcome === 'refused');
  const untried = new Map<string, string[]>();
  for (const { name, detail } of entries.filter(({ outcome }) => outcome === 'not_tried')) {
    const why = oneLine(detail ?? '');
    untried.set(why, [...(untried.get(why) ?? []), name]);
  }
  const words = new Map<string, string[]>();
  for (const entry of refused)
    words.set(shorten(entry.detail), [...(words.get(shorten(entry.detail)) ?? []), mark(entry)]);
  return [
    ...(accepted.length === 0 ? [] : [[tone('good', 'accepted'), accepted.join(', ')]]),
    ...[...words].map(([said, names]) => [tone('warn', 'refused'), `${names.join(', ')}: ${said}`]),
    ...[...untried].map(([why, names]) => [tone('dim', 'not tried'), `${names.join(', ')}: ${why}`]),
  ];
}

/** An entry that is not as the table says stands out. */
function mark({ name, expected, outcome }: LiveCheckEntry): string {
  return expected === 'unsure' || expected === outcome ? name : tone('bad', `${name} (expected ${expected})`);
}

/** Graph lists every metric it knows when it refuses one. */
function shorten(detail: string | null): string {
  const text = oneLine(detail ?? '');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
