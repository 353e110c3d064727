import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { compareNames } from '../../../src/base/order.ts';

describe('compareNames', () => {
  it('sets an emoji after the last characters of the basic plane, unlike JavaScript', () => {
    const names = ['\u{1F3AC}.mp4', '\uFF03tag.mp4', '\uE000.mp4', 'a.mp4'];
    expect(names.toSorted(compareNames)).toEqual(['a.mp4', '\uE000.mp4', '\uFF03tag.mp4', '\u{1F3AC}.mp4']);
    expect(names.toSorted().at(-1)).toBe('\uFF03tag.mp4');
  });

  it('sets a name before the names that begin with it', () => {
    expect(compareNames('a', 'ab')).toBeLessThan(0);
    expect(compareNames('', 'a')).toBeLessThan(0);
    expect(compareNames('a', 'a')).toBe(0);
  });

  test.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])(
    'agrees with the order of UTF-8 bytes',
    (a, b) => {
      expect(Math.sign(compareNames(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
  );
});
