import { afterEach, describe, expect, it } from 'vitest';

import type { LiveCheckEntry, LiveCheckReport } from '../../../src/index.ts';
import { asksMetric, closeStudios, refuse, rejectionOf, retireMetric, startStudio } from './studio.ts';

afterEach(closeStudios);

const EVERY_KIND = { posts: 12, stories: 2, mix: { reels: 1, image: 1, carousel: 1, feed_video: 1 } } as const;

function find(
  report: LiveCheckReport,
  name: string,
  kind: LiveCheckEntry['post_kind'] = null,
): LiveCheckEntry | undefined {
  return report.entries.find((entry) => entry.name === name && entry.post_kind === kind);
}

function unexpected(report: LiveCheckReport): string[] {
  return report.entries
    .filter(({ expected, outcome }) => expected !== 'unsure' && outcome !== 'not_tried' && outcome !== expected)
    .map(({ table, name, post_kind }) => `${table} ${name} ${post_kind ?? ''}`.trim());
}

describe.each(['facebook', 'instagram'] as const)('a live check on %s login', (login) => {
  it('finds every entry of its tables accepted where the platform is as the tables say, within its plan', async () => {
    const { manager, simulator } = await startStudio({ account: EVERY_KIND, simulator: { login } });
    const plan = manager.planLiveCheck();
    const report = await manager.checkLive();
    expect(unexpected(report)).toEqual([]);
    expect(report.unexpected).toBe(0);
    expect(report).toMatchObject({ login, api_version: 'v26.0', plan });
    expect(find(report, 'authorization_header')).toMatchObject({ table: 'platform', outcome: 'accepted' });
    expect(find(report, 'reach days_28')).toMatchObject({ table: 'account_metrics', outcome: 'accepted' });
    expect(find(report, 'ig_reels_avg_watch_time', 'reels')).toMatchObject({ outcome: 'accepted' });
    expect(find(report, 'navigation', 'story')).toMatchObject({ outcome: 'accepted' });
    // Every call the simulator saw is in the account; a refused batch is one request of two calls.
    expect(simulator.stats().requests).toBe(report.calls.http_requests);
    expect(report.calls.graph_calls).toBeGreaterThanOrEqual(plan.min);
    expect(report.calls.graph_calls).toBeLessThanOrEqual(plan.limit);
    expect(simulator.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1); // the batch, of reads
  });

  it('names the one metric the platform refuses, in its own words, and holds the others', async () => {
    const { manager, simulator } = await startStudio({ account: EVERY_KIND, simulator: { login } });
    simulator.addFault(retireMetric('saved'));
    const report = await manager.checkLive();
    expect(find(report, 'saved', 'reels')).toMatchObject({ expected: 'accepted', outcome: 'refused' });
    expect(find(report, 'saved', 'reels')?.detail).toContain('metric[0] must be one of the following values');
    expect(find(report, 'reach', 'reels')).toMatchObject({ outcome: 'accepted', detail: null });
    expect(unexpected(report)).toEqual([
      'media_metrics saved reels',
      'media_metrics saved feed',
      'media_metrics saved feed_video',
    ]);
    expect(report.unexpected).toBe(3);
  });
});

