/**
 * Runs the proofs that take too long for the tests and writes their counts into docs/reliability.md: every case of the
 * fault matrix, random faults, and writers that are killed.
 *
 *   npm run prove
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { format } from 'prettier';

import { InstagramAnalyticsManager } from '../src/instagram/instagram-analytics-manager.ts';
import { startBucketSimulator } from '../src/testing/bucket/start-bucket-simulator.ts';
import { createAccount } from '../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator } from '../src/testing/graph/start-graph-simulator.ts';
import { startBucketMatrix } from '../tests/matrix/bucket-matrix.ts';
import { type ChaosCounts, runAccountChaos, runBucketChaos } from '../tests/matrix/chaos.ts';
import { type MatrixFault, type MatrixResult, runMatrix } from '../tests/matrix/fault-case.ts';
import { startGraphMatrix } from '../tests/matrix/graph-matrix.ts';
import { type Killed, killWriters } from '../tests/support/kill-writers.ts';

const PAGE = new URL('../docs/reliability.md', import.meta.url);
const RATES = [0.01, 0.05, 0.1, 0.2, 0.3];

type Row = readonly (string | number)[];

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The counts of one platform, by what was found. */
function countsOf(results: readonly MatrixResult[]): Row[] {
  const outcomes = new Map<string, number>();
  for (const { found } of results) outcomes.set(found, (outcomes.get(found) ?? 0) + 1);
  return [...outcomes].sort(([, a], [, b]) => b - a);
}

function faultTable(faults: readonly MatrixFault[]): string {
  return table(
    ['fault', 'met by one request', 'met by every request'],
    faults.map(({ name, once, always }) => [name, once, always]),
  );
}

function chaosRow(what: string, { runs, faults, healed, told, failed, broken }: ChaosCounts): Row {
  return [what, runs, faults, healed, told, failed, broken.length];
}

/** Kills writers of all stores and exports, and counts what is broken afterwards. */
async function runKills(folder: string): Promise<Killed> {
  const bucket = await startBucketSimulator({ generate: { shape: 'flat', count: 300 } });
  const graph = await startGraphSimulator({ dataset: createAccount({ posts: 5 }) });
  const config = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  const analytics = await new InstagramAnalyticsManager(config).collect();
  const snapshot = {
    taken_at: '2026-01-01T00:00:00Z',
    analytics: { ...analytics, recent_media: [], recent_activity: [] },
  };
  const killed = await killWriters(join(folder, 'stores'), bucket, snapshot, { kills: 200 });
  await Promise.all([bucket.close(), graph.close()]);
  return killed;
}

async function main(): Promise<void> {
  const graph = await startGraphMatrix();
  const graphResults = await runMatrix(graph);
  await graph.close();
  const bucket = await startBucketMatrix();
  const bucketResults = await runMatrix(bucket);
  await bucket.close();
  const results = [...graphResults, ...bucketResults];
  const wrong = results.filter(({ expected, found }) => expected !== found);
  const small = await runAccountChaos(60, RATES, 8);
  const large = await runAccountChaos(1_000, [0.05, 0.3], 1);
  const listing = await runBucketChaos(50_000, RATES, 1);
  const folder = await mkdtemp(join(tmpdir(), 'prove-'));
  const kills = await runKills(folder);
  await rm(folder, { recursive: true });
  const broken = [...small.broken, ...large.broken, ...listing.broken, ...kills.broken, ...kills.leftOver];

  const parts: Record<string, string> = {
    matrix: [
      `${String(results.length)} cases, ${String(wrong.length)} with another outcome than expected.`,
      ...[
        ['Instagram', graphResults],
        ['Cloud Storage', bucketResults],
      ].map(
        ([name, found]) => `${name as string}:\n\n${table(['outcome', 'cases'], countsOf(found as MatrixResult[]))}`,
      ),
    ].join('\n\n'),
    'graph faults': faultTable(graph.faults),
    'bucket faults': faultTable(bucket.faults),
    chaos: table(
      ['collected', 'runs', 'faults met', 'as without faults', 'partial, and said so', 'ended in an error', 'untrue'],
      [chaosRow('60 posts', small), chaosRow('1,000 posts', large), chaosRow('a bucket of 50,000 objects', listing)],
    ),
    kills: table(
      ['killed', 'cut in mid-write', 'unreadable afterwards', 'left over after the next run'],
      [[kills.kills, kills.cut, kills.broken.length, kills.leftOver.length]],
    ),
  };
  let page = await readFile(PAGE, 'utf8');
  for (const [name, text] of Object.entries(parts)) page = put(page, name, text);
  await writeFile(PAGE, await format(page, { parser: 'markdown', printWidth: 120 }));
  console.log(page);
  for (const problem of [...wrong.map((one) => JSON.stringify(one)), ...broken]) console.error(problem);
  process.exitCode = wrong.length + broken.length === 0 ? 0 : 1;
}

/** Puts a text between `<!-- proof: NAME -->` and `<!-- /proof -->`. */
function put(page: string, name: string, text: string): string {
  const start = `<!-- proof: ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf('<!-- /proof -->', from);
  if (from < 0 || to < 0) throw new Error(`docs/reliability.md has no place for ${name}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

await main();
