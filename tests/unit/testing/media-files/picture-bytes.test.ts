import { crc32, inflateSync } from 'node:zlib';
import { imageSize } from 'image-size';
import { describe, expect, it } from 'vitest';
import { jpegBytes, pngBytes } from '../../../../src/testing/media-files/picture-bytes.ts';

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
