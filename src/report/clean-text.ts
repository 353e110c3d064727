import { Redactor } from '../base/redact.ts';

/** Shorter texts hold no token and no signed address. */
const LEAST_SECRET = 12;

/** Control characters but tab and line feed, and the two that make text read against its own direction. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202d\u202e\ufffe\uffff]/g;

const redactor: Redactor = new Redactor();

/**
 * A text from outside as it may be shown: tokens and the queries of signed addresses are hidden, control characters
 * become U+FFFD.
 *
 * @example
 * cleanText('a\u0000b'); //=> 'a\ufffdb'
 */
export function cleanText(text: string): string {
  const printable = text.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '\ufffd');
  return printable.length < LEAST_SECRET ? printable : redactor.text(printable);
}

/**
 * The beginning of a long text, cut between code points. Cleaned first: half a signed address looks like none.
 *
 * @example
 * shorten('abcdef', 4); //=> 'abc…'
 */
export function shorten(text: string, most: number): string {
  const points = [...cleanText(text)];
  return points.length <= most ? points.join('') : `${points.slice(0, most - 1).join('')}…`;
}

/**
 * Both ends of a long name, cleaned first: the end tells files apart.
 *
 * @example
 * shortenMiddle('footage/2026/vase.mp4', 12); //=> 'footag…e.mp4'
 */
export function shortenMiddle(text: string, most: number): string {
  const points = [...cleanText(text)];
  if (points.length <= most) return points.join('');
  const start = Math.ceil((most - 1) / 2);
  return `${points.slice(0, start).join('')}…${points.slice(points.length - (most - 1 - start)).join('')}`;
}
