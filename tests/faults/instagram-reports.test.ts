import { afterEach, describe, expect, it } from 'vitest';

import { findInstagramAccounts } from '../../src/instagram/find-accounts.ts';
import type { GoneCode } from '../../src/testing/graph/dataset/graph-dataset.ts';
import { oddRow } from '../../src/testing/index.ts';
import { asksMetric, closeStudios, refuse, rejectionOf, startStudio } from '../unit/instagram/studio.ts';

afterEach(closeStudios);

const LOGINS = ['facebook', 'instagram'] as const;

describe('comments that are counted and not given', () => {
  it.each(LOGINS)('are null with a reason on %s login, through the expansion and on the edge', async (login) => {
    const account = { posts: 3, mix: { reels: 1 }, flaws: { withheldComments: 1 } };
    const nested = await startStudio({ account, simulator: { login } });
    const withheld = nested.dataset.media.find((post) => post.withholdsComments === true)?.id;
    const tooMuch = {
      code: 1,
      message: 'Please reduce the amount of data you are asking for, then retry your request',
    };
    const noExpansion = refuse(({ query }) => (query.get('fields') ?? '').includes('comments.limit'), tooMuch, 500);
    const alone = await startStudio({ account, simulator: { login, faults: [noExpansion] } });
    for (const { manager } of [nested, alone]) {
      const { recent_media, coverage, issues } = await manager.collect();
      const post = recent_media?.find(({ id }) => id === withheld);
      expect(post).toMatchObject({ comments: null, unavailable: { comments: 'not_enough_data' } });
      expect(coverage.comments).toEqual({ asked: 3, got: 2 });
      expect(issues).toEqual([]);
    }
  });

  it('are no empty list of replies: there are more than were given', async () => {
    const { manager } = await startStudio({
      media: (posts) =>
        posts.map((post) => ({
          ...post,
          comments: [{ id: '17900000000000001', text: 'hi', timestamp: post.timestamp, withholdsReplies: true }],
        })),
    });
    const [post] = await manager.getRecentMedia({ limit: 1 });
    expect(post?.comments).toMatchObject([{ replies: [], replies_truncated: true }]);
  });
});

describe('posts of another account that are counted and not given', () => {
  it('are null with a reason', async () => {
    const { dataset } = await startStudio();
    const otherAccounts = [{ id: '17841400000000077', username: 'neighbour', media_count: 5, media: [] }];
    const { manager } = await startStudio({ simulator: { dataset: { ...dataset, otherAccounts } } });
    expect(await manager.discoverAccount('neighbour')).toMatchObject({
      media_count: 5,
      media: null,
      unavailable: { media: 'not_enough_data' },
    });
    expect((await manager.discoverAccount('neighbour', { limit: 0 })).media).toEqual([]);
  });
});

