import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { percentOf, roundKnown, roundTo, sumAll, sumKnown, toMegabytes } from '../../../src/base/sums.ts';

describe('sumKnown', () => {
  it.each([
    [[], { total: null, counted: 0 }],
    [[null, undefined], { total: null, counted: 0 }],
    [[0], { total: 0, counted: 1 }],
    [[3, null, 4], { total: 7, counted: 2 }],
  ])('of %j', (values, expected) => {
    expect(sumKnown(values)).toEqual(expected);
  });
});

describe('sumAll', () => {
  it.each([
    [[3, 4], 7],
    [[3, null], null],
    [[0, 0], 0],
    [[], 0],
  ])('of %j is %j', (terms, expected) => {
    expect(sumAll(terms)).toBe(expected);
  });
});

describe('roundTo', () => {
  it.each([0, 7, -12, 9_007_199_254_740_991, 1e21, -3e30])('leaves the whole number %d as it is', (value) => {
    expect(roundTo(value, 2)).toBe(value);
  });

  it('has no negative zero', () => {
    expect(Object.is(roundTo(-0, 2), 0)).toBe(true);
  });

  it.each([
    [1.335, 2, 1.34],
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [2.5, 0, 3],
    [-2.5, 0, -3],
    [0, 2, 0],
    [1e21, 2, 1e21],
    [1e-7, 2, 0],
    [123.456, 1, 123.5],
  ])('rounds %d to %i decimals as %d', (value, decimals, expected) => {
    expect(roundTo(value, decimals)).toBe(expected);
  });

  test.prop([fc.double({ min: -1e9, max: 1e9, noNaN: true })])('is never off by more than half a unit', (value) => {
    expect(Math.abs(roundTo(value, 2) - value)).toBeLessThanOrEqual(0.005 + 1e-6);
  });

  test.prop([fc.double({ min: -1e9, max: 1e9, noNaN: true })])('changes nothing the second time', (value) => {
    const once = roundTo(value, 2);
    expect(roundTo(once, 2) === once).toBe(true);
  });
});

describe('roundKnown', () => {
  it('lets null through', () => {
    expect(roundKnown(null, 2)).toBeNull();
    expect(roundKnown(1.005, 2)).toBe(1.01);
  });
});

describe('percentOf', () => {
  it.each([
    [1, 50, 2],
    [0, 50, 0],
    [1, 3, (1 / 3) * 100],
    [1, 0, null],
    [0, 0, null],
    [null, 5, null],
    [5, null, null],
  ])('%j of %j is %j', (part, whole, expected) => {
    expect(percentOf(part, whole)).toBe(expected);
  });
});

describe('toMegabytes', () => {
  it.each([
    [0, 0],
    [1_048_576, 1],
    [1_572_864, 1.5],
    [5_242, 0], // 0.004999… MB
    [5_243, 0.01], // 0.0050001… MB
  ])('%d bytes are %d MB', (bytes, expected) => {
    expect(toMegabytes(bytes)).toBe(expected);
  });
});
