import { describe, expect, it } from 'vitest';

import { inspectMedia, type ProbeResult } from '../../../src/media/probe-media.ts';
import { box, fullBox } from '../../../src/testing/media-files/isobmff-track.ts';
import { jpegBytes, pngBytes } from '../../../src/testing/media-files/sound-and-picture-bytes.ts';
import { bytesOf, u16, u16le, u32, u32le } from '../../../src/testing/media-files/media-bytes.ts';
import { readerOf } from './reader.ts';

function probe(file: Uint8Array, name = 'picture'): Promise<ProbeResult> {
  return inspectMedia(readerOf(file), { kind: 'image', name });
}

/** A HEIC of 4032x3024 with these further properties. */
/** Makes a little-endian TIFF of one directory; each entry is tag, type, count and value. */
function tiff(...entries: readonly (readonly [number, number, number, number])[]): Uint8Array {
  const rows = entries.map(([tag, type, count, value]) => bytesOf(u16le(tag), u16le(type), u32le(count), u32le(value)));
  return bytesOf('II', u16le(42), u32le(8), u16le(rows.length), ...rows, u32le(0));
}

function heic(...properties: readonly Uint8Array[]): Uint8Array {
  const sizes = [fullBox('ispe', 0, 0, u32(8_064), u32(6_048)), fullBox('ispe', 0, 0, u32(4_032), u32(3_024))];
  // Item 1 is a larger picture with a turn of its own; item 2 is the primary one and has the properties given.
  const own = properties.map((_, index) => index + 4);
  const links = fullBox('ipma', 0, 0, u32(2), 0, 1, 2, 1, 3, 0, 2, own.length + 1, 2, ...own);
  const container = box('ipco', ...sizes, box('irot', 2), ...properties);
  const meta = fullBox('meta', 0, 0, fullBox('pitm', 0, 0, 0, 2), box('iprp', container, links));
  return bytesOf(box('ftyp', 'heic', u32(0), 'mif1'), meta);
}

