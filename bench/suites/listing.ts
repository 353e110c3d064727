import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BenchSuite, type BenchTable, interleave, type Measure } from '../harness.ts';
import { type BucketPlan, type BucketProcess, startBucket } from '../listing/bucket-process.ts';
import { measureClient, measureRclone, type Measurement } from '../listing/measure.ts';

const CONCURRENCY = 32;
const FLOOR = 'http.get, total fields';
const SDK = 'SDK getFiles';
const CLIENTS = [
  FLOOR,
  SDK,
  'SDK getFilesStream',
  'SDK pages, all fields',
  'ours: inventory',
  'ours: inventory, cut points',
  'ours: folders',
  'ours: iterate unordered',
];
/** The clients that are measured on a million objects; the others hold them all in memory or take minutes. */
const LARGE = [
  FLOOR,
  'ours: inventory',
  'ours: inventory, cut points',
  'ours: inventory, cut points, 4 at a time',
  'ours: folders',
];
const RCLONE = 'rclone size --fast-list';
/** Ten times as long as the others. */
const SLOW = [SDK, 'SDK getFilesStream', RCLONE];

const figuresOf = ({ seconds, cpuSeconds, rssMb, requests }: Measurement): Record<string, number> => ({
  s: seconds,
  ...(cpuSeconds === null ? {} : { 'CPU s': cpuSeconds }),
  ...(rssMb === null ? {} : { 'peak RSS MB': rssMb }),
  requests,
});

async function table(plan: BucketPlan, rounds: number, clients: readonly string[] = CLIENTS): Promise<BenchTable> {
  const bucket: BucketProcess = await startBucket(plan);
  const cutPointsDir = await mkdtemp(join(tmpdir(), 'cut-points-'));
  try {
    const checked = (measured: Measurement, client: string): Record<string, number> => {
      if (measured.files !== plan.count) throw new Error(`${client} found ${String(measured.files)} objects.`);
      return figuresOf(measured);
    };
    // Learns the cut points; the measured runs find them.
    if (clients.some((client) => client.includes('cut points')))
      await measureClient(bucket, { client: 'ours: inventory, cut points', concurrency: CONCURRENCY, cutPointsDir });
    const subjects: Record<string, Measure> = Object.fromEntries(
      clients.map((client): [string, Measure] => [
        client,
        async () => checked(await measureClient(bucket, { client, concurrency: CONCURRENCY, cutPointsDir }), client),
      ]),
    );
    subjects[RCLONE] = async () => {
      const measured = await measureRclone(bucket, RCLONE);
      return measured === null ? null : checked(measured, RCLONE);
    };
    const count = new Intl.NumberFormat('en-US').format(plan.count);
    return {
      title: `Listing ${count} objects, ${String(plan.latencyMs)} ms an answer, ${String(plan.pageCap)} a page`,
      about: `Each client in a process of its own; \`${FLOOR}\` fetches and parses the pages and does nothing else.`,
      rows: await interleave(subjects, rounds, SLOW),
      compare: plan.latencyMs === 0 ? { subject: FLOOR, column: 'CPU s' } : { subject: SDK, column: 's' },
    };
  } finally {
    bucket.stop();
    await rm(cutPointsDir, { recursive: true });
  }
}

/** A bucket listed by this library, by the storage client in its three ways, by rclone, and by bare requests. */
export const listing: BenchSuite = {
  name: 'listing',
  run: async (mode) => {
    if (mode === 'short') {
      return [await table({ shape: 'skewed', count: 300, latencyMs: 0, pageCap: 100 }, 1, [FLOOR, 'ours: inventory'])];
    }
    return [
      await table({ shape: 'skewed', count: 100_000, latencyMs: 50, pageCap: 1_000 }, 3),
      await table({ shape: 'skewed', count: 300_000, latencyMs: 0, pageCap: 5_000 }, 3),
      await table({ shape: 'skewed', count: 1_000_000, latencyMs: 0, pageCap: 5_000 }, 5, LARGE),
    ];
  },
};
