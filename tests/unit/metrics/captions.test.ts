import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import {
  asksQuestion,
  captionLength,
  countCharacters,
  createTextReader,
  normalizeTag,
  readTags,
  SUBSTANTIVE_WORDS,
  withoutAddresses,
} from '../../../src/metrics/captions.ts';
import { extractHashtags } from '../../../src/metrics/index.ts';

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

/** Counts words by the segmenter alone. */
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

describe('extractHashtags', () => {
  it.each([
    ['whole words only', '#art #artist', ['art', 'artist']],
    ['once each, lower case, in order of first use', '#Clay #wheel #CLAY', ['clay', 'wheel']],
    ['digits with letters', '#3dprinting #2026goals', ['3dprinting', '2026goals']],
    ['no tag of digits alone', '#1 #2026 #٣٤', []],
    ['no tag without a letter', '#_ #_1_', []],
    ['any script', '#Ästhetik #керамика #陶芸 #도자기 #สวย', ['ästhetik', 'керамика', '陶芸', '도자기', 'สวย']],
    ['vowel signs', '#मिट्टी', ['मिट्टी']],
    ['a joiner inside a word but not at its end', '#می\u200Cخواهم #clay\u200D', ['می\u200Cخواهم', 'clay']],
    ['the full-width sign', '＃陶芸 ＃Art', ['陶芸', 'art']],
    ['adjacent tags', '#one#two＃three', ['one', 'two', 'three']],
    ['a tag after a number sign that made none', '#1#two ##three', ['two', 'three']],
    ['an underscore', '#slow_clay', ['slow_clay']],
    ['a tag that ends at punctuation', '(#clay), #glaze. #kiln! "#mud"', ['clay', 'glaze', 'kiln', 'mud']],
    ['a tag that ends at a hyphen or an apostrophe', "#wheel-thrown #potter's", ['wheel', 'potter']],
    ['a tag that ends at an emoji', '#clay🏺 #fire🔥kiln #love❤️', ['clay', 'fire', 'love']],
    ['no tag of emoji or keycaps', '#🏺 #️⃣ #1️⃣', []],
    ['a tag after an emoji', '🏺#clay ❤️#glaze', ['clay', 'glaze']],
    ['a tag after a slash', '#mud/#clay', ['mud', 'clay']],
    ['no tag inside a word', 'C#sharp issue#twelve @user#tag', []],
    ['a tag directly after letters of an unspaced script', '作品です#陶芸 新作#clay', ['陶芸', 'clay']],
    ['no tag in an address', 'https://example.com/#about http://x.org/a?b#c www.example.com/p#q', []],
    ['no tag in an address without a scheme', 'example.com/#about linktr.ee/clay#shop youtu.be:443/#x', []],
    ['no tag in an e-mail address', 'a#b@example.com jane.#doe@example.org', []],
    ['a tag before a mention', '#clay@jane.doe', ['clay']],
    ['no tag in an HTML entity', 'it&#39;s &#x27;fine&#x27; &#039;', []],
    ['a tag after an ampersand', 'glaze&#clay', ['clay']],
    ['line breaks', 'first\n#clay\r\n#mud', ['clay', 'mud']],
    ['nothing in an empty text', '', []],
    ['nothing for a sign alone', '# #! # clay', []],
  ])('finds %s', (_name, text, tags) => {
    expect(extractHashtags(text)).toEqual(tags);
  });

  it('takes composed and decomposed letters for the same tag', () => {
    expect(extractHashtags('#caf\u00e9 #cafe\u0301')).toEqual(['caf\u00e9']);
  });

  it('stays linear on long runs made to trip a backtracking pattern', () => {
    // A quadratic scan of these would take minutes; the test would run into its time limit.
    const length = 200_000;
    for (const unit of ['a', 'a.', '#', '#a', 'a@', 'a@b.', '.a-', '&#', 'www.', '１', 'a#', '\u200d']) {
      const text = `${unit.repeat(length / unit.length)} #end`;
      expect(extractHashtags(text)).toContain('end');
    }
  });

  it('finds nothing in no text', () => {
    expect(extractHashtags(null)).toEqual([]);
  });

  it('does not trip over lone surrogates', () => {
    expect(extractHashtags('\ud83d#clay #a\udc00b')).toEqual(['clay', 'a']);
  });
});

describe('tags as they are kept', () => {
  it.each([
    ['#Clay', 'clay'],
    ['＃Clay', 'clay'],
    [' clay ', 'clay'],
    ['CLAY_1', 'clay_1'],
    ['A\u0308sthetik', 'ästhetik'],
    ['##a', '#a'],
    ['a-B', 'a-b'],
    ['#', ''],
  ])('of %j is %j', (tag, kept) => {
    expect(normalizeTag(tag)).toBe(kept);
  });

  it('are those of the record, else of the caption, once each', () => {
    const posts = [
      { hashtags: ['Clay', '#clay', ' ', '#'], caption: '#mud' },
      { caption: '#mud #MUD' },
      { hashtags: [], caption: '#mud' },
      { caption: null },
      {},
    ];
    expect([...readTags(posts).values()]).toEqual([['clay'], ['mud'], [], [], []]);
  });

  it('follow what is no word', () => {
    expect(extractHashtags('/#a 0#b ?#c')).toEqual(['a', 'c']);
    expect(extractHashtags('#a')).toEqual(['a']);
    expect(() => extractHashtags(4 as never)).toThrow('text');
  });
});
