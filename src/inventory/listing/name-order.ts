import { compareNames } from '../../base/order.ts';

const LAST_CODE_POINT = 0x10ffff;

/**
 * The smallest text that comes after every name beginning with `prefix`, in the order of code points; `null` when there
 * is none. Half of a surrogate pair, which cannot be sent, and line ends, which no name has, are stepped over.
 *
 * @example
 * afterPrefix('clip_1'); //=> 'clip_2'
 */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix);
  for (let point = points.pop(); point !== undefined; point = points.pop()) {
    const next = nextCodePoint(point.codePointAt(0) ?? 0);
    if (next !== null) return points.join('') + String.fromCodePoint(next);
  }
  return null;
}

function nextCodePoint(point: number): number | null {
  if (point >= LAST_CODE_POINT) return null;
  const next = point + 1;
  if (next === 0xd800) return 0xe000;
  return next === 0x0a || next === 0x0d ? next + 1 : next;
}

/**
 * How many leading UTF-16 units two names share, never ending inside a surrogate pair.
 *
 * @example
 * sharedLength('clip_12', 'clip_17'); //=> 6
 */
export function sharedLength(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return isHighSurrogate(a.charCodeAt(length - 1)) ? length - 1 : length;
}

/** The prefix of a name up to and with the character at `position`, a whole code point. */
export function prefixThrough(name: string, position: number): string {
  const width = isHighSurrogate(name.charCodeAt(position)) ? 2 : 1;
  return name.slice(0, position + width);
}

/** The position of the character that covers or begins at `position`: a surrogate pair counts as one. */
export function characterStart(name: string, position: number): number {
  const unit = name.charCodeAt(position);
  return unit >= 0xdc00 && unit <= 0xdfff && position > 0 ? position - 1 : position;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** The smaller of two exclusive bounds; `null` does not bound. */
export function smallerBound(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareNames(a, b) <= 0 ? a : b;
}

/** Whether a name lies before an exclusive bound. */
export function isBefore(name: string, bound: string | null): boolean {
  return bound === null || compareNames(name, bound) < 0;
}
