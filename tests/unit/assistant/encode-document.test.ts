import { readFileSync } from 'node:fs';

import { fc, test } from '@fast-check/vitest';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens as countP50k } from 'gpt-tokenizer/encoding/p50k_base';
import { describe, expect, it } from 'vitest';

import { encodeDocument, estimateTokens } from '../../../src/assistant/encode-document.ts';
import { demoDataset } from '../../../src/testing/index.ts';

const PLAIN = { disallowedSpecial: new Set<string>() };
/** Measures the most, where the figures of the estimate were chosen on these two. */
const most = (text: string): number => Math.max(countO200k(text, PLAIN), countCl100k(text, PLAIN));

describe('a document as CSV', () => {
  it.each([
    [
      'records alone',
      [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ],
      '# rows\nid,name\n1,<<a>>\n2,<<b>>',
    ],
    ['facts alone', { a: { b: 1 }, c: 'x, "y"' }, '# facts\na.b,1\nc,"<<x, ""y"">>"'],
    [
      'both',
      {
        title: 'T',
        rows: [
          { id: 1, at: null },
          { id: 2, at: 3 },
        ],
      },
      '# facts\ntitle,<<T>>\n\n# rows\nid,at\n1,\n2,3',
    ],
  ])('of %s has them under their names', (_, document, text) => {
    expect(encodeDocument(document, { encoding: 'csv' })).toBe(text);
  });
});

describe('estimateTokens', () => {
  it('gives the documented examples', () => {
    expect(estimateTokens('')).toBe(0);
    // Four words of up to 7 letters, and three tenths.
    expect(estimateTokens('plan the next video')).toBe(6);
    // 8 digits / 2.6 + 2 signs / 1.33 = 4.58, and three tenths.
    expect(estimateTokens('20260519_.')).toBe(6);
    // 6 bytes x 0.9, and three tenths.
    expect(estimateTokens('你好')).toBe(8);
  });

  it('refuses what is no text', () => {
    expect(() => estimateTokens(5 as unknown as string)).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
  });

  it.each([
    ['the demo account', 'src/testing/demo/instagram-account.json'],
    ['a source file', 'src/planning/match-footage.ts'],
    ['the front page', 'README.md'],
    ['the licence', 'LICENSE'],
  ])('is above and near the tokenizers on %s', (_what, path) => {
    const text = readFileSync(path, 'utf8').replaceAll(/\n\s+/g, '\n');
    const [estimate, real] = [estimateTokens(text), most(text)];
    // The third, older and coarser, had no part in choosing the figures.
    expect(estimate).toBeGreaterThanOrEqual(Math.max(real, countP50k(text, PLAIN)));
    expect(estimate / real).toBeLessThan(2.5);
  });

  it('is above the tokenizers on the names of the demo bucket, page by page and together', () => {
    const names = demoDataset().objects.map(({ name }) => name);
    const pages = Array.from({ length: 15 }, (_, page) => names.slice(page * 20, page * 20 + 20).join('\n'));
    expect(pages.filter((page) => estimateTokens(page) < most(page))).toEqual([]);
    expect(estimateTokens(names.join('\n'))).toBeGreaterThanOrEqual(most(names.join('\n')));
  });

  it.each([
    ['Chinese', '今天天气很好，下一个视频什么时候？'],
    ['Japanese', '次の動画はいつですか？カタカナも'],
    ['Korean', '다음 영상은 언제 올라오나요'],
    ['Russian', 'когда выйдет следующее видео? Очень красиво'],
    ['Arabic', 'متى سيصدر الفيديو القادم؟'],
    ['Hindi', 'अगला वीडियो कब आएगा'],
    ['Thai', 'วิดีโอถัดไปจะมาเมื่อไหร่'],
    ['German', 'Wann kommt das nächste Video? Größe Straße schöne Vase '],
    ['French', "Quand sortira la prochaine vidéo ? C'est très beau, déjà créé à l'été "],
    ['emoji', '🔥😀👩‍👩‍👧‍👦🏺✨❤️👍🏽🇩🇪🫠'],
    ['capitals', 'THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG AND STUDIO POTTERY '],
    ['hashtags', '#handmadepottery #ceramicsofinstagram #potteryvideos #wheelthrown #3dprinting '],
    ['names in snake case', 'this_is_a_long_snake_case_name_v2_final_FINAL '],
    ['ids', '17921638472615234 17998301175526401 17947716058233919 '],
  ])('is above the tokenizers on %s', (_what, text) => {
    expect(estimateTokens(text.repeat(8))).toBeGreaterThanOrEqual(most(text.repeat(8)));
  });

  const character = fc.oneof(
    fc.integer({ min: 0x21, max: 0x7e }),
    fc.integer({ min: 0xa0, max: 0x24f }),
    fc.integer({ min: 0x400, max: 0x6ff }),
    fc.integer({ min: 0x3040, max: 0x9fff }),
    fc.integer({ min: 0xac00, max: 0xd7a3 }),
  );
  const text = fc
    .array(character, { minLength: 200, maxLength: 400 })
    .map((codes) => codes.map((code) => String.fromCodePoint(code)).join(''));

  test.prop([text], { numRuns: 300 })('is above the newer tokenizers on characters at random', (mixed) => {
    expect(estimateTokens(mixed)).toBeGreaterThanOrEqual(Math.max(countO200k(mixed, PLAIN), countCl100k(mixed, PLAIN)));
  });

  const name = fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}(?:\/[a-z0-9]{1,20}){0,3}\.(?:mp4|MOV|wav)$/);
  test.prop([fc.array(name, { minLength: 5, maxLength: 20 })], { numRuns: 200 })(
    'is above the newer tokenizers on names at random in JSON',
    (names) => {
      const json = JSON.stringify({ files: names.map((entry) => ({ name: entry, size_mb: 1.25, still: null })) });
      expect(estimateTokens(json)).toBeGreaterThanOrEqual(Math.max(countO200k(json, PLAIN), countCl100k(json, PLAIN)));
    },
  );

  test.prop([fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })])(
    'of two lines is at most that of each with its line end',
    (one, two) => {
      expect(estimateTokens(`${one}\n${two}\n`)).toBeLessThanOrEqual(
        estimateTokens(`${one}\n`) + estimateTokens(`${two}\n`),
      );
    },
  );
});
