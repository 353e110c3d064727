import { afterEach, describe, expect, it } from 'vitest';

import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import type { InstagramAnalyticsManager } from '../../../src/instagram/instagram-analytics-manager.ts';
import { closeStudios, startStudio } from './studio.ts';

afterEach(closeStudios);

/** A manager that is answered a metric, or the id of a hashtag, with rows of its own; Instagram login, so one request each. */
async function answered(metric: string, data: unknown): Promise<InstagramAnalyticsManager> {
  const { managerWith } = await startStudio({ simulator: { login: 'instagram' } });
  const fetch: FetchLike = (request) =>
    request.url.includes(metric) ? Promise.resolve(Response.json({ data })) : globalThis.fetch(request);
  return managerWith({}, { fetch });
}

describe('followers online', () => {
  it.each([
    ['hours no clock has', { 25: 3, x: 4, '-1': 3, '05': 1, 23: 9 }, { 23: 9 }],
    ['a list in the place of hours', [1, 2, 3], null],
    ['counts of another form', { 0: '5', 1: -1, 2: null, 3: 7 }, { 0: 5, 3: 7 }],
  ])('are read without %s', async (_name, value, expected) => {
    const values = [{ value, end_time: '2026-11-20T08:00:00+0000' }];
    const manager = await answered('online_followers', [{ name: 'online_followers', period: 'lifetime', values }]);
    const { online_followers, unavailable } = await manager.getAccountInsights({ audience: true });
    expect(online_followers).toEqual(expected);
    expect(unavailable['online_followers']).toBe(expected === null ? 'not_enough_data' : undefined);
  });
});

describe('a group of the audience', () => {
  it('that comes twice counts once', async () => {
    const group = { dimension_values: ['25-34'], value: 5 };
    const total_value = { breakdowns: [{ dimension_keys: ['age'], results: [group, group] }] };
    const manager = await answered('follower_demographics', [{ name: 'follower_demographics', total_value }]);
    const { audience } = await manager.collect({ audience: true });
    expect(audience?.followers.age).toEqual([{ key: '25-34', accounts: 5 }]);
  });
});
