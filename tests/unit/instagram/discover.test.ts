import { afterEach, describe, expect, it } from 'vitest';

import type { GraphRun } from '../../../src/graph/graph-run.ts';
import { hashtagId } from '../../../src/instagram/discover.ts';
import type { InstagramAnalyticsManager } from '../../../src/instagram/instagram-analytics-manager.ts';
import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import { createMemoryStore, type KeyValueStore } from '../../../src/runtime/stores.ts';
import { createFakeClock } from '../runtime/fake-clock.ts';
import { closeStudios, NOW, startStudio } from './studio.ts';

afterEach(closeStudios);

const DAY_MS = 86_400_000;
const USER = '17841500000000001';
const KEYS = ['', '_1', '_2'].map((part) => `hashtag_ledger_${USER}${part}`);

/** Searches by as many processes as stores are given, with the calls they sent. */
function startSearches(store: KeyValueStore) {
  const clock = createFakeClock(NOW);
  const asked: string[] = [];
  const get = ({ params }: { readonly params: { readonly q: string } }): Promise<unknown> => {
    asked.push(params.q);
    return Promise.resolve({ data: [{ id: `id of ${params.q}` }] });
  };
  const processOn = (own: KeyValueStore): GraphRun =>
    ({ client: { config: { dependencies: { clock, store: own } } }, get }) as unknown as GraphRun;
  const search = (tag: string, by: KeyValueStore = store): Promise<string> => hashtagId(processOn(by), USER, tag);
  return { clock, asked, search };
}

async function linesOf(store: KeyValueStore): Promise<string[]> {
  const texts = await Promise.all(KEYS.map((key) => store.get(key)));
  return texts.flatMap((text) => (text ?? '').split('\n').filter((line) => line !== ''));
}

describe('the ledger of hashtags', () => {
  it('stays as large as two or three quarters make it, over years', async () => {
    const store = createMemoryStore();
    const { clock, asked, search } = startSearches(store);
    const sizes: number[] = [];
    for (let week = 0; week < 80; week += 1) {
      for (let tag = 0; tag < 5; tag += 1) await search(`week${String(week)}tag${String(tag)}`);
      await search('clay');
      sizes.push((await linesOf(store)).length);
      clock.advance(7 * DAY_MS);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3 * 13 * 6);
    // The id of a tag that is used is kept for ever.
    expect(asked.filter((tag) => tag === 'clay')).toHaveLength(1);
  });

  it('counts every tag of a window that goes over from one quarter to the next', async () => {
    const store = createMemoryStore();
    const { clock, asked, search } = startSearches(store);
    // Two windows before the end of the quarter, and two after it.
    const quarterMs = 91 * DAY_MS;
    clock.advance(Math.ceil(NOW / quarterMs) * quarterMs - NOW - 14 * DAY_MS);
    for (let day = 0; day < 28; day += 1) {
      for (let tag = 0; tag < 4; tag += 1) await search(`day${String(day)}tag${String(tag)}`);
      // 28 tags in seven days, and two more.
      await search('full');
      await search('fuller');
      if (day >= 6) await expect(search('fullest')).rejects.toMatchObject({ code: 'hashtags:30_in_7_days' });
      clock.advance(DAY_MS);
    }
    expect(asked).not.toContain('fullest');
  });

  it('loses no line of a process that writes while another empties the oldest part', async () => {
    const store = createMemoryStore();
    const { clock, search } = startSearches(store);
    for (const week of [0, 13, 26]) {
      for (const tag of ['a', 'b', 'c']) await search(`${tag}${String(week)}`);
      clock.advance(13 * 7 * DAY_MS);
    }
    // What the first does between its reading and its writing is done by the second in whole.
    let isFirst = true;
    const slow: KeyValueStore = {
      ...store,
      set: async (key, value) => {
        if (isFirst) await search('second');
        isFirst = false;
        await store.set(key, value);
      },
    };
    await search('first', slow);
    expect(isFirst).toBe(false);
    const tags = (await linesOf(store)).map((line) => (JSON.parse(line) as { tag: string }).tag);
    expect(tags).toEqual(expect.arrayContaining(['first', 'second']));
    expect(tags).not.toContain('a13');
  });

  it('keeps what an earlier version wrote to its only part until the window has passed', async () => {
    const store = createMemoryStore();
    const { clock, asked, search } = startSearches(store);
    const [only = ''] = KEYS;
    for (let tag = 0; tag < 30; tag += 1) {
      const line = { tag: `old${String(tag)}`, id: '1', first_searched_at: NOW - DAY_MS };
      await store.append?.(only, JSON.stringify(line));
    }
    await expect(search('new')).rejects.toMatchObject({ kind: 'quota' });
    expect(await search('old3')).toBe('1');
    clock.advance(6 * DAY_MS);
    expect(await search('new')).toBe('id of new');
    expect(asked).toEqual(['new']);
  });
});

