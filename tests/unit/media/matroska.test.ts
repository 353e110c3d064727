import { describe, expect, it } from 'vitest';

import { readMatroska } from '../../../src/media/matroska.ts';
import { bytesOf, u16 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

/** An element of up to 2^28 bytes, its length in four. */
const element = (id: readonly number[], ...content: readonly Uint8Array[]): Uint8Array => {
  const bytes = bytesOf(...content);
  const { length } = bytes;
  return bytesOf(...id, 0x10 | (length >>> 24), (length >>> 16) & 255, (length >>> 8) & 255, length & 255, bytes);
};
/** An element as long as what follows, as live writers leave it. */
const openElement = (id: readonly number[], ...content: readonly Uint8Array[]): Uint8Array =>
  bytesOf(...id, 0x01, ...Array.from({ length: 7 }, () => 0xff), ...content);

const EBML = [0x1a, 0x45, 0xdf, 0xa3];
const SEGMENT = [0x18, 0x53, 0x80, 0x67];
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75];
const tracks = element(
  [0x16, 0x54, 0xae, 0x6b],
  element([0xae], element([0xd7], bytesOf(1)), element([0x83], bytesOf(1)), element([0x86], bytesOf('V_VP8'))),
);
const block = (time: number, bytes: number): Uint8Array =>
  element([0xa3], bytesOf(0x81, u16(time), 0), new Uint8Array(bytes));
const cluster = (time: number, ...blocks: readonly Uint8Array[]): Uint8Array =>
  openElement(CLUSTER, element([0xe7], u16(time)), ...blocks);
const recording = (...clusters: readonly Uint8Array[]): Uint8Array =>
  bytesOf(element(EBML, element([0x42, 0x82], bytesOf('webm'))), openElement(SEGMENT, tracks, ...clusters));

describe('readMatroska of a recording without a stated length', () => {
  it('is the end of its last block, which lasts as long as the one before', async () => {
    // Milliseconds: 5,000 + 80, and 40 more as from 40 to 80.
    const file = recording(cluster(0, block(0, 90_000), block(40, 90_000)), cluster(5_000, block(40, 9), block(80, 9)));
    const bytes = opened(file);
    expect(await readMatroska(bytes)).toMatchObject({ container: 'webm', durationSeconds: 5.12 });
    expect(bytes.stopped).toBe(false);
  });

  it('takes the length a block states', async () => {
    const group = element([0xa0], element([0xa1], bytesOf(0x81, u16(500), 0, 7)), element([0x9b], u16(250)));
    expect((await readMatroska(opened(recording(cluster(2_000, group))))).durationSeconds).toBe(2.75);
  });

  it('reads further back for a long cluster', async () => {
    const file = recording(cluster(1_000, block(0, 300_000), block(20, 9)));
    expect((await readMatroska(opened(file))).durationSeconds).toBeCloseTo(1.04, 9);
  });

  it('notes that the budget ended before the last cluster was found', async () => {
    const file = recording(cluster(1_000, block(0, 3_000_000), block(20, 9)));
    const bytes = opened(file);
    expect(await readMatroska(bytes)).toMatchObject({ durationSeconds: null, video: { codec: null } });
    expect(bytes.stopped).toBe(true);
    expect(bytes.bytesRead).toBeLessThanOrEqual(1_048_576);
  });
});
