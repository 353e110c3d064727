import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createAccount } from '../../../src/testing/graph/dataset/create-account.ts';
import type { GraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';
import { type Answer, ask, column, rowsOf, startBakery } from './ask.ts';
import { ACCOUNT, BAKERY, NOW, REEL } from './bakery.ts';

const MANY = createAccount({ posts: 260, accountId: ACCOUNT, commentsPerPost: 60, repliesPerComment: 55, seed: 3 });
const FEW = { ...MANY, media: MANY.media.slice(0, 130) };
let simulator: GraphSimulator;
beforeAll(async () => {
  simulator = await startBakery({ dataset: FEW });
});
afterAll(() => simulator.close());

interface Paging {
  readonly cursors?: { readonly before?: string; readonly after?: string };
  readonly next?: string;
  readonly previous?: string;
}
const pagingOf = (answer: Answer): Paging => answer.body['paging'] ?? {};

/** Reads the ids of all pages by the cursor, and the number of pages. */
async function readAll(running: GraphSimulator, path: string): Promise<{ ids: unknown[]; pages: number }> {
  const ids: unknown[] = [];
  let after = '';
  for (let pages = 1; pages < 200; pages += 1) {
    const answer = await ask(running, `${path}${after}`);
    ids.push(...column(answer, 'id'));
    const { next, cursors } = pagingOf(answer);
    if (next === undefined) return { ids, pages };
    after = `&after=${cursors?.after ?? ''}`;
  }
  throw new Error('The list does not end.');
}

describe('pages', () => {
  it('LP-01 the default is 25', async () => {
    expect(rowsOf(await ask(simulator, `/${ACCOUNT}/media`))).toHaveLength(25);
  });

  it('LP-02 more than 100 is answered with 100 and noted', async () => {
    const answer = await ask(simulator, `/${ACCOUNT}/media?limit=101`);
    expect([rowsOf(answer).length, answer.misuse]).toEqual([100, ['limit_over_maximum']]);
    expect((await ask(simulator, `/${ACCOUNT}/media?limit=100`)).misuse).toEqual([]);
  });

  it('LP-03 every post comes once, newest first, by cursor', async () => {
    const { ids, pages } = await readAll(simulator, `/${ACCOUNT}/media?limit=30`);
    const newest = FEW.media.toSorted((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
    expect(ids).toEqual(newest.map(({ id }) => id));
    expect(pages).toBe(5);
  });

  it('LP-04 the last page has cursors and no next; previous leads back', async () => {
    const first = await ask(simulator, `/${ACCOUNT}/media?limit=100`);
    const last = await ask(simulator, `/${ACCOUNT}/media?limit=100&after=${pagingOf(first).cursors?.after ?? ''}`);
    expect(pagingOf(last)).toMatchObject({ cursors: { after: expect.any(String) as unknown } });
    expect(pagingOf(last).next).toBeUndefined();
    const back = await ask(simulator, pagingOf(last).previous?.slice(simulator.url.length) ?? '', { version: '' });
    expect(column(back, 'id')).toEqual(column(first, 'id'));
  });

  it('LP-05 the cursor after the end gives an empty list without paging', async () => {
    const all = await ask(simulator, `/${ACCOUNT}/media?limit=100`);
    const last = await ask(simulator, `/${ACCOUNT}/media?limit=100&after=${pagingOf(all).cursors?.after ?? ''}`);
    const beyond = await ask(simulator, `/${ACCOUNT}/media?limit=100&after=${pagingOf(last).cursors?.after ?? ''}`);
    expect(beyond.body).toEqual({ data: [] });
  });

  it('LP-06 pages may be short, and empty with a next', async () => {
    const rows = ({ edge, index }: { edge: string; index: number }): number | undefined =>
      edge === 'media' ? [5, 0, undefined, 1][index] : undefined;
    const running = await startBakery({ dataset: FEW, paging: { rows } });
    const first = await ask(running, `/${ACCOUNT}/media?limit=50`);
    expect(rowsOf(first)).toHaveLength(5);
    const second = await ask(running, `/${ACCOUNT}/media?limit=50&after=${pagingOf(first).cursors?.after ?? ''}`);
    expect(rowsOf(second)).toEqual([]);
    expect(pagingOf(second).next).toContain('after=');
    const { ids } = await readAll(running, `/${ACCOUNT}/media?limit=50`);
    expect(new Set(ids).size).toBe(130);
    await running.close();
  });

  it('LP-07 links can name another host, and cursors of another list are refused', async () => {
    const running = await startBakery({ dataset: FEW, paging: { origin: 'https://graph.facebook.com' } });
    const answer = await ask(running, `/${ACCOUNT}/media?limit=1`);
    expect(pagingOf(answer).next).toMatch(/^https:\/\/graph\.facebook\.com\/v26\.0\//);
    const foreign = await ask(running, `/${ACCOUNT}/tags?after=${pagingOf(answer).cursors?.after ?? ''}`);
    expect([foreign.code, foreign.misuse]).toEqual(['100', ['foreign_cursor']]);
    expect((await ask(running, `/${ACCOUNT}/media?after=nonsense`)).code).toBe('100');
    await running.close();
  });

  it('LP-08 since and until, as seconds, days and ISO times', async () => {
    const times = async (query: string): Promise<number[]> =>
      column(await ask(simulator, `/${ACCOUNT}/media?fields=timestamp&limit=100&${query}`), 'timestamp').map((time) =>
        Date.parse(String(time)),
      );
    const [since, until] = [Date.parse('2026-10-01T00:00:00Z'), Date.parse('2026-10-15T00:00:00Z')];
    const inside = FEW.media.filter(({ timestamp }) => {
      const time = Date.parse(timestamp);
      return time >= since && time <= until;
    });
    for (const query of [
      `since=${String(since / 1_000)}&until=${String(until / 1_000)}`,
      'since=2026-10-01&until=2026-10-15',
      'since=2026-10-01T00:00:00Z&until=2026-10-15T00:00:00%2B0000',
    ]) {
      expect(await times(query)).toHaveLength(inside.length);
    }
    expect((await ask(simulator, `/${ACCOUNT}/media?since=soonish`)).code).toBe('100');
  });

  it('LP-09 the links keep since and until', async () => {
    const answer = await ask(simulator, `/${ACCOUNT}/media?limit=1&since=2026-01-01`);
    expect(pagingOf(answer).next).toContain('since=2026-01-01');
  });

  it('LP-10 the media edge ends after the newest 10,000', async () => {
    const row = { media_type: 'IMAGE', timestamp: '2026-01-01T00:00:00+0000' };
    const media = Array.from({ length: 10_050 }, (_, index) => ({ ...row, id: String(18_000_000 + index) }));
    const running = await startBakery({ dataset: { ...BAKERY, media } });
    const { ids, pages } = await readAll(running, `/${ACCOUNT}/media?limit=100`);
    expect([ids.length, pages]).toEqual([10_000, 100]);
    expect((await ask(running, `/${ACCOUNT}?fields=media_count`)).body['media_count']).toBe(214);
    await running.close();
  });

  it('LP-11 limit must be a number', async () => {
    expect((await ask(simulator, `/${ACCOUNT}/media?limit=many`)).code).toBe('100');
  });
});

describe('comments', () => {
  const media = FEW.media[0]?.id ?? '';

  it('LC-01 newest first, 50 at most', async () => {
    const answer = await ask(simulator, `/${media}/comments?limit=51`);
    expect([rowsOf(answer).length, answer.misuse]).toEqual([50, ['limit_over_maximum']]);
    const times = column(answer, 'timestamp').map((time) => Date.parse(String(time)));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('LC-02 the default fields are timestamp, text and id', async () => {
    const [row] = rowsOf(await ask(simulator, `/${media}/comments`));
    expect(Object.keys(row ?? {}).toSorted()).toEqual(['id', 'text', 'timestamp']);
  });

  it('LC-03 only forward cursors; the last page reached by one has no paging', async () => {
    const first = await ask(simulator, `/${media}/comments?limit=50`);
    expect(Object.keys(pagingOf(first).cursors ?? {})).toEqual(['after']);
    const last = await ask(simulator, `/${media}/comments?limit=50&after=${pagingOf(first).cursors?.after ?? ''}`);
    expect(rowsOf(last)).toHaveLength(10);
    expect(last.body).not.toHaveProperty('paging');
  });

  it('LC-04 inside a post and inside each other, with limits', async () => {
    const fields = 'comments.limit(2){id,replies.limit(3){id,parent_id}}';
    const { body } = await ask(simulator, `/${media}?fields=${encodeURIComponent(fields)}`);
    const { data, paging } = body['comments'] as { data: { id: string; replies?: unknown }[]; paging: Paging };
    expect(data).toHaveLength(2);
    expect(paging.next).toContain(`/v26.0/${media}/comments?fields=`);
    const next = await ask(simulator, paging.next?.slice(simulator.url.length) ?? '', { version: '' });
    expect(rowsOf(next)).toHaveLength(2);
    const replies = data.map((row) => row.replies).filter((value) => value !== undefined);
    expect(replies).toHaveLength(1);
    expect(replies[0]).toMatchObject({ paging: { next: expect.stringContaining('/replies?') as unknown } });
  });

  it('LC-05 replies are flat, know their parent and page by themselves', async () => {
    const comment = FEW.media[0]?.comments?.find(({ replies }) => (replies ?? []).length > 0);
    const answer = await ask(simulator, `/${comment?.id ?? ''}/replies?fields=id,parent_id&limit=50`);
    expect(rowsOf(answer)).toHaveLength(50);
    expect(new Set(column(answer, 'parent_id'))).toEqual(new Set([comment?.id]));
    const { ids } = await readAll(simulator, `/${comment?.id ?? ''}/replies?fields=id&limit=50`);
    expect(ids).toHaveLength(55);
  });

  it('LC-06 a post and a comment without any lack the key', async () => {
    const bare = { ...REEL, comments: [{ id: '17900000000000099', text: 'x', timestamp: '2026-11-20T15:00:00Z' }] };
    const running = await startBakery({ dataset: { ...BAKERY, media: [bare] } });
    const { body } = await ask(running, `/${REEL.id}?fields=comments{id,replies{id}}`);
    expect(body['comments']).toMatchObject({ data: [{ id: '17900000000000099' }] });
    expect((body['comments'] as { data: object[] }).data[0]).not.toHaveProperty('replies');
    const none = await startBakery({ dataset: { ...BAKERY, media: [{ ...REEL, comments: [] }] } });
    expect((await ask(none, `/${REEL.id}?fields=comments{id}`)).body).toEqual({ id: REEL.id });
    await running.close();
    await none.close();
  });

  it('LC-07 the account is the user of its own comments only', async () => {
    const running = await startBakery();
    const own = await ask(running, '/17900000000000021?fields=user,parent_id');
    expect(own.body).toEqual({ user: { id: ACCOUNT }, parent_id: '17900000000000011', id: '17900000000000021' });
    expect((await ask(running, '/17900000000000011?fields=user,hidden,media')).body).toEqual({
      ...{ hidden: false, media: { id: REEL.id, media_product_type: 'REELS' }, id: '17900000000000011' },
    });
    await running.close();
  });
});

describe('too much data', () => {
  const fields = 'id,insights.metric(reach,shares),comments.limit(10){id,replies.limit(5){id}}';
  const page = (limit: number, running = simulator): ReturnType<typeof ask> =>
    ask(running, `/${ACCOUNT}/media?limit=${String(limit)}&fields=${encodeURIComponent(fields)}`);

  it('LW-01 50 posts with insights, 10 comments and 5 replies pass, 100 do not', async () => {
    expect((await page(50)).status).toBe(200);
    const refused = await page(100);
    expect([refused.status, refused.code, refused.message]).toEqual([
      500,
      '1',
      "Please reduce the amount of data you're asking for, then retry your request",
    ]);
  });

  it('LW-02 what is asked counts, not what exists, and the size can be set', async () => {
    const running = await startBakery({ maxWeight: 100 });
    expect((await page(2, running)).code).toBe('1');
    expect((await page(1, running)).status).toBe(200);
    await running.close();
  });

  it('LW-03 plain lists of 100 pass', async () => {
    expect((await ask(simulator, `/${ACCOUNT}/media?limit=100&fields=id,caption,like_count`)).status).toBe(200);
    expect(
      (await ask(simulator, `/${FEW.media[0]?.id ?? ''}/comments?limit=50&fields=id,replies.limit(50){id}`)).status,
    ).toBe(200);
  });
});

describe('hashtags', () => {
  let running: GraphSimulator;
  beforeAll(async () => {
    running = await startBakery();
  });
  afterAll(() => running.close());
  const search = (q: string, on = running): ReturnType<typeof ask> =>
    ask(on, `/ig_hashtag_search?user_id=${ACCOUNT}&q=${encodeURIComponent(q)}`);

  it('LH-01 a tag has one id, whatever its case, and every tag has one', async () => {
    expect((await search('Sourdough')).body).toEqual({ data: [{ id: '17843800000000007' }] });
    const [made] = rowsOf(await search('brezel'));
    expect((await ask(running, `/${String(made?.['id'])}?fields=id,name`)).body).toEqual({ ...made, name: 'brezel' });
  });

  it.each(['🔥', 'two words', '#rye'])('LH-02 %s is no tag', async (q) => {
    expect((await search(q)).code).toBe('100');
  });

  it('LH-03 user_id and q are required, and the user must be the account', async () => {
    expect((await ask(running, '/ig_hashtag_search?q=rye')).code).toBe('100');
    expect((await ask(running, `/ig_hashtag_search?user_id=${ACCOUNT}`)).code).toBe('100');
    expect((await ask(running, '/ig_hashtag_search?user_id=1&q=rye')).code).toBe('100/33');
  });

  it('LH-04 every page has the same cursor', async () => {
    const path = `/17843800000000007/top_media?user_id=${ACCOUNT}&limit=20`;
    const first = await ask(running, path);
    const cursor = pagingOf(first).cursors?.after ?? '';
    const second = await ask(running, `${path}&after=${cursor}`);
    const third = await ask(running, `${path}&after=${cursor}`);
    expect([first, second, third].map((page) => pagingOf(page).cursors?.after)).toEqual([cursor, cursor, cursor]);
    expect([first, second, third].map((page) => rowsOf(page).length)).toEqual([20, 20, 11]);
    expect(pagingOf(third).next).toBeUndefined();
    expect(new Set([first, second, third].flatMap((page) => column(page, 'id'))).size).toBe(51);
  });

  it('LH-05 50 rows a page at most', async () => {
    const answer = await ask(running, `/17843800000000007/top_media?user_id=${ACCOUNT}&limit=51`);
    expect([rowsOf(answer).length, answer.misuse]).toEqual([50, ['limit_over_maximum']]);
  });

  it.each(['username', 'owner', 'thumbnail_url', 'saved_count', 'insights.metric(reach)', 'media_product_type'])(
    'LH-06 %s cannot be asked',
    async (field) => {
      const answer = await ask(running, `/17843800000000007/top_media?user_id=${ACCOUNT}&fields=id,${field}`);
      expect(answer.code).toBe('100');
    },
  );

  it('LH-07 recent means 24 hours', async () => {
    const at = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString();
    const post = { media_type: 'IMAGE' };
    const recent = [
      { ...post, id: '181', timestamp: at(24) },
      { ...post, id: '182', timestamp: at(24.01) },
    ];
    const other = await startBakery({
      dataset: { ...BAKERY, hashtags: [{ id: '178', name: 'x', recent, top: recent }] },
    });
    expect(column(await ask(other, `/178/recent_media?user_id=${ACCOUNT}`), 'id')).toEqual(['181']);
    expect(rowsOf(await ask(other, `/178/top_media?user_id=${ACCOUNT}`))).toHaveLength(2);
    await other.close();
  });

  it('LH-08 30 tags in seven days: again is free and does not restart the clock', async () => {
    let now = NOW;
    const other = await startBakery({ now: () => now, dataset: { ...BAKERY, searchedHashtags: [] } });
    for (let index = 0; index < 30; index += 1) expect((await search(`tag${String(index)}`, other)).status).toBe(200);
    expect((await search('tag30', other)).code).toBe('18/2207034');
    now += 6 * 86_400_000;
    expect((await search('tag0', other)).status).toBe(200);
    expect((await search('tag30', other)).code).toBe('18/2207034');
    now += 86_400_000;
    expect((await search('tag30', other)).status).toBe(200);
    await other.close();
  });

  it('LH-09 searched tags are listed, 30 a page at most', async () => {
    const answer = await ask(running, `/${ACCOUNT}/recently_searched_hashtags?fields=name&limit=31`);
    expect(answer.misuse).toEqual(['limit_over_maximum']);
    expect(column(answer, 'name')).toContain('rye');
  });

  it('LH-10 there are no hashtags on the Instagram login', async () => {
    const other = await startBakery({ login: 'instagram' });
    expect((await search('rye', other)).status).toBe(400);
    expect((await ask(other, '/17843800000000007')).code).toBe('100/33');
    await other.close();
  });
});
