/**
 * Strings first, so that digits inside them are left alone; then numbers. A string that is cut off goes to the end of the
 * text: were it no match, the search would begin anew at every quotation mark, in time that grows with the square.
 */
const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\(?:[^]|$))*(?:"|$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Sixteen digits that do not follow a quotation mark: most ids do, and such a text needs no second look. */
const MAY_BE_BARE = /(?:^|[^"\d])\d{16}/;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses a Graph answer. Whole numbers of 16 digits and more become strings: ids exceed 2^53 and some arrive as bare
 * numbers. `undefined` when the text is not JSON.
 */
export function parseGraphJson(text: string): unknown {
  try {
    return JSON.parse(MAY_BE_BARE.test(text) ? quoteLongIntegers(text) : text) as unknown;
  } catch {
    return undefined;
  }
}

function quoteLongIntegers(text: string): string {
  return text.replace(STRINGS_AND_NUMBERS, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token));
}
