import { afterEach, describe, expect, it } from 'vitest';

import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import type { InstagramAnalyticsManager } from '../../../src/instagram/instagram-analytics-manager.ts';
import { closeStudios, startStudio } from './studio.ts';

afterEach(closeStudios);

/**
 * Makes a manager that is answered a metric, or the id of a hashtag, with rows of its own; Instagram login, so one
 * request each.
 */
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

describe('a collection with the audience', () => {
  it('holds who follows and when they are online, for 13 more calls in one more request', async () => {
    const studio = await startStudio();
    const plain = await studio.manager.collect();
    const before = studio.simulator.stats();
    const { audience, online_followers, export_info } = await studio.manager.collect({ audience: true });
    const { requests, graphCalls } = studio.simulator.stats();
    expect(plain).not.toHaveProperty('online_followers');
    expect(graphCalls - before.graphCalls).toBe(before.graphCalls + 13);
    expect(requests - before.requests).toBe(before.requests + 1);
    expect(export_info.calls.planned).toBe(plain.export_info.calls.planned + 13);
    const given = studio.dataset.audience?.onlineFollowers ?? {};
    expect(online_followers).toEqual(given[Object.keys(given).sort().at(-1) ?? '']);
    expect(audience?.unavailable).toEqual({});
  });

  it('says why nobody is known to be online, and finds the newest day that is not empty', async () => {
    const { dataset } = await startStudio();
    const days = Object.keys(dataset.audience?.onlineFollowers ?? {}).sort();
    const hours = { 0: 5, 23: 7 };
    const only = (day: string | undefined): Record<string, Record<string, number>> =>
      Object.fromEntries(days.map((one) => [one, one === day ? hours : {}]));
    for (const [day, expected] of [
      [days.at(-3), hours],
      [undefined, null],
    ] as const) {
      const audience = { ...dataset.audience, onlineFollowers: only(day) };
      const { manager } = await startStudio({ simulator: { dataset: { ...dataset, audience } } });
      const document = await manager.collect({ audience: true });
      expect(document.online_followers).toEqual(expected);
      expect(document.audience?.unavailable['online_followers']).toBe(
        expected === null ? 'not_enough_data' : undefined,
      );
      expect(document.issues).toEqual([]);
    }
  });
});

describe('a collection with the stories', () => {
  it('holds them as getStories gives them, for one more call, and not among the posts', async () => {
    const studio = await startStudio({ account: { posts: 6, stories: 3 } });
    const plain = await studio.manager.collect();
    const before = studio.simulator.stats().graphCalls;
    const document = await studio.manager.collect({ stories: true });
    expect(studio.simulator.stats().graphCalls - before).toBe(before + 1);
    expect(document.export_info.calls.planned).toBe(plain.export_info.calls.planned + 1);
    expect(document.stories).toHaveLength(3);
    expect(document.stories?.map(({ id, insights }) => [id, insights])).toEqual(
      (await studio.manager.getStories()).map(({ id, insights }) => [id, insights]),
    );
    expect(document.recent_media).toEqual(plain.recent_media);
    expect(document.issues).toEqual([]);
    expect(plain).not.toHaveProperty('stories');
  });

  it('holds the posts, and says so, when the list of stories fails', async () => {
    const { manager, simulator } = await startStudio({ account: { posts: 3, stories: 1 } });
    simulator.addFault({
      match: ({ path }) => path.endsWith('/stories'),
      action: { kind: 'status', status: 400, body: { error: { message: 'No.', type: 'OAuthException', code: 1 } } },
    });
    const document = await manager.collect({ stories: true });
    expect(document.stories).toBeNull();
    expect(document.recent_media).toHaveLength(3);
    expect(document.issues.map(({ scope }) => scope)).toEqual(['stories']);
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

describe('a group of the audience', () => {
  it('without a value of its own is left out, and said to be', async () => {
    const results = [
      { dimension_values: [], value: 5 },
      { dimension_values: ['25-34'], value: 3 },
    ];
    const total_value = { breakdowns: [{ dimension_keys: ['age'], results }] };
    const manager = await answered('follower_demographics', [{ name: 'follower_demographics', total_value }]);
    const { audience, issues } = await manager.collect({ audience: true });
    expect(audience?.followers.age).toEqual([{ key: '25-34', accounts: 3 }]);
    expect(issues.map(({ code }) => code)).toContain('graph:audience_group');
  });
});

describe('a range of insights', () => {
  it.each([
    ['the last full Pacific day without one', {}, '2026-11-21T08:00:00Z', '2026-11-22T08:00:00Z'],
    ['a day before its end', { until: '2026-11-10' }, '2026-11-09T00:00:00Z', '2026-11-10T00:00:00Z'],
    ['to the end of that day from its start', { since: '2026-11-15' }, '2026-11-15T00:00:00Z', '2026-11-22T08:00:00Z'],
  ])('is %s', async (_, given, since, until) => {
    const { manager } = await startStudio();
    expect(await manager.getAccountInsights(given)).toMatchObject({ since, until });
  });

  it.each([
    ['ends before it starts', { since: '2026-11-10', until: '2026-11-09' }],
    ['has more than 30 days', { since: '2026-10-01', until: '2026-11-09' }],
  ])('that %s is refused', async (_, given) => {
    const { manager } = await startStudio();
    await expect(manager.getAccountInsights(given)).rejects.toMatchObject({ kind: 'invalid_request' });
  });

  it('says what Graph has none of', async () => {
    const { managerWith } = await startStudio({ simulator: { login: 'instagram' } });
    const fetch: FetchLike = (request) =>
      /metric=(?:reach&|follows_and_unfollows)/.test(request.url)
        ? Promise.resolve(Response.json({ data: [] }))
        : globalThis.fetch(request);
    const insights = await managerWith({}, { fetch }).getAccountInsights();
    expect(insights).toMatchObject({ reach_series: null, follows: { gained: null, lost: null } });
    expect(insights.unavailable).toMatchObject({
      ...{ reach_series: 'not_enough_data', 'follows.gained': 'not_enough_data', 'follows.lost': 'not_enough_data' },
    });
  });

  it.each(['facebook', 'instagram'] as const)(
    'throws the first error where nothing came, on %s login',
    async (login) => {
      const { manager, simulator } = await startStudio({ simulator: { login } });
      const error = { message: 'No permission.', type: 'OAuthException', code: 10 };
      simulator.addFault({
        match: ({ path }) => path.endsWith('/insights'),
        action: { kind: 'status', status: 400, body: { error } },
      });
      await expect(manager.getAccountInsights({ audience: true })).rejects.toMatchObject({ kind: 'permission' });
    },
  );
});
