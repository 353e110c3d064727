import { invalidRequest } from '../base/errors.ts';
import { compareNames } from '../base/order.ts';
import { composed, fileNameOf } from './path.ts';

/** Object names have at most 1,024 bytes. */
const MAX_LENGTH = 1_024;

/** Plain patterns that the braces of one glob may stand for. */
const MAX_ALTERNATIVES = 256;

/** One part of a plain pattern. */
type Token =
  | { readonly kind: 'text'; readonly text: string }
  /** One character that passes the test; never a slash. `expression` is the same for RE2. */
  | { readonly kind: 'one'; readonly takes: (character: string) => boolean; readonly expression: string }
  /** `*`: any run of characters without a slash. */
  | { readonly kind: 'star' }
  /** `**`: any run of characters. */
  | { readonly kind: 'globstar' }
  /** A `**` and its slash before other segments, in two tokens: nothing, or segments with a slash behind each. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'insideFolders' };

/**
 * Compiles a glob once. The dialect, the same in `searchFiles`, in `ignore` and in every tool:
 *
 * - `*` any characters within a segment, `?` one of them, `[a-z]` one of those listed, `[!a-z]` or `[^a-z]` one of the
 *   others; none of them is a slash;
 * - `**` any characters, slashes too; as a whole segment also none at all (`**\/a.mp4` finds `a.mp4`);
 * - `{mp4,mov}` either; braces may lie in each other; without a comma, and unclosed as an unclosed `[`, they are text;
 * - a backslash before a character makes it text; everything else is text, `( ) | + ! @` among it.
 *
 * A glob with a slash is compared with the full name, one without with the last segment, so that `*.mp4` finds clips in
 * every folder. Names with a leading dot are ordinary names. Case counts; composed and decomposed letters are one.
 *
 * Bounded: the pattern is followed position by position, without backtracking, so a name costs at most its length times
 * the length of the pattern.
 *
 * @throws InsightInventoryError of kind `invalid_request`, its code `key`, when the glob is empty, has more than 1,024
 * characters, its braces stand for more than 256 patterns, or it can match no object: an address, a class of no character
 */
export function compileGlob(glob: string, key: string): (name: string) => boolean {
  const matchers = parseGlob(glob, key).map(createMatcher);
  const matches = (name: string): boolean => matchers.some((isMatch) => isMatch(name));
  return glob.includes('/') ? (name) => matches(composed(name)) : (name) => matches(composed(fileNameOf(name)));
}

/**
 * Gives {@link compileGlob} as one regular expression for RE2, to be looked for in a whole name in its composed form:
 * databases have no function of ours.
 *
 * @throws InsightInventoryError as `compileGlob` does
 */
export function globExpression(glob: string, key: string): string {
  const alternatives = parseGlob(glob, key).map((tokens) => tokens.map(expressionOf).join(''));
  // Without a slash nothing of it matches one, so that what follows the last slash has to match as a whole.
  const anything = glob.includes('/') ? '.*' : '[^/]*';
  const whole = alternatives.join('|').replaceAll(GLOBSTAR, anything);
  return `(?s)${glob.includes('/') ? '^' : '(?:^|/)'}(?:${whole})$`;
}

/** In place of `**` until it is known what it may match; no expression has the character. */
const GLOBSTAR = '\0';

function expressionOf(token: Token): string {
  if (token.kind === 'text') return escaped(token.text);
  if (token.kind === 'one') return token.expression;
  if (token.kind === 'star') return '[^/]*';
  if (token.kind === 'folders') return '(?:.*/)?';
  return token.kind === 'globstar' ? GLOBSTAR : '';
}

