import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import {
  lowerBound,
  mean,
  median,
  medianInterval,
  medianWithout,
  quantile,
  sortAscending,
  studentHalfWidth,
  studentTwoSidedP,
} from '../../../src/base/stats.ts';

describe('mean, quantile and median', () => {
  it('are null of nothing', () => {
    expect([mean([]), quantile([], 0.5), median([])]).toEqual([null, null, null]);
  });

  it('agree with the definition', () => {
    // (1 + 2 + 6) / 3 = 3; the median of four is the mean of the middle two: (2 + 3) / 2.
    expect(mean([1, 2, 6])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    // Type 7: index (5 − 1) × 0.1 = 0.4, so 1 + 0.4 × (2 − 1).
    expect(quantile([5, 4, 3, 2, 1], 0.1)).toBeCloseTo(1.4, 12);
  });

  it('leave their input as it was and do not depend on its order to the last bit', () => {
    const values = Object.freeze([0.1, 0.7, 0.3, 1e16, 0.2, -1e16]);
    expect(mean(values)).toBe(mean([...values].reverse()));
    expect(median(values)).toBe(median([...values].reverse()));
  });
});

describe('medianInterval', () => {
  it('is null where even the extremes do not reach the level', () => {
    // Three values enclose the median with probability 1 − 2 × (1/2)^3 = 0.75.
    expect(medianInterval([1, 2, 3], 0.8)).toBeNull();
    // Four with 1 − 2 / 16 = 0.875.
    expect(medianInterval([4, 1, 3, 2], 0.8)).toEqual([1, 4]);
  });

  it('moves inwards as values come in', () => {
    // Ten: the second and the ninth enclose the median with 1 − 2 × (1 + 10) / 1024 = 0.979, the third and the eighth
    // with 1 − 2 × 56 / 1024 = 0.891, the fourth and the seventh only with 1 − 2 × 176 / 1024 = 0.656.
    expect(medianInterval([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.8)).toEqual([3, 8]);
  });

  it('works for more values than 2^-n can be written for', () => {
    const values = Array.from({ length: 5000 }, (_, index) => index);
    const [low, high] = medianInterval(values, 0.8) ?? [0, 0];
    // The normal approximation: 2500 ± 1.28 × √5000 / 2 = 2500 ± 45.
    expect(low).toBeCloseTo(2454.5, -1);
    expect(high).toBeCloseTo(2544.5, -1);
  });
});

describe('the Student distribution', () => {
  // From the usual tables: t for a two-sided p.
  it.each([
    [2.571, 5, 0.05],
    [2.228, 10, 0.05],
    [1.812, 10, 0.1],
    [2.042, 30, 0.05],
    [2.75, 30, 0.01],
  ])('gives t = %d with %d degrees of freedom p = %d', (t, df, p) => {
    expect(studentTwoSidedP(t, df)).toBeCloseTo(p, 3);
    expect(studentTwoSidedP(-t, df)).toBe(studentTwoSidedP(t, df));
    expect(studentHalfWidth(1 - p, df)).toBeCloseTo(t, 1);
  });

  it('is certain of nothing at 0', () => {
    expect(studentTwoSidedP(0, 10)).toBeCloseTo(1, 6);
  });
});

describe('lowerBound', () => {
  it('counts what is under a value', () => {
    expect([0, 1, 2, 3, 9].map((value) => lowerBound([1, 2, 2, 5], value))).toEqual([0, 0, 1, 3, 4]);
  });
});

describe('medianWithout', () => {
  it('is the median of all the others', () => {
    expect(medianWithout([1, 2, 3, 10], 10)).toBe(2);
    expect(medianWithout([1, 2, 3], 2)).toBe(2);
    expect(medianWithout([1, 2, 2, 8], null)).toBe(2);
    expect([medianWithout([5], 5), medianWithout([], null)]).toEqual([null, null]);
  });

  test.prop([fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }), fc.nat()])(
    'is what sorting them gives',
    (values, seed) => {
      const left = seed % values.length;
      const others = values.filter((_, index) => index !== left);
      expect(medianWithout(sortAscending(values), values[left] ?? null)).toBe(median(others));
    },
  );
});