/** Makes a JPEG whose frame header stands behind `before` bytes of other segments. */
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
  });

  it('tells no sides of a HEIC that is cropped, or whose pictures are turned differently', async () => {
    // 3,000 ÷ 1 by 2,000 ÷ 1 of the stored picture are shown.
    const clap = box('clap', u32(3_000), u32(1), u32(2_000), u32(1), new Uint8Array(16));
    expect((await probe(heic(clap))).metadata).toMatchObject({ container: 'heic', width: 3_000, height: 2_000 });
    const nameless = bytesOf(
      box('ftyp', 'heic', u32(0), 'mif1'),
      fullBox('meta', 0, 0, box('iprp', box('ipco', fullBox('ispe', 0, 0, u32(4), u32(3))))),
    );
    expect((await probe(nameless)).metadata).toMatchObject({ container: 'heic', width: null, rotation: null });
  });

  it('turns a WebP by its EXIF data, and tells no turn where they are missing', async () => {
    const webp = (flags: number): Uint8Array =>
      bytesOf('RIFF', u32le(1_000), 'WEBPVP8X', u32le(10), flags, 0, 0, 0, 0x7f, 0x02, 0, 0x67, 0x01, 0);
    // 0x27f + 1 = 640, 0x167 + 1 = 360.
    expect((await probe(webp(0))).metadata).toMatchObject({ container: 'webp', width: 640, height: 360, rotation: 0 });
    const withExif = (await probe(webp(0x08))).metadata;
    expect(withExif).toMatchObject({ width: 640, height: 360, rotation: null });
    expect(withExif.unavailable).toMatchObject({ rotation: 'not_enough_data' });
    const exif = tiff([274, 3, 1, 6]);
    const turned = bytesOf(webp(0x08), 'EXIF', u32le(exif.length), exif);
    expect((await probe(turned)).metadata).toMatchObject({ rotation: 90, width: 360, height: 640 });
  });

  it('takes zeros for a TGA only when the name says so too', async () => {
    const tga = bytesOf(new Uint8Array(12), u16le(64), u16le(32), 24, 0, new Uint8Array(100));
    expect((await probe(tga, 'texture.TGA')).metadata).toMatchObject({ container: 'tga', width: 64, height: 32 });
    expect(await probe(tga, 'clip.png')).toMatchObject({
      metadata: { container: null, width: null },
      problem: { code: 'media:unreadable' },
    });
  });

  it('reads a TIFF whose directory is at its end, and the turn in it', async () => {
    const directory = tiff([256, 4, 1, 640], [257, 4, 1, 360], [274, 3, 1, 8]).subarray(8);
    const far = bytesOf('II', u16le(42), u32le(900_000), new Uint8Array(899_992), directory);
    const { metadata, problem } = await probe(far);
    expect(metadata).toMatchObject({ container: 'tiff', width: 360, height: 640, rotation: 270 });
    expect(problem).toBeNull();
    expect((await probe(far.subarray(0, 500_000))).problem?.code).toBe('media:truncated');
  });

  it('takes the photo of a raw file, not its thumbnail', async () => {
    // The first directory is a thumbnail of 160 × 120, turned by 6; the second, its child, the photo.
    const first = tiff([254, 4, 1, 1], [256, 4, 1, 160], [257, 4, 1, 120], [274, 3, 1, 6], [330, 4, 1, 200]);
    const photo = tiff([254, 4, 1, 0], [256, 4, 1, 6_048], [257, 4, 1, 4_024]).subarray(8);
    const raw = bytesOf(first, new Uint8Array(200 - first.length), photo);
    expect((await probe(raw, 'DSC_0001.NEF')).metadata).toMatchObject({
      ...{ container: 'nef', width: 4_024, height: 6_048, rotation: 90, orientation: 'portrait' },
    });
  });

  it.each([
    ['a comment', '<?xml version="1.0"?><!-- <svg width="9" height="9"> --><svg width="200" height="100"/>'],
    ['an entity', '<!DOCTYPE svg [<!ENTITY a "<svg width=\'9\' height=\'9\'/>">]><svg width="200" height="100"/>'],
    ['an instruction', '<?style href="<svg width=\'9\' height=\'9\'>"?>\n<svg width="200" height="100"></svg>'],
    ['a namespace', '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="200" height="100"></s:svg>'],
  ])('takes the root of an SVG with %s before or about it', async (_what, svg) => {
    expect((await probe(bytesOf(svg), 'a.svg')).metadata).toMatchObject({ width: 200, height: 100 });
  });

  it('takes no SVG inside of something else for the picture', async () => {
    const { metadata } = await probe(bytesOf('<g><svg width="9" height="9"/></g>'), 'a.svg');
    expect(metadata).toMatchObject({ width: null, unavailable: { width: 'failed' } });
  });

  it('says that the size of a JPEG is beyond the budget, and reads it with a larger one', async () => {
    const file = jpegBehind(2_500_000);
    const { metadata, problem } = await probe(file);
    expect(metadata).toMatchObject({ container: 'jpg', width: null, unavailable: { width: 'over_budget' } });
    expect(problem).toMatchObject({ code: 'media:budget' });
    const more = await inspectMedia(readerOf(file), { kind: 'image', name: 'a.jpg', maxBytes: 4_000_000 });
    expect(more.metadata).toMatchObject({ width: 640, height: 360 });
  });

  it('tells the sides of a PNG whose turn is beyond the budget', async () => {
    const file = bytesOf(pngBytes({ size: 300_000, width: 640, height: 360 }).read(0, 300_000));
    const { metadata } = await inspectMedia(readerOf(file), { kind: 'image', name: 'a.png', maxBytes: 65_536 });
    expect(metadata).toMatchObject({
      width: 640,
      height: 360,
      rotation: null,
      unavailable: { rotation: 'over_budget' },
    });
  });

  it('adds up the frames of an animated WebP', async () => {
    const frame = bytesOf('ANMF', u32le(16), new Uint8Array(12), 0xf4, 1, 0, 0); // 500 ms
    const head = bytesOf('RIFF', u32le(200), 'WEBPVP8X', u32le(10), 2, 0, 0, 0, 0x7f, 0x02, 0, 0x67, 0x01, 0);
    expect((await probe(bytesOf(head, frame, frame, frame))).metadata.duration_seconds).toBe(1.5);
    expect((await probe(bytesOf(head, frame))).metadata.unavailable['duration_seconds']).toBe('not_applicable');
  });
});

