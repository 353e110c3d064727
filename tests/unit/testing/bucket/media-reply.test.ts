import { describe, expect, it } from 'vitest';
import { fillerBytes, parseRange } from '../../../../src/testing/bucket/media-reply.ts';

describe('a Range header on 10 bytes', () => {
  it.each([
    [undefined, null],
    ['bytes=0-3', { start: 0, end: 4 }],
    ['bytes=4-', { start: 4, end: 10 }],
    ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-30', { start: 0, end: 10 }],
    ['bytes=8-99', { start: 8, end: 10 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=3-1', null],
    ['bytes=0-1,4-5', null],
    ['items=0-1', null],
    ['bytes=-', null],
  ])('%s', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  it('cannot be satisfied on an empty object', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
  });
});

describe('filler', () => {
  it('filler bytes depend on their position alone', () => {
    expect([...fillerBytes(0, 3)]).toEqual([1, 110, 219]);
    expect(Buffer.from(fillerBytes(70_000, 70_100))).toEqual(Buffer.from(fillerBytes(0, 70_100)).subarray(70_000));
    expect(Buffer.from(fillerBytes(0, 4_096)).equals(fillerBytes(4_096, 8_192))).toBe(false);
  });
});
