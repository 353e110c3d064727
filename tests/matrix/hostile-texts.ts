import { cleanText, fence } from '../../src/assistant/untrusted.ts';
import { parseGraphJson } from '../../src/base/graph-json.ts';
import { mayBeSecret, Redactor } from '../../src/base/redact.ts';
import { oneLine } from '../../src/cli/terminal-text.ts';
import { findJsonError } from '../../src/config/load-config.ts';
import { resolvePlaceholders } from '../../src/config/sections.ts';
import { compileGlob } from '../../src/files/glob.ts';
import { parseNameDate, parseSeriesName } from '../../src/files/series.ts';
import { csvRecords } from '../../src/inventory/insights/csv-shard.ts';
import { extractHashtags } from '../../src/metrics/captions.ts';
import { pieceOf } from '../../src/planning/footage-names.ts';

const redactor = new Redactor().add('canary-token-1234567890').add('a'.repeat(20));
const globs = ['*a*a*a*b', '**/*a*/b', '*[!a]*z', '{a,b,c}*{a,b,c}z'].map((glob) => compileGlob(glob, 'glob'));

async function countRecords(text: string): Promise<number> {
  let count = 0;
  async function* piece(): AsyncGenerator<Uint8Array, void, undefined> {
    yield await Promise.resolve(new TextEncoder().encode(`name,size\n${text}\n`));
  }
  for await (const { records } of csvRecords(piece())) count += records.length;
  return count;
}

/** What reads texts of strangers, each with the words of the page of reliability for it. */
export const TEXT_READERS: Readonly<Record<string, (text: string) => unknown>> = {
  redaction: (text) => redactor.text(text),
  'redaction of a value': (text) => redactor.value({ [text]: [text] }),
  'what an error may show': mayBeSecret,
  globs: (text) => globs.map((matches) => matches(text)),
  'placeholders of a configuration': (text) => resolvePlaceholders(text, {}),
  'the place of an error in JSON': findJsonError,
  'answers of Graph': (text) => parseGraphJson(`{"id":1234567890123456,"a":"${text}"}`),
  'CSV of a report': countRecords,
  'hashtags of a caption': extractHashtags,
  'the fence of a text': (text) => [fence(text, 300), cleanText(text, 300)],
  'a line for a terminal': oneLine,
  'series and dates of names': (text) => [parseSeriesName(text), parseNameDate(text), pieceOf(text)],
};

/** What a hostile text is made of: what a pattern may begin at, again and again. */
export const HOSTILE_PIECES: readonly string[] = [
  ...[
    'a',
    'a/',
    '0',
    ' ',
    '\n',
    '"',
    '""',
    'a,"',
    '\\',
    '\\"',
    '#',
    '#a',
    '${',
    '${A:-',
    '{',
    '[',
    '<',
    '<<',
    '-',
    '.',
  ],
  ...[
    '_0',
    '2024-01',
    ' final',
    'https:',
    'https://a?',
    'https://x@',
    'eyJaaaaaaaaa.',
    'EAA',
    'Bearer ',
    'access_token=',
  ],
  ...['-----BEGIN PRIVATE KEY-----', 'ya29.', '\u0301', '\u{1F468}\u200D', '\uD83D', '\u001B[', '\u202E'],
];

/** Makes so many characters of a piece, with an end that it does not fit. */
export function hostileText(piece: string, length: number): string {
  return `${piece.repeat(Math.ceil(length / piece.length))}!`;
}
