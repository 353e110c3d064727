import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { documentPieces, SCHEMA_IDS, toDocumentText } from '../../../src/documents/shapes.ts';

it('names the schema first, whatever the document named before', () => {
  const text = toDocumentText('gcs-inventory', { a: 1, $schema: './mine.json' });
  expect(text).toBe(`{\n  "$schema": "${SCHEMA_IDS['gcs-inventory']}",\n  "a": 1\n}\n`);
});

it('leaves the document as it was', () => {
  const document = Object.freeze({ a: 1 });
  toDocumentText('collection-summary', document);
  expect(document).toEqual({ a: 1 });
});

const $schema = SCHEMA_IDS['gcs-inventory'];

describe('the pieces of a document', () => {
  test.prop([fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 })], { numRuns: 300 })(
    'are together what JSON.stringify gives',
    (document) => {
      const whole = JSON.stringify(Object.assign({ $schema }, document, { $schema }), null, 2);
      expect([...documentPieces('gcs-inventory', document)].join('')).toBe(`${whole}\n`);
    },
  );

  it('leave out what is undefined, and are small however many rows there are', () => {
    const rows = Array.from({ length: 1_000 }, (_, id) => ({ id, none: undefined }));
    const document = { rows, none: undefined, empty: [], nested: { rows: {}, list: [undefined, null] } };
    expect(toDocumentText('gcs-inventory', document)).toBe(`${JSON.stringify({ $schema, ...document }, null, 2)}\n`);
    const longest = Math.max(...Array.from(documentPieces('gcs-inventory', document), (piece) => piece.length));
    expect(longest).toBeLessThan(100);
  });
});
