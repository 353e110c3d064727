import { describe, expect, it } from 'vitest';

import {
  adjustPValues,
  describeLift,
  replayFindings,
  shrinkEffects,
  type Look,
} from '../../../src/metrics/estimates.ts';

describe('adjustPValues', () => {
  const adjust = (...rows: [p: number, weight: number, group: string | null][]): number[] =>
    adjustPValues(rows.map(([p, weight, group]) => ({ p, weight, group })));

  it('is Benjamini and Hochberg for equal weights', () => {
    expect(adjust([0.01, 1, 'a'], [0.5, 1, 'b'], [0.02, 1, 'c'])).toEqual([0.03, 0.5, 0.03]);
  });

  it('asks half the p-value of half a test', () => {
    // Weights sum to 2: 0.01 × 2 / ½ for the first, 0.9 × 2 / 1 over two findings for the second.
    expect(adjust([0.01, 0.5, 'a'], [0.9, 1.5, 'b'])).toEqual([0.04, 0.6]);
  });

  it('asks less of the direction that has more of the weight', () => {
    // One-sided: 0.01 / 2 × 1 / 0.8 and 0.01 / 2 × 1 / 0.2.
    const only = (share: number): number | undefined => adjustPValues([{ p: 0.01, weight: 1, share, group: 'a' }])[0];
    expect(only(0.8)).toBeCloseTo(0.00625, 12);
    expect(only(0.2)).toBeCloseTo(0.025, 12);
    expect(only(0.5)).toBeCloseTo(0.01, 12);
  });

  it('counts the levels of one trait for one finding', () => {
    // The third is the second finding, not the third: 0.03 × 3 / 2.
    const [first, second, third] = adjust([0.01, 1, 'daypart'], [0.01, 1, 'daypart'], [0.03, 1, 'tag']);
    expect([first, second]).toEqual([0.03, 0.03]);
    expect(third).toBeCloseTo(0.045, 12);
  });

  it('makes nothing easier to find by what counts for no finding', () => {
    expect(adjust([0.001, 1, null], [0.03, 1, 'tag'])).toEqual([0.002, 0.06]);
  });
});

describe('shrinkEffects', () => {
  const effect = (estimate: number): { estimate: number; variance: number; degreesOfFreedom: number } => ({
    estimate,
    variance: 0.01,
    degreesOfFreedom: 50,
  });

  it('draws small effects in and leaves a lone large one nearly whole', () => {
    const [large, ...small] = shrinkEffects([0.7, 0.05, -0.04, 0.02, -0.06, 0.03, 0.01, -0.02].map(effect));
    expect(large?.mean).toBeGreaterThan(0.6);
    for (const [index, { mean }] of small.entries()) {
      expect(Math.abs(mean)).toBeLessThan(Math.abs([0.05, -0.04, 0.02, -0.06, 0.03, 0.01, -0.02][index] ?? 0) / 2);
    }
  });

  it('never turns an effect round', () => {
    for (const { mean } of shrinkEffects([0.3, 0.2, 0.1].map(effect))) expect(mean).toBeGreaterThan(0);
  });

  it('is about as sure of a large effect as of its measurement', () => {
    // 0.16 / 0.17 of the variance stays under the part of 0.4, 0.64 / 0.65 under that of 0.8: 0.097 to 0.099.
    const [effect] = shrinkEffects([{ estimate: 1.5, variance: 0.01, degreesOfFreedom: Infinity }]);
    expect(effect?.sd).toBeGreaterThan(0.09);
    expect(effect?.sd).toBeLessThan(0.11);
  });
});

describe('describeLift', () => {
  const effect = { estimate: Math.log(2), variance: 0.01, degreesOfFreedom: 1e9 };
  const labels = { method: 'm', basis: 'b' };

  it('has an interval of 80 % on either side, and the shrunk value inside it', () => {
    // exp(0.1 × 1.28155) = 1.1367.
    const { value, interval, verdict } = describeLift(effect, Math.log(1.9), 7, true, labels);
    expect(interval?.[0]).toBeCloseTo(2 / 1.1367, 3);
    expect(interval?.[1]).toBeCloseTo(2 * 1.1367, 3);
    expect(value).toBeCloseTo(1.9, 9);
    expect(verdict).toBe('helps');
    expect(describeLift(effect, 0, 7, false, labels).value).toBeCloseTo(2 / 1.1367, 3);
    expect(describeLift(effect, 3, 7, false, labels).value).toBeCloseTo(2 * 1.1367, 3);
  });
});

describe('replayFindings', () => {
  const look = (adjusted: number, sign = 1): Look => new Map([['a', { adjusted, sign }]]);

  it('lets a finding appear at 10 % and stay up to 25 %', () => {
    expect([...replayFindings([look(0.15)]).keys()]).toEqual([]);
    expect([...replayFindings([look(0.09), look(0.2)])]).toEqual([['a', { isNew: false }]]);
    expect([...replayFindings([look(0.09), look(0.3)]).keys()]).toEqual([]);
    expect([...replayFindings([look(0.3), look(0.09)])]).toEqual([['a', { isNew: true }]]);
  });

  it('gives a finding up that turns round', () => {
    expect([...replayFindings([look(0.09), look(0.2, -1)]).keys()]).toEqual([]);
  });
});
