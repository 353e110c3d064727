import { describe, expect, it } from 'vitest';

import { comparable, generateBucket, inventoriesOf } from '../../../support/same-document.ts';

/** More of them, by `npx tsx bench/engines/same-document.ts 200`. */
const SEEDS = [4, 7, 12];

describe('one bucket', () => {
  it.each(SEEDS)('has the same document by listing, report, DuckDB and BigQuery (seed %i)', async (seed) => {
    const { listing, ...others } = await inventoriesOf(generateBucket(seed));
    if (listing === undefined) throw new Error('There is no listing.');
    for (const [way, inventory] of Object.entries(others))
      expect(comparable(inventory), way).toEqual(comparable(listing));
  });
});
