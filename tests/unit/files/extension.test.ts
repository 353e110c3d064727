import { describe, expect, it } from 'vitest';

import { extensionOf, lastTwoParts, stemOf } from '../../../src/files/extension.ts';

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
