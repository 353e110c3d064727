import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { findJsonError } from '../../../src/config/json-position.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonError', () => {
  it.each(['{}', '[]', '1', '-0.5e+3', '"a\\u00e4\\n"', ' { "a" : [ 1 , null , { } , [ ] ] } \n', 'true'])(
    'finds nothing wrong with %s',
    async (text) => {
      expect(await findJsonError(text)).toBeNull();
    },
  );

  it.each([
    ['', 1, 1],
    ['{\n  "a": 1,\n}', 3, 1],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ["{ 'a': 1 }", 1, 3],
    ['{ "a": 1 ', 1, 10],
    ['{ "a" 1 }', 1, 7],
    ['{ "a": }', 1, 8],
    ['[1, 2,]', 1, 7],
    ['[1 2]', 1, 4],
    ['{ "a": tru }', 1, 8],
    ['{ "a": 01 }', 1, 9],
    ['{ "a": "open }', 1, 8],
    ['{ "a": "bad \\x" }', 1, 8],
    ['// comment\n{}', 1, 1],
    ['{} {}', 1, 4],
    ['[}', 1, 2],
    [']', 1, 1],
    ['{"a": ${A}}', 1, 7],
    ['{\r\n  "a": nope\r\n}', 2, 8],
  ])('finds the fault of %j at line %i, column %i', async (text, line, column) => {
    expect(isJson(text)).toBe(false);
    expect(await findJsonError(text)).toEqual({ line, column });
  });

  it('gets through a list nested a hundred thousand deep', async () => {
    expect(await findJsonError('['.repeat(100_000))).toEqual({ line: 1, column: 100_001 });
  });

  test.prop([fc.json()])('finds nothing wrong with what is JSON', async (text) => {
    expect(await findJsonError(text)).toBeNull();
  });

  test.prop([fc.json(), fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '1', 'x', '\\', '\n')])(
    'agrees with JSON.parse about damaged texts',
    async (text, seed, damage) => {
      const at = seed % (text.length + 1);
      const damaged = text.slice(0, at) + damage + text.slice(at + 1);
      expect((await findJsonError(damaged)) === null).toBe(isJson(damaged));
    },
  );
});
