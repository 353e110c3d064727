import { filledBytes, fixedBytes, joinBytes, type MediaBytes } from './media-bytes.ts';
import { requirePicture, requireRoom } from './require-fit.ts';
import { bytesOf, type Piece, u16, u32 } from './write.ts';

/** The picture to make. */
export interface JpegOptions {
  /** Size of the whole file in bytes. */
  readonly size: number;
  /** Width of the stored picture in pixels, before any EXIF orientation. */
  readonly width: number;
  /** Height of the stored picture in pixels, before any EXIF orientation. */
  readonly height: number;
  /** EXIF orientation; 5 to 8 swap the sides shown. Without it the file has no EXIF part. */
  readonly exifOrientation?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | undefined;
}

function segment(marker: number, ...payload: readonly Piece[]): Uint8Array {
  const content = bytesOf(...payload);
  return bytesOf(0xff, marker, u16(content.length + 2), content);
}

/** One directory with one entry: tag 0x0112, type SHORT, count 1. */
function exif(orientation: number): Uint8Array {
  const entry = bytesOf(u16(0x0112), u16(3), u32(1), u16(orientation), u16(0));
  return segment(0xe1, 'Exif', 0, 0, 'MM', u16(42), u32(8), u16(1), entry, u32(0));
}

/** A Huffman table with one code, the single bit 0, for the symbol 0. */
function oneCodeTable(id: number): Uint8Array {
  return segment(0xc4, id, 1, new Uint8Array(15), 0);
}

function header(options: JpegOptions): Uint8Array {
  const { width, height, exifOrientation } = options;
  return bytesOf(
    ...[0xff, 0xd8, segment(0xe0, 'JFIF', 0, 1, 1, 0, u16(1), u16(1), 0, 0)],
    exifOrientation === undefined ? new Uint8Array(0) : exif(exifOrientation),
    segment(0xdb, 0, new Uint8Array(64).fill(1)),
    segment(0xc0, 8, u16(height), u16(width), 1, 1, 0x11, 0),
    ...[oneCodeTable(0x00), oneCodeTable(0x10)],
    segment(0xda, 1, 1, 0, 0, 63, 0),
  );
}

/**
 * A JPEG picture of exactly `size` bytes: baseline, one component, an even grey that every decoder shows. A block is
 * two zero bits under its tables (no change of brightness, end of block), so its data are zeros too; what is left to
 * the stated size are the fill bytes the format allows before the closing marker.
 *
 * Throws a `RangeError` when `size` does not hold the picture: about 200 bytes and one for every four blocks of 8x8.
 *
 * @example
 * jpegBytes({ size: 150_000, width: 1080, height: 1920 }).size; //=> 150000
 */
export function jpegBytes(options: JpegOptions): MediaBytes {
  requirePicture(options.width, options.height);
  const head = header(options);
  const blocks = Math.ceil(options.width / 8) * Math.ceil(options.height / 8);
  const data = Math.floor(blocks / 4);
  // The rest of the last byte of data is filled with ones.
  const lastByte = blocks % 4 === 0 ? [] : [0xff >>> (2 * (blocks % 4))];
  const end = Uint8Array.of(0xff, 0xd9);
  const needed = head.length + data + lastByte.length + end.length;
  requireRoom('JPEG', options.size, needed);
  const filler = filledBytes(options.size - needed, 0xff);
  return joinBytes([
    fixedBytes(head),
    filledBytes(data),
    fixedBytes(Uint8Array.from(lastByte)),
    filler,
    fixedBytes(end),
  ]);
}
