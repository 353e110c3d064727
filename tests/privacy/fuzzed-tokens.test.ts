import { inspect } from 'node:util';

import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

import { GraphApiError } from '../../src/base/errors.ts';
import { Redactor, Secret } from '../../src/base/redact.ts';
import { safeLogger, type Logger } from '../../src/runtime/logger.ts';

/** Signs that one or the other way of writing a text spells otherwise; at the ends letters, so that no cut hides one. */
const sign = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'abcXYZ019') },
  { weight: 3, arbitrary: fc.constantFrom(...'+/=_-.~|:%&?#\\"\'<>{}[]$ ,;@!*()\t\n') },
  { weight: 1, arbitrary: fc.constantFrom('é', '\u00DF', '\u200B', '\u{1F511}', '\uFF1D') },
);
const token = fc.array(sign, { minLength: 10, maxLength: 40 }).map((signs) => `k${signs.join('')}Z`);
const around = fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', '{', ':', '/'), maxLength: 7 });

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What a text may have become on its way to a log. */
const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in an address': encodeURIComponent,
  'in an address, in small letters': (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  'in a form': (text) => new URLSearchParams({ a: text }).toString(),
  'in JSON': (text) => JSON.stringify({ a: text }),
  'in JSON with escaped slashes': (text) => JSON.stringify({ a: text }).replaceAll('/', '\\/'),
  'in JSON in JSON': (text) => JSON.stringify({ a: JSON.stringify({ a: text }) }),
};

/** Undoes a spelling, where it can be undone, so that what is left of the secret is found in any of them. */
function everySpellingOf(secret: string): string[] {
  return Object.values(SPELLINGS).map((spell) =>
    spell(secret)
      .replace(/^a=/, '')
      .replace(/^\{"a":"|"\}$/g, ''),
  );
}

describe('a secret of odd characters', () => {
  for (const [name, spell] of Object.entries(SPELLINGS)) {
    test.prop([token, around, around])(`is hidden ${name}`, (secret, before, behind) => {
      const redactor = new Redactor().add(new Secret(secret));
      const shown = redactor.text(spell(before + secret + behind));
      expect(shown).toContain('[redacted]');
      for (const spelling of everySpellingOf(secret)) expect(shown).not.toContain(spelling);
    });
  }

  test.prop([token.filter((text) => text.length > 14), around, around])(
    'is hidden in Base64, wherever in it the secret begins',
    (secret, before, behind) => {
      const text = base64(before + secret + behind);
      for (const written of [text, text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')]) {
        const shown = new Redactor().add(secret).text(written);
        expect(shown).toContain('[redacted]');
        // What is left on both sides has no more of it than the signs it shares with its neighbours.
        const [head = '', tail = ''] = shown.split('[redacted]');
        const left = Buffer.from(head, 'base64').toString('latin1') + Buffer.from(tail, 'base64').toString('latin1');
        expect(left).not.toContain(Buffer.from(secret).toString('latin1').slice(2, -2));
      }
    },
  );

  test.prop([token])('is in no log line, error or cause, however its parts are given', (secret) => {
    const redactor = new Redactor().add(secret);
    const lines: unknown[] = [];
    const write = (...args: unknown[]): void => void lines.push(args);
    const logger: Logger = { debug: write, info: write, warn: write, error: write };
    const safe = safeLogger(logger, redactor, 'instagram_analytics');
    const cause = new Error(`GET /me?x=${encodeURIComponent(secret)}`, { cause: { [secret]: base64(secret) } });
    const error = new GraphApiError(redactor.text(`no ${secret}`), { kind: 'auth', code: 'graph:190', status: 401 });
    error.cause = cause;
    safe.info(secret, { [secret]: [secret, JSON.stringify(secret)] });
    safe.error(`a ${secret}`, { error, nested: new Map([[secret, new Set([secret])]]) });
    const shown = inspect(lines, { depth: 20 }) + JSON.stringify(lines);
    for (const spelling of everySpellingOf(secret)) expect(shown).not.toContain(spelling);
  });
});
