import { BitWriter } from './bit-writer.ts';
import { filledBytes, fixedBytes, joinBytes, type MediaBytes, partsBytes } from './media-bytes.ts';
import { requirePicture, requireRoom } from './require-fit.ts';
import { bytesOf, type Piece, u32 } from './write.ts';

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

/** CRC-32 of PNG. Source: PNG specification, annex D. */
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
 * The zlib stream of `length` zeros (at least 1): one literal, then matches of the longest length at distance 1, then
 * literals for the rest, all in the fixed Huffman code. Its bits run from the lowest of each byte.
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
 * A PNG picture of exactly `size` bytes: one bit a pixel, black, whole and decodable. What is left to the stated size
 * is ancillary chunks a reader skips, or zeros after the end where that is under 12 bytes. Throws a `RangeError` when
 * `size` does not hold the picture: under 2 KiB at 1080x1920.
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

/** Chunks a reader skips, together exactly `left` bytes, or none where that is less than an empty chunk. */
function fillers(left: number): readonly MediaBytes[] {
  if (left < CHUNK_BYTES) return [];
  const payload = left - CHUNK_BYTES;
  const count = Math.floor(payload / (FILLER_BYTES + CHUNK_BYTES));
  const filler = fixedBytes(chunk('fiLl', new Uint8Array(FILLER_BYTES)));
  const last = chunk('fiLl', new Uint8Array(payload - count * filler.size));
  return [partsBytes(count, filler.size, () => filler), fixedBytes(last)];
}
