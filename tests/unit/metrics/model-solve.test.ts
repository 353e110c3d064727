import { describe, expect, it } from 'vitest';

import { Matrix } from '../../../src/metrics/matrix.ts';
import { normalEquations, solve } from '../../../src/metrics/model-solve.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';

describe('the solution of the penalised normal equations', () => {
  it.each([1, 2, 7, 40])('of %i columns has the inverse of their matrix, symmetric, and solves them', (width) => {
    const random = createRandom(width);
    const stride = width + 1;
    const rows = Float64Array.from({ length: 60 * stride }, () => random() - 0.5);
    const table = Matrix.from1DArray(60, stride, rows);
    const whitened = { rows, stride, cross: table.transpose().mmul(table), logDeterminant: 0 };
    const priors = Float64Array.from({ length: width }, () => 0.1 + random());
    const { covariance, mean } = solve(whitened, priors);
    const { cholesky, right } = normalEquations(whitened, priors);
    expect(covariance.isSymmetric()).toBe(true);
    expect(Matrix.sub(covariance, cholesky.solve(Matrix.eye(width))).norm()).toBeLessThan(1e-10);
    expect(Matrix.sub(mean, cholesky.solve(right)).norm()).toBeLessThan(1e-10);
  });
});
