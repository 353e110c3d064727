import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';

import { isInsightInventoryError } from '../../src/base/errors.ts';
import { type InstagramAnalytics, instagramAnalyticsSchema } from '../../src/documents/analytics.ts';
import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import { silentLogger } from '../../src/runtime/logger.ts';
import { startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { createAccount } from '../../src/testing/graph/dataset/create-account.ts';
import { graphFault, startGraphSimulator } from '../../src/testing/graph/start-graph-simulator.ts';
import { createRandom } from '../../src/testing/shared/random.ts';
import type { Fault, FaultAction } from '../../src/testing/shared/fault.ts';
import { compileProgram } from '../support/compile-program.ts';
import { createFakeClock } from '../unit/runtime/fake-clock.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** What went wrong for one request in so many, side by side. */
const ACTIONS: readonly FaultAction[] = [
  graphFault('unknown'),
  graphFault('service_unavailable'),
  { kind: 'html' },
  { kind: 'reset' },
  { kind: 'reset', when: 'mid_body' },
  { kind: 'truncated', how: 'matching_length' },
  { kind: 'status', status: 429, body: '' },
  { kind: 'empty' },
];

function faultsOf(rate: number, seed: number): Fault[] {
  return ACTIONS.map((action, place) => ({ action, probability: rate / ACTIONS.length, seed: seed * 100 + place }));
}

/** What became of runs under random faults. */
export interface ChaosCounts {
  runs: number;
  /** Requests that met a fault. */
  faults: number;
  /** Runs whose result is that without faults. */
  recovered: number;
  /** Documents that lack something and say so. */
  partial: number;
  /** Runs that ended in an error of the library. */
  failed: number;
  /** What no run may do, in words; empty when all is well. */
  broken: string[];
}

const noCounts = (): ChaosCounts => ({ runs: 0, faults: 0, recovered: 0, partial: 0, failed: 0, broken: [] });

/** Collects an account under faults, once for each rate and seed. A figure is that of the clean run, or `null`. */
export async function runAccountChaos(posts: number, rates: readonly number[], seeds: number): Promise<ChaosCounts> {
  const dataset = createAccount({ posts, stories: 2, mix: { reels: 2, image: 1, carousel: 1 } });
  const counts = noCounts();
  const collect = async (faults: readonly Fault[]): Promise<InstagramAnalytics | null> => {
    const simulator = await startGraphSimulator({ dataset, now: () => NOW, faults });
    const manager = new InstagramAnalyticsManager(
      { userId: dataset.account.id, accessToken: simulator.token, baseUrl: simulator.url },
      { clock: createFakeClock(NOW), logger: silentLogger },
    );
    try {
      return await manager.collect({ limit: posts });
    } catch (error) {
      if (!isInsightInventoryError(error)) counts.broken.push(`a bare ${String(error)}`);
      return null;
    } finally {
      counts.faults += simulator.stats().faults;
      await simulator.close();
    }
  };
  const clean = await collect([]);
  if (clean === null) throw new Error('the run without faults failed');
  await eachRun(rates, seeds, async (name, faults) => {
    counts.runs += 1;
    const document = await collect(faults);
    if (document === null) {
      counts.failed += 1;
      return;
    }
    const problem = compare(document, clean);
    if (problem !== null) counts.broken.push(`${name}: ${problem}`);
    if (document.issues.length > clean.issues.length) counts.partial += 1;
    else counts.recovered += 1;
  });
  return counts;
}

/** Goes through every rate and seed, one after the other. */
async function eachRun(
  rates: readonly number[],
  seeds: number,
  run: (name: string, faults: readonly Fault[]) => Promise<void>,
): Promise<void> {
  for (const rate of rates) {
    for (let seed = 1; seed <= seeds; seed += 1) await run(`${String(rate)}/${String(seed)}`, faultsOf(rate, seed));
  }
}

/** Gives what of a document the clean run does not have; `null` when nothing. */
function compare(document: InstagramAnalytics, clean: InstagramAnalytics): string | null {
  if (!v.is(instagramAnalyticsSchema, document)) return 'the document is not valid';
  const posts = document.recent_media ?? [];
  const known = new Map(clean.recent_media?.map((post) => [post.id, post]));
  for (const post of posts) {
    const right = known.get(post.id);
    if (right === undefined) return `post ${post.id} is invented`;
    for (const key of Object.keys(post.insights) as (keyof typeof post.insights)[]) {
      const figure = post.insights[key];
      if (figure !== null && JSON.stringify(figure) !== JSON.stringify(right.insights[key])) {
        return `${key} of ${post.id} is ${JSON.stringify(figure)}, not ${JSON.stringify(right.insights[key])}`;
      }
    }
  }
  const says = document.issues.length > clean.issues.length;
  return says || whatIsRead(document) === whatIsRead(clean) ? null : 'something is lacking without a word';
}

/** Gives everything of a document but what the run measured of itself. */
function whatIsRead(document: InstagramAnalytics): string {
  return JSON.stringify({ ...document, export_info: null });
}

/** Lists a bucket under faults, once for each rate and seed: its figures are those of the clean run, or it throws. */
export async function runBucketChaos(objects: number, rates: readonly number[], seeds: number): Promise<ChaosCounts> {
  const counts = noCounts();
  const figures = async (faults: readonly Fault[]): Promise<string | null> => {
    const simulator = await startBucketSimulator({
      generate: { shape: 'mixed', count: objects },
      pageCap: Math.max(10, objects / 100),
      faults: faults.filter(({ action }) => action.kind !== 'status'),
    });
    try {
      const manager = new GCSInventoryManager(
        { bucket: simulator.bucket, apiEndpoint: simulator.url },
        { clock: createFakeClock(NOW), logger: silentLogger },
      );
      const inventory = await manager.generateInventory(undefined, { files: 'none' });
      return JSON.stringify({ ...inventory, inventory_info: null });
    } catch (error) {
      if (!isInsightInventoryError(error)) counts.broken.push(`a bare ${String(error)}`);
      return null;
    } finally {
      counts.faults += simulator.stats().faults;
      await simulator.close();
    }
  };
  const clean = await figures([]);
  await eachRun(rates, seeds, async (name, faults) => {
    counts.runs += 1;
    const found = await figures(faults);
    if (found === null) counts.failed += 1;
    else if (found === clean) counts.recovered += 1;
    else counts.broken.push(`${name}: other figures`);
  });
  return counts;
}

/** What became of listings of a bucket that changed meanwhile. */
export interface MovingCounts {
  listings: number;
  added: number;
  removed: number;
  /** Objects that were there throughout, found once. */
  counted: number;
  broken: string[];
}

const MOVES_PER_REQUEST = 2;

/**
 * Lists a bucket in which objects come and go with every request, all over its names. Those that were there throughout
 * are found once each; those that came or went are found once or not at all.
 */
export async function runMovingBucket(objects: number, listings: number): Promise<MovingCounts> {
  const counts: MovingCounts = { listings: 0, added: 0, removed: 0, counted: 0, broken: [] };
  for (let seed = 1; seed <= listings; seed += 1) {
    const simulator = await startBucketSimulator({
      generate: { shape: 'mixed', count: objects },
      pageCap: Math.max(10, objects / 100),
    });
    const manager = new GCSInventoryManager({ bucket: simulator.bucket, apiEndpoint: simulator.url });
    const stayed = new Set<string>();
    for await (const { name } of manager.iterateFiles()) stayed.add(name);
    const names = [...stayed];
    const random = createRandom(seed);
    const move = (): boolean => {
      for (let count = 0; count < MOVES_PER_REQUEST; count += 1) {
        const name = names[Math.floor(random() * names.length)] ?? '';
        if (stayed.delete(name)) {
          simulator.removeObject(name);
          counts.removed += 1;
        } else simulator.putObject({ name, size: 1 });
        counts.added += 1;
        simulator.putObject({ name: `${name.slice(0, -4)}_${String(counts.added)}.mp4`, size: 1 });
      }
      return false;
    };
    simulator.addFault({ match: move, action: { kind: 'reset' } });
    const seen = new Map<string, number>();
    for await (const { name } of manager.iterateFiles({ order: 'unordered' }))
      seen.set(name, (seen.get(name) ?? 0) + 1);
    await simulator.close();
    counts.listings += 1;
    for (const name of stayed) {
      if (seen.get(name) === 1) counts.counted += 1;
      else counts.broken.push(`${name} stayed and was found ${String(seen.get(name) ?? 0)} times`);
    }
    const twice = [...seen].filter(([, times]) => times > 1).map(([name]) => name);
    for (const name of twice.filter((each) => !stayed.has(each))) counts.broken.push(`${name} was found twice`);
  }
  return counts;
}

/**
 * Measures how long a process lives on after it has done its work, in milliseconds; `null` when it had to be killed.
 */
export async function measureEnd(faulty: boolean): Promise<number | null> {
  const faults = [...faultsOf(0.2, 1), { action: { kind: 'hang' }, probability: 0.05, seed: 7 }] as const;
  const graph = await startGraphSimulator({ dataset: createAccount({ posts: 30 }), faults: faulty ? faults : [] });
  const bucket = await startBucketSimulator({
    generate: { shape: 'mixed', count: 2_000 },
    pageCap: 100,
    faults: faulty ? faults : [],
  });
  const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  const configs = [account, { bucket: bucket.bucket, apiEndpoint: bucket.url }].map((config) => JSON.stringify(config));
  const child = spawn(process.execPath, [await compileProgram(COLLECT_AND_END), ...configs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const doneAt: number[] = [];
  const rescue = setTimeout(() => child.kill('SIGKILL'), 60_000);
  child.stdout.on('data', () => {
    doneAt.push(performance.now());
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(rescue);
  await Promise.all([graph.close(), bucket.close()]);
  const [done] = doneAt;
  return code === 0 && done !== undefined ? performance.now() - done : null;
}

const COLLECT_AND_END = fileURLToPath(new URL('../support/collect-and-end.ts', import.meta.url));
