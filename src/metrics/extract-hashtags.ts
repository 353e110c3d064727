import type { PostInput } from './post.ts';
import * as check from './inputs.ts';

/**
 * `#` or `＃` and a tag's text: letters, marks, digits and `_`, without the variation selectors and the keycap that turn
 * signs and digits into emoji; joiners only inside it, as Persian and Sinhala write them.
 */
const TAG =
  /[#＃](?<tag>[\p{L}\p{N}_](?:(?![\u{fe00}-\u{fe0f}\u{20e3}])[\p{L}\p{M}\p{N}_]|[\u{200c}\u{200d}](?=[\p{L}\p{N}_]))*)/gu;

/**
 * What a `#` may be part of without making a tag. Each can start only at the start of a run of its own characters (the
 * look-behinds), which keeps the scan linear.
 */
const SKIPPED: readonly RegExp[] = [
  // An address with a scheme, or with www.
  /(?<![\p{L}\p{N}])(?:[a-zA-Z][a-zA-Z0-9+.\-]{0,30}:\/\/|[wW]{3}\.)\S+/u,
  // An address without a scheme: a domain and a slash.
  /(?<![\p{L}\p{N}._@#＃\-])(?:[\p{L}\p{N}\-]+\.)+\p{L}{2,}(?::\p{N}{1,5})?\/\S*/u,
  // An e-mail address.
  /(?<![\p{L}\p{N}._%+#＃\-])[\p{L}\p{N}][\p{L}\p{N}._%+#\-]*@(?:[\p{L}\p{N}\-]+\.)+\p{L}{2,}/u,
  // A numeric HTML entity.
  /&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});/u,
];
/** Without one of these there is nothing to skip, and the short pattern does. */
const MAY_SKIP = /[/@&]|www\./i;

/**
 * A letter, mark or digit at the end, unless of a script that is written without spaces: after those a tag may follow
 * directly.
 */
const ENDS_IN_WORD =
  /(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u{30fc}\u{fe00}-\u{fe0f}\u{20e3}])[\p{L}\p{M}\p{N}_]$/u;

/**
 * The hashtags of a text: lower case, without `#`, in order, once each, in Unicode normal form C.
 *
 * A tag is `#` or full-width `＃`, then letters, marks, digits or `_` of any script, at least one of them a letter:
 * digits alone are no tag, `#3dprinting` is one, `#art` is not `#artist`. It ends at anything else, an emoji included
 * (`#clay🏺` is `clay`; Graph's hashtag search takes no emoji either), and `#one#two` is two tags. A `#` inside a word
 * of a spaced script (`C#sharp`), an address, an e-mail address or an HTML entity starts none; after Chinese, Japanese
 * or Thai letters it does. Instagram publishes no rule for any of this: these are decisions, none of them verified
 * against the app. Time is linear in the length of the text. No text (a post without a caption), no tags.
 *
 * @source hashtag search takes no emoji: Graph reference, ig-hashtag-search (2026-11-22)
 * @example
 * extractHashtags('New glaze! #Pottery #3DPrinting#pottery'); //=> ['pottery', '3dprinting']
 */
export function extractHashtags(text: string | null): string[] {
  if (typeof text !== 'string') check.extractHashtags({ text });
  if (text === null) return [];
  const normalized = text.normalize('NFC');
  const tags = new Set<string>();
  let tagEnd = -1;
  for (const match of normalized.matchAll(patternFor(normalized))) {
    const tag = match.groups?.['tag'];
    if (tag === undefined) continue;
    if (match.index !== tagEnd && followsWord(normalized, match.index)) continue;
    tagEnd = match.index + match[0].length;
    if (/\p{L}/u.test(tag)) tags.add(normalizeTag(tag));
  }
  return [...tags];
}

function patternFor(text: string): RegExp {
  if (!MAY_SKIP.test(text)) return TAG;
  return new RegExp([...SKIPPED, TAG].map(({ source }) => source).join('|'), 'gu');
}

function followsWord(text: string, index: number): boolean {
  // Nothing up to U+002F is a word character: most tags follow a space.
  if (index === 0 || text.charCodeAt(index - 1) < 0x30) return false;
  // Two units hold any one character; a surrogate cut off at the front is no word character.
  return ENDS_IN_WORD.test(text.slice(Math.max(0, index - 2), index));
}

/**
 * A tag as it is kept: without `#`, lower case, in normal form C.
 *
 * @example
 * normalizeTag('#Ästhetik'); //=> 'ästhetik'
 */
export function normalizeTag(tag: string): string {
  // Plain ASCII, nearly every tag: nothing to compose.
  if (/^[a-z0-9_]+$/i.test(tag)) return tag.toLowerCase();
  return tag
    .trim()
    .replace(/^[#＃]/u, '')
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC');
}

/**
 * The tags of each post, once each, as they are kept: from the record, else from the caption. Captions repeat the same
 * few tags, so each spelling is normalised once and each tag is one string for all posts.
 */
export function readTags<P extends Pick<PostInput, 'hashtags' | 'caption'>>(media: readonly P[]): Map<P, string[]> {
  const known = new Map<string, string>();
  const keep = (tag: string): string => {
    const kept = known.get(tag) ?? normalizeTag(tag);
    known.set(tag, kept);
    return kept;
  };
  return new Map(
    media.map((post) => {
      const tags = (post.hashtags ?? extractHashtags(post.caption ?? null)).map(keep);
      return [post, [...new Set(tags)].filter((tag) => tag !== '')];
    }),
  );
}
