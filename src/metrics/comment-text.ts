import { asksQuestion, withoutAddresses } from './question.ts';

/** What can be told of a comment's text without knowing its language. */
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
 * A word segmenter whose answers do not depend on what it read before. ICU takes up its Chinese and Japanese dictionary
 * at the first run of two kana or ideographs; until then it breaks a run that opens with the long-vowel mark (U+30FC)
 * elsewhere than it would later (seen in ICU 78; https://github.com/NightOwl888/ICU4N/issues/100).
 */
export function createWordSegmenter(): Intl.Segmenter {
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
  Array.from(segmenter.segment('かな'));
  return segmenter;
}

/**
 * Reads a comment's text.
 *
 * @param segmenter passed in because making one costs more than a comment
 * @example
 * readComment('🔥🔥', createWordSegmenter()).emojiOnly; //=> true
 */
export function readComment(text: string, segmenter: Intl.Segmenter): CommentText {
  const normalized = text.normalize('NFC').trim();
  const own = withoutAddresses(normalized);
  const words = countWords(own, segmenter);
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

function countWords(text: string, segmenter: Intl.Segmenter): number {
  let words = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike === true) words += 1;
  return words;
}

function fingerprintOf(text: string, words: number): string {
  if (words === 0) return '';
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
