import { describe, expect, it } from 'vitest';

import { inspectMedia, probeMedia } from '../../../src/media/probe-media.ts';
import { box } from '../../../src/testing/media-files/isobmff-track.ts';
import { bytesOf, u16, u32 } from '../../../src/testing/media-files/media-bytes.ts';
import { readerOf } from './reader.ts';

/** Makes a TIFF of one directory, big end first, of entries of one short or long number. */
const tiff = (entries: readonly (readonly [tag: number, value: number])[], magic = [0, 42]): Uint8Array =>
  bytesOf(
    ...['MM', ...magic, u32(8), u16(entries.length)],
    ...entries.flatMap(([tag, value]) => [u16(tag), u16(4), u32(1), u32(value)]),
    u32(0),
  );

const probe = (name: string, file: Uint8Array): ReturnType<typeof probeMedia> =>
  probeMedia(readerOf(file), { kind: 'image', name });

/** Writes two bytes, little end first, as Panasonic and Sigma write. */
const le16 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8);
const le32 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);

describe('a probe of a raw photo that is no TIFF', () => {
  it('reads the sides and turn of a CR3 from the EXIF data in its header', async () => {
    const exif = tiff([
      [256, 6_000],
      [257, 4_000],
      [274, 6],
    ]);
    const canon = box('uuid', new Uint8Array(16), box('CNCV', 'CanonCR3'), box('CMT1', exif));
    const file = bytesOf(box('ftyp', 'crx ', u32(1), 'isom'), box('moov', canon), box('mdat', new Uint8Array(99)));
    expect(await probe('a.cr3', file)).toMatchObject({
      ...{ container: 'cr3', width: 4_000, height: 6_000, rotation: 90, orientation: 'portrait' },
    });
    const bare = bytesOf(box('ftyp', 'crx ', u32(1), 'isom'), box('moov', box('uuid', new Uint8Array(16))));
    expect(await probe('a.cr3', bare)).toMatchObject({ container: 'cr3', width: null });
  });

  it('reads the shown part of a RAF, and the turn of its preview', async () => {
    const preview = bytesOf(0xff, 0xd8, 0xff, 0xe1, u16(200), 'Exif\0\0', tiff([[274, 8]]));
    const records = bytesOf(
      u32(2),
      ...[u16(0x100), u16(4), u16(4_934), u16(7_872)],
      ...[u16(0x111), u16(4), u16(4_160), u16(6_240)],
    );
    const start = bytesOf('FUJIFILMCCD-RAW ', new Uint8Array(68));
    const file = bytesOf(
      ...[start, u32(108), u32(preview.length), u32(108 + preview.length), u32(records.length), new Uint8Array(8)],
      ...[preview, records],
    );
    expect(await probe('a.raf', file)).toMatchObject({ container: 'raf', width: 4_160, height: 6_240, rotation: 270 });
    expect(await probe('a.raf', start)).toMatchObject({ container: 'raf', width: null, height: null });
  });

  it('reads the sides of an MRW, and its turn', async () => {
    const sides = bytesOf('\0PRD', u32(24), new Uint8Array(12), u16(2_448), u16(3_264), new Uint8Array(8));
    const exif = tiff([[274, 3]]);
    const file = bytesOf('\0MRM', u32(999), sides, '\0TTW', u32(exif.length), exif);
    expect(await probe('a.mrw', file)).toMatchObject({ container: 'mrw', width: 3_264, height: 2_448, rotation: 180 });
  });

  it('reads the sides and turn of an X3F up to version 3', async () => {
    const file = (version: number): Uint8Array =>
      bytesOf('FOVb', le32(version << 16), new Uint8Array(20), le32(2_268), le32(1_512), le32(90));
    expect(await probe('a.x3f', file(2))).toMatchObject({
      container: 'x3f',
      width: 1_512,
      height: 2_268,
      rotation: 90,
    });
    expect(await probe('a.x3f', file(4))).toMatchObject({ container: 'x3f', width: null });
  });
});

describe('a probe of a raw photo that is made like a TIFF', () => {
  it('takes the borders of the photo on the sensor of an RW2', async () => {
    const entries = [
      [4, 8],
      [5, 16],
      [6, 2_744],
      [7, 3_664],
      [274, 1],
    ] as const;
    const file = bytesOf(
      ...['IIU\0', le32(8), le16(entries.length)],
      ...entries.flatMap(([tag, value]) => [le16(tag), le16(3), le32(1), le32(value)]),
      le32(0),
    );
    expect(await probe('a.rw2', file)).toMatchObject({ container: 'rw2', width: 3_648, height: 2_736, rotation: 0 });
  });

  it('takes the sides in the EXIF data of a CR2, whose directories have its previews', async () => {
    const main = (magic: readonly (string | number | Uint8Array)[]): Uint8Array =>
      bytesOf(
        ...['MM', 0, 42, u32(16), ...magic, u16(3)],
        ...[
          [256, 1_536],
          [257, 1_024],
          [34_665, 58],
        ].flatMap(([tag, value]) => [u16(tag ?? 0), u16(4), u32(1), u32(value ?? 0)]),
        u32(0),
        ...[
          u16(2),
          ...[
            [40_962, 3_456],
            [40_963, 2_304],
          ].flatMap(([tag, value]) => [u16(tag ?? 0), u16(4), u32(1), u32(value ?? 0)]),
        ],
        u32(0),
      );
    expect(await probe('a.cr2', main(['CR', 2, 0, u32(0)]))).toMatchObject({ width: 3_456, height: 2_304 });
    // Of a TIFF that was made smaller, the EXIF data may be those of before.
    expect(await probe('a.tif', main([u32(0), u32(0)]))).toMatchObject({ width: 1_536, height: 1_024 });
  });
});

