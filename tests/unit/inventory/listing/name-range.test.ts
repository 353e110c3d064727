import { describe, expect, it } from 'vitest';

import {
  afterPrefix,
  characterStart,
  createRange,
  CutPointSketch,
  cutRange,
  hasUsefulCut,
  insideOf,
  isBefore,
  isWorthCutting,
  loadCutPoints,
  type NameRange,
  prefixThrough,
  saveCutPoints,
  settledLength,
  sharedLength,
  smallerBound,
} from '../../../../src/inventory/listing/name-range.ts';
import { createMemoryStore } from '../../../../src/runtime/stores.ts';

const range = (
  over: Partial<NameRange> & { readonly start?: string; readonly end?: string | null } = {},
): NameRange => {
  const { start = '', end = null, ...known } = over;
  return createRange(start, end, known);
};

describe('a new range', () => {
  it('is ready, has had no page, and ends where its names do', () => {
    expect(createRange('a', 'z')).toEqual({
      ...{ start: 'a', end: 'z', horizon: 'z', cursor: null, token: null, pageStart: null, pages: 0 },
      ...{ restartedAt: null, known: [], state: 'ready', exploring: false, exploreFrom: 1 },
    });
    expect(createRange('a', 'z', { horizon: 'k' }).horizon).toBe('k');
  });
});

describe('what all names that are left begin with', () => {
  it.each([
    ['no bound: the prefix alone', range({ cursor: 'clip_3' }), 'cl', 2],
    ['what both bounds share', range({ cursor: 'clip_31', horizon: 'clip_57' }), '', 5],
    ['one more where the bound is the next character', range({ cursor: 'clip_31', horizon: 'clip_4' }), '', 6],
    ['no more where the bound goes on behind it', range({ cursor: 'clip_31', horizon: 'clip_40' }), '', 5],
    ['no more where another character lies between', range({ cursor: 'clip_31', horizon: 'clip_5' }), '', 5],
    ['from the start before there was a page', range({ start: 'clip_2', horizon: 'clip_3' }), '', 6],
    ['the prefix where that is longer', range({ cursor: 'a', horizon: 'b' }), 'abc', 3],
  ])('is %s', (_, given, prefix, length) => {
    expect(settledLength(given, prefix)).toBe(length);
  });
});

describe('cutting a range', () => {
  it('keeps what is before the first cut and gives the rest away, known names with it', () => {
    const whole = range({ cursor: 'b', end: 'z', horizon: 'x', known: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'y', 'z'] });
    const made = cutRange(whole, ['d', 'f']);
    expect(whole).toMatchObject({ end: 'd', horizon: 'd', known: ['c'], cursor: 'b' });
    expect(made).toEqual([
      createRange('d', 'f', { known: ['e'] }),
      createRange('f', 'z', { horizon: 'x', known: ['g', 'y'] }),
    ]);
  });

  it('passes over what is not strictly inside', () => {
    const whole = range({ cursor: 'b', end: 'f' });
    expect(cutRange(whole, ['a', 'b', 'f', 'g'])).toEqual([]);
    expect(whole).toEqual(range({ cursor: 'b', end: 'f' }));
    expect(cutRange(whole, ['a', 'c', 'g']).map(({ start, end }) => [start, end])).toEqual([['c', 'f']]);
    expect(cutRange(range({ start: 'b' }), ['b', 'c']).map(({ start, end }) => [start, end])).toEqual([['c', null]]);
  });

  it('keeps a horizon only in the part it is in', () => {
    const whole = range({ cursor: 'b', end: 'z', horizon: 'd' });
    expect(cutRange(whole, ['f']).map(({ horizon }) => horizon)).toEqual(['z']);
    expect(whole.horizon).toBe('d');
    expect(cutRange(range({ end: 'z', horizon: 'f' }), ['f'])[0]?.horizon).toBe('z');
    expect(cutRange(range({ end: null, horizon: null }), ['f'])[0]?.horizon).toBeNull();
  });
});

