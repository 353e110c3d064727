import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';
import { expect, it, onTestFinished } from 'vitest';

import { collectAccounts, createFileStore, instagramAnalyticsSchema } from '../../src/index.ts';
import { createAccount, startGraphSimulator } from '../../src/testing/index.ts';
import { createRandom } from '../../src/testing/shared/random.ts';
import { collectInto } from '../support/collect-until-killed.ts';
import { compileProgram } from '../support/compile-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const COLLECTOR = fileURLToPath(new URL('../support/collect-until-killed.ts', import.meta.url));
const POSTS = 3;

/** Starts accounts, each behind a simulator of its own, which counts its requests. */
async function startAccounts(count: number) {
  const simulators = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      startGraphSimulator({ dataset: createAccount({ seed: index + 1, posts: POSTS, commentsPerPost: 1 }) }),
    ),
  );
  onTestFinished(async () => void (await Promise.all(simulators.map((one) => one.close()))));
  const configs = simulators.map(({ dataset, token, url }) => ({
    userId: dataset.account.id,
    accessToken: token,
    baseUrl: url,
  }));
  const asked = (): number[] => simulators.map(({ requests }) => requests.length);
  // What a run that nobody kills asks of each.
  await collectAccounts(configs);
  const whole = asked();
  const since = (): number[] => asked().map((requests, index) => requests - (whole[index] ?? 0));
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'configs.json'), JSON.stringify(configs));
  return { folder, ids: configs.map(({ userId }) => userId), whole, since };
}

type Accounts = Awaited<ReturnType<typeof startAccounts>>;

/** Starts a process that collects, and kills it after so many requests and milliseconds, unless it did so itself. */
async function killOne(
  { folder, since }: Accounts,
  { concurrency, last, after }: { concurrency: number; last: string; after: { requests: number; ms: number } | null },
): Promise<void> {
  const sum = (): number => since().reduce((total, requests) => total + requests, 0);
  const until = sum() + (after?.requests ?? Infinity);
  const child = spawn(process.execPath, [await compileProgram(COLLECTOR), folder, String(concurrency), last], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const watch = setInterval(() => {
    if (sum() < until) return;
    clearInterval(watch);
    setTimeout(() => child.kill('SIGKILL'), after?.ms);
  }, 1);
  const [, signal] = (await once(child, 'close')) as [unknown, unknown];
  clearInterval(watch);
  expect(signal).toBe('SIGKILL');
}

const checkpointEntrySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    run: v.string(),
    account: v.looseObject({ status: v.literal('complete') }),
    document: v.optional(instagramAnalyticsSchema),
  }),
);

/**
 * Reads what the checkpoint has: `waiting` for a document that is not known to be taken. Fails where it cannot be read.
 */
async function readCheckpoint({ folder, ids }: Accounts): Promise<(null | 'waiting' | 'taken')[]> {
  const store = createFileStore(join(folder, 'checkpoint'));
  v.parse(v.pipe(v.string(), v.parseJson(), v.object({ finished: v.literal(false) })), await store.get('accounts_run'));
  return Promise.all(
    ids.map(async (id) => {
      const text = await store.get(`account_${id}`);
      if (text === null) return null;
      return v.parse(checkpointEntrySchema, text).document === undefined ? 'taken' : 'waiting';
    }),
  );
}

async function expectWhole(folder: string, id: string): Promise<void> {
  const document = v.parse(instagramAnalyticsSchema, JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8')));
  expect([document.account_info?.account_id, document.recent_media?.length]).toEqual([id, POSTS]);
}

/** Lists how each account was given, in order. */
async function givenOf({ folder, ids }: Accounts): Promise<string[][]> {
  const lines = (await readFile(join(folder, 'given.txt'), 'utf8')).trimEnd().split('\n');
  return ids.map((id) => lines.filter((line) => line.startsWith(`${id} `)).map((line) => line.slice(id.length + 1)));
}

async function expectEverything(accounts: Accounts, concurrency: number): Promise<void> {
  const { folder, ids } = accounts;
  const { status, comparison } = await collectInto(folder, concurrency);
  expect([status, comparison.counts]).toEqual(['complete', { complete: ids.length, partial: 0, failed: 0, open: 0 }]);
  for (const id of ids) await expectWhole(folder, id);
  expect((await readdir(join(folder, 'checkpoint'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
}

it('gives the document of an account again, and asks nothing, after a kill before it was known to be taken', async () => {
  const accounts = await startAccounts(5);
  const { folder, ids, whole, since } = accounts;
  const [, , last = ''] = ids;
  await killOne(accounts, { concurrency: 1, last, after: null });
  expect(await readCheckpoint(accounts)).toEqual(['taken', 'taken', 'waiting', null, null]);
  expect(since()).toEqual(whole.map((requests, index) => (index < 3 ? requests : 0)));
  const written = await readFile(join(folder, `${last}.json`), 'utf8');

  await expectEverything(accounts, 1);
  expect(since()).toEqual(whole);
  expect(await givenOf(accounts)).toEqual([['new'], ['new'], ['new', 'again'], ['new'], ['new']]);
  expect(JSON.parse(await readFile(join(folder, `${last}.json`), 'utf8'))).toEqual(JSON.parse(written));
}, 60_000);

it('goes on to the end after kills at random moments, and begins only those accounts anew that were under way', async () => {
  const random = createRandom(1);
  const accounts = await startAccounts(9);
  const { folder, ids, whole, since } = accounts;
  const kills = [1, 3];
  const underWay = kills.reduce((sum, concurrency) => sum + concurrency, 0);
  const part = whole.reduce((sum, requests) => sum + requests, 0) / (kills.length + 1);
  const finished = new Set<number>();
  for (const concurrency of kills) {
    const begun = since();
    // One that is not killed in time ends itself at its last account.
    const after = { requests: 1 + Math.floor(random() * part), ms: random() * 20 };
    await killOne(accounts, { concurrency, last: ids.at(-1) ?? '', after });
    const [kept, asked] = [await readCheckpoint(accounts), since()];
    for (const index of finished) expect([kept[index], asked[index]]).toEqual([expect.any(String), begun[index]]);
    for (const [index, id] of ids.entries()) {
      if (kept[index] !== null) finished.add(index);
      if (kept[index] === 'taken') await expectWhole(folder, id);
    }
    const cut = ids.filter((_, index) => kept[index] !== 'taken' && (asked[index] ?? 0) > (begun[index] ?? 0));
    expect(cut.length).toBeLessThanOrEqual(concurrency);
  }
  const before = since();
  await expectEverything(accounts, 3);
  for (const index of finished) expect(since()[index]).toBe(before[index]);
  const again = since().map((requests, index) => requests - (whole[index] ?? 0));
  expect(Math.min(...again)).toBe(0);
  expect(again.filter((requests) => requests > 0).length).toBeLessThanOrEqual(underWay);
  const given = await givenOf(accounts);
  expect(given.flat().length - ids.length).toBeLessThanOrEqual(underWay);
  for (const [first, ...repeated] of given) {
    expect(first).toBe('new');
    expect(repeated).toEqual(repeated.map(() => 'again'));
  }
}, 60_000);
