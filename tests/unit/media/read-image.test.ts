import { describe, expect, it } from 'vitest';

import { inspectMedia, type ProbeOutcome } from '../../../src/media/probe-media.ts';
import { box, fullBox } from '../../../src/testing/media-files/isobmff-track.ts';
import { jpegBytes } from '../../../src/testing/media-files/picture-bytes.ts';
import { bytesOf, u16, u16le, u32, u32le } from '../../../src/testing/media-files/media-bytes.ts';
import { readerOf } from './reader.ts';

function probe(file: Uint8Array, name = 'picture'): Promise<ProbeOutcome> {
  return inspectMedia(readerOf(file), { kind: 'image', name });
}

/** A HEIC of 4032x3024 with these further properties. */
function heic(...properties: readonly Uint8Array[]): Uint8Array {
  const size = fullBox('ispe', 0, 0, u32(4_032), u32(3_024));
  const meta = fullBox('meta', 0, 0, box('iprp', box('ipco', size, ...properties)));
  return bytesOf(box('ftyp', 'heic', u32(0), 'mif1'), meta);
}

/** A JPEG whose frame header stands behind `before` bytes of other segments. */
function jpegBehind(before: number): Uint8Array {
  const jpeg = jpegBytes({ size: 2_000, width: 640, height: 360 }).read(0, 2_000);
  const segments: Uint8Array[] = [];
  for (let left = before; left > 0; left -= 60_000)
    segments.push(bytesOf(0xff, 0xe2, u16(59_998), new Uint8Array(59_996)));
  return bytesOf(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
}

describe('a probe of a picture', () => {
  // Turned clockwise by: 1 none, 3 half, 6 a quarter, 8 three quarters; 2, 4, 5 and 7 are those mirrored.
  it.each([
    [1, 0, 1_920, 1_080],
    [2, 0, 1_920, 1_080],
    [3, 180, 1_920, 1_080],
    [4, 180, 1_920, 1_080],
    [5, 270, 1_080, 1_920],
    [6, 90, 1_080, 1_920],
    [7, 90, 1_080, 1_920],
    [8, 270, 1_080, 1_920],
  ] as const)(
    'of EXIF orientation %i is turned by %i and shown as %i x %i',
    async (exifOrientation, rotation, width, height) => {
      const jpeg = jpegBytes({ size: 50_000, width: 1_920, height: 1_080, exifOrientation });
      const { metadata } = await inspectMedia(readerOf(jpeg), { kind: 'image', name: 'x.jpg' });
      expect(metadata).toMatchObject({ rotation, width, height });
    },
  );

  it('finds the size of a JPEG behind a large preview', async () => {
    const reader = readerOf(bytesOf(jpegBehind(300_000), new Uint8Array(2_000_000)));
    const { metadata } = await inspectMedia(reader, { kind: 'image', name: 'x.jpg' });
    expect(metadata).toMatchObject({ width: 640, height: 360, bytes_read: 16 * 65_536 });
    expect(reader.ranges).toHaveLength(3);
  });

  it('turns a HEIC as its properties say, against the clock', async () => {
    expect((await probe(heic())).metadata).toMatchObject({ rotation: 0, width: 4_032, height: 3_024 });
    // One quarter against the clock is three with it.
    expect((await probe(heic(box('irot', 1)))).metadata).toMatchObject({ rotation: 270, width: 3_024, height: 4_032 });
    const both = heic(box('irot', 3), box('irot', 3));
    expect((await probe(both)).metadata).toMatchObject({ container: 'heic', rotation: 90, orientation: 'portrait' });
  });

  it('tells no sides of a HEIC that is cropped, or whose pictures are turned differently', async () => {
    const cropped = (await probe(heic(box('clap', new Uint8Array(32))))).metadata;
    expect(cropped).toMatchObject({ container: 'heic', width: null, height: null, orientation: null });
    expect(cropped.unavailable).toMatchObject({ width: 'not_enough_data', orientation: 'not_enough_data' });
    expect((await probe(heic(box('irot', 0), box('irot', 1)))).metadata).toMatchObject({ rotation: null, width: null });
  });

  it('tells no turn of a WebP that keeps it in EXIF data nobody reads here', async () => {
    const webp = (flags: number): Uint8Array =>
      bytesOf('RIFF', u32le(1_000), 'WEBPVP8X', u32le(10), flags, 0, 0, 0, 0x7f, 0x02, 0, 0x67, 0x01, 0);
    // 0x27f + 1 = 640, 0x167 + 1 = 360.
    expect((await probe(webp(0))).metadata).toMatchObject({ container: 'webp', width: 640, height: 360, rotation: 0 });
    const withExif = (await probe(webp(0x08))).metadata;
    expect(withExif).toMatchObject({ width: 640, height: 360, rotation: null });
    expect(withExif.unavailable).toMatchObject({ rotation: 'not_enough_data' });
  });

  it('takes zeros for a TGA only when the name says so too', async () => {
    const tga = bytesOf(new Uint8Array(12), u16le(64), u16le(32), 24, 0, new Uint8Array(100));
    expect((await probe(tga, 'texture.TGA')).metadata).toMatchObject({ container: 'tga', width: 64, height: 32 });
    expect(await probe(tga, 'clip.png')).toMatchObject({
      metadata: { container: null, width: null },
      problem: { code: 'media:unreadable' },
    });
  });

  it('tells a TIFF whose directory lies further on from a broken one', async () => {
    const far = bytesOf('II', u16le(42), u32le(900_000), new Uint8Array(1_000_000));
    const { metadata, problem } = await probe(far);
    expect(metadata.unavailable['width']).toBe('not_enough_data');
    expect(metadata.bytes_read).toBe(65_536);
    expect(problem).toBeNull();
  });
});
