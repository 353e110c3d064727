import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';

import {
  decompose,
  dotProduct,
  invertDecomposed,
  multiply,
  solveDecomposed,
} from '../../../src/metrics/linear-algebra.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';

/** Makes a symmetric positive definite matrix and a vector, of so many rows. */
function example(size: number): { matrix: Matrix; flat: Float64Array; vector: Float64Array } {
  const random = createRandom(size);
  const table = Matrix.from1DArray(
    size + 3,
    size,
    Array.from({ length: (size + 3) * size }, () => random() - 0.5),
  );
  const matrix = table.transpose().mmul(table).add(Matrix.eye(size).mul(0.01));
  return {
    matrix,
    flat: Float64Array.from(matrix.to1DArray()),
    vector: Float64Array.from({ length: size }, () => random() - 0.5),
  };
}

describe.each([1, 2, 5, 30])('a matrix of %i rows', (size) => {
  const { matrix, flat, vector } = example(size);
  const expected = new CholeskyDecomposition(matrix);
  const decomposed = decompose(flat, size);
  const column = Matrix.columnVector(vector);
  const far = (values: Float64Array, from: Matrix): number =>
    Matrix.sub(Matrix.from1DArray(from.rows, from.columns, values), from).norm();

  it('is decomposed, solved and inverted as ml-matrix does it', () => {
    expect(Matrix.sub(decomposed.lowerTriangularMatrix, expected.lowerTriangularMatrix).norm()).toBe(0);
    expect(far(solveDecomposed(decomposed, vector, size), expected.solve(column))).toBeLessThan(1e-9);
    expect(far(invertDecomposed(decomposed), expected.solve(Matrix.eye(size)))).toBeLessThan(1e-8);
  });

  it('is multiplied with a vector', () => {
    expect(far(multiply(flat, vector), matrix.mmul(column))).toBeLessThan(1e-12);
    expect(dotProduct(vector, vector)).toBeCloseTo(column.dot(column), 12);
  });

  it('stays as it is, and so does the right side', () => {
    expect([...flat]).toEqual(matrix.to1DArray());
    expect([...vector]).toEqual(column.to1DArray());
  });
});

it('solves what can be seen', () => {
  // 4·1 + 2·2 = 8, 2·1 + 2·2 = 6.
  expect([...solveDecomposed(decompose(Float64Array.of(4, 2, 2, 2), 2), Float64Array.of(8, 6), 2)]).toEqual([1, 2]);
});

it('solves for every column of the right side, each as it is solved alone', () => {
  const { flat, vector } = example(5);
  const decomposed = decompose(flat, 5);
  const beside = Float64Array.from([...vector].flatMap((value, row) => [value, row - 2]));
  const both = solveDecomposed(decomposed, beside, 5);
  const column = (at: number): number[] => [...both].filter((_, index) => index % 2 === at);
  expect(column(0)).toEqual([...solveDecomposed(decomposed, vector, 5)]);
  expect(column(1)).toEqual([...solveDecomposed(decomposed, Float64Array.of(-2, -1, 0, 1, 2), 5)]);
});
