/**
 * Writes the tables of docs/metrics.md and docs/cli.md from the tables the library itself reads, between
 * `<!-- table: NAME -->` and `<!-- /table -->`.
 *
 *   npm run docs:tables
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { formatted } from './formatted.ts';

import type { OptionSpec } from '../src/cli/command.ts';
import { GLOBAL_OPTIONS, optionSyntax } from '../src/cli/command-line.ts';
import { COMMANDS } from '../src/cli/commands/index.ts';
import {
  ACCOUNT_FIELDS,
  ACCOUNT_METRICS,
  COMMENT_FIELDS,
  type FieldEntry,
  HASHTAG_MEDIA_FIELDS,
  MEDIA_FIELDS,
  RETIRED_ACCOUNT_METRICS,
} from '../src/graph/fields.ts';
import { MEDIA_METRICS, type MediaMetricEntry, type ProductClass } from '../src/graph/media-metrics.ts';
import type { Sourced } from '../src/base/dated-table.ts';
import { LIMITS, type Login, LOGINS, REMOVALS, SCOPES, VERSIONS } from '../src/graph/platform.ts';

type TableRow = readonly string[];

const BOTH_LOGINS = Object.keys(LOGINS).length;

/** What each limit holds a request to; a limit without words here is a type error. */
const LIMIT_WORDS: Record<keyof typeof LIMITS, string> = {
  mediaPage: 'posts on one page of a list',
  expandedMediaPage: 'posts on one page when insights, comments or replies come with them',
  commentsPage: 'comments on one page, and replies in one expansion',
  batchItems: 'requests in one batch',
  mediaTotal: 'newest posts the media list shows at all',
  insightsRangeDays: 'days between `since` and `until` of account insights',
  hashtagPage: 'posts on one page of a hashtag',
  hashtagsPerWeek: 'different hashtags one account may search in 7 days',
};

const PRODUCT_WORDS: Record<ProductClass, string> = {
  feed: 'picture, album',
  feed_video: 'old video',
  reels: 'reel',
  story: 'story',
};

const code = (text: string): string => `\`${text}\``;
const list = (texts: readonly string[]): string => (texts.length === 0 ? '–' : texts.map(code).join(', '));
const loginsOf = (logins: readonly Login[]): string =>
  logins.length === BOTH_LOGINS ? 'both' : logins.length === 0 ? 'neither' : logins.join(', ');

