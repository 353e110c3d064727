import { describe, expect, it } from 'vitest';

import type { GraphRun } from '../../../src/graph/graph-run.ts';
import { hashtagId } from '../../../src/instagram/discover.ts';
import { createMemoryStore, type KeyValueStore } from '../../../src/runtime/stores.ts';
import { createFakeClock } from '../runtime/fake-clock.ts';
import { NOW } from './studio.ts';

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
    for (let day = 0; day < 2 * 91; day += 1) {
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
