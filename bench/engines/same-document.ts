/* Compares the documents of generated buckets by every way to read one: npx tsx bench/engines/same-document.ts [COUNT] [FIRST] */
import { isDeepStrictEqual } from 'node:util';

import { comparable, generateBucket, inventoriesOf } from '../../tests/support/same-document.ts';

const [count, first] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 1)];
let unequal = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const bucket = generateBucket(seed);
  const { listing, ...others } = await inventoriesOf(bucket);
  for (const [way, inventory] of Object.entries(others)) {
    if (listing !== undefined && isDeepStrictEqual(comparable(inventory), comparable(listing))) continue;
    unequal += 1;
    console.log(`seed ${String(seed)}: another document by ${way}`, JSON.stringify(bucket.config));
  }
}
console.log(`${String(count)} buckets of odd names, ${String(unequal)} unequal documents`);
process.exitCode = unequal === 0 ? 0 : 1;
