import { describe, expect, it } from 'vitest';

import { CATEGORY_GROUPS, FILE_CATEGORIES } from '../../../src/documents/file.ts';
import { categorizeFiles, groupOf, mapGroups } from '../../../src/files/categories.ts';
import { file } from './file-builder.ts';

describe('groups', () => {
  it('are those of the documents, in their order', () => {
    expect(FILE_CATEGORIES.map(groupOf)).toEqual(CATEGORY_GROUPS);
    expect(Object.keys(mapGroups(() => 0))).toEqual(CATEGORY_GROUPS);
  });

  it('are all present, and sorted within by code points', () => {
    const groups = categorizeFiles([file('b.mp4'), file('\u{1F3A5}.mp4'), file('\uFB01.mp4'), file('a.jpg')]);
    expect(Object.keys(groups)).toEqual(CATEGORY_GROUPS);
    // U+FB01 comes before U+1F3A5; UTF-16 units would say otherwise.
    expect(groups.videos.map((video) => video.name)).toEqual(['b.mp4', '\uFB01.mp4', '\u{1F3A5}.mp4']);
    expect(groups.images).toHaveLength(1);
    expect(groups.archives).toEqual([]);
  });
});
