import { describe, expect, it } from 'vitest';

import { mean, median, quantile } from '../../../src/base/stats.ts';

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
