import { numberAt } from '../base/lists.ts';
import { CholeskyDecomposition, Matrix, WrapperMatrix1D } from './matrix.ts';

/*
 * The linear algebra of the model. A square matrix is one list, row behind row, which the loops of the model walk along;
 * ml-matrix decomposes it and solves.
 */

/** Decomposes a symmetric positive definite matrix A of so many rows into L·Lᵀ (Cholesky). */
export function decompose(matrix: Float64Array, size: number): CholeskyDecomposition {
  return new CholeskyDecomposition(new WrapperMatrix1D(matrix, { rows: size }));
}

/** Solves A·X = right, given the decomposition of A of so many rows, for each column of the right side. */
export function solveDecomposed(decomposed: CholeskyDecomposition, right: Float64Array, size: number): Float64Array {
  const columns = right.length / size;
  const solution = decomposed.solve(Matrix.from1DArray(size, columns, right));
  const list = new Float64Array(right.length);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < columns; column += 1) list[row * columns + column] = solution.get(row, column);
  }
  return list;
}

/**
 * Inverts A, given its decomposition into L·Lᵀ, as the product of the transpose of the inverse of L with itself: a third of
 * the work of solving for each column of the identity, and symmetric to the last digit.
 */
export function invertDecomposed(decomposed: CholeskyDecomposition): Float64Array {
  const { lowerTriangularMatrix } = decomposed;
  const size = lowerTriangularMatrix.rows;
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      factor[row * size + column] = lowerTriangularMatrix.get(row, column);
    }
  }
  // Row r holds column r of the inverse of L, so that both loops walk along rows.
  const columns = new Float64Array(size * size);
  for (let column = 0; column < size; column += 1) {
    const base = column * size;
    for (let row = column; row < size; row += 1) {
      let sum = row === column ? 1 : 0;
      for (let k = column; k < row; k += 1) sum -= numberAt(factor, row * size + k) * numberAt(columns, base + k);
      columns[base + row] = sum / numberAt(factor, row * size + row);
    }
  }
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let other = row; other < size; other += 1) {
      let sum = 0;
      for (let k = other; k < size; k += 1)
        sum += numberAt(columns, row * size + k) * numberAt(columns, other * size + k);
      inverse[row * size + other] = sum;
      inverse[other * size + row] = sum;
    }
  }
  return inverse;
}

/** Multiplies a square matrix with a vector. */
export function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const product = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let k = 0; k < size; k += 1) sum += numberAt(matrix, row * size + k) * numberAt(vector, k);
    product[row] = sum;
  }
  return product;
}

/** Sums the products of two vectors. */
export function dotProduct(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += numberAt(one, at) * numberAt(other, at);
  return sum;
}
