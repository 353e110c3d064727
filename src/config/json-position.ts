import type { ParseError } from 'jsonc-parser';

/** A place in a text as editors count it, both from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/**
 * Where a text stops being JSON; `null` when it is JSON. `JSON.parse` does not say so in every version of Node, and its
 * message quotes the text, which may hold a secret.
 *
 * @example
 * await findJsonError('{\n  "a": 1,\n}'); //=> { line: 3, column: 1 }
 */
export async function findJsonError(text: string): Promise<TextPosition | null> {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return positionOf(text, (await firstError(text)) ?? text.length);
  }
}

/** `null` for a text nested so deep that the parser, which is recursive, gives up: it counts as broken at its end. */
async function firstError(text: string): Promise<number | null> {
  // Only broken files are worth it.
  const { parse } = await import('jsonc-parser');
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return errors[0]?.offset ?? null;
}

function positionOf(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
