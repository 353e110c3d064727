import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';

import { decompose, dot, inverse, multiply, solveFor } from '../../../src/metrics/cholesky.ts';

it('decomposes and solves an example worked by hand', () => {
  // [[4, 2], [2, 5]] = [[2, 0], [1, 2]] times its transpose; 4x + 2y = 10 and 2x + 5y = 13 give x = 1.5, y = 2.
  const cholesky = decompose(Float64Array.of(4, 2, 2, 5), 2);
  expect([...cholesky.lower]).toEqual([2, 0, 1, 2]);
  expect([...solveFor(cholesky, Float64Array.of(10, 13))]).toEqual([1.5, 2]);
  expect([...inverse(cholesky)]).toEqual([0.3125, -0.125, -0.125, 0.25]);
});

it('keeps to numbers where rounding left nothing of a pivot', () => {
  const { lower } = decompose(Float64Array.of(1, 1, 1, 1 - 1e-17), 2);
  expect([...lower].every(Number.isFinite)).toBe(true);
});

const square = fc.integer({ min: 1, max: 8 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    root: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: width * width, maxLength: width * width }),
    right: fc.array(fc.integer({ min: -99, max: 99 }), { minLength: width, maxLength: width }),
  }),
);

test.prop([square])('gives back every positive definite matrix and right side', ({ width, root, right }) => {
  const line = (row: number): Float64Array => Float64Array.from(root.slice(row * width, (row + 1) * width));
  // B Bᵀ + I is positive definite for every B.
  const matrix = Float64Array.from(root, (_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    return dot(line(row), line(column)) + (row === column ? 1 : 0);
  });
  const cholesky = decompose(matrix, width);
  const solved = multiply(matrix, solveFor(cholesky, Float64Array.from(right)));
  solved.forEach((value, index) => {
    expect(value).toBeCloseTo(right[index] ?? 0, 4);
  });
  const unit = Float64Array.from({ length: width }, (_, index) => (index === 0 ? 1 : 0));
  multiply(matrix, inverse(cholesky).subarray(0, width)).forEach((value, index) => {
    expect(value).toBeCloseTo(unit[index] ?? 0, 4);
  });
});
