import { getEventListeners } from 'node:events';

import { describe, expect, it } from 'vitest';

import { CutPointSketch } from '../../../../src/inventory/listing/name-range.ts';
import { ParallelListing, type ParallelListingOptions } from '../../../../src/inventory/listing/parallel-listing.ts';
import { Slots } from '../../../../src/runtime/concurrency.ts';
import type { ObjectStore } from '../../../../src/storage/object-store.ts';
import type { GeneratedShape } from '../../../../src/testing/bucket/object-names.ts';
import { virtualBucket } from './virtual-bucket.ts';

const PAGE = 100;

interface ListingResult {
  readonly names: Set<string>;
  readonly rows: number;
  /** Round trips one after another. */
  readonly time: number;
  readonly requests: number;
  readonly cutPoints: string[];
}

async function list(
  shape: GeneratedShape,
  count: number,
  slots: number,
  cutPoints: readonly string[] = [],
): Promise<ListingResult> {
  const bucket = virtualBucket({ shape, count }, PAGE);
  const listing = new ParallelListing({
    store: bucket.store,
    prefix: '',
    fields: () => 'totals',
    slots: new Slots({ limit: slots, tick: () => undefined }),
    cutPoints,
  });
  const sketch = new CutPointSketch();
  const names = new Set<string>();
  let rows = 0;
  const drain = async (): Promise<void> => {
    for await (const page of listing.pages()) {
      rows += page.length;
      sketch.add(page);
      for (const row of page) names.add(row.name);
    }
  };
  await bucket.run(drain());
  return { names, rows, time: bucket.now(), requests: bucket.requests(), cutPoints: sketch.names() };
}

const SHAPES: readonly GeneratedShape[] = ['flat', 'timestamps', 'hash', 'tree', 'skewed', 'folder', 'mixed'];

describe('a parallel listing of 300 pages with 16 slots', () => {
  it.each(SHAPES)('takes at most a sixth of the sequential time and twice the requests: %s', async (shape) => {
    const outcome = await list(shape, 300 * PAGE, 16);
    expect(outcome.rows).toBe(300 * PAGE);
    expect(outcome.names.size).toBe(300 * PAGE);
    // One page after another takes 300 round trips; 16 at once could do it in 19.
    expect(outcome.time).toBeLessThanOrEqual(50);
    expect(outcome.requests).toBeLessThanOrEqual(600);
  });

  it.each(SHAPES)('comes close to the ideal with the cut points of an earlier run: %s', async (shape) => {
    const { cutPoints } = await list(shape, 300 * PAGE, 16);
    const outcome = await list(shape, 300 * PAGE, 16, cutPoints);
    expect(outcome.names.size).toBe(300 * PAGE);
    expect(outcome.time).toBeLessThanOrEqual(25);
    expect(outcome.requests).toBeLessThanOrEqual(345);
  });

  it('needs one slot only, then as long as a sequential one', async () => {
    const outcome = await list('skewed', 30 * PAGE, 1);
    expect(outcome.rows).toBe(30 * PAGE);
    expect(outcome.requests).toBe(30);
  });
});

describe('what a listing costs', () => {
  // Time in round trips and requests, first without and then with the cut points of the first run. The simulated time makes
  // them exact; a change of the way buckets are cut shows here, and is to be for the better.
  it.each<[GeneratedShape, number, number, readonly number[]]>([
    ['flat', 100, 16, [14, 152, 8, 123]],
    ['timestamps', 100, 16, [18, 192, 8, 114]],
    ['hash', 100, 16, [14, 145, 8, 115]],
    ['tree', 100, 16, [21, 196, 8, 126]],
    ['skewed', 100, 16, [18, 188, 8, 123]],
    ['folder', 100, 16, [16, 163, 8, 114]],
    ['mixed', 100, 16, [23, 219, 8, 121]],
    ['mixed', 100, 3, [47, 133, 34, 102]],
    ['tree', 40, 40, [14, 97, 2, 43]],
    ['hash', 7, 16, [4, 12, 2, 8]],
  ])('is exactly so much: %s, %i pages, %i slots', async (shape, pages, slots, costs) => {
    const first = await list(shape, pages * PAGE, slots);
    const again = await list(shape, pages * PAGE, slots, first.cutPoints);
    expect([first.time, first.requests, again.time, again.requests]).toEqual(costs);
  });
});

