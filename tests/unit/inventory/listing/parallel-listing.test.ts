import { describe, expect, it } from 'vitest';

import { CutPointSketch } from '../../../../src/inventory/listing/cut-points.ts';
import { ParallelListing } from '../../../../src/inventory/listing/parallel-listing.ts';
import { Slots } from '../../../../src/runtime/slots.ts';
import type { GeneratedShape } from '../../../../src/testing/bucket/name-segments.ts';
import { virtualBucket } from './virtual-bucket.ts';

const PAGE = 100;

interface Outcome {
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
): Promise<Outcome> {
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
      sketch.add(page[0]?.name ?? '', page.length);
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

describe('a small bucket', () => {
  it('is not cut: two pages cost two requests', async () => {
    expect((await list('hash', 2 * PAGE, 32)).requests).toBe(2);
  });

  it('leaves no cut points behind', async () => {
    expect((await list('flat', 3 * PAGE, 32)).cutPoints).toEqual([]);
  });
});

describe('the cut points of a run', () => {
  it('split the bucket into parts of about as many objects', () => {
    const sketch = new CutPointSketch();
    // 40 pages in mixed order, each of 10 rows.
    for (let index = 0; index < 40; index += 1) sketch.add(String((index * 7) % 40).padStart(2, '0'), 10);
    // 20 names cut 400 rows into 21 parts of about 19 rows: two pages each.
    expect(sketch.names()).toHaveLength(20);
    const positions = sketch.names().map(Number);
    const gaps = positions.map((position, index) => position - (positions[index - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2);
  });

  it('are few however many pages there were', () => {
    const sketch = new CutPointSketch();
    for (let index = 0; index < 50_000; index += 1)
      sketch.add(String((index * 7_919) % 50_000).padStart(5, '0'), 1_000);
    const names = sketch.names();
    expect(names.length).toBeGreaterThan(500);
    expect(names.length).toBeLessThanOrEqual(1_024);
    expect(names).toEqual(names.toSorted());
  });
});
