/**
 * What a collection of a very large account costs its process, the platform simulated in a process of its own: processor
 * time, the longest time the event loop was held up, memory at its peak. Posts have long captions and 50 comments each.
 *
 *   npx tsx bench/event-loop.ts            20,000 posts: some minutes
 *   POSTS=2000 npx tsx bench/event-loop.ts
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InstagramAnalyticsManager } from '../src/instagram/instagram-analytics-manager.ts';
import { createAccount } from '../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator } from '../src/testing/graph/start-graph-simulator.ts';
import { linesOf, runScript } from './listing/bucket-process.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const COMMENTS = 50;

interface Address {
  readonly url: string;
  readonly token: string;
  readonly userId: string;
}

/** The platform's side. Its list ends after 10,000 posts, as Graph's does: more come as further accounts. */
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
    seconds: (performance.now() - started) / 1_000,
    cpuSeconds: (cpu.user + cpu.system) / 1_000_000,
    longestBlockMs: loop.max / 1e6,
    longestTurnCpuMs: turns(),
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  await rm(folder, { recursive: true });
}

/** The most processor time spent between two turns of the event loop: what a busy machine does not change. */
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

async function main(posts: number): Promise<void> {
  const server = runScript('../event-loop.ts', { serve: posts });
  const address = (await linesOf(server)()) as Address;
  const rows: object[] = [];
  for (const write of [false, true]) {
    const child = runScript('../event-loop.ts', { ...address, posts, write });
    rows.push({ what: write ? 'exportToJson' : 'collect', posts, ...((await linesOf(child)()) as object) });
  }
  server.kill();
  console.table(rows);
}

type Order = { readonly serve: number } | (Address & { readonly posts: number; readonly write: boolean });

const argument = process.argv[2];
if (argument === undefined) await main(Number(process.env['POSTS'] ?? 20_000));
else {
  const order = JSON.parse(argument) as Order;
  if ('serve' in order) await serve(order.serve);
  else await collect(order);
}
