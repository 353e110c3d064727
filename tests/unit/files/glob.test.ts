import { describe, expect, it } from 'vitest';

import { compileGlob, globExpression } from '../../../src/files/glob.ts';

const matches = (glob: string, name: string): boolean => compileGlob(glob, 'query.glob')(name);

const CASES: readonly (readonly [string, string, boolean])[] = [
  ['* (1).mp4', 'video/clip (1).mp4', true],
  ['* (1).mp4', 'video/clip 1.mp4', false],
  ['(old)*', '(old) a.mp4', true],
  ['(*)', 'a.mp4', false],
  ['*|*', 'a.mp4', false],
  ['*|*', 'a|b.mp4', true],
  ['a+.mp4', 'aa.mp4', false],
  ['!*.mp4', '!a.mp4', true],
  ['!*.mp4', 'a.jpg', false],
  ['@(a).mp4', '@(a).mp4', true],
  ['[!a].mp4', 'a.mp4', false],
  ['[!a].mp4', 'b.mp4', true],
  ['[^a].mp4', 'b.mp4', true],
  ['[a-c].mp4', 'b.mp4', true],
  ['[a-c]x', 'dx', false],
  ['[]a]x', ']x', true],
  ['a[!b]c', 'a/c', false],
  ['[a.mp4', '[a.mp4', true],
  ['*{*', '{draft} x.mp4', true],
  ['{1}.mp4', '{1}.mp4', true],
  ['*.{mp4,mov}', 'v/a.mov', true],
  ['{a,b{c,d}}.mp4', 'bd.mp4', true],
  ['{a,b{c,d}}.mp4', 'b.mp4', false],
  ['a?.mp4', 'ab.mp4', true],
  ['a?.mp4', 'a\u{1F3A5}.mp4', true],
  ['a?b', 'a/b', false],
  ['v/*', 'v/a/b.mp4', false],
  ['v/**', 'v/a/b.mp4', true],
  ['v/**', 'w/a.mp4', false],
  ['**/a.mp4', 'a.mp4', true],
  ['**/a.mp4', 'v/w/a.mp4', true],
  ['**/a.mp4', 'v/xa.mp4', false],
  ['v/**/a.mp4', 'v/a.mp4', true],
  ['v/**/a.mp4', 'va.mp4', false],
  ['v**mp4', 'v/a/b.mp4', false],
  ['v**/b.mp4', 'v/a/b.mp4', true],
  ['\\*.mp4', '*.mp4', true],
  ['\\*.mp4', 'a.mp4', false],
  ['\\\\x', '\\x', true],
  ['a\\', 'a\\', true],
  ['.*', '.cache', true],
  ['*', '.cache', true],
  ['Café/*.mp4', 'Cafe\u0301/a.mp4', true],
  ['Cafe\u0301.mp4', 'v/Café.mp4', true],
  ['[a-c]x', '`x', false],
  ['[a-c]x', 'ax', true],
  ['[a-c]x', 'cx', true],
  ['[a-]x', '-x', true],
  ['[a-]x', 'bx', false],
  ['[!a-c]x', 'bx', false],
  ['[!a-c]x', 'dx', true],
  ['a[.-0]b', 'a/b', false],
  ['a[.-0]b', 'a.b', true],
  ['a[.-0]b', 'a0b', true],
  ['{a,}.mp4', '.mp4', true],
  ['{a\\,b}.mp4', '{a,b}.mp4', true],
  ['{a,b', '{a,b', true],
  ['v/?.mp4', 'v/a.mp4', true],
  ['v/?.mp4', 'v//.mp4', false],
  ['a*', 'a', true],
  ['a*b', 'a/b', false],
  ['v/**', 'v/', true],
];

describe('compileGlob', () => {
  it.each(CASES)('%s on %s is %s', (glob, name, expected) => {
    expect(matches(glob, name)).toBe(expected);
  });

  it('decides many stars over a long name at once', () => {
    const started = performance.now();
    expect(matches('*a*a*a*a*a*a*a*ab', 'a'.repeat(60))).toBe(false);
    expect(matches(`${'**/*a*'.repeat(12)}b`, 'a/'.repeat(500))).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it.each([
    ['', 'is empty'],
    ['x'.repeat(70_000), 'more than 1024 characters'],
    ['{a,b}'.repeat(9), 'more than 256 patterns'],
    ['gs://prints/video/*', 'is an address'],
    ['*.[z-a]', 'a class that no character is in'],
    ['{a,b[/]}*', 'a class that no character is in'],
  ])('refuses what it cannot bound and what matches no object (%#)', (glob, problem) => {
    expect(() => compileGlob(glob, 'query.glob')).toThrow(
      expect.objectContaining({ code: 'argument:query.glob', message: expect.stringContaining(problem) as string }),
    );
  });
});

describe('globExpression', () => {
  it.each(CASES)('says the same to a database: %s on %s is %s', (glob, name, expected) => {
    const expression = globExpression(glob, 'query.glob');
    expect(expression.startsWith('(?s)')).toBe(true);
    // RE2 writes a character as \x{2a}, and its flags within.
    const pattern = expression.slice(4).replaceAll(/\\x\{([0-9a-f]+)\}/g, String.raw`\u{$1}`);
    expect(new RegExp(pattern, 'su').test(name.normalize('NFC'))).toBe(expected);
  });
});

describe('what a glob may be', () => {
  const matches = (glob: string, name: string): boolean => compileGlob(glob, 'glob')(name);

  it.each([
    ['[z-a].mp4', 'has a class that no character is in'],
    ['', 'is empty'],
    ['gs://a/b', 'is an address'],
    [`{${'{a,b}'.repeat(9)},c}`, 'stands for more than'],
  ])('%j is refused', (glob, message) => {
    expect(() => compileGlob(glob, 'glob')).toThrow(message);
  });

  it.each([
    ['**', 'a/b.mp4', true],
    ['**.mp4', 'a/b.mp4', true],
    ['a/**', 'a/b/c.mp4', true],
    ['[.-0]', '/', false],
    ['a[.-0]b', 'a/b', false],
    ['a[.-0]b', 'a.b', true],
    ['a/[.-0]b', 'a/.b', true],
    ['a/c[.-0]b', 'a/c/b', false],
  ])('%s of %s: %s', (glob, name, isOne) => {
    expect(matches(glob, name)).toBe(isOne);
    expect(
      new RegExp(globExpression(glob, 'glob').replace('(?s)', '').replaceAll(/\\x\{/g, '\\u{'), 'su').test(name),
    ).toBe(isOne);
  });
});

describe('the largest pattern', () => {
  it('has 1,024 characters, or 256 alternatives', () => {
    const alternatives = (count: number): string =>
      `{${Array.from({ length: count }, (_, at) => `a${String(at)}`).join()}}`;
    expect(compileGlob('a'.repeat(1_024), 'glob')('a'.repeat(1_024))).toBe(true);
    expect(() => compileGlob('a'.repeat(1_025), 'glob')).toThrow(/1024 characters/);
    expect(compileGlob(`${alternatives(16)}${alternatives(16)}`, 'glob')('a15a15')).toBe(true);
    expect(() => compileGlob(`${alternatives(17)}${alternatives(16)}`, 'glob')).toThrow(/256 patterns/);
  });
});
