import { describe, expect, it } from 'vitest';

import { readMatroska } from '../../../src/media/matroska.ts';
import { bytesOf, f64, u16, u32 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

/** Makes an element of up to 2^28 bytes, its length in four. */
const element = (id: readonly number[], ...content: readonly Uint8Array[]): Uint8Array => {
  const bytes = bytesOf(...content);
  const { length } = bytes;
  return bytesOf(...id, 0x10 | (length >>> 24), (length >>> 16) & 255, (length >>> 8) & 255, length & 255, bytes);
};
/** Makes an element as long as what follows, as live writers leave it. */
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

describe('the tracks of a Matroska file', () => {
  const number = (id: readonly number[], value: number): Uint8Array => element(id, bytesOf(value));
  const track = (at: number, codec: string, ...rest: readonly Uint8Array[]): Uint8Array =>
    element([0xae], number([0xd7], at), number([0x83], 1), element([0x86], bytesOf(codec)), ...rest);
  const file = (duration: Uint8Array, ...entries: readonly Uint8Array[]): Uint8Array =>
    bytesOf(
      element(EBML, element([0x42, 0x82], bytesOf('matroska'))),
      openElement(
        SEGMENT,
        element([0x15, 0x49, 0xa9, 0x66], element([0x44, 0x89], duration)),
        element([0x16, 0x54, 0xae, 0x6b], ...entries),
      ),
    );
  const long = f64(2_500);

  it('are pictured by the one that is shown by default', async () => {
    const hidden = track(1, 'V_MPEG2', number([0xb9], 0));
    const second = track(2, 'V_THEORA', number([0x88], 0));
    const first = track(3, 'V_MJPEG', number([0x88], 1), element([0x23, 0xe3, 0x83], u32(40_000_000)));
    expect(await readMatroska(opened(file(long, hidden, second, first)))).toMatchObject({
      ...{ container: 'mkv', durationSeconds: 2.5, videoId: 3 },
      video: { codec: 'mjpeg', framesPerSecond: 25 },
    });
    expect((await readMatroska(opened(file(long, hidden, second)))).videoId).toBe(2);
    expect((await readMatroska(opened(file(long, hidden)))).videoId).toBe(1);
  });

  it('have a length of four bytes or of eight', async () => {
    expect((await readMatroska(opened(file(Uint8Array.of(0x45, 0x1c, 0x40, 0))))).durationSeconds).toBe(2.5);
    expect(await readMatroska(opened(file(long)))).toMatchObject({ durationSeconds: 2.5, video: null, videoId: null });
  });

  it('have none where nothing states it and the size of the file is not known', async () => {
    const open = recording(cluster(0, block(0, 90_000)), cluster(5_000, block(40, 9)));
    expect((await readMatroska(opened(open, null))).durationSeconds).toBeNull();
  });

  it('last by their frames, those of a block that is cut and of no track aside', async () => {
    const known = element([0x16, 0x54, 0xae, 0x6b], track(1, 'V_VP8', element([0x23, 0xe3, 0x83], u32(40_000_000))));
    const cut = element([0xa3], Uint8Array.of(0x81, 0));
    const other = element([0xa3], bytesOf(0x82, u16(20), 0));
    const film = bytesOf(
      element(EBML, element([0x42, 0x82], bytesOf('webm'))),
      openElement(SEGMENT, known, cluster(3_000, block(40, 9), cut, other)),
    );
    expect((await readMatroska(opened(film))).durationSeconds).toBeCloseTo(3.08, 9);
  });

  it('last to the last cluster that has a block', async () => {
    const empty = openElement(CLUSTER, block(40, 9));
    const file = bytesOf(
      recording(cluster(1_000, block(0, 9), block(20, 9))),
      empty,
      ...CLUSTER.map((byte) => Uint8Array.of(byte)),
    );
    expect((await readMatroska(opened(file))).durationSeconds).toBeCloseTo(1.04, 9);
  });
});
