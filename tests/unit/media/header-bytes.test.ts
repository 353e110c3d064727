import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { HeaderBytes, type HeaderBytesOptions, type RangeReader } from '../../../src/media/header-bytes.ts';
import { readerOf, type ReaderOptions } from './reader.ts';

const KIB = 1_024;
const MIB = 1_024 * KIB;

/** Makes bytes that differ from their neighbours, so that a range from the wrong place shows. */
function patterned(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
}

/** Compares bytes. `toEqual` takes seconds on bytes by the hundred thousand. */
function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual).toHaveLength(expected.length);
  expect(Buffer.compare(actual, expected)).toBe(0);
}

function headerBytes(reader: RangeReader, options: Partial<HeaderBytesOptions> = {}): HeaderBytes {
  return new HeaderBytes({ reader, maxBytes: 2 * MIB, signal: new AbortController().signal, ...options });
}

describe('HeaderBytes', () => {
  it('reads the first block whole and answers from it without another request', async () => {
    const file = patterned(MIB);
    const reader = readerOf(file);
    const bytes = headerBytes(reader);
    expectBytes(await bytes.read(4, 12), file.slice(4, 12));
    expectBytes(await bytes.read(60_000, 65_536), file.slice(60_000, 65_536));
    expect(reader.ranges).toEqual([[0, 65_536]]);
    expect(bytes.bytesRead).toBe(65_536);
  });

  it('fetches a run of missing blocks in one request, and only those', async () => {
    const file = patterned(MIB);
    const reader = readerOf(file);
    const bytes = headerBytes(reader);
    await bytes.read(65_536, 65_537);
    expectBytes(await bytes.read(0, 4 * 65_536), file.slice(0, 4 * 65_536));
    expect(reader.ranges).toEqual([
      [65_536, 2 * 65_536],
      [0, 65_536],
      [2 * 65_536, 4 * 65_536],
    ]);
  });

  it('reads the tail of a file in one request, block by block only in what comes before', async () => {
    const file = patterned(MIB + 1_000);
    const reader = readerOf(file);
    const bytes = headerBytes(reader);
    await bytes.read(0, 8);
    // 13 blocks are 851,968 bytes; what is left of 1,049,576 is 197,608, less than 256 KiB.
    expectBytes(await bytes.read(13 * 65_536 + 10, 13 * 65_536 + 18), file.slice(13 * 65_536 + 10, 13 * 65_536 + 18));
    expectBytes(await bytes.read(MIB, MIB + 1_000), file.slice(MIB));
    expect(reader.ranges).toEqual([
      [0, 65_536],
      [13 * 65_536, MIB + 1_000],
    ]);
  });

  it('gives fewer bytes at the end of the file and none beyond it', async () => {
    const file = patterned(100);
    const bytes = headerBytes(readerOf(file));
    expectBytes(await bytes.read(90, 200), file.slice(90));
    expect(await bytes.read(100, 200)).toHaveLength(0);
    expect(await bytes.read(5_000_000_000, 5_000_000_010)).toHaveLength(0);
  });

  it('fetches a block once when two askers want it at the same time', async () => {
    const file = patterned(MIB);
    const reader = readerOf(file);
    const bytes = headerBytes(reader);
    const [one, two] = await Promise.all([bytes.read(0, 10), bytes.read(20, 30)]);
    expect([one, two]).toEqual([file.slice(0, 10), file.slice(20, 30)]);
    expect(reader.ranges).toHaveLength(1);
  });

  it('asks on after a short answer until the range is whole', async () => {
    const file = patterned(MIB);
    const reader = readerOf(file, { answerBytes: 30_000 });
    const bytes = headerBytes(reader);
    expectBytes(await bytes.read(0, 65_536), file.slice(0, 65_536));
    expect(reader.ranges).toEqual([
      [0, 65_536],
      [30_000, 65_536],
      [60_000, 65_536],
    ]);
    expect(bytes.bytesRead).toBe(65_536);
  });

  it('takes an empty answer for the end of a file that is shorter than it said', async () => {
    const file = patterned(70_000);
    const bytes = headerBytes(readerOf(file, { size: 20 * MIB }));
    expectBytes(await bytes.read(65_530, 80_000), file.slice(65_530));
    expect(bytes.size).toBe(70_000);
    expect(await bytes.read(70_000, 80_000)).toHaveLength(0);
  });

  it('learns the size of a file of unknown size from a short answer', async () => {
    const file = patterned(1_000);
    const reader = readerOf(file, { size: null });
    const bytes = headerBytes(reader);
    expectBytes(await bytes.read(0, 16), file.slice(0, 16));
    expect(bytes.size).toBe(1_000);
    expect(reader.ranges).toHaveLength(1);
  });

  it('refuses what would go over the budget before it asks for it', async () => {
    const reader = readerOf(patterned(MIB));
    const bytes = headerBytes(reader, { maxBytes: 100_000 });
    await bytes.read(0, 10);
    await expect(bytes.read(500_000, 500_010)).rejects.toMatchObject({ code: 'media:budget' });
    expect(bytes.stopped).toBe(true);
    expect(reader.ranges).toHaveLength(1);
  });

  it('refuses an astronomic range at once', async () => {
    const reader = readerOf(patterned(1_000), { size: Number.MAX_SAFE_INTEGER });
    const bytes = headerBytes(reader);
    await expect(bytes.read(0, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'media:budget' });
    expect(reader.ranges).toHaveLength(0);
  });

  it('keeps what the reader threw, for a parser may have swallowed it', async () => {
    const failure = new Error('the line is cut');
    const bytes = headerBytes({ size: 10, read: () => Promise.reject(failure) });
    await expect(bytes.read(0, 10)).rejects.toBe(failure);
    expect(bytes.readError).toEqual({ error: failure });
  });

  it('sends nothing after an abort', async () => {
    const reader = readerOf(patterned(MIB));
    const controller = new AbortController();
    const bytes = headerBytes(reader, { signal: controller.signal });
    await bytes.read(0, 10);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(bytes.read(500_000, 500_010)).rejects.toBe(reason);
    expect(reader.ranges).toHaveLength(1);
  });

  const file = patterned(300_000);
  const ranges = fc.array(fc.tuple(fc.nat(400_000), fc.nat(200_000)), { minLength: 1, maxLength: 8 });
  // An unknown size is learned from the first short answer, so a reader without one answers in full.
  const readers = fc.constantFrom<ReaderOptions>(
    {},
    { size: 350_000 },
    { size: null },
    { answerBytes: 70_001 },
    { size: 350_000, answerBytes: 70_001 },
  );
  test.prop([ranges, readers])(
    'any ranges in any order are the bytes of the file, each read once',
    async (asked, how) => {
      const inner = readerOf(file, how);
      const answers: { start: number; end: number }[] = [];
      const reader: RangeReader = {
        size: inner.size,
        read: async (start, end, signal) => {
          const answer = await inner.read(start, end, signal);
          if (answer.length > 0) answers.push({ start, end: start + answer.length });
          return answer;
        },
      };
      const bytes = headerBytes(reader);
      for (const [start, length] of asked) {
        expectBytes(await bytes.read(start, start + length), file.subarray(start, start + length));
      }
      const inOrder = answers.toSorted((a, b) => a.start - b.start);
      expect(inOrder.every(({ start }, index) => start >= (inOrder[index - 1]?.end ?? 0))).toBe(true);
    },
  );
});
