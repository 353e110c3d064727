import { itemAt } from '../../base/lists.ts';

/** What a header is put together from: numbers are single bytes, text is ASCII. */
export type Piece = number | string | Uint8Array;

/**
 * Joins pieces of a header as one run of bytes.
 *
 * @example
 * bytesOf('RIFF', 0, Uint8Array.of(7)); //=> Uint8Array [82, 73, 70, 70, 0, 7]
 */
export function bytesOf(...pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce<number>((total, piece) => total + lengthOf(piece), 0));
  let offset = 0;
  for (const piece of pieces) {
    if (typeof piece === 'number') bytes[offset] = piece;
    else if (typeof piece === 'string') writeText(bytes, offset, piece);
    else bytes.set(piece, offset);
    offset += lengthOf(piece);
  }
  return bytes;
}

const lengthOf = (piece: Piece): number => (typeof piece === 'number' ? 1 : piece.length);

function writeText(bytes: Uint8Array, offset: number, text: string): void {
  for (let index = 0; index < text.length; index += 1) bytes[offset + index] = text.charCodeAt(index);
}

/** Writes two bytes, big end first. */
export function u16(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 8, value);
}

/** Writes three bytes, big end first. */
export function u24(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 16, value >>> 8, value);
}

/** Writes four bytes, big end first. */
export function u32(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Writes eight bytes, big end first; exact up to 2^53. */
export function u64(value: number): Uint8Array<ArrayBuffer> {
  return bytesOf(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32));
}

/** Writes eight bytes of an IEEE double, big end first. */
export function f64(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

/** Writes two bytes, little end first. */
export function u16le(value: number): Uint8Array<ArrayBuffer> {
  return u16(value).reverse();
}

/** Writes four bytes, little end first. */
export function u32le(value: number): Uint8Array<ArrayBuffer> {
  return u32(value).reverse();
}

/** Bits into bytes, the most significant bit of each byte first. */
export class BitWriter {
  readonly #bits: number[] = [];

  /** Writes the lowest `count` bits of `value`, highest first. */
  write(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit -= 1) this.#bits.push((value >>> bit) & 1);
    return this;
  }

  /** Writes an unsigned Exp-Golomb code, as H.264 writes most of its numbers. */
  writeExpGolomb(value: number): this {
    const length = 32 - Math.clz32(value + 1);
    return this.write(0, length - 1).write(value + 1, length);
  }

  /** Gives the bits so far, the last byte filled up with zeros. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    for (const [index, bit] of this.#bits.entries())
      bytes[index >>> 3] = itemAt(bytes, index >>> 3) | (bit << (7 - (index & 7)));
    return bytes;
  }
}

/** What every generator needs: how large the file is, and how long it plays. */
export interface TimedFile {
  /** Size of the whole file in bytes. */
  readonly size: number;
  /** Playing time in seconds, above 0. */
  readonly durationSeconds: number;
}

/** Throws a `RangeError` unless `durationSeconds` is a playing time. */
export function requireDuration(durationSeconds: number): void {
  if (!(durationSeconds > 0 && Number.isFinite(durationSeconds))) {
    throw new RangeError(`A playing time is a number of seconds above 0, not ${String(durationSeconds)}.`);
  }
}

/** Throws a `RangeError` unless both sides are whole numbers from 1 to 65,535, what the formats' fields hold. */
export function requirePicture(width: number, height: number): void {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 1 || side > 65_535) {
      throw new RangeError(`A picture's side is a whole number from 1 to 65,535, not ${String(side)}.`);
    }
  }
}

/** Throws a `RangeError` when a file of `size` bytes cannot hold the `needed` bytes its structure takes. */
export function requireRoom(format: string, size: number, needed: number): void {
  if (!Number.isSafeInteger(size) || size < needed) {
    throw new RangeError(
      `This ${format} file takes at least ${String(needed)} bytes; its size is given as ${String(size)}.`,
    );
  }
}

/**
 * The bytes of a file that exists only as a rule: any range can be read, nothing of the file's size is ever allocated.
 * `read(start, end)` gives the bytes from `start` up to but not including `end`, cut to the file like a range request.
 */
export interface MediaBytes {
  readonly size: number;
  /** Reads the bytes from `start` up to but not including `end`. */
  read(start: number, end: number): Uint8Array;
}

/**
 * Makes a source of `size` bytes whose ranges are filled in by `fill(target, start)`; ranges are cut and checked here.
 */
function rangedBytes(size: number, fill: (target: Uint8Array<ArrayBuffer>, start: number) => void): MediaBytes {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`A size in bytes is a whole number from 0, not ${String(size)}.`);
  }
  return {
    size,
    read(start, end) {
      const from = Math.min(Math.max(start, 0), size);
      const target = new Uint8Array(Math.max(0, Math.min(end, size) - from));
      if (target.length > 0) fill(target, from);
      return target;
    },
  };
}

/**
 * Gives bytes as they are.
 *
 * @example
 * fixedBytes(Uint8Array.of(1, 2, 3)).read(1, 9); //=> Uint8Array [2, 3]
 */
export function fixedBytes(bytes: Uint8Array): MediaBytes {
  return rangedBytes(bytes.length, (target, start) => {
    target.set(bytes.subarray(start, start + target.length));
  });
}

/**
 * Makes the same byte `size` times.
 *
 * @example
 * filledBytes(1_000_000_000_000, 0xff).read(5, 7); //=> Uint8Array [255, 255]
 */
export function filledBytes(size: number, value = 0): MediaBytes {
  return rangedBytes(size, (target) => {
    target.fill(value);
  });
}

/**
 * Makes parts one after the other.
 *
 * @example
 * joinBytes([fixedBytes(Uint8Array.of(1)), filledBytes(2)]).read(0, 3); //=> Uint8Array [1, 0, 0]
 */
export function joinBytes(parts: readonly MediaBytes[]): MediaBytes {
  const size = parts.reduce((total, part) => total + part.size, 0);
  return rangedBytes(size, (target, start) => {
    let offset = 0;
    for (const part of parts) {
      const from = Math.max(start, offset);
      const to = Math.min(start + target.length, offset + part.size);
      if (from < to) target.set(part.read(from - offset, to - offset), from - start);
      offset += part.size;
    }
  });
}

/**
 * Makes `count` parts of one size, each built by its number only when a range touches it.
 *
 * @example
 * partsBytes(3, 2, (index) => fixedBytes(Uint8Array.of(index, index))).read(1, 4); //=> Uint8Array [0, 1, 1]
 */
export function partsBytes(count: number, partSize: number, build: (index: number) => MediaBytes): MediaBytes {
  return rangedBytes(count * partSize, (target, start) => {
    const end = start + target.length;
    for (let index = Math.floor(start / partSize); index * partSize < end; index += 1) {
      const offset = index * partSize;
      const from = Math.max(start, offset);
      target.set(build(index).read(from - offset, Math.min(end, offset + partSize) - offset), from - start);
    }
  });
}

/**
 * Gives the first `size` bytes of a file whose upload broke off.
 *
 * @example
 * truncated(filledBytes(10), 4).size; //=> 4
 */
export function truncated(bytes: MediaBytes, size: number): MediaBytes {
  const kept = Math.min(size, bytes.size);
  return rangedBytes(kept, (target, start) => {
    target.set(bytes.read(start, start + target.length));
  });
}
