import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import {
  distinctFolders,
  extensionOf,
  fileNameOf,
  folderOf,
  FolderTracker,
  isInFolder,
  isUnderPrefix,
  lastTwoParts,
  normalizeFolder,
  stemOf,
  subfolderOf,
  topFolderOf,
} from '../../../src/files/path.ts';

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

describe('extensionOf and stemOf', () => {
  it.each([
    ['clip.mp4', 'mp4', 'clip'],
    ['CLIP.MP4', 'mp4', 'CLIP'],
    ['x.gcode_20250422.mp4', 'mp4', 'x.gcode_20250422'],
    ['prints.tar.gz', 'tar.gz', 'prints'],
    ['prints.Tar.Gz', 'tar.gz', 'prints'],
    ['log.csv.gz', 'gz', 'log.csv'],
    ['types.d.ts', 'd.ts', 'types'],
    ['tar.gz', 'gz', 'tar'],
    ['.tar.gz', 'gz', '.tar'],
    ['README', '', 'README'],
    ['.gitignore', '', '.gitignore'],
    ['.config.json', 'json', '.config'],
    ['..mp4', '', '..mp4'],
    ['clip.mp4.', 'mp4', 'clip'],
    ['clip.mp4. .', 'mp4', 'clip'],
    ['clip.', '', 'clip.'],
    ['clip..mp4', 'mp4', 'clip.'],
    ['...', '', '...'],
    ['', '', ''],
    ['.', '', '.'],
    ['Dr. Strange notes', '', 'Dr. Strange notes'],
    ['a.__proto__', '__proto__', 'a'],
    ['Balkon & Meer (Lied).mp3', 'mp3', 'Balkon & Meer (Lied)'],
  ])('takes %j apart', (name, extension, stem) => {
    expect(extensionOf(name)).toBe(extension);
    expect(stemOf(name)).toBe(stem);
  });

  it('keeps the stem whole when lower case has another length', () => {
    // U+0130 is one unit, its lower case two.
    expect(stemOf('clip.MP\u0130')).toBe('clip');
  });

  it('gives the last two parts only when there is a stem before them', () => {
    expect(lastTwoParts('cube.slice.JPG')).toBe('slice.jpg');
    expect(lastTwoParts('slice.jpg')).toBe('');
    expect(lastTwoParts('a..jpg')).toBe('');
  });
});

/** Answers the same question, answered by cutting every name. */
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
