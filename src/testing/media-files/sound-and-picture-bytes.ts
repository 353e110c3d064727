import { itemAt } from '../../base/lists.ts';
import {
  BitWriter,
  bytesOf,
  filledBytes,
  fixedBytes,
  joinBytes,
  type MediaBytes,
  partsBytes,
  type Piece,
  requireDuration,
  requirePicture,
  requireRoom,
  type TimedFile,
  u16,
  u16le,
  u32,
  u32le,
} from './media-bytes.ts';

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

/** Makes EXIF data: one directory with one entry: tag 0x0112, type SHORT, count 1. */
function exif(orientation: number): Uint8Array {
  const entry = bytesOf(u16(0x0112), u16(3), u32(1), u16(orientation), u16(0));
  return segment(0xe1, 'Exif', 0, 0, 'MM', u16(42), u32(8), u16(1), entry, u32(0));
}

/** Makes a Huffman table with one code, the single bit 0, for the symbol 0. */
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
 * Makes a JPEG picture of exactly `size` bytes: baseline, one component, an even grey that every decoder shows. A block
 * is two zero bits under its tables (no change of brightness, end of block), so its data are zeros too; what is left to
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

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const ADLER_MODULUS = 65_521;
const LONGEST_MATCH = 258;
const FILLER_BYTES = 4_096;
/** Length, type and check sum around a chunk's payload. */
const CHUNK_BYTES = 12;

/** The picture to make. */
export interface PngOptions {
  /** Size of the whole file in bytes. */
  readonly size: number;
  readonly width: number;
  readonly height: number;
}

/** Computes the CRC-32 of PNG. Source: PNG specification, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return ~crc;
}

function chunk(type: string, ...payload: readonly Piece[]): Uint8Array {
  const content = bytesOf(type, ...payload);
  return bytesOf(u32(content.length - 4), content, u32(crc32(content)));
}

/**
 * Makes the zlib stream of `length` zeros (at least 1): one literal, then matches of the longest length at distance 1,
 * then literals for the rest, all in the fixed Huffman code. Its bits run from the lowest of each byte.
 */
function deflatedZeros(length: number): Uint8Array {
  const matches = Math.floor((length - 1) / LONGEST_MATCH);
  const literals = (length - 1) % LONGEST_MATCH;
  const bits = new BitWriter();
  bits.write(0b110, 3); // last block, fixed code; lowest bit of each field first
  const literal = (): BitWriter => bits.write(0b0011_0000, 8);
  literal();
  for (let index = 0; index < matches; index += 1) bits.write(0b1100_0101, 8).write(0, 5);
  for (let index = 0; index < literals; index += 1) literal();
  bits.write(0, 7);
  return bytesOf(0x78, 0x01, bits.toBytes().map(reverseBits), u32((length % ADLER_MODULUS) * 0x1_0000 + 1));
}

function reverseBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit += 1) reversed |= ((byte >>> bit) & 1) << (7 - bit);
  return reversed;
}

/**
 * Makes a PNG picture of exactly `size` bytes: one bit a pixel, black, whole and decodable. What is left to the stated
 * size is ancillary chunks a reader skips, or zeros after the end where that is under 12 bytes. Throws a `RangeError`
 * when `size` does not hold the picture: under 2 KiB at 1080x1920.
 *
 * @example
 * pngBytes({ size: 20_000, width: 640, height: 360 }).size; //=> 20000
 */
export function pngBytes(options: PngOptions): MediaBytes {
  const { size, width, height } = options;
  requirePicture(width, height);
  const head = bytesOf(SIGNATURE, chunk('IHDR', u32(width), u32(height), 1, 0, 0, 0, 0));
  const picture = chunk('IDAT', deflatedZeros(height * (1 + Math.ceil(width / 8))));
  const end = chunk('IEND');
  requireRoom('PNG', size, head.length + picture.length + end.length);
  const left = size - head.length - picture.length - end.length;
  return joinBytes([
    fixedBytes(bytesOf(head, picture)),
    ...fillers(left),
    fixedBytes(end),
    filledBytes(left < CHUNK_BYTES ? left : 0),
  ]);
}

/** Makes chunks a reader skips, together exactly `left` bytes, or none where that is less than an empty chunk. */
function fillers(left: number): readonly MediaBytes[] {
  if (left < CHUNK_BYTES) return [];
  const payload = left - CHUNK_BYTES;
  const count = Math.floor(payload / (FILLER_BYTES + CHUNK_BYTES));
  const filler = fixedBytes(chunk('fiLl', new Uint8Array(FILLER_BYTES)));
  const last = chunk('fiLl', new Uint8Array(payload - count * filler.size));
  return [partsBytes(count, filler.size, () => filler), fixedBytes(last)];
}

const SAMPLE_RATE = 44_100;
const SAMPLES_PER_FRAME = 1_152;
/** Kilobits a second of MPEG-1 layer III by the header's index, from 1. Source: ISO 11172-3 §2.4.2.3. */
const BITRATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const;
/** Bytes of side information of a stereo frame, after its four bytes of header. */
const SIDE_INFO_BYTES = 32;

