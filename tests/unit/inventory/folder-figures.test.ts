import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

import { compareNames } from '../../../src/base/order.ts';
import { FirstNames } from '../../../src/inventory/folder-figures.ts';

describe('the first names of an order', () => {
  test.prop([fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 200 }), fc.integer({ min: 1, max: 10 })])(
    'are the same whatever order the names come in, with everything that belongs to them',
    (names, limit) => {
      const first = new FirstNames<{ seen: number }>(limit);
      for (const name of names) {
        const value = first.at(name, () => ({ seen: 0 }));
        if (value !== null) value.seen += 1;
      }
      const distinct = [...new Set(names)].sort(compareNames);
      const expected = distinct
        .slice(0, limit)
        .map((name) => [name, { seen: names.filter((other) => other === name).length }]);
      expect(first.entries()).toEqual(expected);
      expect(first.exceeded).toBe(distinct.length > limit);
    },
  );
});
