import { describe, expect, it } from 'vitest';

import { createAccount } from '../../../src/testing/graph/dataset/create-account.ts';
import type { GraphDataset, MediaNode } from '../../../src/testing/graph/dataset/graph-dataset.ts';
import type { GraphSimulatorOptions } from '../../../src/testing/graph/graph-state.ts';
import { oddRow } from '../../../src/testing/shared/fault.ts';
import type { PageFlaw } from '../../../src/testing/shared/fault-plan.ts';
import { type Answer, ask, column, rowsOf, startBakery } from './ask.ts';
import { ACCOUNT, BAKERY, IMAGE as IMAGE_NODE, NOW, REEL as REEL_NODE } from './bakery.ts';

const { id: REEL } = REEL_NODE;
const { id: IMAGE } = IMAGE_NODE;

/** Asks one simulator and closes it. */
async function once(options: Partial<GraphSimulatorOptions>, path: string, token?: string): Promise<Answer> {
  const simulator = await startBakery(options);
  const answer = await ask(simulator, path, { token });
  await simulator.close();
  return answer;
}

function bakeryWith(id: string, change: Partial<MediaNode>): GraphDataset {
  return { ...BAKERY, media: BAKERY.media.map((media) => (media.id === id ? { ...media, ...change } : media)) };
}

const MANY = createAccount({ posts: 9, accountId: ACCOUNT, seed: 3 });

describe('shapes of public reports', () => {
  it('RS-01 comments that are counted and not given are an empty list with cursors', async () => {
    const dataset = bakeryWith(REEL, { withholdsComments: true, comments_count: 7 });
    const edge = await once({ dataset }, `/${REEL}/comments`);
    expect(edge.body).toMatchObject({ data: [], paging: { cursors: { after: expect.any(String) as string } } });
    const node = await once({ dataset }, `/${REEL}?fields=comments_count,comments{id}`);
    expect(node.body).toMatchObject({ comments_count: 7, comments: { data: [], paging: { cursors: {} } } });
  });

  it('RS-02 replies too', async () => {
    const comment = {
      id: '17900000000000501',
      text: 'Rye?',
      timestamp: '2026-11-20T10:00:00+0000',
      withholdsReplies: true,
    };
    const dataset = bakeryWith(REEL, { comments: [comment] });
    const { body } = await once({ dataset }, `/${REEL}/comments?fields=id,replies{id}`);
    expect(body).toMatchObject({ data: [{ id: comment.id, replies: { data: [], paging: { cursors: {} } } }] });
  });

  it.each(['100/33', '803', '24/2207006'] as const)(
    'RS-03 a post that is gone (%s) fails what expands it',
    async (gone) => {
      const dataset = bakeryWith(REEL, { gone });
      const plain = await once({ dataset }, `/${ACCOUNT}/media?fields=id,like_count`);
      expect(column(plain, 'id')).toContain(REEL);
      for (const path of [
        `/${ACCOUNT}/media?fields=id,insights.metric(reach)`,
        `/${ACCOUNT}/media?fields=id,comments{id}`,
        `/${REEL}`,
        `/${REEL}/insights?metric=reach`,
      ]) {
        expect([path, (await once({ dataset }, path)).code]).toEqual([path, gone]);
      }
    },
  );

  it('RS-04 graph.instagram.com counts usage under names of its own', async () => {
    const usage = { app: { call_count: 41, total_cputime: 12, total_time: 99 } };
    const { headers } = await once({ login: 'instagram', usage }, '/me?fields=user_id');
    expect(JSON.parse(headers.get('x-app-usage') ?? '')).toEqual({ call_volume: 42, cpu_time: 12 });
  });

  it('RS-05 the numbers of usage headers may be texts', async () => {
    const usage = { app: { call_count: 41 }, business: { '9': [] }, numbersAs: 'text' } as const;
    const { headers } = await once({ usage }, `/${ACCOUNT}`);
    expect(JSON.parse(headers.get('x-app-usage') ?? '')).toEqual({
      call_count: '42',
      total_cputime: '0',
      total_time: '0',
    });
    expect(JSON.parse(headers.get('x-business-use-case-usage') ?? '')).toMatchObject({
      [ACCOUNT]: [{ call_count: '1' }],
    });
  });

  it('RS-06 a business header names several ids and types, ours among them', async () => {
    const other = [
      { type: 'pages', call_count: 3, total_cputime: 0, total_time: 0 },
      { type: 'instagram', call_count: 100, total_cputime: 0, total_time: 0, estimated_time_to_regain_access: 30 },
    ];
    const own = { type: 'instagram', call_count: 5, total_cputime: 0, total_time: 0 };
    const { headers, status } = await once(
      { usage: { business: { '17841499999999999': other, [ACCOUNT]: [own] } } },
      `/${ACCOUNT}`,
    );
    expect(status).toBe(200);
    expect(JSON.parse(headers.get('x-business-use-case-usage') ?? '')).toEqual({
      '17841499999999999': other,
      [ACCOUNT]: [{ ...own, call_count: 6 }],
    });
  });

  it('RS-07 a story may lack its product type', async () => {
    const dataset = createAccount({
      posts: 1,
      stories: 3,
      accountId: ACCOUNT,
      endDate: new Date(NOW),
      flaws: { storiesWithoutType: 2 },
    });
    const rows = rowsOf(await once({ dataset }, `/${ACCOUNT}/stories?fields=id,media_product_type`));
    expect(rows.map((row) => row['media_product_type'])).toEqual([undefined, undefined, 'STORY']);
  });

  it('RS-08 a refusal comes in the words it is given', async () => {
    const metricRefusal = (metric: string): string =>
      `(#100) The metric ${metric} is not supported for this media type`;
    const answer = await once({ metricRefusal }, `/${IMAGE}/insights?metric=ig_reels_avg_watch_time`);
    expect([answer.code, answer.message]).toEqual(['100', metricRefusal('ig_reels_avg_watch_time')]);
  });

  it('RS-09 daily figures of accounts east of Greenwich end at 16:00 UTC of the same Pacific day', async () => {
    const path = `/${ACCOUNT}/insights?metric=reach&period=day&since=2026-11-18&until=2026-11-20`;
    const stamps = async (dataset: GraphDataset): Promise<unknown> =>
      (rowsOf(await once({ dataset }, path))[0]?.['values'] as { end_time: string }[]).map((point) => point.end_time);
    expect(await stamps(BAKERY)).toEqual(['2026-11-18T08:00:00+0000', '2026-11-19T08:00:00+0000']);
    const east = { ...BAKERY, account: { ...BAKERY.account, endTimeHour: 16 } };
    expect(await stamps(east)).toEqual(['2026-11-18T16:00:00+0000', '2026-11-19T16:00:00+0000']);
  });
});

