import type { StreamedBody } from '../shared/reply.ts';

// A prime period, so that a read that is off by a chunk or a power of two shows as different bytes.
const PERIOD = 65_521;
const CHUNK = 65_536;

/**
 * The bytes `[start, end)` of an object that was given a size and no content: byte `p` depends on `p` alone, so every
 * range of every object can be checked without storing it.
 *
 * @example
 * fillerBytes(0, 3); //=> Uint8Array [1, 110, 219]
 */
export function fillerBytes(start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start);
  for (let index = 0; index < bytes.length; index += 1) {
    const place = (start + index) % PERIOD;
    bytes[index] = (Math.imul(place, 109) + (place >>> 8) + 1) & 0xff;
  }
  return bytes;
}

/** A body of `[start, end)` made in chunks while it is sent. */
export function rangeBody(start: number, end: number, read: (start: number, end: number) => Uint8Array): StreamedBody {
  return { length: end - start, chunks: chunks(start, end, read) };
}

function* chunks(start: number, end: number, read: (start: number, end: number) => Uint8Array): Generator<Uint8Array> {
  for (let at = start; at < end; at += CHUNK) {
    const to = Math.min(at + CHUNK, end);
    const bytes = read(at, to);
    // Without this check a wrong content function would show up as an unexplained cut connection.
    if (bytes.length !== to - at)
      throw new RangeError(`content(${String(at)}, ${String(to)}) gave ${String(bytes.length)} bytes.`);
    yield bytes;
  }
}
