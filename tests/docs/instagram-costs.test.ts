import { describe, expect, it, onTestFinished } from 'vitest';

import { findInstagramAccounts, InstagramAnalyticsManager } from '../../src/index.ts';
import { createAccount, startGraphSimulator, type GraphDataset } from '../../src/testing/index.ts';
import { codeIn, readPage, tableUnder } from './pages.ts';

const ACCOUNT = createAccount({
  posts: 120,
  // The simulator runs on the real clock, and a story lives for 24 hours.
  endDate: new Date().toISOString(),
  mix: { reels: 1 },
  stories: 3,
  commentsPerPost: 120,
  repliesPerComment: 0,
});
const [POST] = ACCOUNT.media.filter((post) => post.media_product_type === 'REELS');
const [COMMENT] = POST?.comments ?? [];
const POSTS = ACCOUNT.media.filter((post) => post.media_product_type === 'REELS');
const ID = POST?.id ?? '';

/** Everything a method of the guide reads. */
const DATASET: GraphDataset = {
  ...ACCOUNT,
  tags: POSTS.slice(0, 2),
  mentionedMedia: POSTS.slice(0, 1),
  mentionedComments: COMMENT === undefined ? [] : [COMMENT],
  otherAccounts: [{ id: '17841400000000999', username: 'other.studio', media_count: 3, media: POSTS.slice(0, 3) }],
  // Three pages of 50, all with one and the same cursor.
  hashtags: [{ id: '17843800000000001', name: 'clay', top: POSTS }],
};

interface Cost {
  /** As the guide's table begins. */
  readonly method: string;
  readonly call: (manager: InstagramAnalyticsManager) => unknown;
  /** How much came: a list's length. */
  readonly rows?: number;
  readonly calls: number;
  /** On Facebook login. On Instagram login each call is a request. */
  readonly requests: number;
  readonly onlyFacebook?: true;
}

const COSTS: readonly Cost[] = [
  { method: 'getAccountInfo', call: (m) => m.getAccountInfo(), calls: 4, requests: 1 },
  { method: 'getAccountInfo', call: (m) => m.getAccountInfo({ insights: false }), calls: 1, requests: 1 },
  { method: 'getAccountInsights', call: (m) => m.getAccountInsights(), calls: 3, requests: 1 },
  { method: 'getAccountInsights', call: (m) => m.getAccountInsights({ audience: true }), calls: 16, requests: 2 },
  { method: 'getRecentMedia', call: (m) => m.getRecentMedia(), rows: 25, calls: 2, requests: 2 },
  { method: 'getRecentMedia', call: (m) => m.getRecentMedia({ limit: 100 }), rows: 100, calls: 3, requests: 3 },
  { method: 'getMediaInsights', call: (m) => m.getMediaInsights(ID), calls: 2, requests: 2 },
  {
    method: 'getMediaInsights',
    call: (m) => m.getMediaInsights({ id: ID, media_type: 'VIDEO', media_product_type: 'REELS' }),
    calls: 1,
    requests: 1,
  },
  {
    method: 'getRecentComments',
    call: (m) => m.getRecentComments(ID, { limit: 120 }),
    rows: 120,
    calls: 3,
    requests: 3,
  },
  { method: 'getRecentActivity', call: (m) => m.getRecentActivity(), rows: 20, calls: 2, requests: 2 },
  { method: 'getHashtagPerformance', call: (m) => m.getHashtagPerformance(), calls: 2, requests: 2 },
  { method: 'getLatestVideoPerformance', call: (m) => m.getLatestVideoPerformance(), calls: 3, requests: 3 },
  { method: 'getStories', call: (m) => m.getStories(), rows: 3, calls: 1, requests: 1 },
  { method: 'getTaggedMedia', call: (m) => m.getTaggedMedia(), rows: 2, calls: 1, requests: 1 },
  {
    method: 'searchHashtag',
    call: (m) => m.searchHashtag('#Clay', { limit: 120 }),
    rows: 120,
    calls: 4,
    requests: 4,
    onlyFacebook: true,
  },
  { method: 'getMentionedMedia', call: (m) => m.getMentionedMedia(ID), calls: 1, requests: 1, onlyFacebook: true },
  {
    method: 'getMentionedComment',
    call: (m) => m.getMentionedComment(COMMENT?.id ?? ''),
    calls: 1,
    requests: 1,
    onlyFacebook: true,
  },
  {
    method: 'discoverAccount',
    call: async (m) => (await m.discoverAccount('other.studio')).media,
    rows: 3,
    calls: 2,
    requests: 2,
    onlyFacebook: true,
  },
  { method: 'getTokenInfo', call: (m) => m.getTokenInfo(), calls: 1, requests: 1 },
  { method: 'refreshToken', call: (m) => m.refreshToken(), calls: 1, requests: 1 },
  { method: 'ensureFreshToken', call: (m) => m.ensureFreshToken(), calls: 0, requests: 0 },
  { method: 'getUsage', call: (m) => m.getUsage(), calls: 0, requests: 0 },
  { method: 'request', call: (m) => m.request(`${ACCOUNT.account.id}/stories`), calls: 1, requests: 1 },
  { method: 'plan', call: (m) => m.plan(), calls: 0, requests: 0 },
  { method: 'collect', call: (m) => m.collect(), calls: 6, requests: 3 },
  { method: 'exportToJson', call: (m) => m.exportToJson(), calls: 6, requests: 3 },
];

