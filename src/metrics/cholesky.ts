/** The lower triangle of a Cholesky decomposition, row-major, with its width. */
export interface Cholesky {
  readonly lower: Float64Array;
  readonly width: number;
}

/**
 * Decomposes a symmetric positive definite matrix A into L Lᵀ (Golub and Van Loan, Matrix Computations, 4.2.5). A pivot
 * that rounding left at or below 0 is taken as the smallest normal number, so that no `NaN` spreads.
 *
 * @param matrix row-major; only its lower triangle is read
 */
export function decompose(matrix: Float64Array, width: number): Cholesky {
  const lower = new Float64Array(width * width);
  for (let row = 0; row < width; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let value = at(matrix, row * width + column);
      for (let inner = 0; inner < column; inner += 1) {
        value -= at(lower, row * width + inner) * at(lower, column * width + inner);
      }
      lower[row * width + column] =
        row === column ? Math.sqrt(Math.max(value, SMALLEST)) : value / at(lower, column * width + column);
    }
  }
  return { lower, width };
}

/** The smallest normal number. */
const SMALLEST = 2 ** -1022;

/** Solves A x = b: forwards through L, then backwards through Lᵀ. */
export function solveFor({ lower, width }: Cholesky, right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (let row = 0; row < width; row += 1) {
    let value = at(solution, row);
    for (let column = 0; column < row; column += 1) value -= at(lower, row * width + column) * at(solution, column);
    solution[row] = value / at(lower, row * width + row);
  }
  for (let row = width - 1; row >= 0; row -= 1) {
    let value = at(solution, row);
    for (let below = row + 1; below < width; below += 1) value -= at(lower, below * width + row) * at(solution, below);
    solution[row] = value / at(lower, row * width + row);
  }
  return solution;
}

/** Inverts A, row-major: one solution for each unit vector. */
export function inverse(cholesky: Cholesky): Float64Array {
  const { width } = cholesky;
  const inverted = new Float64Array(width * width);
  const unit = new Float64Array(width);
  for (let row = 0; row < width; row += 1) {
    unit.fill(0);
    unit[row] = 1;
    // A is symmetric: its row is its column.
    inverted.set(solveFor(cholesky, unit), row * width);
  }
  return inverted;
}

/** Multiplies a row-major square matrix with a vector. */
export function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  return Float64Array.from(vector, (_, row) => dot(matrix.subarray(row * width, (row + 1) * width), vector));
}

/** Sum of the products of two vectors. */
export function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < first.length; index += 1) sum += at(first, index) * at(second, index);
  return sum;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
