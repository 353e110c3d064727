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
