import { describe, expect, it, onTestFinished } from 'vitest';

import {
  type AccountsComparison,
  collectAccounts,
  type CollectAccountsOptions,
  createMemoryStore,
  type InstagramAnalytics,
  type InstagramConfig,
  type KeyValueStore,
} from '../../../src/index.ts';
import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import {
  createAccount,
  startGraphSimulator,
  type GraphSimulator,
  type GraphSimulatorOptions,
} from '../../../src/testing/index.ts';
import { createFakeClock, type FakeClock } from '../runtime/fake-clock.ts';

const NOW = Date.UTC(2026, 10, 22, 12);

interface App {
  readonly simulator: GraphSimulator;
  readonly configs: InstagramConfig[];
  readonly clock: FakeClock;
  readonly fetch: FetchLike;
  /** Requests by account, in the order they were sent. */
  readonly asked: string[];
}

/**
 * Starts many accounts of one app: each id is that of the simulator's account on the wire, so that all of them use up
 * the limits of one app.
 */
async function startApp(count: number, options: Partial<GraphSimulatorOptions> = {}): Promise<App> {
  const dataset = createAccount({ posts: 8, mix: { reels: 1 }, commentsPerPost: 0, endDate: new Date(NOW) });
  const clock = createFakeClock(NOW);
  const simulator = await startGraphSimulator({ dataset, now: () => clock.now(), ...options });
  onTestFinished(() => simulator.close());
  const ids = Array.from({ length: count }, (_, index) => `178415000000${String(index).padStart(5, '0')}`);
  const asked: string[] = [];
  const own = dataset.account.id;
  const fetch: FetchLike = async (request) => {
    const body = request.body === null ? null : await request.clone().text();
    const id = ids.find((one) => `${request.url}${body ?? ''}`.includes(one)) ?? own;
    asked.push(id);
    const response = await globalThis.fetch(request.url.replaceAll(id, own), {
      method: request.method,
      headers: request.headers,
      signal: request.signal,
      ...(body === null ? {} : { body: body.replaceAll(id, own) }),
    });
    const headers = new Headers(response.headers);
    headers.delete('content-length');
    headers.delete('content-encoding');
    return new Response((await response.text()).replaceAll(own, id), { status: response.status, headers });
  };
  const configs = ids.map((userId) => ({ userId, accessToken: simulator.token, baseUrl: simulator.url }));
  return { simulator, configs, clock, fetch, asked };
}

/** Counts how often each account was asked. */
function countsOf(asked: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of asked) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