describe('tokens of public reports', () => {
  it('RT-01 a Page token has no accounts', async () => {
    const simulator = await startBakery();
    const token = simulator.issueToken({ kind: 'page' });
    const answer = await ask(simulator, '/me/accounts', { token });
    expect([answer.code, answer.message]).toEqual([
      '100',
      '(#100) Tried accessing nonexisting field (accounts) on node type (Page)',
    ]);
    expect((await ask(simulator, '/me?fields=name', { token })).status).toBe(200);
    await simulator.close();
  });

  it('RT-02 a scope may be granted for another account alone', async () => {
    const simulator = await startBakery();
    const token = simulator.issueToken({ targets: { instagram_manage_insights: ['17841499999999999'] } });
    const { body } = await ask(simulator, `/debug_token?input_token=${token}`);
    const { granular_scopes: granular } = body['data'] as { granular_scopes: unknown[] };
    expect(granular).toContainEqual({ scope: 'instagram_manage_insights', target_ids: ['17841499999999999'] });
    expect(granular).toContainEqual({ scope: 'instagram_basic', target_ids: [ACCOUNT] });
    expect((await ask(simulator, `/${REEL}/insights?metric=reach`, { token })).code).toBe('10');
    expect((await ask(simulator, `/${REEL}?fields=id`, { token })).status).toBe(200);
    await simulator.close();
  });

  it('RT-03 Pages of a portfolio are missing without business_management', async () => {
    const pages = [{ id: '7', name: 'Bakery', instagram_business_account: ACCOUNT, inPortfolio: true }];
    const simulator = await startBakery({ dataset: { ...BAKERY, pages } });
    expect((await ask(simulator, '/me/accounts')).body).toEqual({ data: [] });
    const token = simulator.issueToken({ scopes: ['pages_show_list', 'business_management'] });
    expect(column(await ask(simulator, '/me/accounts', { token }), 'id')).toEqual(['7']);
    await simulator.close();
  });

  it('RT-04 a token of the other login cannot be parsed', async () => {
    const text = 'Invalid OAuth access token - Cannot parse access token';
    const onInstagram = await once({ login: 'instagram' }, '/me', 'EAAfacebook');
    const onFacebook = await once({}, '/me', 'IGAAinstagram');
    expect([onInstagram.message, onFacebook.message]).toEqual([text, text]);
  });

  it('RT-05 a token that cannot be refreshed is refused as a method', async () => {
    const simulator = await startBakery({ login: 'instagram' });
    const token = simulator.issueToken({ life: 'short' });
    const path = `/refresh_access_token?grant_type=ig_refresh_token&access_token=${token}`;
    const answer = await ask(simulator, path, { version: '', token: '' });
    expect([answer.code, answer.message]).toEqual(['100', 'Unsupported request - method type: get']);
    await simulator.close();
  });
});

