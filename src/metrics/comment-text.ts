import { asksQuestion, withoutAddresses } from './captions.ts';

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