describe('what is left', () => {
  const left = (pageStart: string | null, cursor: string | null, horizon: string | null): boolean =>
    isWorthCutting(range({ pageStart, cursor, horizon }));

  it('is worth a cut while that cannot be decided', () => {
    expect([left(null, 'c1', 'c9'), left('c1', null, 'c9'), left('c1', 'c2', null)]).toEqual([true, true, true]);
  });

  it.each([
    ['two pages of what the last one reached', 'c1', 'c2', 'c4', true],
    ['less than two', 'c1', 'c2', 'c3', false],
    ['two of a larger page', 'c1', 'c3', 'c7', true],
    ['less than two of a larger page', 'c1', 'c3', 'c6', false],
    ['letters behind digits', 'c8', 'c9', 'cb', true],
    ['one letter behind digits', 'c8', 'c9', 'ca', false],
    ['capitals in the place of letters', 'cA', 'cB', 'cd', true],
    ['signs by their number', 'c!', 'c"', 'c$', true],
    ['signs before digits, which are no page', 'c!', 'c0', 'c2', true],
    ['signs before letters, which are no page', 'c!', 'ca', 'cc', true],
    ['less than two from the first digit on', 'c0', 'c3', 'c8', false],
    ['a coarser place than the page reached', 'c11', 'c12', 'c3', true],
    ['a finer place than the page reached', 'c1', 'c21', 'c29', false],
    ['the first and the last digit', 'c0', 'c1', 'c9', true],
    ['the last letters', 'cy', 'cz', 'c{', true],
  ])('is worth it: %s', (_, pageStart, cursor, horizon, isWorth) => {
    expect(left(pageStart, cursor, horizon)).toBe(isWorth);
  });

  it('is worth a cut at a known name where two are known, or pages came that were not foretold', () => {
    const known = (names: readonly string[], pages: number): boolean => hasUsefulCut(range({ known: names, pages }));
    expect([known(['a', 'b'], 0), known(['a'], 4), known(['a'], 3), known([], 9)]).toEqual([true, true, false, false]);
  });
});

describe('rows of a page', () => {
  it('are those within the bounds as they now are', () => {
    const rows = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
    const names = (start: string, end: string | null): string[] =>
      insideOf(range({ start, end }), rows).map(({ name }) => name);
    expect(names('b', 'd')).toEqual(['b', 'c']);
    expect(names('b', null)).toEqual(['b', 'c', 'd']);
    expect(names('', 'c')).toEqual(['a', 'b']);
    expect(insideOf(range(), rows)).toBe(rows);
    expect(insideOf(range(), [])).toEqual([]);
  });
});

