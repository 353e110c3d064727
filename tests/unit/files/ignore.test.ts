import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { createIgnore, createSystemFileTest, isSystemFile, systemFileExpression } from '../../../src/files/ignore.ts';

describe('the test for system files of a listing', () => {
  const piece = fc.constantFrom(
    '/',
    'a',
    '._b',
    '__MACOSX',
    '__macosx2',
    '@eaDir',
    'Thumbs.db',
    'desktop.INI',
    '.DS_Store',
  );
  const name = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
  test.prop([fc.array(name, { maxLength: 30 })], { numRuns: 300 })(
    'says of every name what isSystemFile says',
    (names) => {
      const test = createSystemFileTest();
      expect(names.map(test)).toEqual(names.map(isSystemFile));
    },
  );

  test.prop([fc.array(name, { maxLength: 30 })])('says to a database what isSystemFile says', (names) => {
    const expression = new RegExp(systemFileExpression(), 'su');
    expect(names.map((one) => expression.test(`/${one}`))).toEqual(names.map(isSystemFile));
  });

  it('says so of the sign of the unit kelvin too, whose small letter is a k', () => {
    const expression = new RegExp(systemFileExpression(), 'su');
    for (const one of ['Des\u212Atop.ini', 'Desk\u212Atop.ini'])
      expect(expression.test(`/${one}`)).toBe(isSystemFile(one));
  });
});

describe('createIgnore', () => {
  it('leaves out folder markers and system files of desktops', () => {
    const isIgnored = createIgnore();
    const systemFiles = [
      'video/',
      'video/raw/',
      '.DS_Store',
      'video/.DS_Store',
      'a/b/Thumbs.db',
      'a/thumbs.db',
      'Desktop.ini',
    ];
    const hidden = ['._IMG.MOV', 'card/._IMG.MOV', '__MACOSX/a.mp4', 'a/__MACOSX/b/c.mp4', '@eaDir/a.mp4', 'Icon\r'];
    for (const name of [...systemFiles, ...hidden]) expect([name, isIgnored(name)]).toEqual([name, true]);
    for (const name of ['video/clip.mp4', 'DS_Store', 'thumbs.db.mp4', '.gitignore', '__MACOSX', 'my__MACOSX/a', '.a'])
      expect([name, isIgnored(name)]).toEqual([name, false]);
  });

  it('leaves out what ends in a slash only when there is nothing in it', () => {
    const isIgnored = createIgnore();
    expect([isIgnored('a/', 0), isIgnored('a/', '0'), isIgnored('a/', null)]).toEqual([true, true, true]);
    expect([isIgnored('a/', 1), isIgnored('a/', '1'), isIgnored('', 5), isIgnored('a', 0)]).toEqual([
      ...[false, false],
      ...[true, false],
    ]);
  });

  it('compares a glob with a slash with the full name and one without with the last segment', () => {
    const isIgnored = createIgnore(['*.tmp', 'drafts/**', '.cache*', '*(draft)*']);
    expect(isIgnored('deep/er/a.tmp')).toBe(true);
    expect(isIgnored('drafts/old/a.mp4')).toBe(true);
    expect(isIgnored('video/drafts/a.mp4')).toBe(false);
    expect(isIgnored('video/.cache_1')).toBe(true);
    expect(isIgnored('video/a.mp4')).toBe(false);
    expect(isIgnored('video/a (draft).mp4')).toBe(true);
  });

  it.each(['', 'x'.repeat(70_000)])('names the glob that cannot be read', (glob) => {
    expect(() => createIgnore(['*.tmp', glob])).toThrow(
      expect.objectContaining({
        kind: 'invalid_request',
        code: expect.stringMatching(/^argument:(?:globs|ignore)\[1\]$/) as string,
      }),
    );
  });
});
