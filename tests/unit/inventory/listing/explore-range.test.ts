import { describe, expect, it } from 'vitest';

import { type Exploration, exploreRange, pickEvenly } from '../../../../src/inventory/listing/explore-range.ts';
import { createRange, type NameRange } from '../../../../src/inventory/listing/name-range.ts';
import type { NameRange as NameQuery } from '../../../../src/storage/object-store.ts';

/** Explores a range of a bucket of these names, and notes what it asked for. */
async function explore(
  names: readonly string[],
  range: Partial<NameRange> & { readonly start?: string; readonly end?: string | null },
  { prefix = '', wanted = 3 } = {},
): Promise<Exploration & { readonly asked: NameQuery[] }> {
  const { start = '', end = null, ...known } = range;
  const asked: NameQuery[] = [];
  const sorted = names.toSorted();
  const found = await exploreRange(createRange(start, end, known), prefix, wanted, (query) => {
    asked.push(query);
    const { startOffset = '', endOffset, delimiter, maxResults = 1_000, prefix: begin = '' } = query;
    const inside = sorted.filter(
      (name) => name.startsWith(begin) && name >= startOffset && (endOffset === undefined || name < endOffset),
    );
    if (delimiter === undefined) {
      return Promise.resolve({ names: inside.slice(0, maxResults), prefixes: [], nextPageToken: null });
    }
    const folders = inside
      .filter((name) => name.includes('/', begin.length))
      .map((name) => name.slice(0, name.indexOf('/', begin.length) + 1));
    const rest = inside.filter((name) => !name.includes('/', begin.length));
    return Promise.resolve({ names: rest, prefixes: [...new Set(folders)], nextPageToken: null });
  });
  return { ...found, asked };
}

const numbered = (count: number, digits: number, before = 'clip_'): string[] =>
  Array.from({ length: count }, (_, index) => before + String(index).padStart(digits, '0'));

