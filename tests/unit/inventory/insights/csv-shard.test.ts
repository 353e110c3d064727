import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

import { csvRecords } from '../../../../src/inventory/insights/csv-shard.ts';

/** Reads the records of a text that comes in pieces of so many bytes. */
async function recordsOf(text: string, pieceSize: number): Promise<string[][]> {
  const bytes = Buffer.from(text);
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    await Promise.resolve();
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  }
  const records: string[][] = [];
  for await (const batch of csvRecords(pieces())) records.push(...batch.records);
  return records;
}

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

describe('records of a CSV text', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '\u{1F600}'), maxLength: 6 });
  const rows = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 12 });

  test.prop([rows, fc.integer({ min: 1, max: 40 }), fc.constantFrom('\n', '\r\n'), fc.boolean()])(
    'are what was written, however it is cut into pieces',
    async (written, pieceSize, lineEnd, ended) => {
      const table = [['name', 'size', 'type'], ...written];
      const text = table.map((row) => row.map(quoted).join(',')).join(lineEnd) + (ended ? lineEnd : '');
      expect(await recordsOf(text, pieceSize)).toEqual(table);
    },
  );
});
