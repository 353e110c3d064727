import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { FolderTracker } from '../../../src/files/folder-tracker.ts';

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
