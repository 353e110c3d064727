/**
 * Side-by-side times of listing a bucket: this library, the SDK, bare HTTP and rclone, on the simulator in a process of
 * its own. Every client of a table runs in the same sitting, in turns, each in a fresh process; figures are medians.
 *
 *   npx tsx bench/listing/run.ts                 every table: about half an hour
 *   npx tsx bench/listing/run.ts large shapes    some of them
 *   RUNS=1 npx tsx bench/listing/run.ts          one run instead of three
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startBucket, type BucketPlan, type BucketProcess } from './bucket-process.ts';
import { SAME_PAGES } from './clients.ts';
import { measureClient, measureRclone, median, RCLONE_MODES, type Measurement, type RcloneMode } from './measure.ts';

const RUNS = Number(process.env['RUNS'] ?? 3);
const SEQUENTIAL = 'SDK pages, all fields';
const CONCURRENCY = 32;

interface Table {
  readonly title: string;
  readonly plan: BucketPlan;
  readonly clients: readonly string[];
}

const LATENCY = 50;
const PAGE = 1_000;
const skewed = (count: number): BucketPlan => ({ shape: 'skewed', count, latencyMs: LATENCY, pageCap: PAGE });
const OURS = ['ours: folders', 'ours: inventory', 'ours: folders, cut points', 'ours: inventory, cut points'];
const RCLONE = Object.keys(RCLONE_MODES);

const TABLES: Readonly<Record<string, readonly Table[]>> = {
  large: [{ title: '1,000,000 skewed names', plan: skewed(1_000_000), clients: [SEQUENTIAL, ...RCLONE, ...OURS] }],
  medium: [{ title: '100,000 skewed names', plan: skewed(100_000), clients: [SEQUENTIAL, ...RCLONE, ...OURS] }],
  shapes: (['flat', 'timestamps', 'hash', 'tree', 'folder', 'mixed'] as const).map((shape) => ({
    title: `300,000 names, ${shape}`,
    plan: { shape, count: 300_000, latencyMs: LATENCY, pageCap: PAGE },
    clients: [SEQUENTIAL, 'rclone size, 32 checkers', 'ours: folders', 'ours: folders, cut points'],
  })),
  cpu: [
    {
      title: '1,000,000 skewed names, no latency, 5,000 a page',
      plan: { shape: 'skewed', count: 1_000_000, latencyMs: 0, pageCap: 5_000 },
      clients: [
        'http.get, folder fields',
        `${SAME_PAGES}ours: folders`,
        'ours: folders',
        'http.get, total fields',
        `${SAME_PAGES}ours: inventory`,
        'ours: inventory',
        'ours: inventory, cut points',
        'http.get, all fields',
        SEQUENTIAL,
        'ours: iterate unordered',
      ],
    },
  ],
  faults: [0, 0.1].map((failing) => ({
    title: `300,000 skewed names, ${String(failing * 100)} % of the requests end in 503`,
    plan: { ...skewed(300_000), failing },
    clients: ['ours: folders', 'ours: folders, cut points'],
  })),
};

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  for (const [name, tables] of Object.entries(TABLES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const table of tables) await runTable(table);
  }
}

async function runTable({ title, plan, clients }: Table): Promise<void> {
  const bucket = await startBucket(plan);
  const cutPointsDir = await mkdtemp(join(tmpdir(), 'cut-points-'));
  try {
    const runs = new Map<string, Measurement[]>(clients.map((client) => [client, []]));
    // Learns the cut points; the measured runs find them.
    if (clients.some((client) => client.endsWith('cut points'))) {
      await measureClient(bucket, { client: 'ours: folders, cut points', concurrency: CONCURRENCY, cutPointsDir });
    }
    for (let round = 0; round < RUNS; round += 1) {
      for (const client of clients) {
        const measured = await measure(bucket, client, cutPointsDir);
        if (measured !== null) runs.get(client)?.push(measured);
      }
    }
    print(title, plan, runs);
  } finally {
    bucket.stop();
    await rm(cutPointsDir, { recursive: true });
  }
}

async function measure(bucket: BucketProcess, client: string, cutPointsDir: string): Promise<Measurement | null> {
  if (isRcloneMode(client)) return measureRclone(bucket, client);
  if (client.startsWith(SAME_PAGES)) return measureSamePages(bucket, client.slice(SAME_PAGES.length), cutPointsDir);
  return measureClient(bucket, { client, concurrency: CONCURRENCY, cutPointsDir });
}

/** Measures the same pages. The pages depend on what arrives when, so they are those of a run made for it. */
async function measureSamePages(bucket: BucketProcess, client: string, cutPointsDir: string): Promise<Measurement> {
  const before = await bucket.requests();
  await measureClient(bucket, { client, concurrency: CONCURRENCY, cutPointsDir });
  const pagesFile = join(cutPointsDir, 'pages.json');
  await writeFile(pagesFile, JSON.stringify(await bucket.pagesAfter(before)));
  return measureClient(bucket, { client: SAME_PAGES, concurrency: CONCURRENCY, cutPointsDir, pagesFile });
}

function isRcloneMode(client: string): client is RcloneMode {
  return client in RCLONE_MODES;
}

function print(title: string, plan: BucketPlan, runs: ReadonlyMap<string, readonly Measurement[]>): void {
  const sequential = median(runs.get(SEQUENTIAL) ?? []);
  const rclone = RCLONE.flatMap((mode) => median(runs.get(mode) ?? []) ?? []);
  const fastest = Math.min(...rclone.map(({ seconds }) => seconds));
  const minimum = Math.ceil(plan.count / plan.pageCap);
  const lines = [
    `\n### ${title}: ${String(plan.latencyMs)} ms a request, ${String(plan.pageCap)} a page, medians of ${String(RUNS)}\n`,
    '| client | s (min–max) | CPU s | peak RSS MB | requests (× fewest) | × sequential | × rclone’s better mode |',
    '|---|---|---|---|---|---|---|',
  ];
  for (const [client, measured] of runs) {
    const middle = median(measured);
    if (middle === undefined) {
      lines.push(`| ${client} | not run | | | | | |`);
      continue;
    }
    const seconds = measured.map((run) => run.seconds);
    // Pages of ranges that were cut reach into each other; ours counts each object once.
    const wrong =
      middle.files === plan.count || client.startsWith(SAME_PAGES) ? '' : ` **found ${String(middle.files)}**`;
    lines.push(
      `| ${client}${wrong} | ${fixed(middle.seconds)} (${fixed(Math.min(...seconds))}–${fixed(Math.max(...seconds))}) | ` +
        `${fixed(middle.cpuSeconds)} | ${middle.rssMb === null ? '' : String(Math.round(middle.rssMb))} | ` +
        `${String(middle.requests)} (${(middle.requests / minimum).toFixed(2)}) | ` +
        `${ratio(sequential?.seconds, middle.seconds)} | ${ratio(Number.isFinite(fastest) ? fastest : undefined, middle.seconds)} |`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fixed(value: number | null): string {
  return value === null ? '' : value.toFixed(2);
}

function ratio(base: number | undefined, seconds: number): string {
  return base === undefined ? '' : (base / seconds).toFixed(1);
}

await main();
