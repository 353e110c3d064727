import { dirname, join } from 'node:path';

import { parseTimestamp, toFileStamp } from '../../base/time.ts';
import { writeNewFile } from '../../runtime/atomic-write.ts';
import type { CollectionIssue } from '../../base/issues.ts';
import { DataCollector } from '../../collector/data-collector.ts';
import type { DataCollectorOptions } from '../../collector/options.ts';
import { readAnalytics, readInventory, readPlanning, readThumbnails } from '../../collector/saved-documents.ts';
import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { CollectionSummary } from '../../documents/collection.ts';
import type { MediaRecord } from '../../documents/media.ts';
import type { PlanningDocuments } from '../../planning/documents.ts';
import type { DocumentAnalysis } from '../../planning/plan-video-context.ts';
import { createFileLedgerStore } from '../../runtime/history/ledger-store.ts';
import {
  type Command,
  type CommandContext,
  type OptionSpec,
  exitOfCollection,
  ONLY_OPTION,
  pathOption,
  PROBE_BYTES_OPTION,
  probeOf,
  shownPath,
  TOKEN_FILE_OPTION,
} from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { ACCOUNTS_OPTIONS, checkAccountsOptions, collectManyAccounts } from './collect-accounts.ts';
import {
  HISTORY_ENDINGS,
  HISTORY_VALUE,
  openConfig,
  openHistory,
  openLogger,
  openSources,
  outputDirOf,
  readStories,
  STORE_DIR_OPTION,
  zoneOf,
} from '../inputs.ts';
import { inColumns, oneLine, type Tone, tone } from '../terminal-text.ts';
import { describeBucket, show } from './inventory.ts';

/** Options of whatever collects both sources. */
export const COLLECTION_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'output-dir',
    value: 'DIR',
    about: 'Where the documents are written; collected_data, or output_dir of the configuration.',
  },
  { name: 'compress', about: 'Compress every document (.json.gz).' },
  { name: 'probe', about: 'Read length and orientation of videos by byte ranges; takes the package mediabunny.' },
  PROBE_BYTES_OPTION,
  {
    name: 'audience',
    about: 'Also read who follows and when they are online, for the page and posting times: 13 calls.',
  },
  {
    name: 'stories',
    about: 'Also read the stories of the last 24 hours, for the page: 1 call for every 50.',
  },
  {
    name: 'thumbnails',
    about: 'Also read pictures of the best and weakest posts, at most 10, for the page.',
  },
  { name: 'planning', about: 'Also write what a planner needs, made from both documents.' },
  { name: 'report', about: 'Also write the page for people, as "insight-inventory report" does.' },
  {
    name: 'history',
    value: HISTORY_VALUE,
    about: `Keep the account document here, and read growth from it: ${HISTORY_ENDINGS}.`,
  },
];

export const collectCommand: Command = {
  name: 'collect',
  summary: SUMMARIES.collect,
  about:
    'One source that fails leaves the other delivered. Ctrl-C stops at once; documents that are complete are kept, and listed.',
  options: [
    ONLY_OPTION,
    ...COLLECTION_OPTIONS,
    {
      name: 'ledger',
      value: 'FILE',
      about: 'Which clips published posts were made from, for planning.',
    },
    STORE_DIR_OPTION,
    TOKEN_FILE_OPTION,
    ...ACCOUNTS_OPTIONS,
  ],
  examples: [
    'collect',
    'collect --only instagram --env-file .env',
    'collect --planning --history .state/history --compress --quiet',
    'collect --json > summary.json',
    'collect --accounts all --wait',
  ],
  run: async (context) => {
    checkAccountsOptions(context, collectCommand.options);
    const accounts = context.options.text('accounts');
    if (accounts !== undefined) return collectManyAccounts(context, accounts);
    const config = await openConfig(context);
    const logger = openLogger(context, config);
    const sources = {
      ...openSources(context, config, { logger }),
      outputDir: outputDirOf(context, config),
      notes: config.getCollectorConfig().notes,
      ledger: storeOf(context, 'ledger', createFileLedgerStore),
      logger,
    };
    return runCollection(context, sources, { timezone: zoneOf(config), stories: await readStories(context) });
  },
};

