import { gzipSync } from 'node:zlib';

import { fc, test } from '@fast-check/vitest';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';

import { isInsightInventoryError } from '../../src/base/errors.ts';
import { csvShardRows } from '../../src/inventory/insights/csv-shard.ts';
import { parquetShardRows } from '../../src/inventory/insights/parquet-shard.ts';
import type { ReadableObject } from '../../src/inventory/insights/report-row.ts';

const shardOf = (bytes: Uint8Array): ReadableObject => ({
  size: bytes.length,
  packed: false,
  read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
});

/**
 * Lists the names of the rows; the code of the error where the report cannot be read. Any other error fails the test.
 */
async function namesOf(rows: AsyncIterable<readonly unknown[]>): Promise<string[] | string> {
  const names: string[] = [];
  try {
    for await (const some of rows)
      for (const row of some)
        names.push(typeof row === 'object' && row !== null ? String(Reflect.get(row, 'name')) : '');
    return names;
  } catch (error) {
    if (!isInsightInventoryError(error)) throw error;
    return error.code;
  }
}

const NAMES = Array.from({ length: 40 }, (_, index) => `video/clip, "${String(index)}" é.mp4`);
const HEADER = 'name,size,timeCreated,metadata';
const CSV = [
  HEADER,
  ...NAMES.map((name, index) => `"${name.replaceAll('"', '""')}",${String(index)},2026-01-01T00:00:00Z,"{""a"":1}"`),
].join('\n');
const FILES = [
  Buffer.from(CSV),
  gzipSync(CSV),
  Buffer.from(`\uFEFF${CSV}\n`),
  Buffer.from(CSV.replaceAll('\n', '\r\n')),
];

const edit = fc.oneof(
  fc.record({ at: fc.nat(4_000), byte: fc.nat(255) }),
  fc.record({ at: fc.nat(4_000), cut: fc.nat(600) }),
  fc.record({
    at: fc.nat(4_000),
    add: fc.constantFrom('"', '\n', ',', '\0', '\r', '""', '\uFFFD', '\u2028', '"\n'.repeat(300)),
  }),
);

describe('a damaged CSV report', () => {
  test.prop([fc.constantFrom(...FILES), fc.array(edit, { minLength: 1, maxLength: 4 })])(
    'has rows of its own or one error, and ends',
    async (file, edits) => {
      let bytes = Buffer.from(file);
      for (const change of edits) {
        const at = change.at % bytes.length;
        if ('byte' in change) bytes[at] = change.byte;
        else if ('cut' in change)
          bytes = Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at + 1 + change.cut)]);
        else bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(change.add), bytes.subarray(at)]);
      }
      const found = await namesOf(csvShardRows(shardOf(bytes), 'prints', []));
      if (typeof found === 'string') expect(found).toBe('gcs:report_unreadable');
      else expect(found.length).toBeLessThan(NAMES.length + 1_300);
    },
  );

  it.each(['utf16le', 'latin1', 'base64', 'hex'] as const)('in %s is read, or refused', async (encoding) => {
    const bytes = ['utf16le', 'latin1'].includes(encoding)
      ? Buffer.from(CSV, encoding)
      : Buffer.from(Buffer.from(CSV).toString(encoding));
    const found = await namesOf(csvShardRows(shardOf(bytes), 'prints', []));
    // Signs that are no UTF-8 are shown as such; no row is lost for them.
    if (encoding === 'latin1') expect(found).toHaveLength(NAMES.length);
    else expect(found).toBe('gcs:report_unreadable');
  });

  it('with a field of half a million characters has that row and the others', async () => {
    const huge = `${HEADER}\n"${'x'.repeat(500_000)}",1,,\nb.mp4,2,,\n`;
    const found = await namesOf(csvShardRows(shardOf(Buffer.from(huge)), 'prints', []));
    expect(found).toHaveLength(2);
    expect(found[1]).toBe('b.mp4');
  });
});

describe('a Parquet report that is cut', () => {
  const written = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'name', data: NAMES, type: 'STRING' },
        { name: 'size', data: NAMES.map((_, index) => BigInt(index)), type: 'INT64' },
      ],
    }),
  );

  it('is one error wherever it is cut, and whole where it is not', async () => {
    expect(await namesOf(parquetShardRows(shardOf(written), 'prints'))).toEqual(NAMES);
    for (let length = 0; length < written.length; length += 7) {
      const found = await namesOf(parquetShardRows(shardOf(written.subarray(0, length)), 'prints'));
      expect(found, String(length)).toBe('gcs:report_unreadable');
    }
  });
});
