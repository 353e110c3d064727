import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { isStorageError } from '../../../../src/base/errors.ts';
import { compareNames } from '../../../../src/base/order.ts';
import { ParallelListing } from '../../../../src/inventory/listing/parallel-listing.ts';
import { Slots } from '../../../../src/runtime/concurrency.ts';
import { type Oddities, virtualBucket } from './virtual-bucket.ts';

interface Listed {
  readonly names: string[];
  readonly requests: number;
  readonly error: unknown;
  /** Where to go on after an error. */
  readonly frontier: string | null;
}

interface Case {
  readonly names: readonly string[];
  readonly pageCap: number;
  readonly slots: number;
  readonly cutPoints?: readonly string[];
}

async function list({ names, pageCap, slots, cutPoints }: Case, oddities: Oddities = {}): Promise<Listed> {
  const bucket = virtualBucket(names, pageCap, oddities);
  const free = new Slots({ limit: slots, tick: () => undefined });
  const listing = new ParallelListing({
    store: bucket.store,
    prefix: '',
    fields: () => 'totals',
    slots: free,
    cutPoints,
  });
  const listed: string[] = [];
  const drain = async (): Promise<unknown> => {
    try {
      for await (const rows of listing.pages()) listed.push(...rows.map(({ name }) => name));
      return null;
    } catch (error) {
      return error;
    }
  };
  const error = await bucket.run(drain());
  return { names: listed, requests: bucket.requests(), error, frontier: listing.frontier };
}

const inOrder = (names: readonly string[]): string[] => [...new Set(names)].sort(compareNames);

/** Names that begin alike and go on in every way: digits, letters, folders, signs, emoji, the last of all characters. */
const name = fc
  .array(
    fc.constantFrom('0', '1', '9', 'a', 'b', 'z', 'A', '/', '-', '_', ' ', 'é', '\uE000', '\uFFFF', '😀', '\u{10FFFF}'),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((characters) => characters.join(''));
const someCase = fc.record({
  names: fc.array(name, { maxLength: 120 }),
  pageCap: fc.integer({ min: 1, max: 7 }),
  slots: fc.integer({ min: 1, max: 9 }),
  cutPoints: fc.oneof(fc.constant([]), fc.array(name, { maxLength: 9 }).map(inOrder)),
});
const sometimes = fc.infiniteStream(fc.boolean());

/** Gives each its turn of a stream, the same for the same request. */
function byTurn<T>(stream: Iterable<T>): (request: number) => T | undefined {
  const known: T[] = [];
  const iterator = stream[Symbol.iterator]();
  return (request) => {
    while (known.length < request) known.push(iterator.next().value as T);
    return known[request - 1];
  };
}

const RUNS = { numRuns: 40 };

describe('whatever the names, the pages, the slots and the cuts, each object is listed once', () => {
  test.prop([someCase], RUNS)('by an endpoint that does what is documented', async (given) => {
    const { names, requests, error } = await list(given);
    expect(error).toBeNull();
    expect(names.toSorted(compareNames)).toEqual(inOrder(given.names));
    // A page more for each cut at most, and the looks.
    const pages = Math.max(1, Math.ceil(inOrder(given.names).length / given.pageCap));
    expect(requests).toBeLessThanOrEqual(3 * pages + 40 + (given.cutPoints.length > 0 ? 9 : 0));
  });

  test.prop([someCase], RUNS)('by one that gives names behind the end', async (given) => {
    const { names, error } = await list(given, { ignoresEnd: true });
    expect(error).toBeNull();
    expect(names.toSorted(compareNames)).toEqual(inOrder(given.names));
  });

  test.prop([someCase, sometimes], RUNS)('by one that gives empty pages now and then', async (given, stream) => {
    const turn = byTurn(stream);
    // Never two in a row, of which the listing would end in its own error.
    const { names, error } = await list(given, { isEmpty: (request) => request % 2 === 0 && turn(request) === true });
    if (error !== null) expect(isStorageError(error) && error.code).toBe('gcs:repeated_page');
    else expect(names.toSorted(compareNames)).toEqual(inOrder(given.names));
    expect(new Set(names).size).toBe(names.length);
  });

  test.prop([someCase, fc.infiniteStream(name)], RUNS)(
    'by one whose looks find what is not there',
    async (given, stream) => {
      const { names, error } = await list(given, { look: byTurn(stream) });
      expect(error).toBeNull();
      expect(names.toSorted(compareNames)).toEqual(inOrder(given.names));
    },
  );

  test.prop([someCase, sometimes], RUNS)('by one that takes some page tokens no more', async (given, stream) => {
    const turn = byTurn(stream);
    const { names, error, frontier } = await list(given, { refusesToken: (request) => turn(request) === true });
    expect(new Set(names).size).toBe(names.length);
    if (error === null) expect(names.toSorted(compareNames)).toEqual(inOrder(given.names));
    else {
      // Twice at one name.
      expect(isStorageError(error) && error.status).toBe(400);
      const before = inOrder(given.names).filter((one) => frontier === null || compareNames(one, frontier) < 0);
      expect(names).toEqual(expect.arrayContaining(before));
    }
  });
});

describe('a page token that is no longer taken', () => {
  const names = Array.from({ length: 40 }, (_, index) => `clip_${String(index).padStart(2, '0')}`);

  it('costs one request, as the listing goes on behind the last name', async () => {
    const without = await list({ names, pageCap: 10, slots: 1 });
    const {
      error,
      requests,
      names: listed,
    } = await list({ names, pageCap: 10, slots: 1 }, { refusesToken: (at) => at === 3 });
    expect([without.requests, requests, error]).toEqual([4, 6, null]);
    expect(listed).toEqual(names);
  });

  it('costs no more than one request each time, however often, as long as names come', async () => {
    const {
      error,
      requests,
      names: listed,
    } = await list({ names, pageCap: 10, slots: 1 }, { refusesToken: () => true });
    expect([error, requests]).toEqual([null, 9]);
    expect(listed).toEqual(names);
  });

  it('ends the listing the second time at one name', async () => {
    const oddities = { refusesToken: () => true, isEmpty: (request: number) => request === 3 };
    const { error, requests, names: listed, frontier } = await list({ names, pageCap: 10, slots: 1 }, oddities);
    expect(error).toMatchObject({ status: 400, code: 'gcs:400/pageToken' });
    expect([requests, listed, frontier]).toEqual([4, names.slice(0, 10), 'clip_09\0']);
  });
});

describe('an endpoint that gives names behind the end', () => {
  it('is not asked for what others list', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `clip_${String(index).padStart(3, '0')}`);
    const given = { names, pageCap: 10, slots: 4, cutPoints: ['clip_050', 'clip_100', 'clip_150'] };
    const { names: listed, requests } = await list(given, { ignoresEnd: true });
    expect(listed.toSorted()).toEqual(names);
    expect(requests).toBeLessThanOrEqual(28);
  });
});
