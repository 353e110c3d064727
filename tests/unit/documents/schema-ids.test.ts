import { expect, it } from 'vitest';

import { SCHEMA_IDS, toDocumentText } from '../../../src/documents/schema-ids.ts';

it('names the schema first, whatever the document named before', () => {
  const text = toDocumentText('gcs-inventory', { a: 1, $schema: './mine.json' });
  expect(text).toBe(`{\n  "$schema": "${SCHEMA_IDS['gcs-inventory']}",\n  "a": 1\n}\n`);
});

it('leaves the document as it was', () => {
  const document = Object.freeze({ a: 1 });
  toDocumentText('collection-summary', document);
  expect(document).toEqual({ a: 1 });
});