interface RunCollectionOptions {
  /** IANA zone of the account, for the page. @default UTC */
  readonly timezone?: string | undefined;
  /** Stories kept earlier, for the page. @default none */
  readonly stories?: readonly MediaRecord[] | undefined;
}

/** Collects as the options say and prints what came. */
export async function runCollection(
  context: CommandContext,
  sources: DataCollectorOptions,
  { timezone, stories }: RunCollectionOptions = {},
): Promise<number> {
  const { options, output, signal } = context;
  const collector = new DataCollector({
    ...sources,
    history: storeOf(context, 'history', openHistory),
    onProgress: output.onProgress,
  });
  let summary: CollectionSummary;
  let analysis: DocumentAnalysis | undefined;
  try {
    summary = await collector.collectAllData({
      compress: options.isSet('compress'),
      probe: probeOf(options),
      audience: options.isSet('audience'),
      stories: options.isSet('stories'),
      planning: options.isSet('planning'),
      thumbnails: options.isSet('thumbnails'),
      onAnalysis: (made) => (analysis = made),
      signal,
    });
  } catch (error) {
    const { instagram, gcs } = collector.getStatus().sources;
    context.kept.push(...[instagram.file, gcs.file].filter((file) => file !== null));
    throw error;
  }
  const isRead = options.isSet('report') || !output.modes.json;
  const documents = analysis?.documents ?? (isRead ? await readCollected(summary) : {});
  const report = options.isSet('report')
    ? await writeReport(context, summary, { ...sources, ...documents, analysis, timezone, stories })
    : null;
  const text = output.modes.json ? '' : describeCollection(context, summary, { ...documents, report });
  output.result(report === null ? summary : { ...summary, report_file: report }, () => text);
  const { instagram, gcs } = summary.sources;
  if (instagram.file !== null || gcs.file !== null) noteNext(context, options.isSet('report'));
  return exitOfCollection(summary);
}

/** The documents a collection wrote. */
type CollectedDocuments = Pick<PlanningDocuments, 'analytics' | 'inventory'>;

async function readCollected({ sources: { instagram, gcs } }: CollectionSummary): Promise<CollectedDocuments> {
  return {
    analytics: instagram.file === null ? null : await readAnalytics(instagram.file),
    inventory: gcs.file === null ? null : await readInventory(gcs.file),
  };
}

interface WriteReportOptions
  extends RunCollectionOptions, CollectedDocuments, Pick<DataCollectorOptions, 'ledger' | 'notes'> {
  /** What the planning document was made from. */
  readonly analysis: DocumentAnalysis | undefined;
}

/** Writes the page of what was just collected, beside its documents. */
async function writeReport(
  context: CommandContext,
  summary: CollectionSummary,
  { analytics, inventory, ledger, notes, analysis, timezone, stories }: WriteReportOptions,
): Promise<string | null> {
  if (analytics == null && inventory == null) return null;
  const { renderReport } = await import('../../report/index.ts');
  const documents = analysis?.documents ?? {
    analytics,
    inventory,
    history: await storeOf(context, 'history', openHistory)?.list(),
    ledger: await ledger?.list(),
    notes,
    timezone,
  };
  const html = renderReport(
    {
      ...documents,
      planning: summary.planning_file === null ? null : await readPlanning(summary.planning_file),
      stories,
      thumbnails: summary.thumbnails_file == null ? null : await readThumbnails(summary.thumbnails_file),
    },
    { analysis },
  );
  const name = `insight_report_${toFileStamp(parseTimestamp(summary.started_at) ?? 0)}.html`;
  const { path } = await writeNewFile(join(dirname(summary.summary_file), name), html, { signal: context.signal });
  return path;
}

/** Prints what to do with the documents, for whoever looks on. */
function noteNext({ output, io, options }: CommandContext, hasReport: boolean): void {
  if (!io.stdout.isTerminal) return;
  const folder = options.text('output-dir');
  const where = folder === undefined ? '' : ` --output-dir ${folder}`;
  const look = hasReport ? '' : `Look at it: insight-inventory report${where}. `;
  output.note(`\n${look}For a model: insight-inventory brief${where}.`);
}