describe('the texts around a name', () => {
  it.each([
    ['clip_1', 'clip_2'],
    ['a\u{10FFFF}', 'b'],
    ['\u{10FFFF}', null],
    ['', null],
    ['a\uD7FF', 'a\uE000'],
    ['a\t', 'a\u000B'],
    ['a\f', 'a\u000E'],
    ['a\uFFFF', 'a\u{10000}'],
    ['a😀', 'a😁'],
  ])('comes after every name that begins with %j', (prefix, after) => {
    expect(afterPrefix(prefix)).toBe(after);
  });

  it.each([
    ['clip_12', 'clip_17', 6],
    ['clip', 'clip_1', 4],
    ['', 'a', 0],
    ['a😀', 'a😁', 1],
    ['a😀b', 'a😀c', 3],
  ])('%j and %j share whole characters', (a, b, length) => {
    expect(sharedLength(a, b)).toBe(length);
    expect(sharedLength(b, a)).toBe(length);
  });

  it('are cut at whole characters', () => {
    expect([prefixThrough('a😀b', 0), prefixThrough('a😀b', 1), prefixThrough('a😀b', 3)]).toEqual([
      'a',
      'a😀',
      'a😀b',
    ]);
    expect([0, 1, 2, 3].map((place) => characterStart('a😀b', place))).toEqual([0, 1, 1, 3]);
    expect(characterStart('\uDC00', 0)).toBe(0);
    expect([prefixThrough('\uD800a', 0), prefixThrough('\uDBFFa', 0), prefixThrough('\uDC00a', 0)]).toEqual([
      '\uD800a',
      '\uDBFFa',
      '\uDC00',
    ]);
    expect(['a\uDC00', 'a\uDFFF', 'a\uE000', 'a\uDBFF'].map((name) => characterStart(name, 1))).toEqual([0, 0, 1, 1]);
  });

  it('are compared with bounds, of which null is none', () => {
    expect([smallerBound('a', 'b'), smallerBound('b', 'a'), smallerBound('b', 'b')]).toEqual(['a', 'a', 'b']);
    expect([smallerBound(null, 'a'), smallerBound('a', null), smallerBound(null, null)]).toEqual(['a', 'a', null]);
    expect([isBefore('a', 'b'), isBefore('b', 'b'), isBefore('c', 'b'), isBefore('c', null)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('the names that cut a bucket', () => {
  /** Makes pages of as many rows, named by their number. */
  function pagesOf(...lengths: readonly number[]): { name: string }[][] {
    let next = 0;
    return lengths.map((length) =>
      Array.from({ length }, () => {
        next += 1;
        return { name: String(next - 1).padStart(6, '0') };
      }),
    );
  }

  function cutsOf(pages: readonly (readonly { name: string }[])[]): number[] {
    const sketch = new CutPointSketch();
    for (const page of pages) sketch.add(page);
    return sketch.names().map(Number);
  }

  it('are two pages apart that are nearly full, in whatever order the pages came', () => {
    const pages = pagesOf(...Array.from({ length: 10 }, () => 32));
    // 60 of the 60.8 rows that 95 % of two pages are.
    expect(cutsOf(pages)).toEqual([60, 120, 180, 240, 300]);
    expect(cutsOf(pages.toReversed())).toEqual([60, 120, 180, 240, 300]);
  });

  it('count what was trimmed of a page as it is', () => {
    expect(cutsOf(pagesOf(32, ...Array.from({ length: 40 }, () => 3)))).toEqual([59, 119]);
  });

  it('are as exact as two rows where so many pages came that neighbours were put together', () => {
    // 16 marks a page: the first 1,025 pages are kept in pairs of rows, the rest row by row. 45.6 rows are 95 % of three pages.
    const cuts = cutsOf(pagesOf(...Array.from({ length: 1_100 }, () => 16)));
    expect(cuts).toHaveLength(399);
    expect(new Set(cuts.slice(0, 372).map((cut, index) => cut - (cuts[index - 1] ?? 0)))).toEqual(new Set([44]));
    expect(new Set(cuts.slice(373).map((cut, index) => cut - (cuts[index + 372] ?? 0)))).toEqual(new Set([45]));
  });

  it('are two pages apart up to 512 parts, and three beyond', () => {
    const gapOf = (pages: number): number | undefined => cutsOf(pagesOf(...Array.from({ length: pages }, () => 10)))[0];
    expect([gapOf(972), gapOf(973)]).toEqual([19, 28]);
  });

  it('are none of four pages that are nearly full, nor of nothing', () => {
    expect(cutsOf(pagesOf(10, 10, 10, 8))).toEqual([]);
    expect(cutsOf(pagesOf(10, 10, 10, 9))).toEqual([19, 38]);
    expect(cutsOf([])).toEqual([]);
    expect(cutsOf([[], []])).toEqual([]);
  });

  it('are evenly apart in a bucket of many pages, however it came', () => {
    const lengths = Array.from({ length: 3_000 }, () => 16);
    const apart = (cuts: readonly number[]): number[] => cuts.slice(1).map((cut, index) => cut - (cuts[index] ?? 0));
    const pages = pagesOf(...lengths);
    const mixed = pages.map((_, index) => pages[(index * 1_009) % pages.length] ?? []);
    for (const cuts of [cutsOf(pages), cutsOf(mixed)]) {
      expect(cuts.length).toBeGreaterThan(400);
      expect(cuts.length).toBeLessThanOrEqual(560);
      // Of 7 pages, 95 % full: 106 rows, less what marks that were put together stand for.
      expect(Math.min(...apart(cuts))).toBeGreaterThanOrEqual(90);
      expect(Math.max(...apart(cuts))).toBeLessThanOrEqual(106);
    }
  });
});

describe('the cut points of an earlier run', () => {
  it('are kept by bucket and prefix, and read in order', async () => {
    const store = createMemoryStore();
    await saveCutPoints(store, 'studio', 'video/', ['b', 'a']);
    await saveCutPoints(store, 'studio', '', ['c']);
    expect(await loadCutPoints(store, 'studio', 'video/')).toEqual(['a', 'b']);
    expect(await loadCutPoints(store, 'studio', '')).toEqual(['c']);
    expect(await loadCutPoints(store, 'archive', '')).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['another version', '{"version":2,"names":["a"]}'],
    ['no names', '{"version":1,"names":[1]}'],
    ['more names than are ever kept', JSON.stringify({ version: 1, names: Array.from({ length: 1_025 }, String) })],
  ])('are none when what was kept is %s', async (_, text) => {
    const store = createMemoryStore();
    await saveCutPoints(store, 'studio', '', ['a']);
    await store.set('cut-points/studio/', text);
    expect(await loadCutPoints(store, 'studio', '')).toEqual([]);
  });
});