/** Escapes a character by its number: nothing of it can mean something else. */
function escaped(character: string): string {
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function parseGlob(glob: string, key: string): Token[][] {
  const refuse = (problem: string, remedy = 'Write a pattern such as "*.mp4", "video/**" or "*.{mp4,mov}".'): never => {
    throw invalidRequest(key, problem, remedy);
  };
  const pattern = composed(glob);
  if (pattern === '') refuse('is empty');
  if (pattern.length > MAX_LENGTH) refuse(`has more than ${String(MAX_LENGTH)} characters`);
  if (/^gs:/i.test(pattern)) refuse('is an address', 'Write the pattern of the path inside the bucket, without gs://.');
  const alternatives = expandBraces(pattern) ?? refuse(`stands for more than ${String(MAX_ALTERNATIVES)} patterns`);
  const parsed = alternatives.map(parse);
  if (parsed.flat().some((token) => token.kind === 'one' && token.expression === NO_CHARACTER))
    refuse('has a class that no character is in', 'Write the smaller character of a range first: [a-z].');
  return parsed;
}

/**
 * Gives the patterns that the outermost braces of a pattern stand for, theirs expanded too; `null` when they are too
 * many.
 */
function expandBraces(pattern: string): string[] | null {
  let whole = [''];
  let at = 0;
  while (at < pattern.length) {
    const brace = pattern[at] === '{' ? readBraces(pattern, at) : null;
    const end = brace?.end ?? at + (pattern[at] === '\\' ? 2 : 1);
    const choices: string[] = [];
    for (const part of brace?.parts ?? []) {
      const expanded = expandBraces(part);
      if (expanded === null) return null;
      choices.push(...expanded);
    }
    if (brace === null) choices.push(pattern.slice(at, end));
    if (whole.length * choices.length > MAX_ALTERNATIVES) return null;
    whole = whole.flatMap((start) => choices.map((choice) => start + choice));
    at = end;
  }
  return whole;
}

/**
 * Reads the comma-separated parts of the braces that open at `open`; `null` when they have no comma or are never
 * closed.
 */
function readBraces(pattern: string, open: number): { readonly parts: string[]; readonly end: number } | null {
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < pattern.length; at += 1) {
    const sign = pattern[at];
    if (sign === '\\') at += 1;
    else if (sign === '{') depth += 1;
    else if (sign === ',' && depth === 1) {
      parts.push(pattern.slice(start, at));
      start = at + 1;
    } else if (sign === '}' && (depth -= 1) === 0) {
      return parts.length === 0 ? null : { parts: [...parts, pattern.slice(start, at)], end: at + 1 };
    }
  }
  return null;
}

/** Parses the tokens of a pattern without braces to expand, one per character of text. */
function parse(pattern: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    const { read, end } = readStars(pattern, at) ?? readSet(pattern, at) ?? readCharacter(pattern, at);
    tokens.push(...read);
    at = end;
  }
  return tokens;
}

interface ReadTokens {
  readonly read: readonly Token[];
  readonly end: number;
}

function readStars(pattern: string, start: number): ReadTokens | null {
  let end = start;
  while (pattern[end] === '*') end += 1;
  if (end === start) return null;
  if (end - start === 1) return { read: [{ kind: 'star' }], end };
  const isSegment = (start === 0 || pattern[start - 1] === '/') && pattern[end] === '/';
  if (!isSegment) return { read: [{ kind: 'globstar' }], end };
  return { read: [{ kind: 'folders' }, { kind: 'insideFolders' }], end: end + 1 };
}

/**
 * Reads a character class; `null` when none starts here or it is never closed. A `]` right behind its start is a
 * member.
 */
function readSet(pattern: string, open: number): ReadTokens | null {
  if (pattern[open] !== '[') return null;
  const negated = pattern[open + 1] === '!' || pattern[open + 1] === '^';
  const first = open + (negated ? 2 : 1);
  const ranges: (readonly [string, string])[] = [];
  let at = first;
  while (at < pattern.length && (pattern[at] !== ']' || at === first)) {
    const from = memberAt(pattern, at);
    const isRange = pattern[from.end] === '-' && ![undefined, ']'].includes(pattern[from.end + 1]);
    const to = isRange ? memberAt(pattern, from.end + 1) : from;
    ranges.push([from.text, to.text]);
    at = to.end;
  }
  if (at >= pattern.length) return null;
  const takes = (character: string): boolean =>
    character !== '/' &&
    ranges.some(([from, to]) => compareNames(from, character) <= 0 && compareNames(character, to) <= 0) !== negated;
  return { read: [{ kind: 'one', takes, expression: classOf(ranges, negated) }], end: at + 1 };
}

