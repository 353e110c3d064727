import { bytesOf, type Piece, u24, u32, u64 } from './write.ts';

/** The largest size a box states in its 32-bit field. */
const MAX_SHORT_SIZE = 0xffff_ffff;

/**
 * A box of the ISO base media file format: size, type, payload.
 *
 * @example
 * box('free', 7); //=> Uint8Array [0, 0, 0, 9, 102, 114, 101, 101, 7]
 */
export function box(type: string, ...payload: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const content = bytesOf(...payload);
  return bytesOf(u32(content.length + 8), type, content);
}

/** A box whose payload starts with a version and flags. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...payload: readonly Piece[]
): Uint8Array<ArrayBuffer> {
  return box(type, version, u24(flags), ...payload);
}

/** The head of a box of `totalSize` bytes, its 64-bit form once 32 bits do not hold the size. */
export function boxHead(type: string, totalSize: number): Uint8Array<ArrayBuffer> {
  return totalSize > MAX_SHORT_SIZE ? bytesOf(u32(1), type, u64(totalSize)) : bytesOf(u32(totalSize), type);
}