function storeOf<Store>(context: CommandContext, name: string, create: (path: string) => Store): Store | undefined {
  const path = pathOption(context, name);
  return path === undefined ? undefined : create(path);
}

const STATUS_TONE: Readonly<Record<string, Tone>> = {
  complete: 'good',
  partial: 'warn',
  failed: 'bad',
  skipped: 'dim',
};

/** Describes what a collection brought, in words. */
function describeCollection(
  context: CommandContext,
  summary: CollectionSummary,
  { analytics, inventory, report }: CollectedDocuments & { readonly report: string | null },
): string {
  const { instagram, gcs } = summary.sources;
  const blocks: string[] = [];
  if (analytics != null) blocks.push(describeAccount(analytics));
  if (inventory != null) blocks.push(describeBucket(inventory));
  const issues = describeIssues(summary);
  if (issues !== null) blocks.push(issues);
  const seconds = (summary.duration_ms / 1_000).toFixed(1);
  const status = tone(STATUS_TONE[summary.status] ?? 'bold', summary.status);
  const files = [
    ...[instagram.file, summary.thumbnails_file ?? null, gcs.file, summary.planning_file],
    ...[summary.summary_file, report],
  ];
  const written = files.flatMap((file) => (file === null ? [] : [`  ${shownPath(context, file)}`]));
  blocks.push([`Collection ${status} in ${seconds} s. Written:`, ...written].join('\n'));
  return blocks.join('\n\n');
}

/** Messages shown of issues that are alike. */
const MAX_ALIKE_SHOWN = 3;

/**
 * Describes issues in groups. Issues of one kind with one remedy belong together: a hundred posts may lack the same
 * thing.
 */
function describeIssues({ issues }: CollectionSummary): string | null {
  if (issues.length === 0) return null;
  const alike = new Map<string, CollectionIssue[]>();
  for (const issue of issues) {
    const key = JSON.stringify([issue.source, issue.kind, issue.remedy]);
    alike.set(key, [...(alike.get(key) ?? []), issue]);
  }
  const lines = [...alike.values()].flatMap((group) => {
    const shown = group
      .slice(0, MAX_ALIKE_SHOWN)
      .map(({ source, kind, message }) => `${source}, ${kind}: ${oneLine(message)}`);
    const more = group.length - shown.length;
    const remedy = group[0]?.remedy ?? null;
    return [
      ...shown.map((line) => `  ${line}`),
      ...(more > 0 ? [`  and ${String(more)} more like these`] : []),
      ...(remedy === null ? [] : [`    ${oneLine(remedy)}`]),
    ];
  });
  return [tone('warn', `Not everything came (${String(issues.length)}):`), ...lines].join('\n');
}

function describeAccount({ account_info, summary_metrics, export_info }: InstagramAnalytics): string {
  const name = account_info?.username ?? 'name unknown';
  const head = `${tone('bold', `Instagram ${oneLine(name)}`)}, ${show(account_info?.followers_count)} followers`;
  const { http_requests, graph_calls } = export_info.calls;
  const calls = ['calls', `${String(graph_calls)} in ${String(http_requests)} HTTP requests`];
  if (summary_metrics === null) return `${head}\n${inColumns([calls])}`;
  const { counted, engagement_basis: basis } = summary_metrics;
  const known = (count: number): string => `(known of ${String(count)})`;
  const rows = [
    ['posts', `${String(summary_metrics.media_count_analyzed)}, ${String(summary_metrics.posts_maturing)} under 48 h`],
    ['views', `${show(summary_metrics.total_recent_views)} ${known(counted.views)}`],
    ['likes', `${show(summary_metrics.total_recent_likes)} ${known(counted.likes)}`],
    ['comments', `${show(summary_metrics.total_recent_comments)} ${known(counted.comments)}`],
    [
      'engagement',
      basis === null
        ? 'unknown'
        : `median ${rate(summary_metrics.median_engagement_rate)}, mean ${rate(summary_metrics.avg_engagement_rate)} by ${basis} (${String(summary_metrics.posts_with_rate)} posts)`,
    ],
    calls,
  ];
  return `${head}\n${inColumns(rows)}`;
}

function rate(value: number | null): string {
  return value === null ? 'unknown' : `${value.toFixed(2)} %`;
}