/** Gives a character class of RE2 without the slash. */
function classOf(ranges: readonly (readonly [string, string])[], negated: boolean): string {
  const without = negated ? [...ranges, ['/', '/'] as const] : ranges.flatMap(withoutSlash);
  const members = without
    .filter(([from, to]) => compareNames(from, to) <= 0)
    .map((range) => range.map(escaped).join('-'));
  if (members.length === 0) return NO_CHARACTER;
  return `[${negated ? '^' : ''}${members.join('')}]`;
}

const NO_CHARACTER = '[^\\x{0}-\\x{10ffff}]';

/** Gives a range in two, before the slash and behind it, where it goes over it. */
function withoutSlash([from, to]: readonly [string, string]): (readonly [string, string])[] {
  return compareNames(from, '/') > 0 || compareNames('/', to) > 0
    ? [[from, to]]
    : [
        [from, '.'],
        ['0', to],
      ];
}

function readCharacter(pattern: string, at: number): ReadTokens {
  if (pattern[at] === '?')
    return { read: [{ kind: 'one', takes: (character) => character !== '/', expression: '[^/]' }], end: at + 1 };
  const { text, end } = memberAt(pattern, at);
  return { read: [{ kind: 'text', text }], end };
}

/** Gives one character, the backslash before it left out; both halves of a surrogate pair together. */
function memberAt(pattern: string, at: number): { readonly text: string; readonly end: number } {
  const start = pattern[at] === '\\' && at + 1 < pattern.length ? at + 1 : at;
  const text = String.fromCodePoint(pattern.codePointAt(start) ?? 0);
  return { text, end: start + text.length };
}

/** Creates the test for a whole name: the text a pattern begins and ends with first, which most names fail at once. */
function createMatcher(tokens: readonly Token[]): (name: string) => boolean {
  const inner = tokens.findIndex(({ kind }) => kind !== 'text');
  const textOf = (part: readonly Token[]): string =>
    part.map((token) => (token.kind === 'text' ? token.text : '')).join('');
  if (inner === -1) {
    const whole = textOf(tokens);
    return (name) => name === whole;
  }
  const innerEnd = tokens.findLastIndex(({ kind }) => kind !== 'text') + 1;
  const head = textOf(tokens.slice(0, inner));
  const tail = textOf(tokens.slice(innerEnd));
  const middle = tokens.slice(inner, innerEnd);
  return (name) =>
    name.length >= head.length + tail.length &&
    name.startsWith(head) &&
    name.endsWith(tail) &&
    follow(middle, name.slice(head.length, name.length - tail.length));
}

/**
 * Follows every way the tokens can read a text at once: `reached[n]` is 1 when those before the n-th can have read what
 * was read so far.
 */
function follow(tokens: readonly Token[], text: string): boolean {
  const count = tokens.length;
  let reached = new Uint8Array(count + 1);
  let next = new Uint8Array(count + 1);
  reach(tokens, reached, 0);
  for (const character of text) {
    next.fill(0);
    for (let index = 0; index < count; index += 1) {
      const token = reached[index] === 1 ? tokens[index] : undefined;
      if (token === undefined) continue;
      if (passes(token, character)) reach(tokens, next, index + 1);
      if (repeats(token, character)) reach(tokens, next, index);
    }
    [reached, next] = [next, reached];
  }
  return reached[count] === 1;
}

/** Marks a place, and those behind it that can be reached without reading a character. */
function reach(tokens: readonly Token[], reached: Uint8Array, place: number): void {
  for (let at = place; reached[at] !== 1;) {
    reached[at] = 1;
    const kind = tokens[at]?.kind;
    if (kind === 'star' || kind === 'globstar') at += 1;
    else if (kind === 'folders') {
      reached[at + 1] = 1;
      at += 2;
    } else return;
  }
}

/** Tells whether a token that reads this character is done with it. */
function passes(token: Token, character: string): boolean {
  if (token.kind === 'text') return token.text === character;
  if (token.kind === 'one') return token.takes(character);
  return token.kind === 'insideFolders' && character === '/';
}

/** Tells whether a token that reads this character can read more. */
function repeats(token: Token, character: string): boolean {
  return (token.kind === 'star' && character !== '/') || token.kind === 'globstar' || token.kind === 'insideFolders';
}
