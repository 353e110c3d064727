/** A place in a text as editors count it, both from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const SPACE = /[ \t\n\r]*/y;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/**
 * Where a text stops being JSON; `null` when it is JSON. `JSON.parse` does not say so in every version of Node, and its
 * message quotes the text, which may hold a secret.
 *
 * @example
 * findJsonError('{\n  "a": 1,\n}'); //=> { line: 3, column: 1 }
 */
export function findJsonError(text: string): TextPosition | null {
  const scan: Scan = { text, at: 0, open: [], expected: 'value' };
  for (;;) {
    take(scan, SPACE);
    const start = scan.at;
    if (start === text.length)
      return scan.expected === ', or end' && scan.open.length === 0 ? null : positionOf(text, start);
    if (!takeToken(scan)) return positionOf(text, start);
  }
}

interface Scan {
  readonly text: string;
  at: number;
  /** Brackets that wait for their other half. */
  readonly open: ('[' | '{')[];
  expected: Expected;
}

/** Moves past the next token; false when it may not stand here. */
function takeToken(scan: Scan): boolean {
  const next = scan.text[scan.at];
  switch (scan.expected) {
    case ':':
      return next === ':' && advance(scan, 'value');
    case ', or end':
      if (next === ',' && scan.open.length > 0) return advance(scan, scan.open.at(-1) === '{' ? 'key' : 'value');
      return takeClosing(scan);
    case 'key or }':
      return takeClosing(scan) || takeKey(scan);
    case 'key':
      return takeKey(scan);
    case 'value or ]':
      return takeClosing(scan) || takeValue(scan);
    case 'value':
      return takeValue(scan);
    default:
      return scan.expected satisfies never;
  }
}

function advance(scan: Scan, expected: Expected): true {
  scan.at += 1;
  scan.expected = expected;
  return true;
}

function take(scan: Scan, pattern: RegExp): boolean {
  pattern.lastIndex = scan.at;
  if (!pattern.test(scan.text)) return false;
  scan.at = pattern.lastIndex;
  return true;
}

function takeClosing(scan: Scan): boolean {
  const closes = { ']': '[', '}': '{' }[scan.text[scan.at] ?? ''];
  if (closes === undefined || closes !== scan.open.at(-1)) return false;
  scan.open.pop();
  return advance(scan, ', or end');
}

function takeKey(scan: Scan): boolean {
  scan.expected = ':';
  return take(scan, STRING);
}

function takeValue(scan: Scan): boolean {
  const next = scan.text[scan.at];
  if (next === '[' || next === '{') {
    scan.open.push(next);
    return advance(scan, next === '[' ? 'value or ]' : 'key or }');
  }
  scan.expected = ', or end';
  return take(scan, next === '"' ? STRING : SCALAR);
}

function positionOf(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
