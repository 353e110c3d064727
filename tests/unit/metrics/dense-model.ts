import { Matrix, inverse, determinant } from 'ml-matrix';

import type { Column, Design } from '../../../src/metrics/model-design.ts';
import type { Noise } from '../../../src/metrics/model-solve.ts';

const DAY_MS = 86_400_000;

/** Makes a design of these columns, a post each day but where times are given. */
export function design(
  y: readonly number[],
  columns: readonly Column[],
  over: Partial<Pick<Design, 'times' | 'counted' | 'courses'>> = {},
): Design {
  return {
    y: Float64Array.from(y),
    times: y.map((_, index) => index * DAY_MS),
    counted: new Float64Array(y.length).fill(Number.POSITIVE_INFINITY),
    courses: 1,
    columns,
    timing: new Map(),
    tests: [],
    extra: [],
    ...over,
  };
}

/** Makes the column of the level. */
export function level(posts: number): Column {
  return { values: new Float64Array(posts).fill(1), prior: Number.POSITIVE_INFINITY, scale: 1 };
}

/** Makes a column that is 1 on these posts. */
export function on(posts: number, members: readonly number[], over: Partial<Column> = {}): Column {
  const values = new Float64Array(posts);
  for (const member of members) values[member] = 1;
  return { values, prior: null, scale: 1, ...over };
}

/**
 * Computes the covariance of a noise, post by post: its slow level falls off with the gaps, its rest is each post's
 * own.
 */
export function covarianceOf(noise: Noise, gaps: ArrayLike<number>, variances: ArrayLike<number>): Matrix {
  const count = gaps.length;
  const full = Matrix.zeros(count, count);
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let apart = 0;
      for (let gap = column + 1; gap <= row; gap += 1) apart += gaps[gap] ?? Number.NaN;
      const slow = noise.share * (row === column ? 1 : noise.persistence ** apart);
      const weight = variances[row] ?? Number.NaN;
      const own = row === column ? Math.max((1 - noise.share) * weight + noise.share * (weight - 1), 1e-9) : 0;
      full.set(row, column, slow + own);
      full.set(column, row, slow + own);
    }
  }
  return full;
}

/** Gives one number of a square matrix that is a list of its rows. */
export function entry(matrix: Float64Array, row: number, column: number): number {
  return matrix[row * Math.sqrt(matrix.length) + column] ?? Number.NaN;
}

/** Generalised least squares with independent normal priors, by whole matrices. */
export interface Dense {
  readonly mean: Matrix;
  /** Over the variance of the noise. */
  readonly covariance: Matrix;
  /** What the effects leave of the squares of the response. */
  readonly squares: number;
  /** Degrees of freedom that are left. */
  readonly left: number;
  readonly logDeterminants: number;
}

/** Solves a design under a covariance of the noise and prior variances relative to it. */
export function solveDense({ y, columns }: Design, noise: Matrix, priors: readonly number[]): Dense {
  const x = new Matrix(columns.map(({ values }) => Array.from(values))).transpose();
  const response = Matrix.columnVector(Array.from(y));
  const weights = inverse(noise);
  const system = Matrix.add(x.transpose().mmul(weights).mmul(x), Matrix.diag(priors.map((prior) => 1 / prior)));
  const covariance = inverse(system);
  const right = x.transpose().mmul(weights).mmul(response);
  const mean = covariance.mmul(right);
  const squares = response.transpose().mmul(weights).mmul(response).get(0, 0) - right.transpose().mmul(mean).get(0, 0);
  const used = priors.reduce((sum, prior, column) => sum + 1 - covariance.get(column, column) / prior, 0);
  return {
    mean,
    covariance,
    squares,
    left: y.length - used,
    logDeterminants:
      Math.log(determinant(noise)) +
      Math.log(determinant(system)) +
      priors.reduce((sum, prior) => sum + Math.log(prior), 0),
  };
}
