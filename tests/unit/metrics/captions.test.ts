import { describe, expect, it } from 'vitest';

import { asksQuestion, captionLength, countCharacters, withoutAddresses } from '../../../src/metrics/captions.ts';

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
