import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

import { compareNames } from '../../src/base/order.ts';
import { ParallelListing } from '../../src/inventory/listing/parallel-listing.ts';
import { Slots } from '../../src/runtime/concurrency.ts';
import { listPages } from '../../src/storage/list-pages.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createRandom } from '../../src/testing/shared/random.ts';
import { memoryStore } from '../unit/storage/memory-store.ts';

/** Any code point a name may hold: control characters, `%`, emoji, and what UTF-16 orders differently from UTF-8. */
const character = fc.oneof(
  fc.constantFrom('/', '//', '%', '%2F', '.', '\t', '\u007f', '\uFF61', '\uFFFD', '\u{1F600}', '\u{10FFFF}', 'é', 'ß'),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 1 })
    .filter((text) => !/[\r\n]/.test(text) && !/\p{Surrogate}/u.test(text)),
  fc.constantFrom('0', '1', '9', 'a', 'f', 'z', 'A', '_', '-'),
);
const anyName = fc.array(character, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 12, maxLength: 12 });

/** Whole buckets of one habit, large enough for their pages to be cut many times. */
const counter = fc.tuple(
  fc.nat(300),
  fc.constantFrom('', 'footage/', 'footage/clip_', 'tenants/0/', '\u{1F600} ', 'x'.repeat(700)),
);
const bucket: fc.Arbitrary<string[]> = fc.oneof(
  fc.uniqueArray(anyName, { maxLength: 300 }),
  fc.uniqueArray(hex, { maxLength: 300 }),
  counter.map(([count, start]) =>
    Array.from({ length: count }, (_, index) => `${start}${String(index).padStart(6, '0')}`),
  ),
  // A tree of unequal folders, some with files and folders side by side.
  fc
    .array(fc.tuple(fc.nat(40), fc.nat(12), fc.nat(25)), { maxLength: 40 })
    .map((parts) =>
      parts.flatMap(([tenant, day, files]) => filesOf(`tenants/${String(tenant)}/${String(day)}`, files)),
    ),
  // A flat series of dates.
  fc.nat(300).map((days) => Array.from({ length: days }, (_, day) => new Date(day * 86_400_000).toISOString())),
);
/** One habit, or several side by side. */
const names = fc
  .array(bucket, { minLength: 1, maxLength: 3 })
  .map((buckets) => [...new Set(buckets.flat())].sort(compareNames));

function filesOf(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${folder}/f${String(index)}`);
}

/** Answers after as many turns as the seed says, so that pages overtake each other. */
function delayed(store: ObjectStore, seed: number): ObjectStore {
  const random = createRandom(seed);
  const turns = async (): Promise<void> => {
    for (let left = Math.floor(random() * 12); left > 0; left -= 1) await Promise.resolve();
  };
  return {
    ...store,
    listPage: (request, call) => turns().then(() => store.listPage(request, call)),
    listNames: (request, call) => turns().then(() => store.listNames(request, call)),
  };
}

async function sequential(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const page of listPages(store, { prefix })) found.push(...page.rows.map((row) => row.name));
  return found;
}

async function parallel(
  store: ObjectStore,
  prefix: string,
  options: { readonly slots: number; readonly cutPoints?: readonly string[] },
): Promise<string[]> {
  const listing = new ParallelListing({
    store,
    prefix,
    fields: () => 'record',
    slots: new Slots({ limit: options.slots, tick: () => undefined }),
    cutPoints: options.cutPoints,
  });
  const found: string[] = [];
  for await (const rows of listing.pages()) found.push(...rows.map((row) => row.name));
  return found;
}

const setting = fc.record({
  slots: fc.integer({ min: 1, max: 20 }),
  pageCap: fc.integer({ min: 1, max: 9 }),
  seed: fc.integer(),
});

function storeOf(all: readonly string[], { pageCap, seed }: { pageCap: number; seed: number }): ObjectStore {
  const rows = all.map((one) => ({ name: one, size: '1' }));
  return delayed(memoryStore(rows, { pageCap }), seed);
}

describe('a parallel listing', () => {
  test.prop([names, setting, fc.constantFrom('', 'footage/', 'tenants/0')], { numRuns: 80 })(
    'finds what a sequential one finds, each object once',
    async (all, { slots, ...rest }, prefix) => {
      const store = storeOf(all, rest);
      const expected = await sequential(store, prefix);
      expect(expected).toEqual(all.filter((one) => one.startsWith(prefix)));
      expect((await parallel(store, prefix, { slots })).sort(compareNames)).toEqual(expected);
    },
  );

  test.prop([names, names, setting], { numRuns: 40 })(
    'does so with any cut points, however stale',
    async (all, cutPoints, { slots, ...rest }) => {
      const found = await parallel(storeOf(all, rest), '', { slots, cutPoints });
      expect(found.sort(compareNames)).toEqual(all);
    },
  );
});