describe('a probe of an animation', () => {
  const seconds = async (file: Uint8Array): Promise<readonly unknown[]> => {
    const { duration_seconds, unavailable } = (await probe(file)).metadata;
    return [duration_seconds, unavailable['duration_seconds']];
  };

  /** Makes a GIF of 4 by 3 with these blocks; the flags say how large its table of colours is. */
  const gif = (flags: number, ...blocks: readonly Uint8Array[]): Uint8Array =>
    bytesOf(
      'GIF89a',
      u16le(4),
      u16le(3),
      flags,
      0,
      0,
      new Uint8Array((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)),
      ...blocks,
    );
  const delay = (hundredths: number): Uint8Array => bytesOf(0x21, 0xf9, 4, 0, u16le(hundredths), 0, 0);
  const picture = (flags = 0): Uint8Array =>
    bytesOf(0x2c, u16le(0), u16le(0), u16le(4), u16le(3), flags, new Uint8Array(flags === 0 ? 0 : 6), 2, 3, 1, 2, 3, 0);
  const comment = bytesOf(0x21, 0xfe, 2, 'hi', 0);
  const end = Uint8Array.of(0x3b);

  it('adds up the frames of a GIF, whatever colours and comments it has', async () => {
    expect(await seconds(gif(0, delay(30), picture(), delay(45), picture(), end))).toEqual([0.75, undefined]);
    expect(await seconds(gif(0x81, comment, delay(30), picture(0x80), delay(45), picture(), end))).toEqual([
      0.75,
      undefined,
    ]);
  });

  it.each([
    ['of one frame', gif(0, delay(30), picture(), end)],
    ['that breaks off', gif(0, delay(30), picture(), delay(45), picture())],
    ['with a block that is none', gif(0, delay(30), picture(), delay(45), picture(), Uint8Array.of(0x77), end)],
    ['whose last delay is cut', gif(0, picture(), picture(), delay(45).subarray(0, 5))],
  ])('gives no length of a GIF %s', async (_, file) => {
    expect(await seconds(file)).toEqual([null, 'not_applicable']);
  });

  const chunk = (type: string, ...content: readonly Uint8Array[]): Uint8Array => {
    const bytes = bytesOf(...content);
    return bytesOf(u32(bytes.length), type, bytes, u32(0));
  };
  const png = (...chunks: readonly Uint8Array[]): Uint8Array =>
    bytesOf(0x89, 'PNG\r\n', 0x1a, '\n', chunk('IHDR', u32(4), u32(3), new Uint8Array(5)), ...chunks);
  const control = chunk('acTL', u32(2), u32(0));
  /** Makes a frame shown for so many parts of a second. */
  const frame = (over: number, under: number): Uint8Array =>
    chunk('fcTL', new Uint8Array(20), u16(over), u16(under), new Uint8Array(2));
  const last = chunk('IEND');

  it('adds up the frames of a PNG, in hundredths where it says no other part', async () => {
    expect(await seconds(png(control, frame(1, 4), frame(50, 0), last))).toEqual([0.75, undefined]);
  });

  it.each([
    ['of one frame', png(control, frame(1, 4), last)],
    ['that breaks off', png(control, frame(1, 4), frame(1, 4))],
    ['that does not move', png(last)],
  ])('gives no length of a PNG %s', async (_, file) => {
    expect(await seconds(file)).toEqual([null, 'not_applicable']);
  });

  it('says that a long one is not read whole', async () => {
    const long = png(control, frame(1, 4), frame(1, 4), chunk('IDAT', new Uint8Array(3_000_000)), last);
    expect(await seconds(long)).toEqual([null, 'not_enough_data']);
  });

  it('finds the turn of a PNG behind its picture', async () => {
    const exif = chunk('eXIf', tiff([274, 3, 1, 6]));
    const behind = png(chunk('IDAT', new Uint8Array(300_000)), exif, last);
    expect((await probe(behind)).metadata).toMatchObject({ rotation: 90, width: 3, height: 4 });
    expect((await probe(png(exif, last))).metadata).toMatchObject({ rotation: 90 });
    const cut = png(bytesOf(u32(9_999), 'eXIf', new Uint8Array(20)));
    expect((await probe(cut)).metadata).toMatchObject({ rotation: 0 });
  });
});

describe('a probe of pictures in boxes', () => {
  const heif = (...inner: readonly Uint8Array[]): Uint8Array =>
    bytesOf(box('ftyp', 'mif1', u32(0), 'mif1'), fullBox('meta', 0, 0, ...inner));
  const container = box('ipco', box('irot', 3), fullBox('ispe', 0, 0, u32(40), u32(30)));

  it('reads long numbers of items and of properties, those that are not there aside', async () => {
    const primary = fullBox('pitm', 1, 0, u32(70_000));
    const links = fullBox('ipma', 1, 1, u32(2), u32(5), 1, u16(1), u32(70_000), 3, u16(0x8001), u16(2), u16(9));
    const { metadata } = await probe(heif(primary, box('iprp', container, links)));
    expect(metadata).toMatchObject({ container: 'heif', width: 30, height: 40, rotation: 90 });
  });

  it.each([
    ['a primary item that is cut', fullBox('pitm', 1, 0, u16(1)), fullBox('ipma', 0, 0, u32(1), 0, 1, 1, 1)],
    ['no primary item', box('free'), fullBox('ipma', 0, 0, u32(1), 0, 1, 1, 1)],
  ])('tells no sides of one with %s', async (_, primary, links) => {
    const { metadata } = await probe(heif(primary, box('iprp', container, links)));
    expect(metadata).toMatchObject({ container: 'heif', width: null, rotation: null });
  });

  it.each([
    ['that are cut', fullBox('ipma', 0, 0, u32(1), 0, 1, 9, 1)],
    ['of other items', fullBox('ipma', 0, 0, u32(1), 0, 7, 1, 2)],
  ])('takes a picture with properties %s for one without', async (_, links) => {
    const { metadata } = await probe(heif(fullBox('pitm', 0, 0, 0, 1), box('iprp', container, links)));
    expect(metadata).toMatchObject({ container: 'heif', width: null, rotation: 0 });
  });

  it('is none that can be read without its list of pictures', async () => {
    const { problem } = await probe(box('ftyp', 'avif', u32(0), 'avif'));
    expect(problem?.code).toBe('media:unreadable');
  });
});
