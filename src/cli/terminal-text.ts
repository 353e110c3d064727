import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import { itemAt } from '../base/lists.ts';

/** Words of our own that a terminal shows in another way. */
export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'bold';

/** Stand in for the terminal's own codes until it is known whether there is a terminal. Private use: no text needs them. */
const MARKS: Readonly<Record<Tone | 'end', string>> = {
  good: '\u{f1001}',
  bad: '\u{f1002}',
  warn: '\u{f1003}',
  dim: '\u{f1004}',
  bold: '\u{f1005}',
  end: '\u{f1000}',
};
const CODES: Readonly<Record<string, string>> = {
  [MARKS.good]: '32',
  [MARKS.bad]: '31',
  [MARKS.warn]: '33',
  [MARKS.dim]: '2',
  [MARKS.bold]: '1',
  [MARKS.end]: '0',
};
const ANY_MARK = /[\u{f1000}-\u{f1005}]/gu;

/** Controls but the line end, and what turns the direction of text: names of files come from strangers. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Puts words in a tone, for {@link toTerminal}. */
export function tone(name: Tone, text: string): string {
  return `${MARKS[name]}${text}${MARKS.end}`;
}

/** Writes a text for the terminal: its tones as codes or left out, and no control character of anybody else. */
export function toTerminal(text: string, colors: boolean): string {
  const clean = text.replace(CONTROLS, '\u{fffd}');
  return clean.replace(ANY_MARK, (mark) => (colors ? `\u001b[${CODES[mark] ?? '0'}m` : ''));
}

/** Writes a name or sentence of strangers on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Writes rows with their columns under each other; the last column is broken between words where the width is known.
 */
export function inColumns(rows: readonly (readonly string[])[], indent = '  ', width: number | null = null): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, place) => {
      widths[place] = Math.max(widths[place] ?? 0, visibleLength(cell));
    });
  }
  return rows
    .map((row) => {
      const last = row.at(-1) ?? '';
      const before = row.slice(0, -1).map((cell, place) => {
        return `${cell}${' '.repeat(Math.max(0, itemAt(widths, place) - visibleLength(cell)))}  `;
      });
      const margin = indent.length + before.reduce((sum, cell) => sum + visibleLength(cell), 0);
      const room = width === null ? Infinity : Math.max(20, width - margin - 1);
      const lines = last.split('\n').flatMap((line) => inLines(line.trim(), room));
      return `${indent}${before.join('')}${lines.join(`\n${' '.repeat(margin)}`)}`.trimEnd();
    })
    .join('\n');
}

/** Writes words on lines of at most so many characters; a word that is longer has a line of its own. */
function inLines(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && visibleLength(last) + 1 + visibleLength(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function visibleLength(text: string): number {
  return [...text.replace(ANY_MARK, '')].length;
}

/** A question to whoever sits at the terminal. */
interface Question {
  /** Ends in a blank: the answer is typed behind it. */
  readonly text: string;
  /** That nothing of the answer is shown as it is typed, and nothing is kept of it. */
  readonly isSecret?: boolean | undefined;
  readonly signal: AbortSignal;
}

/**
 * Asks one question and gives the line that was typed, trimmed; empty when the input has ended.
 *
 * @throws the reason of the signal when it fires
 */
export type Prompt = (question: Question) => Promise<string>;

/**
 * Makes what asks at a terminal. Secrets are typed here and not on the command line, which the shell would keep.
 *
 * @param interrupt - is called for Ctrl-C, which a terminal that is being read gives as a key
 */
export function createPrompt(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  interrupt: () => void,
): Prompt {
  return async ({ text, isSecret = false, signal }) => {
    const echo = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        if (!isSecret) output.write(chunk);
        done();
      },
    });
    if (isSecret) output.write(text);
    const lines = createInterface({ input, output: echo, terminal: true, historySize: 0 });
    lines.on('SIGINT', interrupt);
    let stop = (): void => undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        stop = () => {
          reject(signal.reason instanceof Error ? signal.reason : new Error('The run was stopped.'));
        };
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop);
        lines.on('close', () => {
          resolve('');
        });
        lines.question(isSecret ? '' : text, (answer) => {
          resolve(answer.trim());
        });
      });
    } finally {
      signal.removeEventListener('abort', stop);
      lines.close();
      if (isSecret) output.write('\n');
    }
  };
}