describe('an app of public reports', () => {
  it.each([
    ['RT-06 wrong secret', '100000000000001', 'wrong', '1', 'Error validating client secret.'],
    [
      'RT-07 wrong id',
      '7',
      'wrong',
      '101',
      'Error validating application. Cannot get application info due to a system error.',
    ],
  ])('%s', async (_, id, secret, code, message) => {
    const path = `/oauth/access_token?grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
    const answer = await once({}, path);
    expect([answer.status, answer.code, answer.message]).toEqual([400, code, message]);
  });
});

describe('pages with a flaw', () => {
  const HASHTAG = { id: '17840000000000077', name: 'rye', top: MANY.media };
  const OTHER = { id: '17841400000000777', username: 'neighbour', media: MANY.media };
  const comments = Array.from({ length: 9 }, (_, index) => ({
    id: `1790000000000${String(1_000 + index)}`,
    text: 'Rye?',
    timestamp: '2026-11-20T10:00:00+0000',
  }));
  const COMMENT = { ...comments[0], id: '17900000000009999', text: 'Rye!', timestamp: '2026-11-20T10:00:00+0000' };
  const story = (index: number): MediaNode => ({
    id: `1801000000000${String(1_000 + index)}`,
    media_type: 'IMAGE',
    media_product_type: 'STORY',
    timestamp: '2026-11-22T10:00:00+0000',
  });
  const dataset: GraphDataset = {
    ...MANY,
    media: [
      ...MANY.media,
      ...comments.map((_, index) => story(index)),
      { ...REEL_NODE, id: '17999999999999999', timestamp: '2020-01-01T00:00:00+0000', comments },
      {
        ...REEL_NODE,
        id: '17999999999999998',
        timestamp: '2020-01-01T00:00:00+0000',
        comments: [{ ...COMMENT, replies: comments.map((reply) => ({ ...reply, id: `9${reply.id}` })) }],
      },
    ],
    tags: MANY.media,
    hashtags: [HASHTAG],
    otherAccounts: [OTHER],
    pages: Array.from({ length: 9 }, (_, index) => ({ id: String(1_000 + index), name: 'Page' })),
  };

  /** Reads the ids of up to six pages of three, by cursor. */
  async function sixPages(paging: GraphSimulatorOptions['paging'], edge: string): Promise<readonly string[]> {
    const simulator = await startBakery({ dataset, paging });
    const pages: string[] = [];
    let after = '';
    for (let page = 0; page < 6; page += 1) {
      const { body } = await ask(simulator, pathOf(edge, after));
      const found = body['business_discovery'] as { media: Record<string, unknown> } | undefined;
      const list = found === undefined ? body : found.media;
      pages.push((list['data'] as { id: string }[]).map(({ id }) => id.slice(-4)).join(' '));
      after = (list['paging'] as { cursors: { after: string } } | undefined)?.cursors.after ?? '';
      if (after === '') break;
    }
    await simulator.close();
    return pages;
  }

  function pathOf(edge: string, after: string): string {
    const cursor = after === '' ? '' : `&after=${after}`;
    if (edge === 'discovery') {
      const modifier = after === '' ? '' : `.after(${after})`;
      return `/${ACCOUNT}?fields=business_discovery.username(neighbour){media.limit(3)${modifier}{id}}`;
    }
    if (edge === 'hashtag') return `/${HASHTAG.id}/top_media?user_id=${ACCOUNT}&fields=id&limit=3${cursor}`;
    return `${PATHS[edge] ?? `/${ACCOUNT}/${edge}`}?fields=id&limit=3${cursor}`;
  }

  const PATHS: Readonly<Record<string, string>> = {
    accounts: '/me/accounts',
    comments: '/17999999999999999/comments',
    replies: `/${COMMENT.id}/replies`,
  };
  const EDGES = ['media', 'stories', 'tags', 'accounts', 'comments', 'replies', 'hashtag', 'discovery'];
  const always = (flaw: PageFlaw): GraphSimulatorOptions['paging'] => ({ flaw: () => flaw });

  it.each(EDGES)('RP-01 %s: repeats, circles, overlaps, doubles', async (edge) => {
    const repeats = await sixPages(always('repeats'), edge);
    expect(new Set(repeats).size).toBe(1);
    expect(repeats).toHaveLength(6);
    const circles = await sixPages(always('circles'), edge);
    expect(new Set(circles).size).toBe(1);
    const overlaps = await sixPages(always('overlaps'), edge);
    for (const [index, page] of overlaps.slice(1, 4).entries())
      expect(page.slice(0, 4)).toBe(overlaps[index]?.slice(-4));
    const [first = ''] = await sixPages(always('doubles'), edge);
    expect(first.split(' ')[3]).toBe(first.split(' ')[2]);
  });

  it.each(EDGES)('RP-03 %s: an empty page that leads on', async (edge) => {
    const rows = ({ index }: { index: number }): number | undefined => (index === 0 ? 0 : undefined);
    const [first, second] = await sixPages({ rows }, edge);
    expect(first).toBe('');
    expect(second?.split(' ')).toHaveLength(3);
  });

  it('RP-02 a circle of three pages', async () => {
    const paging = { flaw: ({ index }: { index: number }) => (index === 2 ? 'circles' : undefined) } as const;
    const simulator = await startBakery({ dataset, paging });
    const starts: unknown[] = [];
    let after = '';
    for (let page = 0; page < 7; page += 1) {
      const { body } = await ask(simulator, `/${ACCOUNT}/media?fields=id&limit=3${after}`);
      starts.push((body['data'] as { id: string }[])[0]?.id);
      after = `&after=${(body['paging'] as { cursors: { after: string } }).cursors.after}`;
    }
    expect([starts[3], starts[6]]).toEqual([starts[0], starts[0]]);
    expect(new Set(starts).size).toBe(3);
    await simulator.close();
  });
});

describe('faults that change an answer', () => {
  it('RF-01 a batch answer one item too few', async () => {
    const simulator = await startBakery({
      faults: [
        {
          match: ({ endpoint }) => endpoint === 'batch',
          action: { kind: 'edit', edit: (items) => (items as unknown[]).slice(1) },
        },
      ],
    });
    const batch = JSON.stringify([{ relative_url: REEL }, { relative_url: IMAGE }]);
    const { text } = await ask(simulator, '/', { form: { batch } });
    const items = JSON.parse(text) as { body: string }[];
    expect(items).toHaveLength(1);
    expect(items[0]?.body).toContain(IMAGE);
    await simulator.close();
  });

  it('RF-02 an odd row in a list, and in a list inside its rows', async () => {
    const simulator = await startBakery();
    const remove = simulator.addFault({ match: '/media', action: oddRow('text_numbers', { row: 1 }) });
    const texts = column(await ask(simulator, `/${ACCOUNT}/media?fields=id,like_count`), 'like_count');
    expect([typeof texts[0], typeof texts[1]]).toEqual(['number', 'string']);
    remove();
    simulator.addFault({ match: '/media', action: oddRow('null_half', { list: 'insights' }) });
    const [row] = rowsOf(await ask(simulator, `/${ACCOUNT}/media?fields=id,insights.metric(reach)&limit=1`));
    expect(row?.['insights']).toMatchObject({ data: [{ name: 'reach', total_value: null }] });
    await simulator.close();
  });

  it('RF-03 any header on a right answer, of an item too', async () => {
    const simulator = await startBakery({
      faults: [
        {
          match: REEL,
          action: { kind: 'headers', headers: { 'retry-after': '99999999999999', 'content-type': null } },
        },
      ],
    });
    const answer = await ask(simulator, `/${REEL}`);
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-type')]).toEqual([
      200,
      '99999999999999',
      null,
    ]);
    const { text } = await ask(simulator, '/', { form: { batch: JSON.stringify([{ relative_url: REEL }]) } });
    expect(text).toContain('99999999999999');
    await simulator.close();
  });
});
