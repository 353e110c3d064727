/** Strings first, so that digits inside them are left alone; then numbers. */
const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses a Graph answer. Whole numbers of 16 digits and more become strings: ids exceed 2^53 and some arrive as bare
 * numbers. `undefined` when the text is not JSON.
 */
export function parseGraphJson(text: string): unknown {
  try {
    return JSON.parse(/\d{16}/.test(text) ? quoteLongIntegers(text) : text) as unknown;
  } catch {
    return undefined;
  }
}

function quoteLongIntegers(text: string): string {
  return text.replace(STRINGS_AND_NUMBERS, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token));
}
