/** What a header is put together from: numbers are single bytes, text is ASCII. */
export type Piece = number | string | Uint8Array;

/**
 * Pieces of a header as one run of bytes.
 *
 * @example
 * bytesOf('RIFF', 0, Uint8Array.of(7)); //=> Uint8Array [82, 73, 70, 70, 0, 7]
 */
export function bytesOf(...pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const runs = pieces.map((piece) => (typeof piece === 'number' ? Uint8Array.of(piece) : toBytes(piece)));
  const bytes = new Uint8Array(runs.reduce((total, run) => total + run.length, 0));
  let offset = 0;
  for (const run of runs) {
    bytes.set(run, offset);
    offset += run.length;
  }
  return bytes;
}

function toBytes(piece: string | Uint8Array): Uint8Array {
  return typeof piece === 'string' ? Uint8Array.from(piece, (character) => character.charCodeAt(0)) : piece;
}

/** Two bytes, big end first. */
export function u16(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 8, value);
}

/** Three bytes, big end first. */
export function u24(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 16, value >>> 8, value);
}

/** Four bytes, big end first. */
export function u32(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Eight bytes, big end first; exact up to 2^53. */
export function u64(value: number): Uint8Array<ArrayBuffer> {
  return bytesOf(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32));
}

/** Eight bytes of an IEEE double, big end first. */
export function f64(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

/** Two bytes, little end first. */
export function u16le(value: number): Uint8Array<ArrayBuffer> {
  return u16(value).reverse();
}

/** Four bytes, little end first. */
export function u32le(value: number): Uint8Array<ArrayBuffer> {
  return u32(value).reverse();
}
