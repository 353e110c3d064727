const MARK = '\u0001number:';
const QUOTED = /"\\u0001number:(-?\d+)"/g;

/** A whole number of any size that goes out as a JSON number with all its digits. Written by {@link stringifyBody}. */
export function rawNumber(digits: string | number): string {
  return `${MARK}${String(digits)}`;
}

/** JSON text with raw numbers in place. */
export function stringifyBody(body: unknown): string {
  const text = JSON.stringify(body);
  return text.includes('\\u0001number:') ? text.replaceAll(QUOTED, '$1') : text;
}
