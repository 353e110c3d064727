import { describe, expect, it } from 'vitest';

import { customContexts, customMetadata, rowSize, rowTimestamp } from '../../../src/files/object-row.ts';

describe('what a row of a listing says', () => {
  it.each<[unknown, number | null]>([
    ['0', 0],
    ['9', 9],
    ['1048576', 1_048_576],
    ['007', 7],
    ['10.0', 10],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', null],
    ['1.5', null],
    ['1/', null],
    ['1:', null],
    ['-1', null],
    ['1e3', null],
    [' 1', null],
    ['', null],
    [5, 5],
    [-1, null],
    [0.5, null],
    [Number.NaN, null],
    [null, null],
    [undefined, null],
    [true, null],
  ])('of a size %j is %j', (size, expected) => {
    expect(rowSize({ size: size as string })).toBe(expected);
  });

  it('of metadata is what are texts, but for the keys of Google', () => {
    expect(customMetadata({ a: 'b', 'goog-reserved-x': '1', c: 5 as never })).toEqual({ a: 'b' });
    expect([customMetadata(null), customMetadata(undefined), customMetadata({})]).toEqual([null, null, {}]);
  });

  it('of contexts is what is as documented', () => {
    expect(customContexts({ custom: { a: { value: 'b' }, c: { value: 5 }, d: null, e: ['f'] } })).toEqual({ a: 'b' });
    for (const odd of [null, undefined, 'x', [], {}, { custom: null }, { custom: [] }, { custom: {} }])
      expect(customContexts(odd)).toBeNull();
  });

  it('of a time is null where there is none', () => {
    expect([rowTimestamp(null), rowTimestamp(undefined), rowTimestamp(''), rowTimestamp('x')]).toEqual([
      ...[null, null, null, null],
    ]);
  });
});
