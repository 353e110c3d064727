import type { FactCheck, FactReport } from '../instagram/fact-sheet.ts';
import { inColumns, oneLine, tone } from './terminal-text.ts';

const TITLES: Readonly<Record<FactCheck['table'], string>> = {
  platform: 'Platform',
  scopes: 'Permissions',
  account_fields: 'Account fields',
  account_metrics: 'Account metrics',
  media_fields: 'Post fields',
  comment_fields: 'Comment fields',
  media_metrics: 'Post metrics',
};

/** Every row of a check, table by table. */
export function describeFacts(report: FactReport, width: number | null): string {
  const { rows, calls, unexpected, login, api_version } = report;
  const groups = new Map<string, FactCheck[]>();
  for (const row of rows) {
    // Without a kind they are names the table has as retired.
    const kind = row.post_kind ?? (row.table === 'media_metrics' ? 'retired' : null);
    const title = kind === null ? TITLES[row.table] : `${TITLES[row.table]}, ${kind}`;
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  const blocks = [...groups].map(
    ([title, members]) => `${tone('bold', title)}\n${inColumns(linesOf(members), '  ', width)}`,
  );
  const count = (outcome: FactCheck['outcome']): string => String(rows.filter((row) => row.outcome === outcome).length);
  const total = `${count('held')} held, ${count('refused')} refused, ${count('not_tried')} not tried`;
  const verdict =
    unexpected === 0
      ? tone('good', 'none against the tables')
      : tone('bad', `${String(unexpected)} against the tables of this version`);
  const cost = `${String(calls.graph_calls)} calls in ${String(calls.http_requests)} HTTP requests`;
  return [...blocks, `${total}; ${verdict}. ${login} login, ${api_version}, ${cost}.`].join('\n\n');
}

function linesOf(rows: readonly FactCheck[]): string[][] {
  const held = rows.filter(({ outcome }) => outcome === 'held').map(mark);
  const refused = rows.filter(({ outcome }) => outcome === 'refused');
  const untried = new Map<string, string[]>();
  for (const { fact, detail } of rows.filter(({ outcome }) => outcome === 'not_tried')) {
    const why = oneLine(detail ?? '');
    untried.set(why, [...(untried.get(why) ?? []), fact]);
  }
  const words = new Map<string, string[]>();
  for (const row of refused) words.set(shorten(row.detail), [...(words.get(shorten(row.detail)) ?? []), mark(row)]);
  return [
    ...(held.length === 0 ? [] : [[tone('good', 'held'), held.join(', ')]]),
    ...[...words].map(([said, facts]) => [tone('warn', 'refused'), `${facts.join(', ')}: ${said}`]),
    ...[...untried].map(([why, facts]) => [tone('dim', 'not tried'), `${facts.join(', ')}: ${why}`]),
  ];
}

/** A row that is not as the table says stands out. */
function mark({ fact, expected, outcome }: FactCheck): string {
  return expected === 'unsure' || expected === outcome ? fact : tone('bad', `${fact} (expected ${expected})`);
}

/** Graph lists every metric it knows when it refuses one. */
function shorten(detail: string | null): string {
  const text = oneLine(detail ?? '');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
