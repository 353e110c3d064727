import { describe, expect, it } from 'vitest';
import { compileGlob, globPrefix, nameProblem } from '../../../../src/testing/bucket/object-names.ts';

describe('a glob', () => {
  it.each([
    ['*.mp4', 'a.mp4', true],
    ['*.mp4', 'clips/a.mp4', false],
    ['**.mp4', 'clips/2025/a.mp4', true],
    ['clips/**', 'clips/2025/a.mp4', true],
    ['clips/*', 'clips/2025/a.mp4', false],
    ['clips/?.mp4', 'clips/a.mp4', true],
    ['clips/?.mp4', 'clips/ab.mp4', false],
    ['a?b', 'a/b', false],
    ['a[0-9]b', 'a7b', true],
    ['a[!0-9]b', 'a7b', false],
    ['a[!0-9]b', 'a/b', false],
    ['*.{mp4,mov}', 'a.mov', true],
    ['*.{mp4,mov}', 'a.png', false],
    ['a.b', 'axb', false],
    ['\\*', '*', true],
    ['(+$^|)', '(+$^|)', true],
    ['?', '\u{1F600}', true],
  ])('%s on %s is %s', (pattern, name, match) => {
    expect(compileGlob(pattern).test(name)).toBe(match);
  });

  it('without an end is refused', () => {
    expect(() => compileGlob('a[bc')).toThrow(SyntaxError);
    expect(() => compileGlob('a{b,c')).toThrow(SyntaxError);
  });

  it('says what every match begins with', () => {
    expect(globPrefix('clips/2025*.mp4')).toBe('clips/2025');
    expect(globPrefix('plain')).toBe('plain');
    expect(globPrefix('**')).toBe('');
  });
});

describe('an object name', () => {
  it.each([
    ['', 'bytes long'],
    ['x'.repeat(1_025), 'bytes long'],
    ['\u{1F600}'.repeat(257), 'bytes long'],
    ['a\nb', 'line feed'],
    ['..', 'dot name'],
    ['.well-known/acme-challenge/x', 'acme'],
    ['a\uD800', 'surrogate'],
  ])('the name %j is refused', (name, reason) => {
    expect(nameProblem(name)).toContain(reason);
  });

  it.each(['a', 'x'.repeat(1_024), '/', '//', 'a/../b', '\u0001', '\u{1F600}'])('the name %j is kept', (name) => {
    expect(nameProblem(name)).toBeNull();
  });
});