/** A manager that is answered whatever asks for something of others with a body of its own. */
async function answered(what: string, body: unknown): Promise<InstagramAnalyticsManager> {
  const { managerWith } = await startStudio();
  const fetch: FetchLike = (request) =>
    decodeURIComponent(request.url).includes(what) ? Promise.resolve(Response.json(body)) : globalThis.fetch(request);
  return managerWith({}, { fetch });
}

describe('a hashtag', () => {
  it('that Graph does not know is not found', async () => {
    const manager = await answered('ig_hashtag_search', { data: [] });
    await expect(manager.searchHashtag('nosuchtag')).rejects.toMatchObject({
      kind: 'not_found',
      code: 'graph:hashtag',
    });
  });

  it('without a letter is refused before anything is sent', async () => {
    const { manager, simulator } = await startStudio();
    await expect(manager.searchHashtag('#')).rejects.toMatchObject({ kind: 'invalid_request' });
    expect(simulator.requests).toEqual([]);
  });

  it('is noted in a store that cannot append, behind what is there', async () => {
    const whole = createMemoryStore();
    const store: KeyValueStore = {
      get: (key) => whole.get(key),
      set: (key, value) => whole.set(key, value),
    };
    const { search } = startSearches(store);
    await search('clay');
    await search('glaze');
    expect((await linesOf(store)).map((line) => (JSON.parse(line) as { tag: string }).tag)).toEqual(['clay', 'glaze']);
  });

  it('leaves out the posts that cannot be read', async () => {
    const manager = await answered('_media?', { data: [{ id: '17900000000000001' }, { caption: 'no id' }] });
    expect(await manager.searchHashtag('ceramics')).toMatchObject([{ id: '17900000000000001', like_count: null }]);
  });
});

describe('another business', () => {
  const post = { id: '17900000000000001', media_type: 'IMAGE' };

  it('has a name of letters, digits, dots and underscores', async () => {
    const { manager } = await startStudio();
    await expect(manager.discoverAccount('x){id}')).rejects.toMatchObject({ kind: 'invalid_request' });
  });

  it.each([
    ['counts hidden', {}, { followers_count: 'hidden', media_count: 'hidden' }, []],
    ['posts withheld', { followers_count: 5, media_count: 3 }, { media: 'not_enough_data' }, null],
    [
      'posts, of which some have no caption',
      { followers_count: 5, media_count: 1, media: { data: [post] } },
      {},
      [expect.objectContaining({ id: post.id, caption: null })],
    ],
  ])('with %s is told as such', async (_, business_discovery, unavailable, media) => {
    const manager = await answered('business_discovery', { business_discovery, id: '1' });
    expect(await manager.discoverAccount('other.studio')).toMatchObject({ unavailable, media });
  });

  it('that is no answer at all is an error', async () => {
    const manager = await answered('business_discovery', { id: '1' });
    await expect(manager.discoverAccount('other.studio')).rejects.toMatchObject({ code: 'graph:business_discovery' });
  });
});

describe('a mention', () => {
  it('is read as a post and as a comment', async () => {
    const timestamp = '2026-11-20T08:00:00+0000';
    const media = { id: '17900000000000001', media_type: 'IMAGE', like_count: 3, timestamp };
    const byPost = await answered('mentioned_media', { mentioned_media: media, id: '1' });
    expect(await byPost.getMentionedMedia(media.id)).toMatchObject({ id: media.id, like_count: 3 });
    const comment = { id: '17800000000000001', text: 'hello @me', timestamp };
    const byComment = await answered('mentioned_comment', { mentioned_comment: comment, id: '1' });
    expect(await byComment.getMentionedComment(comment.id)).toMatchObject({ id: comment.id, text: 'hello @me' });
  });

  it.each([
    ['nothing', { id: '1' }],
    ['a text', 'no object'],
    ['a row without an id', { mentioned_media: {}, mentioned_comment: {} }],
  ])('that is answered with %s is an error with the id to check', async (_, body) => {
    const error = { remedy: 'Check the id: it comes with the mention webhook.' };
    await expect(
      (await answered('mentioned_media', body)).getMentionedMedia('17900000000000001'),
    ).rejects.toMatchObject(error);
    await expect(
      (await answered('mentioned_comment', body)).getMentionedComment('17800000000000001'),
    ).rejects.toMatchObject(error);
  });
});
