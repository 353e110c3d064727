import { normalizeTimestamp } from '../base/time.ts';

const T = 84;
const Z = 90;

/**
 * A listing's timestamp in the documents' form; `null` when it is absent or no timestamp.
 *
 * Cloud Storage writes `2025-04-30T13:47:12.345Z`; that shape is cut where it stands, without parsing a date, because a
 * listing has two of them a row. Anything else, and days past the 28th that a month may not have, takes the general way.
 *
 * @example
 * rowTimestamp('2025-04-30T13:47:12.345Z'); //=> '2025-04-30T13:47:12Z'
 */
export function rowTimestamp(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return hasListingShape(text) ? `${text.slice(0, 19)}Z` : normalizeTimestamp(text);
}

function hasListingShape(text: string): boolean {
  const length = text.length;
  return (
    (length === 24 || length === 20) &&
    text.charCodeAt(length - 1) === Z &&
    text.charCodeAt(10) === T &&
    isNumber(text, 0, 4, 0, 9999) &&
    text[4] === '-' &&
    isNumber(text, 5, 2, 1, 12) &&
    text[7] === '-' &&
    isNumber(text, 8, 2, 1, 28) &&
    isNumber(text, 11, 2, 0, 23) &&
    text[13] === ':' &&
    isNumber(text, 14, 2, 0, 59) &&
    text[16] === ':' &&
    isNumber(text, 17, 2, 0, 59) &&
    (length === 20 || (text[19] === '.' && isNumber(text, 20, 3, 0, 999)))
  );
}

function isNumber(text: string, start: number, digits: number, low: number, high: number): boolean {
  let value = 0;
  for (let index = start; index < start + digits; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return false;
    value = value * 10 + digit;
  }
  return value >= low && value <= high;
}
