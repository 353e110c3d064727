/**
 * One spelling for comparing texts: composed characters, lower case. Some systems upload `é` as two characters.
 *
 * @example
 * searchableText('CAFE\u0301'); //=> 'café'
 */
export function searchableText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