const table = new Map(
  tableUnder(readPage('docs/instagram.md'), 'Methods').map(([name, , calls]) => [
    codeIn(name)?.replace(/\(.*/, ''),
    calls,
  ]),
);

describe.each(['facebook', 'instagram'] as const)('the cost the guide states, on %s login', (login) => {
  const cases = COSTS.filter(({ onlyFacebook }) => login === 'facebook' || onlyFacebook === undefined);

  it.each(cases.map((cost) => [cost.method, cost.calls, cost] as const))('%s: %i', async (method, calls, cost) => {
    const graph = await startGraphSimulator({ dataset: DATASET, login });
    onTestFinished(() => graph.close());
    const manager = new InstagramAnalyticsManager({
      userId: ACCOUNT.account.id,
      // Two days old: a younger one cannot be refreshed on Instagram login.
      accessToken: graph.issueToken({ issuedAt: Date.now() - 2 * 86_400_000 }),
      tokenExpiration: new Date(Date.now() + 50 * 86_400_000).toISOString(),
      baseUrl: graph.url,
      login,
      appId: '100000000000001',
      appSecret: 'simulated-app-secret',
    });
    const result = await cost.call(manager);
    if (cost.rows !== undefined) expect(result).toHaveLength(cost.rows);
    const { requests, graphCalls, misuse } = graph.stats();
    expect({ requests, graphCalls }).toEqual({
      requests: login === 'facebook' ? cost.requests : calls,
      graphCalls: calls,
    });
    expect(misuse).toEqual([]);
    expect(table.has(method)).toBe(true);
  });

  it.skipIf(login === 'facebook')(
    'has no hashtags, discovery and mentions, which is told before any call',
    async () => {
      const graph = await startGraphSimulator({ dataset: DATASET, login });
      onTestFinished(() => graph.close());
      const config = { userId: ACCOUNT.account.id, accessToken: graph.token, baseUrl: graph.url, login };
      const manager = new InstagramAnalyticsManager(config);
      for (const { call } of COSTS.filter(({ onlyFacebook }) => onlyFacebook === true)) {
        await expect(call(manager)).rejects.toMatchObject({ kind: 'unsupported' });
      }
      expect(graph.stats().requests).toBe(0);
    },
  );

  it('findInstagramAccounts: 1', async () => {
    const graph = await startGraphSimulator({ dataset: DATASET, login });
    onTestFinished(() => graph.close());
    const [found] = await findInstagramAccounts({ accessToken: graph.token, baseUrl: graph.url, login });
    expect(found?.account_id).toBe(ACCOUNT.account.id);
    expect(graph.stats().graphCalls).toBe(1);
  });
});

describe('hashtag pages', () => {
  it('are followed to the end although each carries one and the same cursor, each post once', async () => {
    const graph = await startGraphSimulator({ dataset: DATASET });
    onTestFinished(() => graph.close());
    const config = { userId: ACCOUNT.account.id, accessToken: graph.token, baseUrl: graph.url };
    const media = await new InstagramAnalyticsManager(config).searchHashtag('clay', { limit: 500 });
    expect(new Set(media.map(({ id }) => id)).size).toBe(120);
    expect(media).toHaveLength(120);
  });

  it('of a 31st tag within seven days are refused before any call, and a searched tag is free', async () => {
    const graph = await startGraphSimulator({ dataset: DATASET });
    onTestFinished(() => graph.close());
    const config = { userId: ACCOUNT.account.id, accessToken: graph.token, baseUrl: graph.url };
    const manager = new InstagramAnalyticsManager(config);
    for (let count = 1; count <= 30; count += 1) await manager.searchHashtag(`tag${String(count)}`);
    const before = graph.stats().requests;
    await expect(manager.searchHashtag('tag31')).rejects.toMatchObject({
      kind: 'quota',
      code: 'hashtags:30_in_7_days',
    });
    expect(graph.stats().requests).toBe(before);
    expect(await manager.searchHashtag('tag1')).toEqual([]);
  });
});
