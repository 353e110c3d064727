import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import {
  distinctFolders,
  fileNameOf,
  folderOf,
  isInFolder,
  isUnderPrefix,
  normalizeFolder,
  topFolderOf,
  subfolderOf,
} from '../../../src/files/folder-path.ts';

describe('folder paths', () => {
  it.each([
    ['clip.mp4', '', 'clip.mp4', ''],
    ['video/raw/clip.mp4', 'video/raw', 'clip.mp4', 'video'],
    ['video/', 'video', '', 'video'],
    ['a//b.mp4', 'a', 'b.mp4', 'a'],
    ['a//b/c.mp4', 'a//b', 'c.mp4', 'a'],
    ['/clip.mp4', '', 'clip.mp4', ''],
    ['/video/clip.mp4', '/video', 'clip.mp4', ''],
    ['__proto__/clip.mp4', '__proto__', 'clip.mp4', '__proto__'],
    ['', '', '', ''],
  ])('takes %j apart', (name, folder, fileName, top) => {
    expect([folderOf(name), fileNameOf(name), topFolderOf(name)]).toEqual([folder, fileName, top]);
  });

  it.each(['video', 'video/', '/video/', '//video//'])('reads %j as the folder video', (path) => {
    expect(normalizeFolder(path)).toBe('video');
    expect(isInFolder('video/clip.mp4', path)).toBe(true);
    expect(isInFolder('video_old/clip.mp4', path)).toBe(false);
    expect(isInFolder('video', path)).toBe(false);
  });

  it('compares names in one Unicode form, but for the listing of a prefix', () => {
    expect(isInFolder('Cafe\u0301/a.mp4', 'Café')).toBe(true);
    expect(isInFolder('Café/a.mp4', '/Cafe\u0301/')).toBe(true);
    expect(isInFolder('Cafe/a.mp4', 'Café')).toBe(false);
    expect(isUnderPrefix('Cafe\u0301/a.mp4', 'Café')).toBe(false);
    // One folder, though two prefixes to the service: a listing asks for both.
    expect(distinctFolders(['Café', 'Cafe\u0301', 'Cafe\u0301/raw'])).toEqual(['Café']);
  });

  it('has everything in the root', () => {
    expect(normalizeFolder('/')).toBe('');
    expect(isInFolder('anything', '')).toBe(true);
  });

  test.prop([fc.array(fc.stringMatching(/^[aé\u0301/]{0,6}$/), { maxLength: 8 })], { numRuns: 500 })(
    'leaves those that lie in no other',
    (folders) => {
      const kept = distinctFolders(folders);
      for (const folder of folders.map(normalizeFolder))
        expect(kept.some((other) => isInFolder(`${folder}/`, other))).toBe(true);
      for (const folder of kept)
        expect(kept.some((other) => other !== folder && isInFolder(`${folder}/`, other))).toBe(false);
    },
  );

  it('leaves out folders inside others and repetitions', () => {
    expect(distinctFolders(['video/raw', 'video/', '/video', 'music', 'video_old'])).toEqual([
      'video',
      'music',
      'video_old',
    ]);
    expect(distinctFolders(['video', ''])).toEqual(['']);
    expect(distinctFolders([])).toEqual([]);
  });
});

describe('subfolderOf', () => {
  it.each([
    ['a.mp4', '', null],
    ['video/raw/c.mp4', '', 'video'],
    ['video/b.mp4', 'video/', null],
    ['video/raw/deep/d.mp4', 'video/', 'raw'],
    ['video/raw/deep/d.mp4', 'video/raw', 'deep'],
    ['video/__proto__/e', 'video', '__proto__'],
    ['video//f/g', 'video', '/f'],
    ['video_old/x/y', 'video', null],
  ])('of %s in %s is %s', (name, folder, expected) => {
    expect(subfolderOf(name, folder)).toBe(expected);
  });
});
