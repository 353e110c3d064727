import * as check from './inputs.ts';
import type { PostInput } from './post.ts';

/** Upper ends of the caption lengths, in characters as a reader counts code points, hashtags included. */
const CAPTION_LENGTHS: readonly (readonly [name: string, most: number])[] = [
  ['no_caption', 0],
  ['up_to_50', 50],
  ['51_to_150', 150],
  ['151_to_500', 500],
];

/** Counts code points, without a list of them: half of a surrogate pair counts as one. */
export function countCharacters(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) !== 0xd800 || (text.charCodeAt(index + 1) & 0xfc00) !== 0xdc00) continue;
    pairs += 1;
    index += 1;
  }
  return text.length - pairs;
}

/** Tells which length a caption has: `no_caption`, `up_to_50`, `51_to_150`, `151_to_500`, `over_500` characters. */
export function captionLength(caption: string | null | undefined): string {
  const length = countCharacters((caption ?? '').trim());
  return CAPTION_LENGTHS.find(([, most]) => length <= most)?.[0] ?? 'over_500';
}

/** Question marks of the scripts in use: Latin, full-width, Arabic, reversed, Armenian, Ethiopic, Vai, Spanish opening. */
const QUESTION_MARK = /[?？؟⸮՞፧꘏¿]/u;
/** Greek writes its question mark as a semicolon. */
const GREEK_QUESTION = /\p{sc=Greek}\s*;/u;
const ADDRESS = /(?:https?:\/\/|www\.)\S+|[@#＃][\p{L}\p{M}\p{N}_.]+/giu;

/** Without one of these there is nothing to take out. */
const MAY_ADDRESS = /[@#＃]|:\/\/|www\./i;

/** Gives a text without its web addresses, mentions and hashtags: what its author said. */
export function withoutAddresses(text: string): string {
  return (MAY_ADDRESS.test(text) ? text.replace(ADDRESS, ' ') : text).trim();
}

/**
 * Tells whether a text asks something, decided by the question marks of all scripts: no word of any language decides.
 *
 * @param text without addresses, whose `?` asks nothing
 */
export function asksQuestion(text: string): boolean {
  return QUESTION_MARK.test(text) || (text.includes(';') && GREEK_QUESTION.test(text));
}

/** Emoji that point somewhere. */
const POINTER = /[👇👆👉👈⬇⬆➡🔗📲🔔]/u;
/**
 * Invitations to comment, save, share, follow, tag, message or follow a link, in the languages most written on the
 * platform.
 */
const INVITATIONS: readonly RegExp[] = [
  /(?<!\p{L})(?:link in bio|comment below|let (?:me|us) know|tell (?:me|us)|tag (?:a|your|someone)|dm (?:me|us|for))(?!\p{L})/iu,
  /(?<!\p{L})(?:save this|share this|follow (?:me|us|for)|swipe|tap the|click the|subscribe|check out)(?!\p{L})/iu,
  /(?<!\p{L})(?:(?:enlace|link) en (?:la |mi )?bio|comenta|cu[eé]ntame|cu[eé]ntanos|etiqueta a|guarda este|comparte)(?!\p{L})/iu,
  /(?<!\p{L})(?:s[ií]guenos|link na bio|comente|conta pra|marca (?:um|alguém)|salv[ae] este|compartilhe?|siga)(?!\p{L})/iu,
  /(?<!\p{L})(?:lien en bio|dites[- ](?:moi|nous)|commentez|partagez|abonnez-vous|enregistrez)(?!\p{L})/iu,
  /(?<!\p{L})(?:link in der bio|schreibt? (?:mir|uns|es)|kommentier(?:e|t)|speicher[et]? (?:dir|euch)|teilt|folgt?)(?!\p{L})/iu,
  /(?<!\p{L})(?:link nella bio|scrivimi|commenta|condividi|segui(?:mi|ci)|yorum(?:a|lara)|kaydet|paylaş|takip et)(?!\p{L})/iu,
  /(?<!\p{L})(?:ссылка в (?:шапке|профиле)|пишите|подписывайтесь|сохраняйте|делитесь)(?!\p{L})/iu,
  /プロフィールのリンク|コメントして|保存して|フォローして|シェアして|评论|留言|收藏|转发|关注|댓글|팔로우|저장|프로필 링크|رابط في البايو/u,
];

/**
 * Tells whether a caption invites to do something: a pointing emoji or one of the usual invitations in some fifteen
 * languages. A caption in another language, or with an invitation of its own, is taken for one without.
 */
export function callsToAction(caption: string): boolean {
  return POINTER.test(caption) || INVITATIONS.some((invitation) => invitation.test(caption));
}

/** A comment of this many words says something; below, it is an exclamation. */
export const SUBSTANTIVE_WORDS = 4;

/** What is read of a comment's text without knowing its language. */
export interface CommentText {
  /** Words by Unicode segmentation, mentions, hashtags and addresses left out. */
  readonly words: number;
  /** Nothing but emoji, punctuation and spaces. */
  readonly emojiOnly: boolean;
  /** Nothing but mentions, hashtags or addresses. */
  readonly mentionOnly: boolean;
  readonly question: boolean;
  readonly request: boolean;
  readonly praise: boolean;
  /** Equal for texts that differ only in case, spacing, punctuation or emoji repetition. */
  readonly fingerprint: string;
}

/** Emoji of approval; the variation selector after some of them is optional. */
const PRAISE = /[❤♥💖💕💗💓💞💛💚💙💜🧡🖤🤍😍🥰😻🤩👏🙌🔥💯👍⭐🌟🏆🎉💪]/u;
/**
 * "Please" and "how do you" in the languages most written on the platform. A hint for `requests` alone: no word decides
 * a level.
 */
const REQUEST_PHRASES: readonly RegExp[] = [
  /(?<!\p{L})(?:please|pls|plz|can you|could you|would love to see|tutorial|how to)(?!\p{L})/iu,
  /(?<!\p{L})(?:por favor|porfa|podr[ií]as|puedes|voc[eê] pode|faz um|haz un)(?!\p{L})/iu,
  /(?<!\p{L})(?:s['’]il (?:te|vous) pla[iî]t|stp|svp|peux-tu|pouvez-vous)(?!\p{L})/iu,
  /(?<!\p{L})(?:bitte|kannst du|k[oö]nntest du|anleitung|per favore|puoi|alsjeblieft|kun je)(?!\p{L})/iu,
  /(?<!\p{L})(?:proszę|lütfen|tolong|пожалуйста|плиз|будь ласка|παρακαλώ)(?!\p{L})/iu,
  /お願い|おねがい|教えて|ください|请|請|求教程|부탁|주세요|कृपया|من فضلك|لو سمحت|בבקשה|กรุณา/u,
];

/**
 * Makes a word segmenter whose answers do not depend on what it read before. ICU takes up its Chinese and Japanese dictionary
 * at the first run of two kana or ideographs; until then it breaks a run that opens with the long-vowel mark (U+30FC)
 * elsewhere than it would later (seen in ICU 78; https://github.com/NightOwl888/ICU4N/issues/100).
 */
function createWordSegmenter(): Intl.Segmenter {
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
  Array.from(segmenter.segment('かな'));
  return segmenter;
}

/** Makes a reader of comments; the segmenter of words, which costs more than a comment, is made when one needs it. */
export function createTextReader(): (text: string) => CommentText {
  let segmenter: Intl.Segmenter | undefined;
  return (text) => readText(text, () => (segmenter ??= createWordSegmenter()));
}

function readText(text: string, segmenterOf: () => Intl.Segmenter): CommentText {
  const normalized = text.normalize('NFC').trim();
  const own = withoutAddresses(normalized);
  const words = countWords(own, segmenterOf);
  return {
    words,
    emojiOnly: words === 0 && own !== '',
    mentionOnly: own === '' && normalized !== '',
    question: asksQuestion(own),
    request: REQUEST_PHRASES.some((phrase) => phrase.test(own)),
    praise: PRAISE.test(own),
    fingerprint: fingerprintOf(own, words),
  };
}

/**
 * A word of Latin or Cyrillic letters and digits alone, with the signs around it, up to a space: by Unicode's rules one
 * word, whatever comes before the sign in front of it and behind the space.
 */
const PLAIN_WORD = /[("¿¡]*[\dA-Za-zÀ-ÖØ-öø-ſ\u0400-\u0481\u048a-\u052f]{1,50}[,.!?…)"]*(?:[ \t\r\n]+|$)/y;

/** Counts the plain words a text begins with, up to as many as say something, and tells where they end. */
function countPlainWords(text: string): { readonly words: number; readonly end: number } {
  let [words, end] = [0, 0];
  while (words < SUBSTANTIVE_WORDS && end < text.length) {
    PLAIN_WORD.lastIndex = end;
    if (!PLAIN_WORD.test(text)) break;
    end = PLAIN_WORD.lastIndex;
    words += 1;
  }
  return { words, end };
}

/** Longest stretch segmented at once: the time a segmenter takes grows with the square of it. */
const LONGEST_STRETCH = 500;
/** A stretch up to a space, or as long as may be where there is none; never half a character. */
const STRETCH = new RegExp(
  String.raw`[^]{1,${String(LONGEST_STRETCH)}}(?:\s|$)|[^]{1,${String(LONGEST_STRETCH)}}`,
  'gu',
);

/**
 * Counts words up to as many as say something: a comment is not worth more for being longer, and finding words is most of
 * the time its reading takes; plain ones are found without a segmenter. One that lies across two stretches without a space counts twice.
 */
function countWords(text: string, segmenterOf: () => Intl.Segmenter): number {
  const plain = countPlainWords(text);
  let { words } = plain;
  if (words === SUBSTANTIVE_WORDS) return words;
  for (const [stretch] of text.slice(plain.end).matchAll(STRETCH)) {
    for (const { isWordLike } of segmenterOf().segment(stretch)) {
      if (isWordLike === true) words += 1;
      if (words === SUBSTANTIVE_WORDS) return words;
    }
  }
  return words;
}

function fingerprintOf(text: string, words: number): string {
  if (words === 0) return '';
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

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
 * Extracts the hashtags of a text: lower case, without `#`, in order, once each, in Unicode normal form C.
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
 * Writes a tag as it is kept: without `#`, lower case, in normal form C.
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
 * Reads the tags of each post, once each, as they are kept: from the record, else from the caption. Captions repeat the
 * same few tags, so each spelling is normalised once and each tag is one string for all posts.
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
