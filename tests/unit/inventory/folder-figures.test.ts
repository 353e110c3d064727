import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { compareNames } from '../../../src/base/order.ts';
import { FirstNames, FolderTracker } from '../../../src/inventory/folder-figures.ts';

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

/** The same question, answered by cutting every name. */
function enters(names: readonly string[]): boolean[] {
  const folders = names.map((name) => name.slice(0, name.lastIndexOf('/') + 1));
  return folders.map((folder, index) => index === 0 || folder !== folders[index - 1]);
}

describe('FolderTracker', () => {
  it('tells a folder from its sub-folders and from the one beside it', () => {
    const tracker = new FolderTracker();
    const names = [
      'a.txt',
      'b.txt',
      'video/1.mp4',
      'video/2.mp4',
      'video/raw/3.mp4',
      'video/4.mp4',
      'video0',
      'video0/5',
    ];
    expect(names.map((name) => tracker.entersFolder(name))).toEqual([true, false, true, false, true, true, true, true]);
  });

  const segment = fc.constantFrom('', '/', '0', '.', 'a', 'é', '\u{10ffff}', '\u{ffff}', '\u{0}');
  test.prop(
    [
      fc.array(
        fc.array(segment, { maxLength: 5 }).map((parts) => parts.join('')),
        { maxLength: 30 },
      ),
    ],
    {
      numRuns: 300,
    },
  )('agrees with cutting every name, in any order', (names) => {
    const tracker = new FolderTracker();
    expect(names.map((name) => tracker.entersFolder(name))).toEqual(enters(names));
  });
});