describe('an insights row that holds no number', () => {
  it.each(LOGINS)('is failed and said on %s login, not taken for data Graph does not have', async (login) => {
    const { manager, simulator } = await startStudio({ simulator: { login } });
    const edit = (body: unknown): unknown =>
      JSON.parse(
        JSON.stringify(body).replaceAll(/("name":"views"[^{]*"values":\[\{"value":)\d+/g, '$1"many"'),
      ) as unknown;
    simulator.addFault({ match: ({ path }) => /\/(?:media|insights)$/.test(path), action: { kind: 'edit', edit } });
    const { recent_media, issues } = await manager.collect();
    for (const post of recent_media ?? []) {
      expect(post).toMatchObject({ insights: { views: null }, unavailable: { 'insights.views': 'failed' } });
      expect(post.insights.reach).toBeTypeOf('number');
    }
    expect(issues.map(({ code }) => code)).toEqual(Array(6).fill('graph:insight_row'));
  });
});

describe('one object that is gone', () => {
  it.each(['100/33', '803', '24/2207006'] as const satisfies readonly GoneCode[])(
    'costs only itself with %s, on the list of posts',
    async (code) => {
      for (const login of LOGINS) {
        const { manager, dataset } = await startStudio({
          account: { posts: 6, mix: { reels: 1 } },
          media: (posts) => posts.map((post, place) => (place === 2 ? { ...post, gone: code } : post)),
          simulator: { login },
        });
        const { recent_media, issues } = await manager.collect();
        expect(recent_media).toHaveLength(6);
        for (const post of recent_media ?? []) {
          const { insights, gone } = dataset.media.find(({ id }) => id === post.id) ?? {};
          expect(post.insights.views).toBe(gone === undefined ? insights?.['views'] : null);
          expect(post.comments === null).toBe(gone !== undefined);
        }
        expect(new Set(issues.map(({ kind, id }) => `${kind} ${String(id)}`)).size).toBe(1);
      }
    },
  );

  it('costs only itself among stories', async () => {
    const { manager } = await startStudio({
      account: { posts: 1, stories: 4 },
      media: (posts) => {
        const gone = posts.find(({ media_product_type }) => media_product_type === 'STORY')?.id;
        return posts.map((post) => (post.id === gone ? { ...post, gone: '100/33' as const } : post));
      },
    });
    const stories = await manager.getStories();
    expect(stories).toHaveLength(4);
    expect(stories.filter(({ insights }) => insights.reach !== null)).toHaveLength(3);
  });

  it('costs only its own replies among comments', async () => {
    const { manager, simulator, dataset } = await startStudio({
      account: { posts: 1, commentsPerPost: 4, repliesPerComment: 2 },
    });
    const gone = {
      code: 100,
      error_subcode: 33,
      message: "Unsupported get request. Object with ID '17999999999999999' does not exist",
    };
    simulator.addFault(refuse(({ query }) => (query.get('fields') ?? '').includes('replies.limit'), gone));
    const [first] = dataset.media[0]?.comments ?? [];
    simulator.addFault(refuse(({ path }) => path.endsWith(`/${first?.id ?? ''}/replies`), gone));
    const comments = await manager.getRecentComments(dataset.media[0]?.id ?? '');
    expect(comments).toHaveLength(4);
    for (const { id, replies, replies_truncated } of comments) {
      const expected = dataset.media[0]?.comments?.find((comment) => comment.id === id)?.replies ?? [];
      expect(replies).toHaveLength(id === first?.id ? 0 : expected.length);
      expect(replies_truncated).toBe(id === first?.id);
    }
  });

  it('is asked for once when it is the account itself', async () => {
    const { managerWith, simulator } = await startStudio();
    const stranger = managerWith({ userId: '17841400000000099' });
    expect(await rejectionOf(stranger.getRecentMedia())).toMatchObject({ kind: 'not_found' });
    expect(simulator.stats().graphCalls).toBe(1);
  });
});

describe('a refusal in words nobody knows', () => {
  const WORDS = [
    (metric: string) => `(#100) The metric ${metric} is not supported for this media type`,
    () => '(#100) Invalid parameter',
  ];

  it('is learned whatever its code is', async () => {
    const { manager, simulator } = await startStudio({ account: { posts: 25, mix: { image: 1 } } });
    simulator.addFault(refuse(asksMetric('saved'), { code: 3_001, message: 'This is not how it is done' }));
    const { recent_media, issues } = await manager.collect();
    expect(recent_media?.every(({ insights }) => typeof insights.views === 'number')).toBe(true);
    expect(simulator.stats().graphCalls).toBeLessThanOrEqual(60);
    expect(issues.length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['pictures', 'facebook', { image: 1 }],
    ['reels', 'facebook', { reels: 1 }],
    ['pictures', 'instagram', { image: 1 }],
  ] as const)('is learned once for 25 %s on %s login', async (_kind, login, mix) => {
    for (const words of WORDS) {
      for (const metric of ['views', 'shares', 'total_interactions']) {
        const { manager, simulator, dataset } = await startStudio({
          account: { posts: 25, mix },
          media: (posts) => posts.map((post) => ({ ...post, rejects: [metric] })),
          simulator: { login, metricRefusal: words },
        });
        const { recent_media, issues } = await manager.collect();
        expect(simulator.stats().graphCalls).toBeLessThanOrEqual(60);
        expect(issues.length).toBeLessThanOrEqual(2);
        for (const post of recent_media ?? []) {
          const { insights } = dataset.media.find(({ id }) => id === post.id) ?? {};
          expect(post.insights.reach).toBe(insights?.['reach']);
          expect(post.unavailable[`insights.${metric}`]).toBe('unsupported');
        }
      }
    }
  });

  it('is not taken for one metric where a post refuses everything', async () => {
    const { manager, simulator } = await startStudio({ account: { posts: 25, mix: { image: 1 } } });
    simulator.addFault(refuse(asksMetric('reach'), { code: 100, message: '(#100) Try again another day' }));
    simulator.addFault(
      refuse(({ endpoint }) => endpoint === '/{media}/insights', {
        code: 100,
        message: '(#100) Try again another day',
      }),
    );
    const { recent_media, issues } = await manager.collect();
    expect(recent_media?.every(({ unavailable }) => unavailable['insights.reach'] === 'failed')).toBe(true);
    expect(simulator.stats().graphCalls).toBeLessThanOrEqual(60);
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['graph:100']));
  });

  it('costs an account only the metric it is about', async () => {
    const { manager, simulator } = await startStudio();
    const asksShares = ({ path, query }: { path: string; query: URLSearchParams }): boolean =>
      /\/178\d+\/insights$/.test(path) && (query.get('metric') ?? '').split(',').includes('shares');
    simulator.addFault(refuse(asksShares, { code: 100, message: '(#100) Invalid parameter' }));
    const { account_info, issues } = await manager.collect();
    expect(account_info?.account_insights?.['shares']?.day).toBeNull();
    expect(account_info?.account_insights?.['likes']?.day).toBeTypeOf('number');
    expect(issues).toHaveLength(1);
  });
});

describe('a metric the platform took away from accounts', () => {
  it('is retired, as it is for posts, and no issue', async () => {
    const { manager, simulator } = await startStudio();
    const asksReplies = ({ path, query }: { path: string; query: URLSearchParams }): boolean =>
      /\/178\d+\/insights$/.test(path) && (query.get('metric') ?? '').split(',').includes('replies');
    simulator.addFault(refuse(asksReplies, { code: 100, message: '(#100) The replies metric is no longer supported' }));
    const { account_info, issues } = await manager.collect();
    expect(account_info?.unavailable['account_insights.replies.day']).toBe('retired');
    expect(issues).toEqual([]);
  });
});

describe('a field the server no longer has', () => {
  it.each(LOGINS)('costs only itself among the fields of the account on %s login', async (login) => {
    const { manager, simulator } = await startStudio({ simulator: { login } });
    const message = '(#100) Tried accessing nonexisting field (follows_count)';
    simulator.addFault(
      refuse(({ query }) => (query.get('fields') ?? '').split(',').includes('follows_count'), { code: 100, message }),
    );
    const { account_info, recent_media, issues } = await manager.collect();
    expect(account_info).toMatchObject({ following_count: null, unavailable: { following_count: 'unsupported' } });
    expect(account_info?.followers_count).toBeTypeOf('number');
    expect(recent_media).toHaveLength(6);
    expect(issues).toMatchObject([{ scope: 'account_info', kind: 'unsupported' }]);
  });

  it.each([
    ['account', 'website', ({ path }: { path: string }) => /\/178\d+$/.test(path)],
    ['post', 'media_audio_type', ({ path }: { path: string }) => path.endsWith('/media')],
    ['post', 'is_ai_generated', ({ path }: { path: string }) => path.endsWith('/media')],
  ] as const)('costs an %s only itself in words that name nothing', async (_of, field, isTarget) => {
    for (const login of LOGINS) {
      const { manager, simulator } = await startStudio({ simulator: { login } });
      simulator.addFault(
        refuse((request) => isTarget(request) && (request.query.get('fields') ?? '').split(',').includes(field), {
          code: 100,
          message: '(#100) Invalid parameter',
        }),
      );
      const { account_info, recent_media, issues, coverage } = await manager.collect();
      expect(account_info?.followers_count).toBeTypeOf('number');
      expect(recent_media).toHaveLength(6);
      expect(recent_media?.every(({ insights }) => typeof insights.views === 'number')).toBe(true);
      expect(coverage.comments).toEqual({ asked: 6, got: 6 });
      expect(issues).toHaveLength(1);
      expect(simulator.stats().graphCalls).toBeLessThanOrEqual(20);
    }
  });

  it('costs only itself among the fields of a comment, through the expansion and on the edge', async () => {
    const { manager, simulator, dataset } = await startStudio();
    const message = '(#100) Tried accessing nonexisting field (from)';
    simulator.addFault(refuse(({ query }) => /\bfrom\b/.test(query.get('fields') ?? ''), { code: 100, message }));
    const { recent_media, coverage, issues } = await manager.collect();
    expect(coverage.comments).toEqual({ asked: 6, got: 6 });
    expect(recent_media?.[0]?.comments?.[0]).toMatchObject({ from_id: null });
    expect(issues).toMatchObject([{ scope: 'comments', kind: 'unsupported' }]);
    expect(await manager.getRecentComments(dataset.media[0]?.id ?? '')).toHaveLength(
      recent_media?.find(({ id }) => id === dataset.media[0]?.id)?.comments?.length ?? -1,
    );
  });
});

describe('a list that runs into the deadline', () => {
  it.each(LOGINS)('leaves the account and the posts read so far on %s login', async (login) => {
    const { manager, simulator } = await startStudio({
      account: { posts: 120, mix: { reels: 1 } },
      config: { maxMediaItems: 120 },
      deps: { deadlineMs: 800 },
      simulator: { login },
    });
    simulator.addFault({
      match: ({ endpoint, query }) => endpoint === '/{ig-user}/media' && query.has('after'),
      action: { kind: 'hang' },
    });
    const document = await manager.collect();
    expect(document.account_info?.followers_count).toBeTypeOf('number');
    expect(document.recent_media).toHaveLength(50);
    expect(document.issues).toMatchObject([{ scope: 'media', kind: 'timeout', code: 'timeout:deadline' }]);
    expect(document.coverage.media).toEqual({ asked: 120, got: 50 });
    const list = await rejectionOf(manager.getRecentMedia({ limit: 120 }));
    expect(list).toMatchObject({ code: 'timeout:deadline', partial: { after: expect.any(String) as unknown } });
    expect((list as { partial: { items: unknown[] } }).partial.items).toHaveLength(50);
  });

  it('throws when the account itself was not read in time', async () => {
    const { manager, simulator } = await startStudio({ deps: { deadlineMs: 300 } });
    simulator.addFault({ action: { kind: 'hang' } });
    expect(await rejectionOf(manager.collect())).toMatchObject({ kind: 'timeout', code: 'timeout:deadline' });
  });
});

describe('ten stories', () => {
  it.each([0, 10])('take at most 12 calls, %d of them without a product type', async (storiesWithoutType) => {
    for (const login of LOGINS) {
      const { manager, simulator } = await startStudio({
        account: { posts: 1, stories: 10, flaws: { storiesWithoutType } },
        simulator: { login },
      });
      const stories = await manager.getStories();
      expect(stories).toHaveLength(10);
      expect(stories.every(({ media_product_type }) => media_product_type === 'STORY')).toBe(true);
      expect(stories.every(({ insights }) => typeof insights.navigation === 'number')).toBe(true);
      expect(simulator.stats().graphCalls).toBeLessThanOrEqual(12);
    }
  });
});

describe('an account that counts more posts than its list gives', () => {
  const counting = async (media_count: number, posts: number) => {
    const { dataset } = await startStudio({ account: { posts } });
    const account = { ...dataset.account, media_count };
    return startStudio({ simulator: { dataset: { ...dataset, account } } });
  };

  it('is said, and counted as asked', async () => {
    const { manager } = await counting(80, 7);
    const { coverage, issues, recent_media } = await manager.collect({ limit: 100 });
    expect(recent_media).toHaveLength(7);
    expect(coverage.media).toEqual({ asked: 80, got: 7 });
    expect(issues).toMatchObject([{ scope: 'media', kind: 'truncated', code: 'graph:short_list' }]);
    expect(issues[0]?.message).toBe('The account counts 80 posts; the list ended after 7.');
    expect((await manager.collect({ limit: 5 })).issues).toEqual([]);
    expect((await manager.collect({ limit: 100, since: '2020-01-01' })).issues).toEqual([]);
  });

  it('has no posts rather than an empty list when none of them is given', async () => {
    const { manager } = await counting(3, 0);
    const { recent_media, issues } = await manager.collect();
    expect(recent_media).toBeNull();
    expect(issues).toMatchObject([{ code: 'graph:short_list' }]);
    expect((await (await counting(0, 0)).manager.collect()).recent_media).toEqual([]);
  });
});

describe('an answer about another account', () => {
  const other = '17841499999999999';

  it('is said where it is the account itself', async () => {
    const { manager, simulator, dataset } = await startStudio({ simulator: { login: 'instagram' } });
    simulator.addFault({
      match: ({ path }) => /\/178\d+$/.test(path),
      action: { kind: 'edit', edit: (body) => ({ ...(body as object), id: other, user_id: other }) },
    });
    const { account_info, issues } = await manager.collect();
    expect(account_info?.account_id).toBe(other);
    expect(account_info?.account_insights?.['reach']?.day).toBeTypeOf('number');
    expect(issues).toMatchObject([{ scope: 'account_info', code: 'graph:other_account' }]);
    expect(issues[0]?.message).toContain(`${other}; ${dataset.account.id} was asked for`);
  });

  it.each(LOGINS)('brings no insights on %s login', async (login) => {
    const { manager, simulator, dataset } = await startStudio({ simulator: { login } });
    const edit = (body: unknown): unknown =>
      JSON.parse(JSON.stringify(body).replaceAll(`${dataset.account.id}/insights`, `${other}/insights`));
    simulator.addFault({ match: ({ path }) => path.endsWith('/insights'), action: { kind: 'edit', edit } });
    const { account_info, issues, recent_media } = await manager.collect();
    expect(account_info?.account_insights?.['reach']?.day ?? null).toBeNull();
    expect(issues.length).toBeGreaterThan(0);
    expect(recent_media).toHaveLength(6);
  });

  it('is no post of this account', async () => {
    const { manager, simulator } = await startStudio();
    simulator.addFault({
      match: ({ path, endpoint }) => endpoint === '/{ig-user}/media' && path.endsWith('/media'),
      action: {
        kind: 'edit',
        edit: (body) =>
          JSON.parse(JSON.stringify(body).replaceAll(/"\d+\/insights/g, '"18099999999999999/insights')) as unknown,
      },
    });
    const { recent_media } = await manager.collect();
    expect(recent_media?.every(({ insights }) => typeof insights.views === 'number')).toBe(true);
  });
});

describe('finding accounts', () => {
  it('finds the account of a Page with the token of the Page', async () => {
    const { simulator, dataset } = await startStudio();
    const token = simulator.issueToken({ kind: 'page' });
    const found = await findInstagramAccounts({ accessToken: token, baseUrl: simulator.url });
    expect(found).toMatchObject([{ account_id: dataset.account.id, page_id: expect.any(String) as unknown }]);
  });

  it('names business_management where the Pages are those of a portfolio', async () => {
    const { dataset } = await startStudio();
    const page = { id: '112233445566778', name: 'Studio', instagram_business_account: dataset.account.id };
    const pages = [{ ...page, inPortfolio: true }];
    const { simulator } = await startStudio({ simulator: { dataset: { ...dataset, pages } } });
    const find = findInstagramAccounts({ accessToken: simulator.token, baseUrl: simulator.url });
    expect(await rejectionOf(find)).toMatchObject({
      kind: 'permission',
      code: 'accounts:no_page',
      remedy: expect.stringContaining('business_management') as unknown,
    });
  });

  it('says when none of the Pages is connected to an account', async () => {
    const { dataset } = await startStudio();
    const pages = [{ id: '112233445566778', name: 'Studio' }];
    const { simulator } = await startStudio({ simulator: { dataset: { ...dataset, pages } } });
    const find = findInstagramAccounts({ accessToken: simulator.token, baseUrl: simulator.url });
    expect(await rejectionOf(find)).toMatchObject({ kind: 'not_found', code: 'accounts:not_connected' });
  });
});

const ODD = [
  ...(['null', 'text', 'empty', 'missing_id', 'number_id', 'text_numbers', 'negative_numbers'] as const),
  ...(['fraction_numbers', 'huge_numbers', 'null_values', 'null_half', 'odd_groups', 'odd_times'] as const),
];

/** Where rows can be odd: an answer by its endpoint, and the lists inside its rows. */
const WITH_ROWS: readonly (readonly [string, readonly (string | undefined)[]])[] = [
  ['/{ig-user}/media', [undefined, 'comments', 'insights']],
  ['/{media}/comments', [undefined, 'replies']],
  ['/{media}/insights', [undefined]],
  ['/{ig-user}/insights', [undefined, 'results']],
];

describe.each(ODD)('an odd row (%s)', (kind) => {
  it.each(LOGINS)('costs only itself wherever it is on %s login', async (login) => {
    const studio = { account: { posts: 6, mix: { reels: 1 } }, simulator: { login } };
    const whole = await (await startStudio(studio)).manager.collect({ audience: true });
    for (const [endpoint, lists] of WITH_ROWS) {
      for (const list of lists) {
        const { manager, simulator } = await startStudio(studio);
        simulator.addFault({
          match: (request) => request.endpoint === endpoint,
          action: oddRow(kind, { row: 0, ...(list === undefined ? {} : { list }) }),
        });
        const document = await manager.collect({ audience: true });
        const lost = (document.recent_media ?? []).length;
        expect({ endpoint, list, posts: lost }).toMatchObject({ posts: lost === 5 ? 5 : 6 });
        const names = document.account_info?.username;
        expect(names).toBe(whole.account_info?.username);
        for (const post of document.recent_media ?? []) {
          for (const value of Object.values(post.insights)) expect(value === null || value >= 0).toBe(true);
        }
      }
    }
  });
});
