/**
 * The linear algebra of the model. A square matrix is one list, row behind row: with an object a row and a call a number,
 * as in a package, the first fit of a process took about a quarter longer.
 */

/** Decomposes a symmetric positive definite matrix A into L·Lᵀ (Cholesky); gives L, 0 above its diagonal. */
export function decompose(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    const base = row * size;
    let squares = 0;
    for (let column = 0; column < row; column += 1) {
      const other = column * size;
      let sum = 0;
      for (let k = 0; k < column; k += 1) sum += (factor[other + k] ?? 0) * (factor[base + k] ?? 0);
      const value = ((matrix[base + column] ?? 0) - sum) / (factor[other + column] ?? 1);
      factor[base + column] = value;
      squares += value * value;
    }
    factor[base + row] = Math.sqrt((matrix[base + row] ?? 0) - squares);
  }
  return factor;
}

/** Solves A·x = right, given L of {@link decompose}. */
export function solveDecomposed(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    let left = solution[row] ?? 0;
    for (let k = 0; k < row; k += 1) left -= (solution[k] ?? 0) * (factor[row * size + k] ?? 0);
    solution[row] = left / (factor[row * size + row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let left = solution[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) left -= (solution[k] ?? 0) * (factor[k * size + row] ?? 0);
    solution[row] = left / (factor[row * size + row] ?? 1);
  }
  return solution;
}

/**
 * Inverts A, given L of {@link decompose}, as the product of the transpose of the inverse of L with itself: a third of
 * the work of solving for each column of the identity, and symmetric to the last digit.
 */
export function invertDecomposed(factor: Float64Array, size: number): Float64Array {
  // Row r holds column r of the inverse of L, so that both loops walk along rows.
  const columns = new Float64Array(size * size);
  for (let column = 0; column < size; column += 1) {
    const base = column * size;
    for (let row = column; row < size; row += 1) {
      let sum = row === column ? 1 : 0;
      for (let k = column; k < row; k += 1) sum -= (factor[row * size + k] ?? 0) * (columns[base + k] ?? 0);
      columns[base + row] = sum / (factor[row * size + row] ?? 1);
    }
  }
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let other = row; other < size; other += 1) {
      let sum = 0;
      for (let k = other; k < size; k += 1) sum += (columns[row * size + k] ?? 0) * (columns[other * size + k] ?? 0);
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
    for (let k = 0; k < size; k += 1) sum += (matrix[row * size + k] ?? 0) * (vector[k] ?? 0);
    product[row] = sum;
  }
  return product;
}

/** Sums the products of two vectors. */
export function dotProduct(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}
