import { crc32, inflateSync } from 'node:zlib';

import { imageSize } from 'image-size';
import { describe, expect, it } from 'vitest';

import {
  jpegBytes,
  mp3Bytes,
  pngBytes,
  wavBytes,
} from '../../../../src/testing/media-files/sound-and-picture-bytes.ts';
import { readMedia, walkDuration } from './read-media.ts';

describe('jpegBytes', () => {
  it('states its sides within the first bytes', () => {
    const media = jpegBytes({ size: 150_000, width: 1080, height: 1920 });
    expect(media.size).toBe(150_000);
    expect(imageSize(media.read(0, 1_024))).toMatchObject({ type: 'jpg', width: 1080, height: 1920 });
  });

  it('states an EXIF orientation', () => {
    const media = jpegBytes({ size: 150_000, width: 1920, height: 1080, exifOrientation: 6 });
    expect(imageSize(media.read(0, 1_024))).toMatchObject({ width: 1920, height: 1080, orientation: 6 });
  });

  it('holds two bits for every block, then fill bytes up to the closing marker', () => {
    // 17x9 is 3 columns and 2 rows of blocks: 12 bits, one byte and a half filled up with ones: 00 0f.
    const bytes = Buffer.from(jpegBytes({ size: 400, width: 17, height: 9 }).read(0, 400));
    const data = bytes.subarray(bytes.indexOf(Uint8Array.of(0xff, 0xda)) + 10);
    expect(data.subarray(0, 2).toString('hex')).toBe('000f');
    expect(data.subarray(2, -2).every((byte) => byte === 0xff)).toBe(true);
    expect(bytes.subarray(-2).toString('hex')).toBe('ffd9');
  });

  it('refuses a size that does not hold the picture', () => {
    expect(() => jpegBytes({ size: 5_000, width: 1080, height: 1920 })).toThrow(/JPEG file takes at least/);
  });
});

describe('pngBytes', () => {
  it('states its sides within the first bytes', () => {
    const media = pngBytes({ size: 300_000, width: 1080, height: 1920 });
    expect(media.size).toBe(300_000);
    expect(imageSize(media.read(0, 1_024))).toMatchObject({ type: 'png', width: 1080, height: 1920 });
  });

  it.each([348, 353, 5_000, 100_000])('is whole at %i bytes: every chunk is sound and the picture unpacks', (size) => {
    const bytes = Buffer.from(pngBytes({ size, width: 641, height: 363 }).read(0, size));
    const chunks = readChunks(bytes);
    expect(chunks.every((chunk) => chunk.sound)).toBe(true);
    expect(chunks.at(-1)?.type).toBe('IEND');
    const picture = chunks.find((chunk) => chunk.type === 'IDAT');
    // A row is a filter byte and 641 bits in 81 bytes.
    const rows = inflateSync(picture?.data ?? Buffer.alloc(0));
    expect(rows.length).toBe(363 * 82);
    expect(rows.every((byte) => byte === 0)).toBe(true);
  });

  it('refuses a size that does not hold the picture', () => {
    expect(() => pngBytes({ size: 100, width: 641, height: 363 })).toThrow(/PNG file takes at least/);
  });
});

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  readonly sound: boolean;
}

function readChunks(bytes: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= bytes.length && chunks.at(-1)?.type !== 'IEND';) {
    const end = at + 8 + bytes.readUInt32BE(at);
    const sound = crc32(bytes.subarray(at + 4, end)) === bytes.readUInt32BE(end);
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end), sound });
    at = end + 4;
  }
  return chunks;
}

describe('mp3Bytes', () => {
  it('states its length in a Xing header', async () => {
    const media = mp3Bytes({ size: 6_060_769, durationSeconds: 189.4, xing: true });
    expect(media.size).toBe(6_060_769);
    // 189.4 s is 7,250.3 frames of 1,152 samples: 7,250 × 1,152 ÷ 44,100 = 189.388 s.
    expect((await readMedia(media)).durationSeconds).toBeCloseTo(189.388, 3);
    expect(await walkDuration(media)).toBeCloseTo(189.388, 3);
  });

  it('misleads a reader that judges by its head when it has no Xing header', async () => {
    const media = mp3Bytes({ size: 848_923, durationSeconds: 60, xing: false });
    expect(await walkDuration(media)).toBeCloseTo(60, 1);
    // At the 32 kbit/s of its first frames, 848,923 bytes would play for 212 s.
    expect((await readMedia(media)).durationSeconds).toBeCloseTo(212, 0);
  });

  it('refuses a length its size cannot play', () => {
    expect(() => mp3Bytes({ size: 848_923, durationSeconds: 600, xing: false })).toThrow(/takes at least/);
    expect(() => mp3Bytes({ size: 848_923, durationSeconds: 6, xing: false })).toThrow(/320 kbit\/s/);
  });
});

describe('wavBytes', () => {
  it('plays as long as its size says', async () => {
    const media = wavBytes({ size: 28_521_267 });
    expect(media.size).toBe(28_521_267);
    // (28,521,267 − 44) ÷ 4 = 7,130,305 whole samples, ÷ 44,100 = 161.685 s.
    expect((await readMedia(media)).durationSeconds).toBeCloseTo(161.685, 3);
    expect((await readMedia(wavBytes({ size: 96_044, sampleRate: 48_000, channels: 1 }))).durationSeconds).toBe(1);
  });

  it('refuses sizes the format cannot state', () => {
    expect(() => wavBytes({ size: 43 })).toThrow(RangeError);
    expect(() => wavBytes({ size: 2 ** 32 })).toThrow(/4 GiB/);
  });
});
