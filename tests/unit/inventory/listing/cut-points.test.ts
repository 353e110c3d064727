import { describe, expect, it } from 'vitest';

import { CutPointSketch, loadCutPoints, saveCutPoints } from '../../../../src/inventory/listing/cut-points.ts';
import { createMemoryStore } from '../../../../src/runtime/stores.ts';

describe('the names that cut a bucket', () => {
  /** Pages of as many rows, named by their number. */
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