function table(head: TableRow, rows: readonly TableRow[]): string {
  const line = (cells: TableRow): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Makes a table whose rows have sources: one for all is told under it, several are numbered in a column of their own.
 */
function sourcedTable<R extends Sourced>(head: TableRow, rows: readonly R[], cellsOf: (row: R) => TableRow): string {
  const sources = [...new Set(rows.map(({ source, checkedOn }) => `${source}, checked ${checkedOn}`))];
  if (sources.length <= 1) return `${table(head, rows.map(cellsOf))}\n\nSource of every row: ${sources.join('')}.`;
  const numberOf = ({ source, checkedOn }: R): string => String(sources.indexOf(`${source}, checked ${checkedOn}`) + 1);
  const numbered = rows.map((row) => [...cellsOf(row), numberOf(row)]);
  const notes = sources.map((source, index) => `${String(index + 1)}. ${source}`);
  return `${table([...head, 'source'], numbered)}\n\nSources:\n\n${notes.join('\n')}`;
}

function mediaMetrics(): string {
  const kinds = Object.keys(PRODUCT_WORDS) as ProductClass[];
  const mark = (row: MediaMetricEntry, kind: ProductClass): string =>
    row.products.includes(kind) ? 'yes' : row.unsure.includes(kind) ? 'unsure' : '–';
  return sourcedTable(
    ['metric', 'in a record', ...kinds.map((kind) => PRODUCT_WORDS[kind]), 'login', 'unit', 'since'],
    MEDIA_METRICS.filter(({ retired }) => retired === null),
    (row) => [
      code(row.metric),
      row.key === null ? 'not collected' : `${code(`insights.${row.key}`)}${row.onRequest ? ', when named' : ''}`,
      ...kinds.map((kind) => mark(row, kind)),
      loginsOf(row.logins),
      row.unit,
      row.introduced ?? '–',
    ],
  );
}

function retiredMediaMetrics(): string {
  return sourcedTable(
    ['retired name', 'gone since', 'ask instead'],
    MEDIA_METRICS.filter(({ retired }) => retired !== null),
    (row) => [code(row.metric), row.retired ?? '–', row.replacedBy === null ? 'nothing' : code(row.replacedBy)],
  );
}

function accountMetrics(): string {
  return sourcedTable(
    ['metric', 'period', '`metric_type`', 'breakdowns', 'in', 'needs', 'unit', 'adds up'],
    ACCOUNT_METRICS,
    (row) => [
      code(row.metric),
      list(row.periods),
      list(row.metricTypes),
      row.requiredBreakdown === null ? list(row.breakdowns) : `${code(row.requiredBreakdown)}, required`,
      row.inAccountInfo ? code('account_insights') : code('getAccountInsights'),
      row.minimumAudience === null ? '–' : `${String(row.minimumAudience)} accounts`,
      row.unit,
      row.additive ? 'yes' : 'no',
    ],
  );
}

function retiredAccountMetrics(): string {
  return table(
    ['retired name', 'ask instead'],
    Object.entries(RETIRED_ACCOUNT_METRICS).map(([name, instead]) => [
      code(name),
      instead === null ? 'nothing' : code(instead),
    ]),
  );
}

function fields(): string {
  const groups: readonly (readonly [string, readonly FieldEntry[]])[] = [
    ['account', ACCOUNT_FIELDS],
    ['post', MEDIA_FIELDS],
    ['comment, reply', COMMENT_FIELDS],
    ["a hashtag's post", HASHTAG_MEDIA_FIELDS],
  ];
  const rows = groups.flatMap(([of, all]) => {
    const byLogin = new Map<string, FieldEntry[]>();
    for (const row of all) byLogin.set(loginsOf(row.logins), [...(byLogin.get(loginsOf(row.logins)) ?? []), row]);
    return [...byLogin].flatMap(([login, [first, ...others]]) =>
      first === undefined ? [] : [{ ...first, of, login, fields: [first, ...others].map(({ field }) => field) }],
    );
  });
  return sourcedTable(['of', 'fields', 'login'], rows, (row) => [row.of, list(row.fields), row.login]);
}

function logins(): string {
  const yes = (has: boolean): string => (has ? 'yes' : 'no');
  return sourcedTable(
    ['login', 'host', 'batch', '`appsecret_proof`', 'hashtag search', 'discovery', 'mentions', '`debug_token`'],
    Object.entries(LOGINS).map(([login, row]) => ({ login, ...row })),
    (row) => [
      code(row.login),
      code(row.host),
      ...[row.batch, row.appSecretProof, row.hashtagSearch, row.businessDiscovery, row.mentions, row.debugToken].map(
        yes,
      ),
    ],
  );
}

function scopes(): string {
  return sourcedTable(['login', 'scope', 'for'], SCOPES, (row) => [code(row.login), code(row.scope), row.purpose]);
}

function versions(): string {
  return sourcedTable(['version', 'introduced', 'answers until'], VERSIONS, (row) => [
    code(row.version),
    row.introduced ?? 'not read',
    row.ends ?? 'not announced',
  ]);
}

function removals(): string {
  return sourcedTable(['removed', 'since', 'from', 'instead'], REMOVALS, (row) => [
    row.what,
    row.removedOn,
    row.from === 'every_app' ? 'every app' : 'new apps; the others with v28.0',
    row.instead,
  ]);
}

function limits(): string {
  return table(
    ['limit', 'holds'],
    Object.entries(LIMITS).map(([key, value]) => [
      value.toLocaleString('en-US'),
      LIMIT_WORDS[key as keyof typeof LIMITS],
    ]),
  );
}

const optionTable = (options: readonly OptionSpec[]): string =>
  table(
    ['option', 'what it does'],
    options.map((option) => [code(optionSyntax(option)), option.about.replaceAll('*', '\\*')]),
  );

/** Every table by the name it has in the page. */
const TABLES: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(COMMANDS.map(({ name, options }) => [`options-${name}`, () => optionTable(options)])),
  options: () => optionTable(GLOBAL_OPTIONS),
  'media-metrics': mediaMetrics,
  'retired-media-metrics': retiredMediaMetrics,
  'account-metrics': accountMetrics,
  'retired-account-metrics': retiredAccountMetrics,
  fields,
  logins,
  scopes,
  versions,
  removals,
  limits,
};

/** Renders the page with every table as the library's tables are now. @throws Error for a name without a table */
export async function renderTables(page: string): Promise<string> {
  const filled = page.replaceAll(
    /(<!-- table: ([\w-]+) -->\n)[\s\S]*?(<!-- \/table -->)/g,
    (_all, open, name, close) => {
      const render = TABLES[String(name)];
      if (render === undefined) throw new Error(`There is no table ${String(name)}.`);
      return `${String(open)}\n${render()}\n\n${String(close)}`;
    },
  );
  return formatted('page.md', filled);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of ['metrics', 'cli']) {
    const path = fileURLToPath(new URL(`../docs/${page}.md`, import.meta.url));
    writeFileSync(path, await renderTables(readFileSync(path, 'utf8')));
  }
}
