/**
 * Collects many simulated accounts of one app on a virtual clock: the app's limit is met, the run is killed twice and
 * resumed. Ends with 1 unless every account is complete, no finished account was asked again, and no request was refused
 * after the first that met the limit. The simulator begins a block with the first call beyond the limit, so that one
 * request is refused each time; a batch that crosses the limit has several calls refused at once.
 *
 *   npx tsx scripts/simulate-accounts.ts [accounts, 1000 when not given]
 */
import { setImmediate } from 'node:timers/promises';

import { type Clock, collectAccounts, createMemoryStore, type InstagramConfig } from '../src/index.ts';
import { createAccount, startGraphSimulator } from '../src/testing/index.ts';

const COUNT = Number(process.argv[2] ?? 1_000);
const POSTS = 50;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** About so many times the app's limit is met. */
const WAITS = 5;
const CALLS_EACH = 6;

let now = Date.UTC(2026, 10, 22, 3);
const clock: Clock = {
  now: () => now,
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    // Waits side by side end at the same time.
    const until = now + ms;
    await setImmediate();
    signal?.throwIfAborted();
    now = Math.max(now, until);
  },
};

const dataset = createAccount({ posts: POSTS, mix: { reels: 1 }, commentsPerPost: 2, endDate: new Date(now) });
const quota = { calls: Math.ceil((COUNT * CALLS_EACH) / WAITS), code: 4, regainMinutes: 60 } as const;
const simulator = await startGraphSimulator({ dataset, now: () => now, usage: { app: {} }, quota });
const own = dataset.account.id;
const ids = Array.from({ length: COUNT }, (_, index) => `178415000000${String(index).padStart(5, '0')}`);

/** Accounts by the order of their requests. */
const asked: string[] = [];
/** When a request met the limit, on the virtual clock. */
const refusedAt: number[] = [];
/** Every account is that of the simulator on the wire, so that all use up the limit of one app. */
async function fetchAs(request: Request): Promise<Response> {
  const body = request.body === null ? '' : await request.clone().text();
  const id = /178415000000\d{5}/.exec(`${request.url}${body}`)?.[0] ?? own;
  asked.push(id);
  const answer = await fetch(request.url.replaceAll(id, own), {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    ...(body === '' ? {} : { body: body.replaceAll(id, own) }),
  });
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  headers.delete('content-encoding');
  const text = await answer.text();
  if (text.includes('(#4)')) refusedAt.push(now);
  return new Response(text.replaceAll(own, id), { status: answer.status, headers });
}

const configs = ids.map((userId): InstagramConfig => ({
  userId,
  accessToken: simulator.token,
  baseUrl: simulator.url,
}));
const checkpoint = createMemoryStore();
const finished = new Set<string>();
const mistakes: string[] = [];
let bytes = 0;
const cpu = process.cpuUsage();

/** Collects until the end, or until so many accounts are finished in all. */
async function collectUntil(most: number): Promise<string> {
  const controller = new AbortController();
  const before = { asked: asked.length, refused: refusedAt.length, finished: new Set(finished) };
  let end = 'killed';
  try {
    const { status, comparison } = await collectAccounts(configs, {
      checkpoint,
      signal: controller.signal,
      deps: { clock, fetch: fetchAs, maxWaitMs: DAY_MS, deadlineMs: DAY_MS },
      onAccount: (document) => {
        bytes += JSON.stringify(document).length;
      },
      onProgress: ({ done }) => {
        if (done >= most) controller.abort();
      },
    });
    end = `${status}, ${JSON.stringify(comparison.counts)}`;
    if (comparison.counts.complete !== COUNT) mistakes.push('an account is not complete');
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
  for (const id of ids) if ((await checkpoint.get(`account_${id}`)) !== null) finished.add(id);
  const sent = asked.slice(before.asked);
  const again = sent.filter((id) => before.finished.has(id)).length;
  const refused = refusedAt.slice(before.refused);
  const within = refused.filter((time, index) => time - (refused[index - 1] ?? -Infinity) < HOUR_MS);
  if (again > 0) mistakes.push(`${String(again)} requests for accounts that were finished`);
  if (within.length > 0) mistakes.push(`${String(within.length)} requests were refused within the hour of another`);
  return `${end}: ${String(finished.size)} finished, ${String(sent.length)} requests, ${String(refused.length)} refused, ${String(again)} again`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

say(await collectUntil(Math.floor(COUNT / 3)));
say(await collectUntil(Math.floor((2 * COUNT) / 3)));
say(await collectUntil(Infinity));
const { graphCalls } = simulator.stats();
const { user, system } = process.cpuUsage(cpu);
say(
  `${String(COUNT)} accounts of ${String(POSTS)} posts: ${String(graphCalls)} calls, ${String(asked.length)} requests, ` +
    `${(bytes / finished.size / 1_000).toFixed(0)} KB a document, ${((user + system) / 1e3 / COUNT).toFixed(0)} ms of CPU an account with the simulator, ` +
    `${((now - Date.UTC(2026, 10, 22, 3)) / HOUR_MS).toFixed(1)} h on the virtual clock`,
);
await simulator.close();
for (const mistake of mistakes) say(mistake);
process.exitCode = mistakes.length === 0 ? 0 : 1;
