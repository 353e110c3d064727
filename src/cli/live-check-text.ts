import { join } from 'node:path';

import { toFileStamp } from '../base/time.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { type CheckedEntry, type VerificationRecord, verifiedFeatures } from '../documents/collection.ts';
import type { LiveCheckEntry, LiveCheckReport } from '../instagram/live-check/sheet.ts';
import type { StorageCheckReport } from '../inventory/check-access.ts';
import { writeNewFile } from '../runtime/atomic-write.ts';
import type { Recorder, Recording } from '../testing/index.ts';
import { readVersion } from './command-line.ts';
import { inColumns, oneLine, tone } from './terminal-text.ts';

/** What a live check found, of what was checked. */
export interface LiveFindings {
  readonly live: LiveCheckReport | null;
  readonly storage: StorageCheckReport | null;
  readonly recording: Recording | null;
}

/** Opens a recorder for the configured account, where there is one. */
export async function openRecorder(config: LoadedConfig): Promise<Recorder> {
  // The simulators are large: nothing else loads them.
  const { createRecorder } = await import('../testing/index.ts');
  return createRecorder(config.sources.instagram ? { userId: config.getInstagramConfig().userId } : {});
}

/** Writes a verification record of each platform, and what Graph answered. Gives the paths. */
export async function writeRecords(
  folder: string,
  { live, storage, recording }: LiveFindings,
  signal: AbortSignal,
): Promise<string[]> {
  const base = { record_version: '1.0', library_version: await readVersion(), node_version: process.version } as const;
  const records: VerificationRecord[] = [];
  if (live !== null) {
    const { checked_at, login, api_version } = live;
    const features = verifiedFeatures(live.entries.map(ofTables));
    records.push({ ...base, checked_at, platform: 'graph', login, api_version, features });
  }
  if (storage !== null) {
    const { checked_at } = storage;
    const features = verifiedFeatures(storage.entries.map((entry) => ({ feature: 'storage', ...entry })));
    records.push({ ...base, checked_at, platform: 'storage', login: null, api_version: null, features });
  }
  const texts = records.map((record): [string, object] => [`verification_${nameOf(record)}`, record]);
  if (live !== null && recording !== null) texts.push([`recording_graph_${live.login}_${live.api_version}`, recording]);
  const stamp = toFileStamp(Date.now());
  const written: string[] = [];
  for (const [name, value] of texts) {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    written.push((await writeNewFile(join(folder, `${name}_${stamp}.json`), text, { signal })).path);
  }
  return written;
}

function ofTables({ table, post_kind, name, expected, outcome }: LiveCheckReport['entries'][number]): CheckedEntry {
  return { feature: post_kind === null ? table : `${table} ${post_kind}`, name, expected, outcome };
}

function nameOf({ platform, login, api_version }: VerificationRecord): string {
  return login === null ? platform : `${platform}_${login}_${api_version ?? 'none'}`;
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

/** Describes every entry of a check, table by table. */
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

/** Describes every way of asking a bucket. */
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

/** Marks an entry that is not as the table says.  */
function mark({ name, expected, outcome }: Entry): string {
  return expected === 'unsure' || expected === outcome ? name : tone('bad', `${name} (expected ${expected})`);
}

/** Shortens a message: Graph lists every metric it knows when it refuses one. */
function shorten(detail: string | null): string {
  const text = oneLine(detail ?? '');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
