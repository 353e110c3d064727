/**
 * Collects many simulated accounts of one app on a virtual clock: the app's limit is met, the run is killed twice and
 * resumed. Ends with 1 unless every account is complete, no finished account was asked again, and nothing was sent for an
 * hour after an answer had said that the limit is met. Requests that were on their way at that time are refused too: with
 * a limit of as few calls as a short run has, those of a few accounts cross it together.
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
/** Requests that met the limit. */
let refusals = 0;
/** Of these, how many were sent within an hour of an answer that had said so. */
let refusedLater = 0;
/** When an answer last said so in this run, on the virtual clock: a run that was killed leaves the next one to learn it. */
let refusedAt = -Infinity;
/**
 * Makes a `fetch` of an account. Every account is that of the simulator on the wire, so that all use up the limit of
 * one app.
 */
async function fetchAs(request: Request): Promise<Response> {
  const body = request.body === null ? '' : await request.clone().text();
  const id = /178415000000\d{5}/.exec(`${request.url}${body}`)?.[0] ?? own;
  asked.push(id);
  const isKnown = now - refusedAt < HOUR_MS;
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
  if (text.includes('(#4)')) {
    refusals += 1;
    if (isKnown) refusedLater += 1;
    refusedAt = now;
  }
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
  refusedAt = -Infinity;
  const before = { asked: asked.length, refused: refusals, finished: new Set(finished) };
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
  if (again > 0) mistakes.push(`${String(again)} requests for accounts that were finished`);
  return `${end}: ${String(finished.size)} finished, ${String(sent.length)} requests, ${String(refusals - before.refused)} refused, ${String(again)} again`;
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
if (refusedLater > 0)
  mistakes.push(`${String(refusedLater)} requests were sent and refused within the hour of a refusal`);
for (const mistake of mistakes) say(mistake);
process.exitCode = mistakes.length === 0 ? 0 : 1;