describe('a live check', () => {
  it('expects no batch on Instagram login, and says so when there is one after all', async () => {
    const { manager } = await startStudio({ simulator: { login: 'instagram' } });
    const report = await manager.checkLive();
    expect(find(report, 'batch')).toMatchObject({ expected: 'refused', outcome: 'refused' });
    expect(report.entries[0]).toMatchObject({ name: 'authorization_header' });
    expect(report.entries[1]).toMatchObject({ name: 'batch' });
  });

  it('goes on with the token in the query where the header is refused', async () => {
    const { manager, simulator } = await startStudio({ simulator: { login: 'instagram' } });
    const inHeader = refuse(({ headers }) => headers['authorization'] !== undefined, {
      code: 190,
      message: 'Cannot parse access token',
    });
    simulator.addFault(inHeader);
    const report = await manager.checkLive();
    expect(find(report, 'authorization_header')).toMatchObject({ outcome: 'refused', expected: 'accepted' });
    expect(find(report, 'username')).toMatchObject({ table: 'account_fields', outcome: 'accepted' });
    expect(find(report, 'views', 'reels')).toMatchObject({ outcome: 'accepted' });
  });

  it('says of an answer that is none of its kind that nothing was learned', async () => {
    const { manager, simulator } = await startStudio();
    simulator.addFault({
      match: ({ endpoint }) => endpoint === '/{media}/insights',
      action: { kind: 'edit', edit: () => ({ data: 'none' }) },
    });
    const report = await manager.checkLive();
    expect(find(report, 'views', 'reels')).toMatchObject({
      outcome: 'not_tried',
      detail: 'Graph answered with something that is no insights answer.',
    });
    expect(report.unexpected).toBe(0);
  });

  it('does not look itself up where its name is not given', async () => {
    const { manager, simulator } = await startStudio();
    simulator.addFault({
      match: ({ query }) => query.get('fields') === 'id,username',
      action: { kind: 'edit', edit: (json) => ({ ...(json as object), username: undefined }) },
    });
    expect(find(await manager.checkLive(), 'business_discovery')).toMatchObject({
      outcome: 'not_tried',
      detail: 'The name of the account is not known.',
    });
  });

  it('refuses no field for a server that fails', async () => {
    const { manager, simulator } = await startStudio({ deps: { retry: { retries: 0 } } });
    simulator.addFault({
      match: ({ query, endpoint }) => endpoint === '/{ig-user}' && (query.get('fields') ?? '').includes('biography'),
      action: { kind: 'status', status: 500 },
    });
    const report = await manager.checkLive();
    expect(find(report, 'biography')).toMatchObject({ table: 'account_fields', outcome: 'not_tried' });
  });

  it('tries a metric alone when a refusal names none', async () => {
    const { manager, simulator } = await startStudio();
    simulator.addFault(refuse(asksMetric('shares'), { code: 100, message: '(#100) Invalid parameter' }));
    const report = await manager.checkLive();
    expect(find(report, 'shares', 'reels')).toMatchObject({
      outcome: 'refused',
      detail: expect.stringContaining('Invalid parameter') as unknown,
    });
    expect(find(report, 'likes', 'reels')).toMatchObject({ outcome: 'accepted' });
  });

  it('says of what the account has none of that it was not tried', async () => {
    const { manager } = await startStudio();
    const report = await manager.checkLive();
    expect(find(report, 'navigation', 'story')).toMatchObject({ outcome: 'not_tried' });
    expect(find(report, 'hashtag_search')).toMatchObject({ outcome: 'not_tried' });
    expect(find(report, 'impressions')).toMatchObject({ expected: 'refused', outcome: 'refused' });
  });

  it('makes no more calls than it may, and leaves the rest not tried', async () => {
    const { manager, simulator } = await startStudio({ account: EVERY_KIND });
    const report = await manager.checkLive({ maxCalls: 8 });
    expect(report.calls.graph_calls).toBe(8);
    expect(simulator.stats().graphCalls).toBe(8);
    expect(find(report, 'username')).toMatchObject({ outcome: 'accepted' });
    expect(find(report, 'views', 'reels')).toMatchObject({ outcome: 'not_tried' });
    expect(report.plan).toEqual({ min: 8, max: 8, limit: 8 });
  });

  it('stops at a limit of the platform and says of the rest that it was not tried', async () => {
    const { manager, simulator } = await startStudio({ deps: { retry: { retries: 0 }, maxWaitMs: 0 } });
    simulator.addFault({
      match: ({ endpoint }) => endpoint === '/{media}/insights',
      action: { kind: 'status', status: 403 },
    });
    const report = await manager.checkLive();
    expect(find(report, 'views', 'reels')).toMatchObject({ outcome: 'not_tried' });
    expect(find(report, 'username')).toMatchObject({ outcome: 'accepted' });
  });

  it('lists a permission the token lacks', async () => {
    const { manager } = await startStudio({
      simulator: {
        scopes: ['instagram_basic', 'pages_show_list', 'pages_read_engagement', 'instagram_manage_insights'],
      },
    });
    const report = await manager.checkLive();
    expect(find(report, 'instagram_manage_comments')).toMatchObject({ table: 'scopes', outcome: 'refused' });
    expect(find(report, 'instagram_basic')).toMatchObject({ table: 'scopes', outcome: 'accepted' });
  });

  it('throws when the token is refused in either way, and shows it nowhere', async () => {
    const { manager, simulator } = await startStudio();
    simulator.breakToken(simulator.token, 463);
    expect(await rejectionOf(manager.checkLive())).toMatchObject({ name: 'GraphApiError', kind: 'auth' });
    const { manager: other, simulator: healthy } = await startStudio();
    expect(JSON.stringify(await other.checkLive())).not.toContain(healthy.token);
  });

  it('ends with the reason of the caller', async () => {
    const { manager, simulator } = await startStudio();
    simulator.addFault({ match: '/stories', action: { kind: 'hang' } });
    const reason = new Error('enough');
    const controller = new AbortController();
    const check = manager.checkLive({
      signal: controller.signal,
      onProgress: ({ message }) => {
        if (message.includes('fields of a post'))
          setTimeout(() => {
            controller.abort(reason);
          }, 20);
      },
    });
    expect(await rejectionOf(check)).toBe(reason);
  });
});