/** The sound file to make. */
export interface Mp3Options extends TimedFile {
  /**
   * Whether a Xing header states the number of frames. Without one the length of a stream of varying bit rate cannot
   * be computed from its head: a reader that takes the first frame's rate for all is wrong.
   */
  readonly xing: boolean;
}

/** Makes a silent stereo frame of the bit rate at this index. */
function frameAt(index: number): Uint8Array<ArrayBuffer> {
  const kilobits = itemAt(BITRATES, index);
  const frame = new Uint8Array(Math.floor((144_000 * kilobits) / SAMPLE_RATE));
  frame.set([0xff, 0xfb, (index + 1) << 4, 0x00]);
  return frame;
}

const SMALLEST_FRAME = frameAt(0).length;
const LARGEST_INDEX = BITRATES.length - 1;

/**
 * Counts how many of `frames` are of the largest kind for the rest, of the smallest, to fill `room` as far as whole
 * frames do.
 */
function largeFrames(room: number, frames: number): number {
  const gain = frameAt(LARGEST_INDEX).length - SMALLEST_FRAME;
  return Math.floor((room - frames * SMALLEST_FRAME) / gain);
}

/**
 * Makes an MP3 file of exactly `size` bytes: MPEG-1 layer III, 44.1 kHz stereo, silent frames of varying bit rate (32
 * kbit/s first, 320 kbit/s after) chosen so that `durationSeconds`, rounded to frames of 26 ms, and `size` meet; under
 * one frame's worth of zeros may follow the last. Throws a `RangeError` when no mix of the two rates meets both.
 *
 * @example
 * mp3Bytes({ size: 1_200_000, durationSeconds: 60, xing: true }).size; //=> 1200000
 */
export function mp3Bytes(options: Mp3Options): MediaBytes {
  const { size, durationSeconds, xing } = options;
  requireDuration(durationSeconds);
  const frames = Math.max(1, Math.round((durationSeconds * SAMPLE_RATE) / SAMPLES_PER_FRAME));
  const info = xing ? xingFrame(frames, size) : new Uint8Array(0);
  const room = size - info.length;
  requireRoom('MP3', size, info.length + frames * SMALLEST_FRAME);
  const large = largeFrames(room, frames);
  if (large > frames) {
    throw new RangeError(
      `An MP3 file of ${String(durationSeconds)} s is at most 320 kbit/s; ${String(size)} bytes are more.`,
    );
  }
  const run = (count: number, frame: Uint8Array): MediaBytes =>
    partsBytes(count, frame.length, () => fixedBytes(frame));
  const music = [run(frames - large, frameAt(0)), run(large, frameAt(LARGEST_INDEX))];
  const played = joinBytes([fixedBytes(info), ...music]);
  return joinBytes([played, filledBytes(size - played.size)]);
}

/** Makes a frame that plays nothing and states how many frames and bytes follow. */
function xingFrame(frames: number, size: number): Uint8Array {
  const frame = frameAt(BITRATES.indexOf(64));
  frame.set(bytesOf('Xing', u32(3), u32(frames), u32(size)), 4 + SIDE_INFO_BYTES);
  return frame;
}

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** The sound file to make. */
export interface WavOptions {
  /** Size of the whole file in bytes, below 4 GiB. */
  readonly size: number;
  /** Samples a second. @default 44100 */
  readonly sampleRate?: number | undefined;
  /** @default 2 */
  readonly channels?: number | undefined;
}

/**
 * Makes a WAV file of exactly `size` bytes: 16-bit PCM, silent. Its length follows from its size: (size − 44) ÷ (sample
 * rate × channels × 2) seconds, in whole samples; up to one sample's worth of bytes left over follows the last chunk.
 * Throws a `RangeError` under 44 bytes and from 4 GiB, which the format's 32-bit sizes do not hold.
 *
 * @example
 * wavBytes({ size: 176_444 }).size; //=> 176444, one second at 44.1 kHz stereo
 */
export function wavBytes(options: WavOptions): MediaBytes {
  const { size, sampleRate = 44_100, channels = 2 } = options;
  requireRoom('WAV', size, HEADER_BYTES);
  if (size > 0xffff_ffff) throw new RangeError(`A WAV file is smaller than 4 GiB, not ${String(size)} bytes.`);
  const frameBytes = channels * BYTES_PER_SAMPLE;
  const dataBytes = Math.floor((size - HEADER_BYTES) / frameBytes) * frameBytes;
  const format = bytesOf(
    u16le(1),
    u16le(channels),
    u32le(sampleRate),
    u32le(sampleRate * frameBytes),
    u16le(frameBytes),
    u16le(16),
  );
  const head = bytesOf(
    'RIFF',
    u32le(HEADER_BYTES - 8 + dataBytes),
    'WAVEfmt ',
    u32le(format.length),
    format,
    'data',
    u32le(dataBytes),
  );
  return joinBytes([fixedBytes(head), filledBytes(size - HEADER_BYTES)]);
}