describe('exploring a range', () => {
  it('asks for nothing before a page was listed', async () => {
    const { asked, ...found } = await explore(numbered(99, 2), { horizon: 'clip_5' });
    expect(found).toEqual({ cuts: [], known: [], horizon: 'clip_5', gap: null });
    expect(asked).toEqual([]);
    expect((await explore(numbered(99, 2), { cursor: 'clip_05' })).asked).toEqual([]);
  });

  it('cuts a counter at its coarsest digit that still counts', async () => {
    const names = numbered(600, 3);
    const { cuts, known, gap, horizon, asked } = await explore(names, { pageStart: 'clip_000', cursor: 'clip_049' });
    expect(cuts).toEqual(['clip_3', 'clip_5', 'clip_7']);
    expect(known).toEqual([]);
    expect(gap).toEqual({ from: 'clip_1', to: 'clip_100' });
    // Nothing begins with a letter behind clip_.
    expect(horizon).toBe('clip`');
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked.every(({ maxResults, delimiter }) => maxResults === 1 && delimiter === undefined)).toBe(true);
  });

  it('cuts what is left before the horizon only', async () => {
    const names = numbered(600, 3);
    const range = { pageStart: 'clip_000', cursor: 'clip_049', end: 'clip_35' };
    const { cuts, horizon, asked } = await explore(names, range, { wanted: 9 });
    expect(cuts).toEqual(['clip_100', 'clip_2', 'clip_3']);
    expect(horizon).toBe('clip_35');
    expect(asked.every(({ endOffset = '' }) => endOffset <= 'clip_35' && endOffset !== '')).toBe(true);
  });

  it('gives two characters more of a hash, where one is too few', async () => {
    const names = [...'0123456789abcdef'].flatMap((a) => [...'0123456789abcdef'].map((b) => `${a}${b}f3`));
    const { cuts } = await explore(names, { pageStart: '00f3', cursor: '0ef3' }, { wanted: 500 });
    expect(cuts[0]).toBe('10f3');
    expect(cuts.slice(1, 4)).toEqual(['20', '21', '22']);
    expect(cuts.at(-1)).toBe('ff');
    expect(cuts).toHaveLength(1 + 14 * 16);
    const few = await explore(names, { pageStart: '00f3', cursor: '0ef3' }, { wanted: 14 });
    expect(few.cuts).toEqual([...'23456789abcdef']);
  });

  it('never guesses two digits of a counter', async () => {
    const { cuts } = await explore(numbered(60, 2), { pageStart: 'clip_00', cursor: 'clip_04' }, { wanted: 50 });
    expect(cuts).toEqual(['clip_10', 'clip_2', 'clip_3', 'clip_4', 'clip_5', 'clip_6', 'clip_7', 'clip_8', 'clip_9']);
  });

  it('asks once for the folders that follow, and keeps those it does not cut at', async () => {
    const days = Array.from({ length: 9 }, (_, day) => `2026/0${String(day + 1)}/`);
    const names = days.flatMap((day) => [`${day}a.mp4`, `${day}b.mp4`]);
    const range = { pageStart: '2026/01/a.mp4', cursor: '2026/01/b.mp4' };
    const { cuts, known, asked } = await explore(names, range);
    expect(known).toEqual(['2026/02/a.mp4', ...days.slice(2)]);
    expect(cuts).toEqual(['2026/04/', '2026/06/', '2026/08/']);
    const folders = asked.filter(({ delimiter }) => delimiter !== undefined);
    expect(folders).toEqual([
      expect.objectContaining({ prefix: '2026/', delimiter: '/', startOffset: '2026/02/a.mp4', maxResults: 1_000 }),
    ]);
  });

  it('asks for folders of the whole bucket, and never above the prefix', async () => {
    const names = ['a', 'b', 'c'].flatMap((folder) => [`${folder}/1`, `${folder}/2`]);
    const top = await explore(names, { pageStart: 'a/1', cursor: 'a/2' });
    expect(top.known).toEqual(['b/1', 'c/']);
    expect(top.asked.find(({ delimiter }) => delimiter !== undefined)?.prefix).toBe('');
    const below = await explore(
      names.map((name) => `x/cut_${name}`),
      { pageStart: 'x/cut_a/1', cursor: 'x/cut_a/2' },
      { prefix: 'x/cut_' },
    );
    expect(below.known).toEqual(['x/cut_b/1', 'x/cut_c/']);
    expect(below.asked.every(({ prefix }) => prefix === 'x/cut_')).toBe(true);
  });

  it('looks for words between the letters, as their next cannot be calculated', async () => {
    const names = ['ant', 'ape', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu', 'hen', 'owl', 'pig', 'ray', 'sow', 'yak'];
    const { cuts, asked } = await explore(names, { pageStart: 'ant', cursor: 'ape' }, { wanted: 9 });
    expect(cuts).toEqual(['bee', 'hen', 'owl', 'ray', 'yak']);
    expect(asked.length).toBeLessThanOrEqual(4 + 4);
  });

  it('takes a file beside folders, or a folder beside files, for no folders to ask for', async () => {
    for (const [cursor, other] of [
      ['a/1', 'b'],
      ['a', 'b/1'],
    ] as const) {
      const { asked, cuts } = await explore([cursor, other], { pageStart: cursor, cursor });
      expect(asked.filter(({ delimiter }) => delimiter !== undefined)).toEqual([]);
      expect(cuts).toEqual([other]);
    }
  });

  it('names a folder once that has an object of its own name', async () => {
    const names = ['a/1', 'b/', 'b/1', 'c/', 'c/1'];
    const { known } = await explore(names, { pageStart: 'a/1', cursor: 'a/1' });
    expect(known).toEqual(['b/', 'c/']);
  });

  it('looks once, at the coarsest place, into a part that a cut made, and where that is enough no more', async () => {
    const names = numbered(600, 3);
    const whole = await explore(names, { pageStart: 'clip_300', cursor: 'clip_349' });
    const part = await explore(names, { start: 'clip_3', end: 'clip_5', pageStart: 'clip_300', cursor: 'clip_349' });
    expect(whole.asked.map(({ startOffset }) => startOffset)).toEqual(['d', 'clj', 'clip`', 'clip_35', 'clip_4']);
    expect(part.asked.map(({ startOffset }) => startOffset)).toEqual(['clip_4']);
    expect([part.cuts, part.gap]).toEqual([['clip_400'], { from: 'clip_4', to: 'clip_400' }]);
  });

  it('looks for as many words as are wanted', async () => {
    const names = [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `${letter}ox`);
    const asked = async (wanted: number): Promise<(string | undefined)[]> =>
      (await explore(names, { pageStart: 'aox', cursor: 'aox' }, { wanted })).asked.map(
        ({ startOffset }) => startOffset,
      );
    expect(await asked(1)).toEqual(['b', 'ap', 'aoy', 'p']);
    expect(await asked(2)).toEqual(['b', 'ap', 'aoy', 'l', 't']);
    expect(await asked(9)).toEqual(['b', 'ap', 'aoy', 'h', 'l', 'r', 'v']);
  });

  it('asks nothing that the horizon rules out', async () => {
    const { asked, cuts } = await explore(numbered(60, 2), { pageStart: 'clip_00', cursor: 'clip_04', end: 'clip_05' });
    expect([asked, cuts]).toEqual([[], []]);
  });

  it('gives nothing when nothing follows', async () => {
    const { cuts, known, gap } = await explore(numbered(50, 2), { pageStart: 'clip_48', cursor: 'clip_49' });
    expect({ cuts, known, gap }).toEqual({ cuts: [], known: [], gap: null });
  });
});

describe('picking evenly', () => {
  it.each([
    [['1', '2', '3'], 1, ['2']],
    [['1', '2', '3'], 3, ['1', '2', '3']],
    [['1', '2', '3'], 9, ['1', '2', '3']],
    [['1', '2', '3', '4', '5', '6', '7'], 3, ['2', '4', '6']],
    [['1', '2', '3'], 0, []],
    [[], 2, []],
    [['1', '1', '1', '2'], 2, ['1']],
  ])('from %j %i', (texts, count, picked) => {
    expect(pickEvenly(texts, count)).toEqual(picked);
  });
});
