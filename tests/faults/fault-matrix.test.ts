import { describe, expect, it } from 'vitest';

import { startBucketMatrix } from '../matrix/bucket-matrix.ts';
import { measureEnd, runAccountChaos, runBucketChaos, runMovingBucket } from '../matrix/chaos.ts';
import { isExpected, runMatrix } from '../matrix/fault-case.ts';
import { startGraphMatrix } from '../matrix/graph-matrix.ts';

/** A part of the cases; `npm run prove` runs all. Prime, so that each run of a call meets other faults than the next. */
const STEP = 13;

describe('the fault matrix', () => {
  it('has the outcome its table says, on Instagram', async () => {
    const platform = await startGraphMatrix();
    const results = await runMatrix(platform, STEP);
    await platform.close();
    expect(results.length).toBeGreaterThan(90);
    expect(results.filter((result) => !isExpected(result))).toEqual([]);
  });

  it('has the outcome its table says, on Cloud Storage', async () => {
    const platform = await startBucketMatrix();
    const results = await runMatrix(platform, STEP);
    await platform.close();
    expect(results.length).toBeGreaterThan(30);
    expect(results.filter((result) => !isExpected(result))).toEqual([]);
  });
});

describe('random faults', () => {
  it('make no document say what is not so', async () => {
    const counts = await runAccountChaos(20, [0.1, 0.3], 2);
    expect(counts.faults).toBeGreaterThan(0);
    expect(counts.broken).toEqual([]);
  });

  it('change no figure of a bucket', async () => {
    const counts = await runBucketChaos(500, [0.1, 0.3], 1);
    expect(counts.faults).toBeGreaterThan(0);
    expect(counts.broken).toEqual([]);
  });

  it('count each object once that stays while others come and go', async () => {
    const counts = await runMovingBucket(240, 1);
    expect(counts.removed).toBeGreaterThan(50);
    expect(counts.broken).toEqual([]);
  });

  it('keep no process alive that has done its work', async () => {
    expect(await measureEnd(true)).toBeLessThan(5_000);
  });
});
