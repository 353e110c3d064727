import { afterEach, describe, expect, it } from 'vitest';

import { isInsightInventoryError } from '../../src/base/errors.ts';
import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { createMemoryStore } from '../../src/runtime/stores.ts';
import { createAccount } from '../../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator, type GraphSimulator } from '../../src/testing/graph/start-graph-simulator.ts';
import { NOW, rejectionOf } from '../unit/instagram/studio.ts';
import { createFakeClock } from '../unit/runtime/fake-clock.ts';

const open: GraphSimulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

/** Starts a hashtag with 120 posts of others, and tags the account has searched before. */
async function startSearch(searched = 0) {
  const others = createAccount({ posts: 120, mix: { image: 1 }, seed: 9 }).media;
  const clock = createFakeClock(NOW);
  const simulator = await startGraphSimulator({
    dataset: {
      ...createAccount({ posts: 1 }),
      hashtags: [{ id: '17843000000000001', name: 'clay', top: others, recent: others.slice(0, 3) }],
      searchedHashtags: Array.from({ length: searched }, (_, place) => ({
        name: `tag${String(place)}`,
        at: '2026-11-21T12:00:00Z',
      })),
    },
    now: () => clock.now(),
  });
  open.push(simulator);
  const store = createMemoryStore();
  const userId = simulator.dataset.account.id;
  const manager = (): InstagramAnalyticsManager =>
    new InstagramAnalyticsManager({ userId, accessToken: simulator.token, baseUrl: simulator.url }, { clock, store });
  return { simulator, manager, clock, others };
}

const codeOf = (error: unknown): unknown => isInsightInventoryError(error) && [error.kind, error.code];

describe('pages of a hashtag', () => {
  it('carry the same cursor each, and every post is read once', async () => {
    const { simulator, manager, others } = await startSearch();
    const found = await manager().searchHashtag('#Clay', { order: 'top', limit: 120 });
    expect(found.map(({ id }) => id).sort()).toEqual(others.map(({ id }) => id).sort());
    const cursors = simulator.requests.map(({ query }) => query.get('after')).filter((cursor) => cursor !== null);
    expect(cursors).toHaveLength(2);
    expect(new Set(cursors).size).toBe(1);
    expect(simulator.stats().misuse).toEqual([]);
  });
});

describe('thirty hashtags in seven days', () => {
  it('lose none of the tags that one manager searches side by side', async () => {
    const { simulator, manager } = await startSearch();
    const tags = ['a1', 'b2', 'c3', 'd4'];
    const one = manager();
    const searchAll = (): Promise<unknown> =>
      Promise.all(tags.map((tag) => one.searchHashtag(tag, { order: 'recent', limit: 1 })));
    await searchAll();
    await searchAll();
    // Each tag is looked up once; the second round finds all four in the ledger.
    expect(simulator.stats().byEndpoint['/ig_hashtag_search']).toBe(4);
  });

  it('lose none of the tags that two managers of one store search side by side', async () => {
    const { simulator, manager } = await startSearch();
    const searchAll = (): Promise<unknown> =>
      Promise.all(['a1', 'b2'].map((tag) => manager().searchHashtag(tag, { order: 'recent', limit: 1 })));
    await searchAll();
    await searchAll();
    expect(simulator.stats().byEndpoint['/ig_hashtag_search']).toBe(2);
  });

  it('are counted beforehand, across managers that share a store; the next one is refused unsent', async () => {
    const { simulator, manager, clock } = await startSearch();
    for (let place = 0; place < 30; place += 1) {
      await manager().searchHashtag(`tag${String(place)}`, { order: 'recent', limit: 1 });
    }
    const { requests } = simulator.stats();
    expect(codeOf(await rejectionOf(manager().searchHashtag('clay', { order: 'top', limit: 1 })))).toEqual([
      'quota',
      'hashtags:30_in_7_days',
    ]);
    expect(simulator.stats().requests).toBe(requests);
    await manager().searchHashtag('tag7', { order: 'recent', limit: 1 });
    clock.advance(7 * 86_400_000);
    expect(await manager().searchHashtag('clay', { order: 'top', limit: 1 })).toHaveLength(1);
    expect(simulator.stats().misuse).toEqual([]);
  });

  it('used up elsewhere are refused by the platform, which is a quota error and not tried again', async () => {
    const { simulator, manager } = await startSearch(30);
    const error = await rejectionOf(manager().searchHashtag('clay', { order: 'top', limit: 1 }));
    expect(codeOf(error)).toEqual(['quota', 'graph:18/2207034']);
    expect(simulator.stats().requests).toBe(1);
  });
});
