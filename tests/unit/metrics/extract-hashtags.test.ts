import { describe, expect, it } from 'vitest';

import { normalizeTag, readTags } from '../../../src/metrics/extract-hashtags.ts';
import { extractHashtags } from '../../../src/metrics/index.ts';

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
