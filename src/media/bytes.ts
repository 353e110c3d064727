/** A view of exactly these bytes; reading past them throws a `RangeError`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Four bytes as the text a box or chunk is named by; shorter at the end of the bytes.
 *
 * @example
 * fourCharacters(Uint8Array.of(0, 102, 116, 121, 112), 1); //=> 'ftyp'
 */
export function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** An unsigned 64-bit number; what a double cannot hold exactly comes close, which is enough for a size nobody has. */
export function readUint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at));
}
