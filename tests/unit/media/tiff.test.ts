import { describe, expect, it } from 'vitest';

import { probeMedia } from '../../../src/media/probe-media.ts';
import { box } from '../../../src/testing/media-files/isobmff-track.ts';
import { bytesOf, u16, u32 } from '../../../src/testing/media-files/media-bytes.ts';
import { readerOf } from './reader.ts';

/** A TIFF of one directory, big end first, of entries of one short or long number. */
const tiff = (entries: readonly (readonly [tag: number, value: number])[], magic = [0, 42]): Uint8Array =>
  bytesOf(
    ...['MM', ...magic, u32(8), u16(entries.length)],
    ...entries.flatMap(([tag, value]) => [u16(tag), u16(4), u32(1), u32(value)]),
    u32(0),
  );

const probe = (name: string, file: Uint8Array): ReturnType<typeof probeMedia> =>
  probeMedia(readerOf(file), { kind: 'image', name });

/** Little end first, as Panasonic and Sigma write. */
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
