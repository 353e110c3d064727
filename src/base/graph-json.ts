const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Sixteen digits that do not follow a quotation mark: most ids do, and such a text needs no second look. */
const MAY_BE_BARE = /(?:^|[^"\d])\d{16}/;
const LONG_INTEGER = /^-?\d{16,}$/;
const SHORTEST = 16;

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

/** Goes from string to string: digits inside them are left alone, and what is between two is mostly a sign or two. */
function quoteLongIntegers(text: string): string {
  let quoted = '';
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    if (end - at >= SHORTEST) {
      const between = text
        .slice(at, end)
        .replace(NUMBERS, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token));
      quoted += text.slice(copied, at) + between;
      copied = end;
    }
    at = quote === -1 ? end : endOfString(text, quote + 1);
  }
  return quoted + text.slice(copied);
}

/** Gives the place behind the quotation mark that ends a string; the end of a text that is cut off. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
    // An odd number of backslashes escapes it.
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return text.length;
}

const BACKSLASH = 92;
