import { describe, expect, it } from 'vitest';

import { createIgnore } from '../../../src/files/ignore.ts';

describe('createIgnore', () => {
  it('leaves out folder markers and desktop litter', () => {
    const isIgnored = createIgnore();
    const litter = [
      'video/',
      'video/raw/',
      '.DS_Store',
      'video/.DS_Store',
      'a/b/Thumbs.db',
      'a/thumbs.db',
      'Desktop.ini',
    ];
    const hidden = ['._IMG.MOV', 'card/._IMG.MOV', '__MACOSX/a.mp4', 'a/__MACOSX/b/c.mp4', '@eaDir/a.mp4', 'Icon\r'];
    for (const name of [...litter, ...hidden]) expect([name, isIgnored(name)]).toEqual([name, true]);
    for (const name of ['video/clip.mp4', 'DS_Store', 'thumbs.db.mp4', '.gitignore', '__MACOSX', 'my__MACOSX/a', '.a'])
      expect([name, isIgnored(name)]).toEqual([name, false]);
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
