import { describe, expect, it } from 'vitest';

import { finish } from '../../../src/base/stats.ts';
import { weighPosts } from '../../../src/metrics/model-weights.ts';
import { design, level, on } from './dense-model.ts';
import { createNormal } from './simulated-account.ts';

describe('weighPosts', () => {
  it('gives every post the same weight where nothing is left of them', () => {
    expect([...finish(weighPosts(design([1, 1, 1, 1, 1], [level(5)])))]).toEqual([1, 1, 1, 1, 1]);
  });

  /** Applies the rule for a level alone: four rounds of means of values cut at 2.5 median deviations. */
  function plainWeights(y: readonly number[], counted: readonly number[]): number[] {
    const count = y.length;
    let pseudo = y;
    let [middle, spread] = [0, 0];
    for (let round = 0; round < 4; round += 1) {
      const mean = pseudo.reduce((sum, value) => sum + value, 0) / count;
      const sorted = y.map((value) => Math.abs(value - mean)).sort((a, b) => a - b);
      const half = ((sorted[Math.floor((count - 1) / 2)] ?? 0) + (sorted[Math.floor(count / 2)] ?? 0)) / 2;
      const limit = 2.5 * 1.4826 * half * Math.sqrt(count / (count - 1));
      [middle, spread] = [mean, limit / 2.5];
      pseudo = y.map((value) => mean + Math.max(-limit, Math.min(limit, value - mean)));
    }
    return y.map((value, index) => {
      const residual = value - middle;
      const beyond = Math.max(1, Math.abs(residual) / (2.5 * spread));
      const expected = ((counted[index] ?? 0) + 0.5) * Math.exp(-residual);
      return beyond ** 2 * (1 + 1 / ((expected + 0.5) * spread ** 2));
    });
  }

  it('gives outliers and posts of few interactions the more variance', () => {
    const normal = createNormal(3);
    const usual = Array.from({ length: 40 }, () => 0.2 * normal());
    for (const far of [2, 4, -3]) {
      const y = [...usual, far];
      for (const few of [Number.POSITIVE_INFINITY, 9, 0]) {
        const counted = y.map((_, index) => (index % 7 === 0 ? few : Number.POSITIVE_INFINITY));
        const weights = finish(weighPosts(design(y, [level(41)], { counted: Float64Array.from(counted) })));
        const plain = plainWeights(y, counted);
        expect(Math.max(...plain.map((weight, index) => Math.abs(weight / (weights[index] ?? 0) - 1)))).toBeLessThan(
          1e-6,
        );
        expect(weights[40]).toBeGreaterThan(5);
      }
    }
  });

  it('looks for outliers with the effects of the design taken out', () => {
    const normal = createNormal(5);
    const y = Array.from({ length: 40 }, (_, index) => 0.1 * normal() + (index % 2 === 0 ? 3 : 0));
    const members = [...y.keys()].filter((index) => index % 2 === 0);
    const weights = finish(weighPosts(design(y, [level(40), on(40, members)])));
    expect(Math.max(...weights)).toBeLessThan(3);
    expect(finish(weighPosts(design([...y.slice(0, 39), 9], [level(40), on(40, members)])))[39]).toBeGreaterThan(100);
  });
});