describe('a probe of a TIFF', () => {
  /** Makes an entry of any type, its value as it is written. */
  const entry = (tag: number, type: number, count: number, ...value: readonly Uint8Array[]): Uint8Array =>
    bytesOf(u16(tag), u16(type), u32(count), ...value);
  const directory = (...entries: readonly Uint8Array[]): Uint8Array => bytesOf(u16(entries.length), ...entries, u32(0));
  const file = (...parts: readonly Uint8Array[]): Uint8Array => bytesOf('MM', 0, 42, u32(8), ...parts);
  const sides = [entry(256, 3, 1, u16(600), u16(0)), entry(257, 3, 1, u16(400), u16(0))];

  it('takes the cut of a DNG, in fractions elsewhere in the file', async () => {
    // Two fractions at 100: 1,200 ÷ 2 and 700 ÷ 2.
    const cut = directory(entry(256, 4, 1, u32(640)), entry(257, 4, 1, u32(360)), entry(50_720, 5, 2, u32(100)));
    const head = file(cut);
    const dng = bytesOf(head, new Uint8Array(100 - head.length), u32(1_200), u32(2), u32(700), u32(2));
    expect(await probe('a.dng', dng)).toMatchObject({ container: 'dng', width: 600, height: 350 });
    const half = directory(...sides, entry(50_720, 4, 1, u32(9)));
    expect(await probe('a.dng', file(half))).toMatchObject({ width: 600, height: 400 });
  });

  it('passes over what it does not know, values of no type, and a directory that ends with the file', async () => {
    const odd = directory(
      entry(999, 4, 1, u32(1)),
      ...sides,
      entry(274, 99, 1, u32(6)),
      entry(254, 1, 1, Uint8Array.of(0, 0, 0, 0)),
    );
    expect(await probe('a.tif', file(odd.subarray(0, -4)))).toMatchObject({
      container: 'tiff',
      width: 600,
      height: 400,
      rotation: 0,
    });
  });

  it('takes the larger of two pictures, and each directory once', async () => {
    const small = bytesOf(u16(2), entry(256, 4, 1, u32(60)), entry(257, 4, 1, u32(40)), u32(38));
    expect(small.length + 8).toBe(38);
    const large = bytesOf(u16(2), ...sides, u32(8));
    expect(await probe('a.tif', file(small, large))).toMatchObject({ width: 600, height: 400 });
    const largeFirst = bytesOf(u16(2), ...sides, u32(38));
    expect(await probe('a.tif', file(largeFirst, small))).toMatchObject({ width: 600, height: 400 });
  });

  it('is cut where it has no directory', async () => {
    const result = await inspectMedia(readerOf(bytesOf('MM', 0, 42)), { kind: 'image', name: 'a.tif' });
    expect(result.problem?.code).toBe('media:truncated');
  });
});

describe('a probe of other raw photos', () => {
  it.each([
    [0, 3, 2_640, 1_760, 0],
    [90, 3, 1_760, 2_640, 90],
    [270, 3, 1_760, 2_640, 270],
  ])('reads sides and turn of an X3F turned by %i, version %i', async (degrees, version, width, height, rotation) => {
    const x3f = bytesOf('FOVb', le32(version << 16), new Uint8Array(20), le32(2_640), le32(1_760), le32(degrees));
    expect(await probe('a.x3f', x3f)).toMatchObject({ container: 'x3f', width, height, rotation });
  });

  it('tells no sides of a later X3F', async () => {
    const x3f = bytesOf('FOVb', le32(4 << 16), new Uint8Array(40));
    expect(await probe('a.x3f', x3f)).toMatchObject({ container: 'x3f', width: null, rotation: null });
  });

  it('tells no sides of a CR3 without a header, or with another box in it', async () => {
    for (const movie of [[], [box('moov', box('free'))]])
      expect(await probe('a.cr3', bytesOf(box('ftyp', 'crx ', u32(1)), ...movie))).toMatchObject({
        container: 'cr3',
        width: null,
      });
  });

  it('reads an MRW up to what is no block', async () => {
    const file = bytesOf('\0MRM', u32(999), 'XXXX', new Uint8Array(60));
    expect(await probe('a.mrw', file)).toMatchObject({ container: 'mrw', width: null });
  });

  it('reads a RAF whose preview has no EXIF data, and one without records', async () => {
    const start = bytesOf('FUJIFILMCCD-RAW ', new Uint8Array(68));
    const records = bytesOf(u32(1), u16(0x111), u16(4), u16(4_160), u16(6_240));
    const plain = bytesOf(
      start,
      u32(108),
      u32(4),
      u32(112),
      u32(12),
      new Uint8Array(8),
      0xff,
      0xd8,
      0xff,
      0xdb,
      records,
    );
    expect(await probe('a.raf', plain)).toMatchObject({ width: 6_240, height: 4_160, rotation: 0 });
    const bare = bytesOf(start, u32(0), u32(0), u32(9_999), u32(12), new Uint8Array(8));
    expect(await probe('a.raf', bare)).toMatchObject({ container: 'raf', width: null });
  });
});
