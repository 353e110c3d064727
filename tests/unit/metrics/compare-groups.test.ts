import { describe, expect, it } from 'vitest';

import { compareLogGroups } from '../../../src/metrics/compare-groups.ts';
import { estimateMedian, tooFew } from '../../../src/metrics/estimates.ts';

const METHOD = 'ratio of geometric means of new and earlier posts, Welch, 80 % interval, test at 5 %';

describe('compareLogGroups', () => {
  it('gives the ratio of the geometric means with the interval of Welch', () => {
    const [later, earlier] = [
      [1, 2, 3, 4, 5],
      [0, 1, 0, 1, 0, 1],
    ];
    const estimate = compareLogGroups(later, earlier, 'views');
    expect(estimate).toMatchObject({ n: 5, basis: 'views', method: METHOD, verdict: 'rising' });
    // Means of 3 and 0.5; errors of 2.5 / 5 and 0.3 / 6; degrees (0.55)² / (0.5² / 4 + 0.05² / 5) = 4.8.
    expect(estimate.value).toBeCloseTo(Math.exp(2.5), 12);
    const [low = 0, high = 0] = (estimate.interval ?? []).map(Math.log);
    expect((low + high) / 2).toBeCloseTo(2.5, 12);
    // The half-width of Student's 80 % with 4.8 degrees of freedom is 1.48.
    expect((high - low) / 2 / Math.sqrt(0.55)).toBeCloseTo(1.485, 2);
  });

  it('has the fewer degrees of freedom the more one side alone varies', () => {
    const width = (later: readonly number[], earlier: readonly number[]): number => {
      const [low = 0, high = 0] = (compareLogGroups(later, earlier, 'views').interval ?? []).map(Math.log);
      const error = (values: readonly number[]): number => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length;
      };
      return (high - low) / 2 / Math.sqrt(error(later) + error(earlier));
    };
    const wide = [0, 1, 2, 3, 4];
    // Student's 80 % with 8 degrees of freedom, where both vary alike, and with 4.
    expect(width(wide, wide)).toBeCloseTo(1.397, 2);
    expect(width(wide, [0, 0, 0, 0, 0])).toBeCloseTo(1.533, 2);
    expect(width([0, 0, 0, 0, 0, 0], wide)).toBeCloseTo(1.533, 2);
  });

  it.each([
    ['falling', [0, 1, 0, 1, 0, 1], [4, 5, 4, 5, 4]],
    ['no_evidence', [0, 1, 0, 1, 0, 1], [0, 1, 0, 1, 0]],
  ])('says %s', (verdict, later, earlier) => {
    expect(compareLogGroups(later, earlier, 'views').verdict).toBe(verdict);
  });

  it.each([
    ['four later posts', [1, 2, 3, 4], [1, 2, 3, 4, 5], 4],
    ['four earlier posts', [1, 2, 3, 4, 5], [1, 2, 3, 4], 5],
    ['no difference at all', [1, 1, 1, 1, 1], [2, 2, 2, 2, 2], 5],
  ])('says too few of %s', (_what, later, earlier, n) => {
    expect(compareLogGroups(later, earlier, 'views')).toEqual({
      value: null,
      n,
      interval: null,
      method: METHOD,
      basis: 'views',
      verdict: 'too_few',
    });
  });
});

describe('estimates', () => {
  it('give a median from five values on', () => {
    const labels = { method: 'median, order-statistic interval, 80 %', basis: 'views' };
    expect(estimateMedian([5, 1, 4, 2, 3], 'views')).toEqual({ value: 3, n: 5, interval: [1, 5], ...labels });
    expect(estimateMedian([1, 2, 3, 4], 'views')).toEqual(tooFew(4, labels));
  });
});
