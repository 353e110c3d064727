import { describe, expect, it } from 'vitest';

import { readContrast, type Contrast } from '../../../src/metrics/model-contrasts.ts';
import type { Column, Design } from '../../../src/metrics/model-design.ts';
import { fitDesign, type Fit } from '../../../src/metrics/model-fit.ts';
import { solve } from '../../../src/metrics/model-solve.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';
import { entry } from './dense-model.ts';
import { createNormal } from './simulated-account.ts';

const POSTS = 80;
const FREE = 1e6;

interface Planted {
  /** Share of the first tag's posts that carry the second; the second is on a quarter of the others. */
  readonly together: number;
  readonly effect?: number;
}

/** Plants a level and two tags, the second without effect. */
function plant({ together, effect = 0 }: Planted, seed: number): Design {
  const random = createRandom(seed);
  const normal = createNormal(seed + 1);
  const first = Float64Array.from({ length: POSTS }, () => (random() < 0.4 ? 1 : 0));
  const second = first.map((on) => (random() < (on === 1 ? together : 0.25) ? 1 : 0));
  const tag = (values: Float64Array): Column => ({ values, prior: null, scale: 1 });
  return {
    y: first.map((on) => effect * on + 0.5 * normal()),
    times: Array.from(first, (_, index) => index * 86_400_000),
    counted: new Float64Array(POSTS).fill(Number.POSITIVE_INFINITY),
    courses: 1,
    columns: [
      { values: new Float64Array(POSTS).fill(1), prior: Number.POSITIVE_INFINITY, scale: 1 },
      tag(first),
      tag(second),
    ],
    timing: new Map(),
    tests: [],
    extra: [],
  };
}

/** Fits under independent noise alone, so that there is one solution. */
function fitIndependent(design: Design): Fit {
  return fitDesign(design, [{ noise: { share: 0, persistence: 0 }, priorVariance: 0.25, weight: 1 }]);
}

/** Solves the effect of a column with no prior of its own and the other tag's as given. */
function solveWith({ points }: Fit, column: number, otherPrior: number): { estimate: number; variance: number } {
  const [point] = points;
  if (point === undefined) throw new Error('no point');
  const priors = Float64Array.from([FREE, otherPrior, otherPrior]);
  priors[column] = FREE;
  const solved = solve(point.whitened, priors);
  return {
    estimate: solved.mean[column] ?? Number.NaN,
    variance: solved.variance * entry(solved.covariance, column, column),
  };
}

describe('readContrast', () => {
  const second: Contrast = [[2, 1]];

  it('accounts in full for a tag on the same posts, as a solution of its own would', () => {
    const fit = fitIndependent(plant({ together: 0.9, effect: 0.4 }, 3));
    const effect = readContrast(fit, second);
    const expected = solveWith(fit, 2, fit.points[0]?.joint.priors[1] ?? 0);
    expect(effect.estimate).toBeCloseTo(expected.estimate, 5);
    const alone = solveWith(fit, 2, 0.01);
    expect(Math.abs(effect.estimate - alone.estimate)).toBeGreaterThan(0.05);
  });

  it('all but leaves out a tag that does nothing and is on other posts: no precision is lost to it', () => {
    const fit = fitIndependent(plant({ together: 0.25 }, 5));
    const effect = readContrast(fit, second);
    const expected = solveWith(fit, 2, 0.01);
    expect(effect.estimate).toBeCloseTo(expected.estimate, 5);
    expect(effect.variance).toBeCloseTo(expected.variance, 5);
  });

  it('takes out of the noise what it finds: a strong effect does not widen its own error', () => {
    const fit = fitIndependent(plant({ together: 0.25, effect: 1.5 }, 7));
    const expected = solveWith(fit, 1, fit.points[0]?.sparse.priors[2] ?? 0);
    const effect = readContrast(fit, [[1, 1]]);
    expect(effect.estimate).toBeCloseTo(expected.estimate, 5);
    expect(effect.variance / expected.variance).toBeCloseTo(1, 2);
  });
});