describe('collectAccounts', () => {
  it('gives each document as it comes, and a row for each account in the order they were given', async () => {
    const { configs, clock, fetch } = await startApp(5);
    const seen: string[] = [];
    const { status, resume_at, comparison } = await collectAccounts(configs, {
      deps: { clock, fetch },
      onAccount: (document, account) => {
        expect(document.account_info?.account_id).toBe(account.account_id);
        seen.push(account.account_id);
      },
    });
    expect([status, resume_at]).toEqual(['complete', null]);
    expect(comparison.accounts.map(({ account_id }) => account_id)).toEqual(configs.map(({ userId }) => userId));
    expect(seen.sort()).toEqual(configs.map(({ userId }) => userId));
    expect(comparison.comparison_info).toMatchObject({ basis: 'reach', accounts_with_rate: 5 });
  });

  it('lets an account that fails cost only itself', async () => {
    const { configs, clock, fetch } = await startApp(4);
    const given = configs.map((config, index) => (index === 1 ? { ...config, accessToken: 'EAAwrong' } : config));
    const { status, comparison } = await collectAccounts([...given, { userId: 'studio', accessToken: 'EAA' }], {
      deps: { clock, fetch },
      onAccount: (_document, { account_id }) => {
        if (account_id === configs[2]?.userId) throw new Error('the disk is full');
      },
    });
    expect(status).toBe('partial');
    expect(comparison.accounts.map(({ status: one, issue }) => [one, issue?.kind ?? null])).toEqual([
      ['complete', null],
      ['failed', 'auth'],
      ['failed', 'io'],
      ['complete', null],
      ['failed', 'config'],
    ]);
    expect(comparison.accounts[2]?.issue?.message).toContain('the disk is full');
    expect(JSON.stringify(comparison)).not.toContain('EAAwrong');
  });

  it('goes on where a run was interrupted, and asks no finished account again', async () => {
    const { configs, clock, fetch, asked } = await startApp(40);
    const checkpoint = createMemoryStore();
    for (const [kill, after] of [10, 25].entries()) {
      const controller = new AbortController();
      let done = 0;
      const run = collectAccounts(configs, {
        ...{ checkpoint, deps: { clock, fetch }, signal: controller.signal, concurrency: 3 },
        onAccount: () => {
          done += 1;
          if (done === after - (kill === 0 ? 0 : 10)) controller.abort(new Error('killed'));
        },
      });
      await expect(run).rejects.toThrow('killed');
    }
    const { status, comparison } = await collectAccounts(configs, { checkpoint, deps: { clock, fetch } });
    expect([status, comparison.counts.complete]).toEqual(['complete', 40]);
    const counts = [...countsOf(asked).values()];
    const least = Math.min(...counts);
    // Those under way at a kill are asked again: three at a time, twice.
    expect(counts.filter((count) => count > least).length).toBeLessThanOrEqual(6);
    // The next run begins anew.
    const before = asked.length;
    await collectAccounts(configs.slice(0, 1), { checkpoint, deps: { clock, fetch } });
    expect(asked.length - before).toBe(least);
  });

  it('gives the same document again, without a request, after a kill before it was known to be taken', async () => {
    const { configs, clock, fetch, asked } = await startApp(3);
    const kept = createMemoryStore();
    const taken: [id: string, document: InstagramAnalytics, isRepeated: boolean][] = [];
    const options: CollectAccountsOptions = {
      deps: { clock, fetch },
      concurrency: 1,
      onAccount: (document, { account_id: id }, isRepeated) => void taken.push([id, document, isRepeated]),
    };
    // The process ends where it would keep the second account without its document.
    const dying: KeyValueStore = {
      get: (key) => kept.get(key),
      set: (key, value) =>
        taken.length === 2 && !value.includes('"document":')
          ? Promise.reject(new Error('killed'))
          : kept.set(key, value),
    };
    await expect(collectAccounts(configs, { ...options, checkpoint: dying })).rejects.toThrow('killed');
    const each = asked.length / 2;
    const { comparison } = await collectAccounts(configs, { ...options, checkpoint: kept });
    expect([asked.length, comparison.counts.complete]).toEqual([3 * each, 3]);
    const ids = configs.map(({ userId }) => userId);
    expect(taken.map(([id, , isRepeated]) => [id, isRepeated])).toEqual([
      [ids[0], false],
      [ids[1], false],
      [ids[1], true],
      [ids[2], false],
    ]);
    expect(taken[2]?.[1]).toEqual(taken[1]?.[1]);
    // A document is kept no longer than it takes.
    expect(await kept.get(`account_${ids[1] ?? ''}`)).not.toContain('"document":');
  });

  it('gives the comparison again, without a request, to a run that was killed before it had it', async () => {
    const { configs, clock, fetch, asked } = await startApp(3);
    const options = { checkpoint: createMemoryStore(), deps: { clock, fetch } };
    const killed = collectAccounts(configs, {
      ...options,
      onComparison: () => Promise.reject(new Error('killed')),
    });
    await expect(killed).rejects.toThrow('killed');
    const sent = asked.length;
    const taken: AccountsComparison[] = [];
    const { comparison } = await collectAccounts(configs, {
      ...options,
      onComparison: (given) => void taken.push(given),
    });
    expect([asked.length, taken, comparison.counts.complete]).toEqual([sent, [comparison], 3]);
    // It has been taken: the next run begins anew.
    await collectAccounts(configs, options);
    expect(asked.length).toBe(2 * sent);
  });

  it('begins no account at the limit of the app, and says when to go on', async () => {
    const { configs, clock, fetch, asked, simulator } = await startApp(30, {
      quota: { calls: 60, code: 4, regainMinutes: 30 },
    });
    const given: string[] = [];
    const options = {
      checkpoint: createMemoryStore(),
      deps: { clock, fetch },
      onAccount: (_document: unknown, { account_id }: { readonly account_id: string }): void =>
        void given.push(account_id),
    };
    const first = await collectAccounts(configs, options);
    expect(first.status).toBe('partial');
    expect(first.comparison.counts.open).toBeGreaterThan(5);
    expect(Date.parse(first.resume_at ?? '')).toBeGreaterThan(NOW);
    // One request met the limit: the items of its batch.
    expect(simulator.stats().callsByErrorCode['4'] ?? 0).toBeLessThanOrEqual(4);
    const before = countsOf(asked);
    const finished = first.comparison.accounts.filter(({ status }) => status === 'complete');
    let last = first;
    for (let attempt = 0; attempt < 6 && last.resume_at !== null; attempt += 1) {
      await clock.sleep(Date.parse(last.resume_at) - clock.now());
      last = await collectAccounts(configs, options);
    }
    expect([last.status, last.comparison.counts.complete]).toEqual(['complete', 30]);
    // Each document once, those that the limit cut off not at all.
    expect(given.toSorted()).toEqual(configs.map(({ userId }) => userId));
    for (const { account_id } of finished) expect(countsOf(asked).get(account_id)).toBe(before.get(account_id));
  });

  it('collects anew what a checkpoint cannot say', async () => {
    const { configs, clock, fetch } = await startApp(2);
    const broken: KeyValueStore = { ...createMemoryStore(), get: () => Promise.resolve('{') };
    const { status } = await collectAccounts(configs, { checkpoint: broken, deps: { clock, fetch } });
    expect(status).toBe('complete');
  });

  it('names every option that is wrong, before a request', async () => {
    const { configs, asked } = await startApp(1);
    await expect(collectAccounts(configs, { concurrency: 0 })).rejects.toMatchObject({ name: 'ArgumentError' });
    await expect(collectAccounts('all' as never)).rejects.toMatchObject({ name: 'ArgumentError' });
    expect(asked).toEqual([]);
  });
});
