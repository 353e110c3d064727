/**
 * Orders two names as Cloud Storage lists them: by their UTF-8 bytes, which is the order of code points. JavaScript's
 * `<` compares UTF-16 units and puts U+1F600 before U+FF61; the service lists it after.
 *
 * @returns below 0, 0 or above 0
 * @source Cloud Storage objects.list, order of items (checked 2026-11-22)
 * @example
 * compareNames('\u{1F600}', '\uFF61') > 0; //=> true
 */
export function compareNames(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return byteRank(a) - byteRank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above U+FFFF, so they rank above every other unit. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/**
 * Why the service would not store an object of this name, `null` when it would.
 *
 * @source Cloud Storage object naming: 1 to 1,024 bytes of UTF-8, no CR or LF, not `.` or `..`, not under
 * `.well-known/acme-challenge/` (checked 2026-11-22)
 */
export function nameProblem(name: string): string | null {
  const bytes = Buffer.byteLength(name);
  if (bytes < 1 || bytes > 1_024) return `is ${String(bytes)} bytes long; 1 to 1,024 are allowed`;
  if (/[\r\n]/.test(name)) return 'holds a carriage return or a line feed';
  if (name === '.' || name === '..') return 'is a dot name';
  if (name.startsWith('.well-known/acme-challenge/')) return 'is under .well-known/acme-challenge/';
  if (/\p{Surrogate}/u.test(name)) return 'holds half of a surrogate pair';
  return null;
}

/** First index in `[from, to)` for which `holds` is true, `to` when there is none. `holds` never turns false again. */
export function firstIndex(from: number, to: number, holds: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Compiles a `matchGlob` pattern: `*` any characters but `/`, `**` any characters, `?` one character but `/`, `[a-z]`
 * and `[!a-z]` one of a set, `{a,b}` alternatives, `\` takes the next character as it is. The whole name must match.
 *
 * The rules are those of Google's wildcard page; how the service reads patterns the page leaves open is not known.
 *
 * @throws SyntaxError for an unclosed set or alternative
 * @source Cloud Storage wildcards (checked 2026-11-22)
 * @example
 * compileGlob('clips/*.{mp4,mov}').test('clips/a.mov'); //=> true
 */
export function compileGlob(pattern: string): RegExp {
  let source = '';
  let depth = 0;
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (character === '*') {
      const double = characters[index + 1] === '*';
      if (double) index += 1;
      source += double ? '[^]*' : '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[') {
      const end = characters.indexOf(']', index + 2);
      if (end === -1) throw new SyntaxError('Unclosed [ in glob.');
      source += characterSet(characters.slice(index + 1, end).join(''));
      index = end;
    } else if (character === '{') {
      depth += 1;
      source += '(?:';
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      source += ')';
    } else if (character === ',' && depth > 0) {
      source += '|';
    } else if (character === '\\' && index + 1 < characters.length) {
      index += 1;
      source += literal(characters[index] ?? '');
    } else {
      source += literal(character);
    }
  }
  if (depth > 0) throw new SyntaxError('Unclosed { in glob.');
  return new RegExp(`^(?:${source})$`, 'u');
}

/**
 * The text every match begins with, so that a listing need not look at other names.
 *
 * @example
 * globPrefix('clips/2025*.mp4'); //=> 'clips/2025'
 */
export function globPrefix(pattern: string): string {
  return pattern.slice(0, /[*?[{\\]/.exec(pattern)?.index ?? pattern.length);
}

function characterSet(body: string): string {
  const negated = body.startsWith('!') || body.startsWith('^');
  const members = (negated ? body.slice(1) : body).replaceAll(/[\\\]^]/g, '\\$&');
  return negated ? `(?!/)[^${members}]` : `(?!/)[${members}]`;
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
