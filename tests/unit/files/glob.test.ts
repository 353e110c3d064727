import { describe, expect, it } from 'vitest';

import { createIgnore } from '../../../src/files/glob.ts';

describe('createIgnore', () => {
  it('leaves out folder markers and desktop litter', () => {
    const isIgnored = createIgnore();
    for (const name of ['video/', 'video/raw/', '.DS_Store', 'video/.DS_Store', 'a/b/Thumbs.db'])
      expect([name, isIgnored(name)]).toEqual([name, true]);
    for (const name of ['video/clip.mp4', 'DS_Store', 'thumbs.db.mp4', '.gitignore'])
      expect([name, isIgnored(name)]).toEqual([name, false]);
  });

  it('compares a glob with a slash with the full name and one without with the last segment', () => {
    const isIgnored = createIgnore(['*.tmp', 'drafts/**', '.cache*']);
    expect(isIgnored('deep/er/a.tmp')).toBe(true);
    expect(isIgnored('drafts/old/a.mp4')).toBe(true);
    expect(isIgnored('video/drafts/a.mp4')).toBe(false);
    expect(isIgnored('video/.cache_1')).toBe(true);
    expect(isIgnored('video/a.mp4')).toBe(false);
  });

  it('reads a negated glob without a slash against the last segment alone', () => {
    const isIgnored = createIgnore(['!*.mp4']);
    expect(isIgnored('video/a.mp4')).toBe(false);
    expect(isIgnored('video/a.jpg')).toBe(true);
  });

  it.each(['', 'x'.repeat(70_000)])('names the glob that cannot be read', (glob) => {
    expect(() => createIgnore(['*.tmp', glob])).toThrow(
      expect.objectContaining({ kind: 'invalid_request', code: 'ignore[1]' }),
    );
  });
});
