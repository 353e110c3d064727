import { bytesOf, type Piece, u32, u64 } from './write.ts';

/** An EBML size in its eight-byte form, so that no header's length depends on what follows it. */
function elementSize(size: number): Uint8Array<ArrayBuffer> {
  const bytes = u64(size);
  bytes[0] = 0x01;
  return bytes;
}

/** An element id as its bytes: ids carry their own length. */
function elementId(id: number): Uint8Array<ArrayBuffer> {
  const bytes = u32(id);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

/** Id and size of an element whose payload is written elsewhere. */
export function elementHead(id: number, size: number): Uint8Array<ArrayBuffer> {
  return bytesOf(elementId(id), elementSize(size));
}

/**
 * An EBML element: id, size, payload.
 *
 * @example
 * element(0x83, 1); //=> Uint8Array [0x83, 1, 0, 0, 0, 0, 0, 0, 1, 1]
 */
export function element(id: number, ...payload: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const content = bytesOf(...payload);
  return bytesOf(elementHead(id, content.length), content);
}
