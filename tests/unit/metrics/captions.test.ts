import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import {
  asksQuestion,
  captionLength,
  countCharacters,
  createTextReader,
  SUBSTANTIVE_WORDS,
  withoutAddresses,
} from '../../../src/metrics/captions.ts';

describe('countCharacters', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['abc', 3],
    ['👍', 1],
    ['👍👍', 2],
    ['a👍b', 3],
    ['👍a', 2],
    ['a👍', 2],
    // Halves of pairs, alone and in the wrong order.
    ['\ud83d', 1],
    ['\udc4d', 1],
    ['\udc4d\ud83d', 2],
    ['\ud83d\ud83d\udc4d', 2],
    ['\ud83da', 2],
    ['é\u0301', 2],
  ])('of %j is %d', (text, count) => {
    expect(countCharacters(text)).toBe(count);
  });
});

describe('captionLength', () => {
  it.each([
    [null, 'no_caption'],
    [undefined, 'no_caption'],
    [' \n', 'no_caption'],
    ['a', 'up_to_50'],
    [` ${'a'.repeat(50)} `, 'up_to_50'],
    ['a'.repeat(51), '51_to_150'],
    ['👍'.repeat(150), '51_to_150'],
    ['a'.repeat(151), '151_to_500'],
    ['a'.repeat(500), '151_to_500'],
    ['a'.repeat(501), 'over_500'],
  ])('of %j is %s', (caption, length) => {
    expect(captionLength(caption)).toBe(length);
  });
});

describe('withoutAddresses', () => {
  it.each([
    [' so ', 'so'],
    ['a @studio b', 'a   b'],
    ['a#clay b', 'a  b'],
    ['see https://example.test/?a', 'see'],
    ['see WWW.example.test/?a now', 'see   now'],
    ['a ＃clay', 'a'],
    ['it is @ home', 'it is @ home'],
  ])('of %j is %j', (text, rest) => {
    expect(withoutAddresses(text)).toBe(rest);
  });
});

describe('asksQuestion', () => {
  it.each([
    ['Why?', true],
    ['¿Cuánto', true],
    ['なぜ？', true],
    ['Γιατί;', true],
    ['Γιατί ;', true],
    ['Γιατί', false],
    ['So; what', false],
    ['So.', false],
    ['', false],
  ])('of %j: %s', (text, asks) => {
    expect(asksQuestion(text)).toBe(asks);
  });
});

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
// It takes up its dictionary of Chinese and Japanese at the first such run.
Array.from(segmenter.segment('かな'));

/** Words by the segmenter alone. */
function wordsOf(text: string): number {
  const words = Array.from(segmenter.segment(text.normalize('NFC').trim())).filter(({ isWordLike }) => isWordLike);
  return Math.min(SUBSTANTIVE_WORDS, words.length);
}

/** Letters of several scripts, signs that join words or part them, spaces of every kind, marks and emoji. */
const PARTS = [
  ...['a', 'B', '9', 'é', 'ñ', 'Ж', 'ё', 'ß', 'ŉ', 'ª', 'ﬁ', 'か', '中', 'ー', 'א', 'ก', '҂', '\u0483', 'e\u0301'],
  ...["'", '’', '·', '.', ',', ';', ':', '!', '?', '"', '(', ')', '-', '_', '…', '$', '¿', '¡'],
  ...[' ', ' ', ' ', '\n', '\t', '\r\n', '\u00a0', '\u202f', '\u2028', '\ufeff', '\u200d', '\u00ad', '\u0301'],
  ...['😀', '👍🏽', '3.5', '1,000', 'x:y', 'word', 'tea'],
];

describe('createTextReader', () => {
  const read = createTextReader();

  test.prop([fc.array(fc.constantFrom(...PARTS), { maxLength: 14 })], { numRuns: 2_000 })(
    'counts plain words as the segmenter does',
    (parts) => {
      const text = parts.join('');
      expect(read(text).words).toBe(wordsOf(text));
    },
  );
});

describe('a text that is read', () => {
  const read = createTextReader();

  it.each<[string, Partial<ReturnType<typeof read>>]>([
    ['', { words: 0, emojiOnly: false, mentionOnly: false, fingerprint: '' }],
    ['  ', { words: 0, emojiOnly: false, mentionOnly: false, fingerprint: '' }],
    ['🔥🔥', { words: 0, emojiOnly: true, mentionOnly: false, praise: true, fingerprint: '' }],
    ['...', { words: 0, emojiOnly: true, praise: false, fingerprint: '' }],
    ['@studio #clay', { words: 0, emojiOnly: false, mentionOnly: true, fingerprint: '' }],
    ['One two', { words: 2, emojiOnly: false, mentionOnly: false, fingerprint: 'one two' }],
    ['ONE,  two!!', { words: 2, fingerprint: 'one two' }],
    ['one two three', { words: 3 }],
    ['one two three four', { words: 4 }],
    ['one two three four five', { words: 4 }],
    ['one two 作品です', { words: 4 }],
    ['Why?', { question: true, request: false }],
    ['Please show it', { request: true, question: false }],
    ['unpleased', { request: false }],
    ['E\u0301te\u0301', { words: 1, fingerprint: '\u00e9t\u00e9' }],
  ])('%j', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });
});
