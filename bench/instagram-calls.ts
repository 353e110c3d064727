/**
 * Counts what a collection costs, on the simulated platform, which counts for itself: HTTP requests, Graph calls (items
 * of a batch one by one) and seconds when every answer takes 200 ms. Each collection is the account, its insights over
 * day, week and 28 days, and posts with insights, comments and replies.
 *
 * Run: npx tsx bench/instagram-calls.ts
 */
import { InstagramAnalyticsManager } from '../src/instagram/instagram-analytics-manager.ts';
import type { CreateAccountOptions } from '../src/testing/graph/dataset/post-plan.ts';
import { createAccount } from '../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator } from '../src/testing/graph/start-graph-simulator.ts';

const LATENCY_MS = 200;
const NOW = Date.parse('2026-11-22T12:00:00Z');

interface Subject {
  readonly name: string;
  readonly login: 'facebook' | 'instagram';
  readonly account: CreateAccountOptions;
  /** HTTP requests it may take at most. */
  readonly most: number | null;
}

const REELS = { mix: { reels: 1 } };
// Of 25: one video from before reels and one picture that refuse views, one post from before the business account.
const MIXED = {
  mix: { reels: 10, image: 7, carousel: 7, feed_video: 1 },
  flaws: { beforeBusinessAccount: 1, rejectingViews: 1 },
};
const LARGE = { commentsPerPost: 1, flaws: { beforeBusinessAccount: 40, rejectingViews: 15, unknownType: 5 } };

const SUBJECTS: readonly Subject[] = [
  { name: '25 reels', login: 'facebook', account: { posts: 25, ...REELS }, most: 8 },
  { name: '25 mixed, 3 refusing', login: 'facebook', account: { posts: 25, ...MIXED }, most: 12 },
  { name: '1,000 reels', login: 'facebook', account: { posts: 1_000, commentsPerPost: 1, ...REELS }, most: 60 },
  { name: '1,000 mixed, 60 refusing', login: 'facebook', account: { posts: 1_000, ...LARGE }, most: 60 },
  { name: '25 reels', login: 'instagram', account: { posts: 25, ...REELS }, most: 8 },
  { name: '25 mixed, 3 refusing', login: 'instagram', account: { posts: 25, ...MIXED }, most: 40 },
  { name: '200 reels', login: 'instagram', account: { posts: 200, ...REELS }, most: null },
];

/** Requests of a program that asks for each metric and each post's insights and comments by itself. */
function oneCallAThing(posts: number): number {
  const account = 1;
  const accountInsights = 15;
  const list = Math.ceil(posts / 100);
  return account + accountInsights + list + 2 * posts;
}

async function measure({ name, login, account, most }: Subject): Promise<Record<string, string | number>> {
  const dataset = createAccount(account);
  const simulator = await startGraphSimulator({ dataset, login, now: NOW, latencyMs: LATENCY_MS });
  const manager = new InstagramAnalyticsManager(
    { userId: dataset.account.id, accessToken: simulator.token, login, baseUrl: simulator.url },
    { clock: { now: () => NOW, sleep: () => Promise.resolve() } },
  );
  const limit = dataset.media.length;
  const startedAt = performance.now();
  const document = await manager.collect({ limit });
  const seconds = (performance.now() - startedAt) / 1_000;
  const { requests, graphCalls, misuse } = simulator.stats();
  await simulator.close();
  if (document.recent_media?.length !== limit) throw new Error(`${name}: posts are missing.`);
  if (misuse.length > 0) throw new Error(`${name}: ${JSON.stringify(misuse[0])}`);
  return {
    account: name,
    login,
    'HTTP requests': requests,
    'at most': most ?? '',
    'one call a thing': oneCallAThing(limit),
    'Graph calls': graphCalls,
    'planned least': document.export_info.calls.planned,
    [`seconds at ${String(LATENCY_MS)} ms`]: Number(seconds.toFixed(2)),
  };
}

const rows: Record<string, string | number>[] = [];
for (const subject of SUBJECTS) rows.push(await measure(subject));
console.table(rows);
