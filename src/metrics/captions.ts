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

/** Which length a caption has: `no_caption`, `up_to_50`, `51_to_150`, `151_to_500`, `over_500` characters. */
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

/** A text without its web addresses, mentions and hashtags: what its author said. */
export function withoutAddresses(text: string): string {
  return (MAY_ADDRESS.test(text) ? text.replace(ADDRESS, ' ') : text).trim();
}

/**
 * Whether a text asks something, decided by the question marks of all scripts: no word of any language decides.
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
 * Whether a caption invites to do something: a pointing emoji or one of the usual invitations in some fifteen
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
