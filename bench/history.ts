/**
 * What a year of collections takes in each store: bytes on the disk, an append, the whole history, and the growth of
 * one metric; 300 posts a collection, whose figures change from day to day, with ten comments each.
 *
 * npx tsx bench/history.ts 365 collections; minutes, for the files npx tsx bench/history.ts --short 3 collections: that
 * it runs npx tsx bench/history.ts sqlite duckdb some of the stores npx tsx bench/history.ts --processes three
 * processes append 100 snapshots each to one file, a fourth is killed
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createDuckDbSnapshotStore,
  createFileSnapshotStore,
  createSqliteSnapshotStore,
  InstagramAnalyticsManager,
  type InstagramAnalytics,
  type MediaRecord,
  readHistory,
  type Snapshot,
  type SnapshotStore,
} from '../src/index.ts';
import { datasetFromExport, demoDataset, startGraphSimulator } from '../src/testing/index.ts';
import { appendSideBySide } from '../tests/support/append-side-by-side.ts';

const STORES: Readonly<Record<string, (path: string) => SnapshotStore>> = {
  file: createFileSnapshotStore,
  sqlite: createSqliteSnapshotStore,
  duckdb: createDuckDbSnapshotStore,
};
const POSTS = 300;
const DAY_MS = 86_400_000;

const isShort = process.argv.includes('--short');
const named = process.argv.slice(2).filter((word) => word in STORES);
const days = isShort ? 3 : 365;

async function demoDocument(): Promise<InstagramAnalytics> {
  const simulator = await startGraphSimulator({ dataset: datasetFromExport(demoDataset().account) });
  try {
    const { dataset, token, url } = simulator;
    const manager = new InstagramAnalyticsManager({ userId: dataset.account.id, accessToken: token, baseUrl: url });
    return await manager.collect();
  } finally {
    await simulator.close();
  }
}

/** Makes the document of a day: posts as the demo has them, every figure a little higher than the day before. */
function dayOf(document: InstagramAnalytics, day: number): InstagramAnalytics {
  const models = document.recent_media ?? [];
  const comment = models.flatMap(({ comments }) => comments ?? [])[0];
  const recent_media = Array.from({ length: POSTS }, (_, index): MediaRecord => {
    const model = models[index % models.length];
    if (model === undefined) throw new Error('The demo has no posts.');
    const post = structuredClone(model);
    const scale = 1 + day * (0.0005 + ((index * 7919) % 97) / 20_000);
    for (const [key, value] of Object.entries(post.insights))
      if (value !== null) post.insights[key as keyof MediaRecord['insights']] = Math.round(value * scale) + index;
    for (const key of ['rate_by_reach', 'rate_by_views', 'rate_by_followers'] as const)
      post.engagement[key] = (post.engagement[key] ?? 5) * scale;
    post.id = String(17_900_000_000_000_000n + BigInt(index));
    if (comment !== undefined)
      post.comments = Array.from({ length: 10 }, (__, number) => ({ ...comment, id: `${post.id}${String(number)}` }));
    return post;
  });
  const activity = document.recent_activity?.[0];
  const recent_activity = recent_media.flatMap(({ id, engagement }) =>
    activity === undefined ? [] : [{ ...activity, media_id: id, engagement_rate: engagement.rate_by_reach }],
  );
  return { ...document, recent_media, recent_activity };
}

async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

async function timed<T>(work: () => Promise<T>): Promise<[seconds: string, cpu: string, T]> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [((performance.now() - start) / 1_000).toFixed(2), ((user + system) / 1e6).toFixed(2), result];
}

/** Appends by several processes; ends with 1 when a snapshot is lost, half, or one too many. */
async function appendByProcesses(name: 'SQLite' | 'DuckDB', snapshot: Snapshot): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'history-bench-'));
  try {
    const path = join(folder, 'history');
    const store = name === 'SQLite' ? createSqliteSnapshotStore(path) : createDuckDbSnapshotStore(path);
    const [seconds, , { codes, fewest }] = await timed(() => appendSideBySide(name, path, snapshot, isShort ? 3 : 100));
    const kept = (await store.list()).length;
    const isWhole = codes.every((code) => code === 0) && kept >= fewest && kept <= fewest + 1;
    console.log({ store: name, kept, fewest, seconds, isWhole: isWhole && store.damaged?.length === 0 });
    if (!isWhole || store.damaged?.length !== 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const document = await demoDocument();
if (process.argv.includes('--processes')) {
  const analytics = { ...document, recent_media: document.recent_media?.slice(0, 2) ?? null };
  for (const name of ['SQLite', 'DuckDB'] as const)
    await appendByProcesses(name, { taken_at: '2026-01-01T00:00:00Z', analytics });
  process.exit();
}
for (const [name, open] of Object.entries(STORES)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const folder = await mkdtemp(join(tmpdir(), 'history-bench-'));
  try {
    const store = open(join(folder, name));
    try {
      await store.check?.();
    } catch (error) {
      console.log(name, error instanceof Error ? error.message : error);
      continue;
    }
    const [, append] = await timed(async () => {
      for (let day = 0; day < days; day += 1) {
        const taken_at = new Date(Date.UTC(2026, 0, 1) + day * DAY_MS).toISOString();
        await store.append({ taken_at, analytics: dayOf(document, day) });
      }
    });
    const [growth, growthCpu, readings] = await timed(() =>
      readHistory(store, { metrics: ['followers_count', 'views'] }),
    );
    const [, list, snapshots] = await timed(() => store.list());
    if (snapshots.length !== days || readings.length !== days * (POSTS + 1)) throw new Error(`${name} lost something.`);
    const [followers] = await timed(() => readHistory(store, { metrics: ['followers_count'] }));
    console.log({
      store: name,
      megabytes: ((await bytesOf(folder)) / 1e6).toFixed(1),
      appendCpuMs: ((Number(append) * 1_000) / days).toFixed(0),
      growthOfViews: `${growth} s, CPU ${growthCpu} s`,
      growthOfFollowers: `${followers} s`,
      wholeHistory: `CPU ${list} s`,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
