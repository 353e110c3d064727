import { fc, test } from '@fast-check/vitest';
import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';

import { createWhitener, NOISES, solve, usualGaps } from '../../../src/metrics/model-solve.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';

const ones = (count: number): Float64Array => new Float64Array(count).fill(1);

describe('createWhitener', () => {
  it('takes the differences of a first-order autoregression', () => {
    const out = new Float64Array(3);
    createWhitener({ share: 1, persistence: 0.5 }, Float64Array.of(0, 1, 1), ones(3)).apply(
      Float64Array.of(2, 3, 1),
      out,
      1,
      0,
    );
    // (x − 0.5 × the one before) / √(1 − 0.25); the first as it is.
    expect(out[0]).toBeCloseTo(2, 6);
    expect(out[1]).toBeCloseTo(2 / Math.sqrt(0.75), 6);
    expect(out[2]).toBeCloseTo(-0.5 / Math.sqrt(0.75), 6);
  });

  it('leaves independent noise as it is, but for posts that are to weigh less', () => {
    const out = new Float64Array(2);
    createWhitener({ share: 0, persistence: 0 }, Float64Array.of(0, 1), Float64Array.of(1, 4)).apply(
      Float64Array.of(3, 3),
      out,
      1,
      0,
    );
    expect([...out]).toEqual([3, 1.5]);
  });

  const series = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 8, maxLength: 8 });
  test.prop([series, series, fc.constantFrom(...NOISES)])('has the transpose it says', (x, z, noise) => {
    const whitener = createWhitener(noise, Float64Array.of(0, 1, 2, 0.5, 1, 1, 3, 1), ones(8));
    const whitened = new Float64Array(8);
    whitener.apply(Float64Array.from(x), whitened, 1, 0);
    const transposed = Float64Array.from(z);
    whitener.applyTransposed(transposed, 1, 0);
    const dot = (a: Iterable<number>, b: ArrayLike<number>): number =>
      [...a].reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
    expect(dot(whitened, z)).toBeCloseTo(dot(x, transposed), 6);
  });
});

describe('usualGaps', () => {
  it('counts roots of median gaps, a burst as half of one and a holiday as two', () => {
    const day = 86_400_000;
    expect([...usualGaps([0, day, 2 * day, 2.1 * day, 22 * day, 23 * day, 25.25 * day])]).toEqual([
      0, 1, 1, 0.5, 2, 1, 1.5,
    ]);
  });
});

describe('the solution of the penalised normal equations', () => {
  it.each([1, 2, 7, 40])('of %i columns is what the matrices of a package give, and symmetric', (width) => {
    const random = createRandom(width);
    const stride = width + 1;
    const rows = Float64Array.from({ length: 60 * stride }, () => random() - 0.5);
    const table = Matrix.from1DArray(60, stride, rows);
    const cross = table.transpose().mmul(table);
    const priors = Float64Array.from({ length: width }, () => 0.1 + random());
    const solved = solve({ rows, stride, cross: Float64Array.from(cross.to1DArray()), logDeterminant: 0 }, priors);
    const system = cross
      .subMatrix(0, width - 1, 0, width - 1)
      .add(Matrix.diag(Array.from(priors, (prior) => 1 / prior)));
    const right = cross.subMatrix(0, width - 1, width, width);
    const covariance = Matrix.from1DArray(width, width, solved.covariance);
    expect(covariance.isSymmetric()).toBe(true);
    expect(Matrix.sub(covariance, inverse(system)).norm()).toBeLessThan(1e-10);
    const mean = Matrix.columnVector(solved.mean);
    expect(Matrix.sub(mean, inverse(system).mmul(right)).norm()).toBeLessThan(1e-10);
  });
});
