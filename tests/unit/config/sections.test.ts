import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { resolvePlaceholders } from '../../../src/config/sections.ts';

const variables = { TOKEN: 'abc', EMPTY: '', NESTED: '${TOKEN}' };

describe('resolvePlaceholders', () => {
  it.each([
    ['plain', 'plain'],
    ['${TOKEN}', 'abc'],
    ['a ${TOKEN} b ${TOKEN}', 'a abc b abc'],
    ['${NONE:-fallback}', 'fallback'],
    ['${NONE:-}', ''],
    ['${EMPTY:-fallback}', 'fallback'],
    ['${EMPTY}', ''],
    ['${TOKEN:-fallback}', 'abc'],
    ['${NONE:-http://x:80/a-b}', 'http://x:80/a-b'],
    ['$${TOKEN}', '${TOKEN}'],
    ['$TOKEN and $$', '$TOKEN and $$'],
    // What a variable holds is a value, not a text to fill in.
    ['${NESTED}', '${TOKEN}'],
  ])('makes %j into %j', (text, expected) => {
    expect(resolvePlaceholders(text, variables)).toMatchObject({ text: expected, missing: [], malformed: false });
  });

  it('names every variable that is not set', () => {
    expect(resolvePlaceholders('${A}/${TOKEN}/${B}', variables).missing).toEqual(['A', 'B']);
  });

  it.each(['${', '${}', '${TOKEN', '${to ken}', '${1A}', '${A:fallback}', '${A:-${TOKEN}}'])(
    'says that %j is no placeholder',
    (text) => {
      expect(resolvePlaceholders(text, variables).malformed).toBe(true);
    },
  );

  it('does not find variables an object has by nature', () => {
    expect(resolvePlaceholders('${constructor}${toString}', {}).missing).toEqual(['constructor', 'toString']);
  });

  it('says whether anything came from a variable', () => {
    expect(resolvePlaceholders('a ${TOKEN}', variables).filled).toBe(true);
    expect(resolvePlaceholders('a ${NONE:-b}', variables).filled).toBe(false);
  });

  test.prop([fc.string().filter((text) => !text.includes('${'))])(
    'leaves a text without placeholders alone',
    (text) => {
      expect(resolvePlaceholders(text, variables).text).toBe(text);
    },
  );

  test.prop([fc.string()])('puts any value in as it is', (value) => {
    expect(resolvePlaceholders('<${V}>', { V: value }).text).toBe(`<${value}>`);
  });
});
