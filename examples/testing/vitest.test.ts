/**
 * The simulators in vitest: an account that is known, a stumble of the platform, and a check that nothing was asked that
 * the platform's documents call wrong.
 *
 *   npx vitest run --root examples/testing
 */
import { InstagramAnalyticsManager } from 'insight-inventory';
import { createAccount, graphFault, startGraphSimulator, type GraphSimulator } from 'insight-inventory/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { countGoodPosts } from './post-count.ts';

let graph: GraphSimulator;
let instagram: InstagramAnalyticsManager;

beforeEach(async () => {
  // Without noise every post has the planted rate of 5 %; two are older than the business account, and have none.
  const dataset = createAccount({ posts: 30, mix: { reels: 1 }, noise: 0, flaws: { beforeBusinessAccount: 2 } });
  graph = await startGraphSimulator({ dataset });
  const { id } = dataset.account;
  instagram = new InstagramAnalyticsManager(
    { userId: id, accessToken: graph.token, baseUrl: graph.url },
    { retry: { initialDelayMs: 1 } },
  );
});

// Or the process stays alive.
afterEach(() => graph.close());

test('posts without insights are not called bad', async () => {
  expect(await countGoodPosts(instagram, { leastRate: 4.5, limit: 30 })).toEqual({ good: 28, unknown: 2 });
  expect(graph.stats().misuse).toEqual([]);
});

test('a platform that is away for a moment changes nothing', async () => {
  graph.addFault({ match: '/media', nth: 1, action: graphFault('service_unavailable') });
  expect(await countGoodPosts(instagram, { leastRate: 4.5, limit: 30 })).toEqual({ good: 28, unknown: 2 });
  expect(graph.stats().faults).toBe(1);
});

test('a token that has expired is told as such', async () => {
  graph.breakToken(graph.token, 463);
  await expect(countGoodPosts(instagram)).rejects.toMatchObject({ kind: 'auth' });
});
