/** Letters, marks, digits and `_`, without the variation selectors and the keycap that turn `#` and digits into emoji. */
const TAG_CHARACTER = String.raw`(?:(?![\u{fe00}-\u{fe0f}\u{20e3}])[\p{L}\p{M}\p{N}_])`;
/** A tag's text: joiners only inside it, as Persian and Sinhala write them. */
const TAG = String.raw`[#＃](?<tag>[\p{L}\p{N}_](?:${TAG_CHARACTER}|[\u{200c}\u{200d}](?=${TAG_CHARACTER}))*)`;

const DOMAIN = String.raw`(?:[\p{L}\p{N}\-]+\.)+\p{L}{2,}`;
/**
 * What a `#` may be part of without making a tag. Each alternative can start only at the start of a run of its own
 * characters (the look-behinds), which keeps the scan linear.
 */
const SKIPPED = [
  // An address with a scheme, or with www.
  String.raw`(?<![\p{L}\p{N}])(?:[a-z][a-z0-9+.\-]{0,30}:\/\/|www\.)\S+`,
  // An address without a scheme: a domain and a slash.
  String.raw`(?<![\p{L}\p{N}._@#＃\-])${DOMAIN}(?::\p{N}{1,5})?\/\S*`,
  String.raw`(?<![\p{L}\p{N}._%+#＃\-])[\p{L}\p{N}][\p{L}\p{N}._%+#\-]*@${DOMAIN}`,
  // A numeric HTML entity.
  String.raw`&#(?:[0-9]{1,7}|x[0-9a-f]{1,6});`,
].join('|');

/** Letters of the scripts that are written without spaces: a tag may follow them directly. */
const UNSPACED = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u{30fc}]`;

/**
 * The hashtags of a text: lower case, without `#`, in order, once each, in Unicode normal form C.
 *
 * A tag is `#` or full-width `＃`, then letters, marks, digits or `_` of any script, at least one of them a letter:
 * digits alone are no tag, `#3dprinting` is one, `#art` is not `#artist`. It ends at anything else, an emoji included
 * (`#clay🏺` is `clay`; Graph's hashtag search takes no emoji either), and `#one#two` is two tags. A `#` inside a word
 * of a spaced script (`C#sharp`), an address, an e-mail address or an HTML entity starts none; after Chinese, Japanese
 * or Thai letters it does. Instagram publishes no rule for any of this: these are decisions, none of them verified
 * against the app. Time is linear in the length of the text. No text (a
 * post without a caption), no tags.
 *
 * @example
 * extractHashtags('New glaze! #Pottery #3DPrinting#pottery'); //=> ['pottery', '3dprinting']
 */
export function extractHashtags(text: string | null): string[] {
  if (text === null) return [];
  const tags = new Set<string>();
  const normalized = text.normalize('NFC');
  const pattern = new RegExp(`${SKIPPED}|${TAG}`, 'giu');
  const word = new RegExp(`(?!${UNSPACED})${TAG_CHARACTER}$`, 'u');
  let tagEnd = -1;
  for (const match of normalized.matchAll(pattern)) {
    const tag = match.groups?.['tag'];
    if (tag === undefined) continue;
    // Two units hold any one character; a surrogate cut off at the front is no word character.
    const before = normalized.slice(Math.max(0, match.index - 2), match.index);
    if (match.index !== tagEnd && word.test(before)) continue;
    tagEnd = match.index + match[0].length;
    if (/\p{L}/u.test(tag)) tags.add(normalizeTag(tag));
  }
  return [...tags];
}

/**
 * A tag as it is kept: without `#`, lower case, in normal form C.
 *
 * @example
 * normalizeTag('#Ästhetik'); //=> 'ästhetik'
 */
export function normalizeTag(tag: string): string {
  return tag
    .trim()
    .replace(/^[#＃]/u, '')
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC');
}
