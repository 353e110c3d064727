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
