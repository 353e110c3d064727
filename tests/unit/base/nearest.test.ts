import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { editDistance, nearest } from '../../../src/base/nearest.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
    ['vidoe', 'video', 2],
    ['same', 'same', 0],
  ])('of %j and %j is %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

  test.prop([text, text])('is the same both ways, 0 for equal texts alone, and no more than the longer one', (a, b) => {
    const distance = editDistance(a, b);
    expect(editDistance(b, a)).toBe(distance);
    expect(distance === 0).toBe(a === b);
    expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
  });

  test.prop([text, text, fc.nat(8)])(
    'is exact up to the most that is asked for, and above it otherwise',
    (a, b, most) => {
      const distance = editDistance(a, b);
      if (distance <= most) expect(editDistance(a, b, most)).toBe(distance);
      else expect(editDistance(a, b, most)).toBeGreaterThan(most);
    },
  );
});

describe('nearest', () => {
  it.each([
    ['vidoe', 'video'],
    ['vid', 'video'],
    ['IMAGE', 'image'],
    ['sound', null],
    ['', null],
  ])('of %j is %j', (given, word) => {
    expect(nearest(given, ['video', 'image'])).toBe(word);
  });
});
