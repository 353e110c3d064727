import { describe, expect, it } from 'vitest';

import { readOgg } from '../../../src/media/ogg.ts';
import { bytesOf, type Piece, u24, u32, u32le } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

const FIRST = 2;

/** Makes a page of one packet shorter than 255 bytes. */
function page(serial: number, granule: number, content: Uint8Array, flags = 0): Uint8Array {
  const position = granule < 0 ? [u32(0xffff_ffff), u32(0xffff_ffff)] : [u32le(granule), u32le(0)];
  return bytesOf('OggS', 0, flags, ...position, u32le(serial), u32le(0), u32le(0), 1, content.length, content);
}

const padded = (length: number, ...pieces: readonly Piece[]): Uint8Array => {
  const packet = new Uint8Array(length);
  packet.set(bytesOf(...pieces));
  return packet;
};

const OPUS = padded(19, 'OpusHead', 1, 2, 0x38, 0x01); // 312 samples are skipped
const VORBIS = padded(30, '\u0001vorbis', u32le(0), 2, u32le(44_100));
const FLAC = padded(51, '\u007FFLAC', new Uint8Array(22), u32(44_100 << 12));
const SPEEX = padded(80, 'Speex   ', new Uint8Array(28), u32le(16_000));
/** 25 frames a second, 320 by 180; a key frame and up to 63 others in a group. */
const THEORA = padded(
  42,
  ...['\u0080theora', 3, 2, 1, new Uint8Array(4), u24(320), u24(180), new Uint8Array(2)],
  ...[u32(25), u32(1), new Uint8Array(10), 0, 6 << 5],
);
const SKELETON = padded(64, 'fishead\u0000');
const UNKNOWN = padded(20, 'Kate of another kind');

const read = async (...pages: readonly Uint8Array[]): ReturnType<typeof readOgg> => readOgg(opened(bytesOf(...pages)));

describe('readOgg', () => {
  it.each([
    { codec: 'opus', packet: OPUS, granule: 48_312 },
    { codec: 'vorbis', packet: VORBIS, granule: 44_100 },
    { codec: 'flac', packet: FLAC, granule: 44_100 },
    { codec: 'speex', packet: SPEEX, granule: 16_000 },
  ])('counts a second of $codec by its last page', async ({ codec, packet, granule }) => {
    expect(await read(page(1, 0, packet, FIRST), page(1, granule, new Uint8Array(50)))).toEqual({
      ...{ container: 'ogg', durationSeconds: 1, video: null, audio: { codec } },
    });
  });

  it('reads a film: sides, rate and the longest of its streams', async () => {
    const granule = (200 << 6) | 49; // 250 pictures less one that is counted from 0
    const found = await read(
      ...[page(7, 0, SKELETON, FIRST), page(1, 0, THEORA, FIRST), page(2, 0, VORBIS, FIRST)],
      ...[page(2, 44_100, new Uint8Array(9)), page(1, granule, new Uint8Array(9)), page(7, 0, new Uint8Array(0))],
    );
    expect(found).toMatchObject({ durationSeconds: 249 / 25, audio: { codec: 'vorbis' } });
    expect(found?.video).toMatchObject({ codec: 'theora', width: 320, height: 180, framesPerSecond: 25 });
  });

  it('passes over pages on which nothing ends, and pages of streams it has not met', async () => {
    const found = await read(
      ...[page(1, 0, OPUS, FIRST), page(1, 48_312, new Uint8Array(9))],
      ...[page(1, -1, new Uint8Array(9)), page(9, 999_999, new Uint8Array(9)), bytesOf('OggX', new Uint8Array(40))],
    );
    expect(found?.durationSeconds).toBe(1);
  });

  it.each([
    { what: 'a codec it does not know', pages: [page(1, 0, UNKNOWN, FIRST)] },
    { what: 'a first packet that is cut', pages: [page(1, 0, OPUS.subarray(0, 9), FIRST)] },
    { what: 'no stream', pages: [page(1, 0, OPUS)] },
  ])('leaves open what is in a file with $what', async ({ pages }) => {
    expect(await read(...pages)).toMatchObject({ video: undefined, audio: undefined });
  });

  it('knows no length without the size of the file, nor of a rate of 0', async () => {
    const file = bytesOf(page(1, 0, OPUS, FIRST), page(1, 48_312, new Uint8Array(9)), new Uint8Array(70_000));
    expect((await readOgg(opened(file, null)))?.durationSeconds).toBeNull();
    const silent = padded(30, '\u0001vorbis', u32le(0), 2, u32le(0));
    expect((await read(page(1, 0, silent, FIRST), page(1, 9, new Uint8Array(9))))?.durationSeconds).toBeNull();
  });

  it('is none without a page at the start', async () => {
    expect(await readOgg(opened(bytesOf('ID3', new Uint8Array(100))))).toBeNull();
  });
});
