/** Question marks of the scripts in use: Latin, full-width, Arabic, reversed, Armenian, Ethiopic, Vai, Spanish opening. */
const QUESTION_MARK = /[?？؟⸮՞፧꘏¿]/u;
/** Greek writes its question mark as a semicolon. */
const GREEK_QUESTION = /\p{sc=Greek}\s*;/u;
const ADDRESS = /(?:https?:\/\/|www\.)\S+|[@#＃][\p{L}\p{M}\p{N}_.]+/giu;

/** A text without its web addresses, mentions and hashtags: what its author said. */
export function withoutAddresses(text: string): string {
  return text.replace(ADDRESS, ' ').trim();
}

/**
 * Whether a text asks something, told by the question marks of all scripts: no word of any language decides.
 *
 * @param text without addresses, whose `?` asks nothing
 */
export function asksQuestion(text: string): boolean {
  return QUESTION_MARK.test(text) || GREEK_QUESTION.test(text);
}