describe('a consumer that takes one page and no more', () => {
  /** Makes a bucket of 400 pages, which come at once. */
  function promptBucket(): { readonly store: ObjectStore; readonly asked: (AbortSignal | undefined)[] } {
    const { store } = virtualBucket({ shape: 'flat', count: 0 }, PAGE);
    const asked: (AbortSignal | undefined)[] = [];
    const listPage: ObjectStore['listPage'] = ({ pageToken }, options) => {
      const page = Number(pageToken ?? '0');
      const name = (place: number): string => String(page * PAGE + place).padStart(9, '0');
      const rows = Array.from({ length: PAGE }, (_, place) => ({ name: name(place), size: '1' }));
      asked.push(options?.signal);
      return Promise.resolve({ rows, prefixes: [], nextPageToken: page === 399 ? null : String(page + 1) });
    };
    const listNames: ObjectStore['listNames'] = () => Promise.resolve({ names: [], prefixes: [], nextPageToken: null });
    return { store: { ...store, listPage, listNames }, asked };
  }

  async function takeOne() {
    const { store, asked } = promptBucket();
    const slots = new Slots({ limit: 4, tick: () => undefined });
    const pages = new ParallelListing({ store, prefix: '', fields: () => 'totals', slots }).pages();
    await pages.next();
    return { pages, asked };
  }

  const turns = async (count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  it('is not sent on ahead of by more than 16,000 rows', async () => {
    const { pages, asked } = await takeOne();
    await turns(1_000);
    // The page that was taken, those that wait, and one for each slot that was at work when the limit was reached.
    expect(asked.length).toBeGreaterThanOrEqual(1 + 16_000 / PAGE);
    expect(asked.length).toBeLessThanOrEqual(1 + 16_000 / PAGE + 4);
    await pages.return(undefined);
  });

  it('stops what is under way when it leaves', async () => {
    const { pages, asked } = await takeOne();
    await pages.return(undefined);
    const before = asked.length;
    expect(asked.every((signal) => signal?.aborted)).toBe(true);
    await turns(50);
    expect(asked.length).toBe(before);
  });
});

describe('one page after another', () => {
  type ListPage = ObjectStore['listPage'];
  const page = (names: readonly string[], over: object = {}): Awaited<ReturnType<ListPage>> => ({
    rows: names.map((name) => ({ name, size: '1' })),
    prefixes: [],
    nextPageToken: null,
    ...over,
  });

  function listingOf(listPage: ListPage, over: Partial<ParallelListingOptions> = {}): ParallelListing {
    const { store } = virtualBucket({ shape: 'flat', count: 0 }, PAGE);
    const slots = new Slots({ limit: 1, tick: () => undefined });
    return new ParallelListing({ store: { ...store, listPage }, prefix: '', fields: () => 'totals', slots, ...over });
  }

  async function namesOf(listing: ParallelListing): Promise<string[]> {
    const names: string[] = [];
    for await (const rows of listing.pages()) names.push(...rows.map(({ name }) => name));
    return names;
  }

  it('begins behind a name', async () => {
    const asked: (string | undefined)[] = [];
    const listing = listingOf(
      ({ startOffset }) => {
        asked.push(startOffset);
        return Promise.resolve(page(['b', 'c']));
      },
      { after: 'b' },
    );
    expect(listing.frontier).toBe('b\0');
    expect(await namesOf(listing)).toEqual(['c']);
    expect(asked).toEqual(['b']);
    expect(listing.frontier).toBeNull();
  });

  it('ends with the error of a page, and says from where to go on', async () => {
    const refused = new Error('refused');
    const listing = listingOf(({ pageToken }) =>
      pageToken === undefined ? Promise.resolve(page(['a', 'b'], { nextPageToken: 't' })) : Promise.reject(refused),
    );
    expect(listing.frontier).toBe('');
    await expect(namesOf(listing)).rejects.toBe(refused);
    expect(listing.frontier).toBe('b\0');
  });

  it('ends with the reason of a signal, whatever is under way', async () => {
    const controller = new AbortController();
    const listing = listingOf(() => new Promise(() => undefined), { signal: controller.signal });
    const listed = namesOf(listing);
    controller.abort('enough');
    await expect(listed).rejects.toBe('enough');
    const late = listingOf(() => Promise.resolve(page(['a'])), { signal: controller.signal });
    await expect(namesOf(late)).rejects.toBe('enough');
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const signals: AbortSignal[] = [];
    const listPage: ListPage = (_, options) => {
      if (options?.signal !== undefined) signals.push(options.signal);
      return Promise.resolve(page(['a']));
    };
    await namesOf(listingOf(listPage, { signal }));
    expect(signals).toHaveLength(1);
    expect([signal, ...signals].map((one) => getEventListeners(one, 'abort').length)).toEqual([0, 0]);
  });

  it('waits for a slot that others have taken', async () => {
    const slots = new Slots({ limit: 1, tick: () => undefined });
    slots.take();
    const names = namesOf(listingOf(() => Promise.resolve(page(['a', 'b'])), { slots }));
    await new Promise((resolve) => setImmediate(resolve));
    slots.release();
    expect(await names).toEqual(['a', 'b']);
  });

  it('goes on, after an error, from the first name nobody took', async () => {
    const slots = new Slots({ limit: 2, tick: () => undefined });
    const listPage: ListPage = ({ startOffset = '' }) => Promise.resolve(page(startOffset === '' ? ['a'] : ['m', 'n']));
    const listing = listingOf(listPage, { slots, cutPoints: ['m'] });
    const pages = listing.pages();
    expect((await pages.next()).value).toHaveLength(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(listing.frontier).toBe('m');
    await pages.next();
    expect(listing.frontier).toBeNull();
  });

  it('ends where a page token leads in a circle', async () => {
    const listing = listingOf(({ pageToken }) =>
      Promise.resolve(page(pageToken === undefined ? ['a'] : [], { nextPageToken: 'again' })),
    );
    await expect(namesOf(listing)).rejects.toMatchObject({ code: 'gcs:repeated_page' });
  });

  it('says how many objects of a page have no name, when somebody asks', async () => {
    const counts: number[] = [];
    const listPage: ListPage = () => Promise.resolve(page(['a'], { unnamed: 2 }));
    const onUnnamed = (count: number): void => {
      counts.push(count);
    };
    expect(await namesOf(listingOf(listPage, { onUnnamed }))).toEqual(['a']);
    expect(counts).toEqual([2]);
    expect(await namesOf(listingOf(listPage))).toEqual(['a']);
    expect(await namesOf(listingOf(() => Promise.resolve(page(['a'])), { onUnnamed }))).toEqual(['a']);
    expect(counts).toEqual([2]);
  });
});

describe('a small bucket', () => {
  it('is not cut: two pages cost two requests', async () => {
    expect((await list('hash', 2 * PAGE, 32)).requests).toBe(2);
  });

  it('leaves no cut points behind', async () => {
    expect((await list('flat', 3 * PAGE, 32)).cutPoints).toEqual([]);
  });
});

describe('the cut points of a run', () => {
  /** Makes pages of ten rows, in a mixed order, the names of one behind those of the one before. */
  function sketchOf(pages: number, step: number): CutPointSketch {
    const sketch = new CutPointSketch();
    const digits = String(pages).length;
    for (let index = 0; index < pages; index += 1) {
      const page = String((index * step) % pages).padStart(digits, '0');
      sketch.add(Array.from({ length: 10 }, (_, row) => ({ name: `${page}${String(row)}` })));
    }
    return sketch;
  }

  it('split the bucket into parts of two pages that are nearly full', () => {
    const positions = sketchOf(40, 7).names().map(Number);
    const gaps = positions.map((position, index) => position - (positions[index - 1] ?? 0));
    // 19 of the 20 rows that two pages hold: a bucket that grew a little is still listed in as many pages.
    expect(new Set(gaps)).toEqual(new Set([19]));
    expect(positions).toHaveLength(21);
  });

  it('are few however many pages there were', () => {
    const names = sketchOf(20_000, 7_919).names();
    expect(names.length).toBeGreaterThan(400);
    expect(names.length).toBeLessThanOrEqual(1_024);
    expect(names).toEqual(names.toSorted());
  });
});
