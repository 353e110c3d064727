import type { LiveCheckEntry, LiveCheckReport } from '../instagram/live-check/sheet.ts';
import type { StorageCheckReport } from '../inventory/live-check.ts';
import { inColumns, oneLine, tone } from './terminal-text.ts';

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
export function describeLiveCheck(report: LiveCheckReport, width: number | null): string {
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
  const cost = `${String(calls.graph_calls)} calls in ${String(calls.http_requests)} HTTP requests`;
  return [...blocks, `${totalOf(entries, unexpected)}. ${login} login, ${api_version}, ${cost}.`].join('\n\n');
}

/** Every way of asking a bucket. */
export function describeStorageCheck(
  { entries, unexpected, requests }: StorageCheckReport,
  width: number | null,
): string {
  const block = `${tone('bold', 'Cloud Storage')}\n${inColumns(linesOf(entries), '  ', width)}`;
  return `${block}\n\n${totalOf(entries, unexpected)}. ${String(requests)} requests.`;
}

type Entry = Pick<LiveCheckEntry, 'name' | 'expected' | 'outcome' | 'detail'>;

function totalOf(entries: readonly Entry[], unexpected: number): string {
  const count = (outcome: Entry['outcome']): string =>
    String(entries.filter((entry) => entry.outcome === outcome).length);
  const verdict =
    unexpected === 0
      ? tone('good', 'none against the tables')
      : tone('bad', `${String(unexpected)} against the tables of this version`);
  return `${count('accepted')} accepted, ${count('refused')} refused, ${count('not_tried')} not tried; ${verdict}`;
}

function linesOf(entries: readonly Entry[]): string[][] {
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
function mark({ name, expected, outcome }: Entry): string {
  return expected === 'unsure' || expected === outcome ? name : tone('bad', `${name} (expected ${expected})`);
}

/** Graph lists every metric it knows when it refuses one. */
function shorten(detail: string | null): string {
  const text = oneLine(detail ?? '');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
