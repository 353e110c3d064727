/**
 * What a collection of a very large account costs its process, the platform simulated in a process of its own: processor
 * time, the longest time the event loop was held up, memory at its peak. Posts have long captions and 50 comments each.
 * Part of `npm run bench`: `npm run bench -- collection`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { InstagramAnalyticsManager } from '../src/instagram/instagram-analytics-manager.ts';
import { createAccount } from '../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator } from '../src/testing/graph/start-graph-simulator.ts';
import type { BenchRow } from './harness.ts';
import { linesOf, runScript } from './listing/bucket-process.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const COMMENTS = 50;

interface Address {
  readonly url: string;
  readonly token: string;
  readonly userId: string;
}

/** Serves the platform's side. Its list ends after 10,000 posts, as Graph's does: more come as further accounts. */
async function serve(posts: number): Promise<void> {
  const made = createAccount({ posts, mix: { reels: 2, image: 1 }, commentsPerPost: COMMENTS });
  const media = made.media.map((post) => ({ ...post, caption: `${post.caption ?? ''} ${LONG}` }));
  const simulator = await startGraphSimulator({ dataset: { ...made, media }, now: NOW });
  const address: Address = { url: simulator.url, token: simulator.token, userId: made.account.id };
  process.stdout.write(`${JSON.stringify(address)}\n`);
  process.stdin.resume();
}

const LONG = 'Slow prints need patience, warm beds and a clean nozzle; here is how the first layer went. '.repeat(20);

async function collect(order: Address & { readonly posts: number; readonly write: boolean }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'event-loop-'));
  const manager = new InstagramAnalyticsManager(
    {
      userId: order.userId,
      accessToken: order.token,
      baseUrl: order.url,
      login: 'facebook',
      maxCommentsPerMedia: COMMENTS,
    },
    { clock: { now: () => NOW, sleep: () => Promise.resolve() }, deadlineMs: 3_600_000, timeoutMs: 600_000 },
  );
  const loop = monitorEventLoopDelay({ resolution: 5 });
  const before = process.cpuUsage();
  const started = performance.now();
  loop.enable();
  const turns = watchTurns();
  if (order.write) await manager.exportToJson(join(folder, 'analytics.json'), { limit: order.posts });
  else await manager.collect({ limit: order.posts });
  await new Promise((resolve) => setTimeout(resolve, 20));
  loop.disable();
  const cpu = process.cpuUsage(before);
  const result = {
    s: (performance.now() - started) / 1_000,
    'CPU s': (cpu.user + cpu.system) / 1_000_000,
    'longest block ms': loop.max / 1e6,
    'longest turn CPU ms': turns(),
    'peak RSS MB': process.resourceUsage().maxRSS / 1_024,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  await rm(folder, { recursive: true });
}

/**
 * Measures the the most processor time spent between two turns of the event loop: what a busy machine does not change.
 */
function watchTurns(): () => number {
  let last = process.cpuUsage();
  let longest = 0;
  const timer = setInterval(() => {
    const now = process.cpuUsage();
    longest = Math.max(longest, (now.user + now.system - last.user - last.system) / 1_000);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

/** Collects an account into memory and into a file, each in a process of its own. */
export async function measureCollections(posts: number): Promise<BenchRow[]> {
  const server = runScript('../event-loop.ts', { serve: posts });
  try {
    const address = (await linesOf(server)()) as Address;
    const rows: BenchRow[] = [];
    for (const write of [false, true]) {
      const child = runScript('../event-loop.ts', { ...address, posts, write });
      const figures = (await linesOf(child)()) as BenchRow['figures'];
      rows.push({ subject: write ? 'exportToJson' : 'collect', figures });
    }
    return rows;
  } finally {
    server.kill();
  }
}

type Order = { readonly serve: number } | (Address & { readonly posts: number; readonly write: boolean });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const order = JSON.parse(process.argv[2] ?? '{}') as Order;
  if ('serve' in order) await serve(order.serve);
  else await collect(order);
}
