import { readFileSync } from 'node:fs';

import { fc, test } from '@fast-check/vitest';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { describe, expect, it } from 'vitest';

import { COMMON_SIGNS, COMMON_WORDS } from '../../../src/assistant/common-words.ts';
import { estimateTokens } from '../../../src/assistant/estimate-tokens.ts';
import { demoDataset } from '../../../src/testing/index.ts';

const PLAIN = { disallowedSpecial: new Set<string>() };
const most = (text: string): number => Math.max(countO200k(text, PLAIN), countCl100k(text, PLAIN));

const LOWER = [...'abcdefghijklmnopqrstuvwxyz'];
const SIGNS = [...'!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~', '\t', '\n', '🔥', '“'];

describe('the vocabulary behind the estimate', () => {
  it('holds words that are one token with and without a space, and one more beside a sign', () => {
    const wrong = [...COMMON_WORDS].filter(
      (word) => most(word) !== 1 || most(` ${word}`) !== 1 || SIGNS.some((sign) => most(sign + word) > most(sign) + 1),
    );
    expect(COMMON_WORDS.size).toBeGreaterThan(1_000);
    expect(wrong).toEqual([]);
  });

  it('holds runs of signs that are one token', () => {
    expect([...COMMON_SIGNS].filter((signs) => most(signs) !== 1)).toEqual([]);
  });

  it('joins only letters whose pair is one token', () => {
    const pairs = [' ', ...LOWER].flatMap((left) => LOWER.map((right) => left + right));
    const wrong = pairs.filter((pair) => most(pair) > 1 && estimateTokens(pair) === 1);
    expect(wrong).toEqual([]);
  });

  it('counts one token for every number of up to three digits', () => {
    const numbers = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));
    expect(numbers.filter((number) => most(number) !== 1)).toEqual([]);
  });

  it('counts one token for a space and the sign behind it', () => {
    expect(SIGNS.slice(0, 31).filter((sign) => most(` ${sign}`) !== 1)).toEqual([]);
  });
});

describe('estimateTokens', () => {
  it('gives the documented examples', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('plan the next video')).toBe(4);
    // 20260519 is 3 groups of digits, each sign is one token: 3 + 1 + 1
    expect(estimateTokens('20260519_.')).toBe(5);
    expect(estimateTokens('你好')).toBe(6);
  });

  it.each([
    ['the analytics page', 'docs/analytics.md'],
    ['the architecture page', 'docs/architecture.md'],
    ['the demo account', 'src/testing/demo/instagram-account.json'],
    ['a source file', 'src/planning/match-footage.ts'],
    ['the notices', 'README.md'],
  ])('is above and near both tokenizers on %s', (_what, path) => {
    const text = readFileSync(path, 'utf8');
    const [estimate, real] = [estimateTokens(text), most(text)];
    expect(estimate).toBeGreaterThanOrEqual(real);
    expect(estimate / real).toBeLessThan(2.5);
  });

  it('is above both tokenizers on the names of the demo bucket, line by line and together', () => {
    const names = demoDataset().objects.map(({ name }) => name);
    expect(names.filter((name) => estimateTokens(name) < most(name))).toEqual([]);
    expect(estimateTokens(names.join('\n'))).toBeGreaterThanOrEqual(most(names.join('\n')));
  });

  const words = fc.constantFrom(...[...COMMON_WORDS].slice(0, 400), "it's", "we'll", "'reconcile", 'don’t', 'größer');
  const emoji = fc.constantFrom('😀', '🔥', '👩‍👩‍👧‍👦', '🇩🇪', '❤️', '👍🏽', '🫠', '\u{1F6F8}');
  const range = (from: number, to: number): fc.Arbitrary<string> =>
    fc.integer({ min: from, max: to }).map((code) => String.fromCodePoint(code));
  const letters = fc.oneof(
    range(0x20, 0x7e),
    range(0x61, 0x7a),
    range(0x41, 0x5a),
    range(0x30, 0x39),
    range(0xa0, 0x24f),
    range(0x400, 0x4ff),
    range(0x600, 0x6ff),
    range(0x3040, 0x30ff),
    range(0x4e00, 0x9fff),
    range(0xac00, 0xd7a3),
    range(0xff10, 0xff5a),
    range(0x300, 0x36f),
    fc.constantFrom(' ', '  ', '\n', '\r\n', '\t', "'", '"', '","', '_', '-', '/', '#', '٣', '<|endoftext|>'),
  );
  const text = fc
    .array(
      fc.oneof(
        words,
        emoji,
        letters,
        letters.map((letter) => letter.repeat(5)),
        fc.constant(' '),
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(''));

  test.prop([text], { numRuns: 1_500 })('is never below either tokenizer on mixed text', (mixed) => {
    expect(estimateTokens(mixed)).toBeGreaterThanOrEqual(most(mixed));
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 60 }).map((drawn) => drawn.replace(/\p{Cs}/gu, '\uFFFD'))], {
    numRuns: 800,
  })('is never below either tokenizer on any characters', (any) => {
    expect(estimateTokens(any)).toBeGreaterThanOrEqual(most(any));
  });

  const name = fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}(?:\/[a-z0-9]{1,20}){0,3}\.(?:mp4|MOV|wav)$/);
  test.prop([fc.array(name, { minLength: 1, maxLength: 20 })], { numRuns: 200 })(
    'is never below either tokenizer on random names in JSON',
    (names) => {
      const json = JSON.stringify({ files: names.map((entry) => ({ name: entry, size_mb: 1.25, still: null })) });
      expect(estimateTokens(json)).toBeGreaterThanOrEqual(most(json));
    },
  );

  test.prop([text, text])('of two lines is at most that of each with its line end', (one, two) => {
    expect(estimateTokens(`${one}\n${two}\n`)).toBeLessThanOrEqual(
      estimateTokens(`${one}\n`) + estimateTokens(`${two}\n`),
    );
  });
});
