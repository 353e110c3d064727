import { describe, expect, it } from 'vitest';

import { nearest } from '../../../src/base/inputs.ts';

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
