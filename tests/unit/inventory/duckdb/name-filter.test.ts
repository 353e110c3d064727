import { describe, expect, it } from 'vitest';

import { NameFilter } from '../../../../src/inventory/duckdb/name-filter.ts';
import { createRandom } from '../../../../src/testing/shared/random.ts';

type Hash = readonly [low: number, high: number];

function hashes(count: number, seed: number): Hash[] {
  const random = createRandom(seed);
  const half = (): number => Math.floor(random() * 2 ** 32);
  return Array.from({ length: count }, () => [half(), half()]);
}

function whole([low, high]: Hash): bigint {
  return (BigInt(high) << 32n) + BigInt(low);
}

describe('the filter of names', () => {
  // The second is larger than a block, the third has four times the names it was made for.
  it.each([
    [1_000, 1_000],
    [600_000, 600_000],
    [40_000, 10_000],
  ])('of %i hashes, made for %i, misses none that was seen before', (count, expected) => {
    const filter = new NameFilter(expected);
    const given = hashes(count, 1);
    for (const [low, high] of given) filter.add(low, high);
    const mistaken = filter.takeSeen();
    expect(mistaken.length).toBeLessThan(count / (count > expected ? 2 : 1_000));
    const again = given.filter((_, index) => index % 7 === 0);
    for (const [low, high] of again) filter.add(low, high);
    const seen = new Set(filter.takeSeen());
    expect(again.filter((hash) => !seen.has(whole(hash)))).toEqual([]);
  });

  it('finds a hash that comes twice between two questions', () => {
    const filter = new NameFilter(10);
    for (const [low, high] of [
      [1, 2],
      [3, 4],
      [1, 2],
    ] as const)
      filter.add(low, high);
    expect(filter.takeSeen()).toEqual([whole([1, 2])]);
    expect(filter.takeSeen()).toEqual([]);
  });
});
