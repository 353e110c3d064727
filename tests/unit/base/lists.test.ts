import { describe, expect, it } from 'vitest';

import { addAt, itemAt, numberAt } from '../../../src/base/lists.ts';

describe('itemAt', () => {
  it.each<[string, ArrayLike<unknown>, number, unknown]>([
    ['first', ['a', 'b'], 0, 'a'],
    ['last', ['a', 'b'], 1, 'b'],
    ['null', [null], 0, null],
    ['0 of a column of whole numbers', new Uint32Array(2), 1, 0],
  ])('gives the %s', (_, list, index, expected) => {
    expect(itemAt(list, index)).toBe(expected);
  });

  it.each([-1, 2, 0.5, Number.NaN])('throws at %d of two', (index) => {
    expect(() => itemAt(['a', 'b'], index)).toThrow(RangeError(`${String(index)} is no index of a list of 2.`));
  });
});

describe('numberAt', () => {
  it('gives the number there, NaN too', () => {
    const column = Float64Array.of(1.5, Number.NaN);
    expect([numberAt(column, 0), numberAt(column, 1)]).toEqual([1.5, Number.NaN]);
  });

  it.each([-1, 1])('throws at %d of one', (index) => {
    expect(() => numberAt(new Float64Array(1), index)).toThrow(RangeError);
  });
});

describe('addAt', () => {
  it('adds to one number alone', () => {
    const column = Float64Array.of(1, 2, 3);
    addAt(column, 1, 0.5);
    expect([...column]).toEqual([1, 2.5, 3]);
  });

  it('throws outside, where a typed array would take nothing and say nothing', () => {
    expect(() => {
      addAt(new Float64Array(1), 1, 1);
    }).toThrow(RangeError);
  });
});
