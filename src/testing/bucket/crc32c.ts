const TABLE: Uint32Array = makeTable();

/**
 * CRC32C (Castagnoli) as Cloud Storage writes it: base64 of the four bytes, big-endian.
 *
 * @example
 * crc32cBase64(new TextEncoder().encode('123456789')); //=> '4waSgw=='
 */
export function crc32cBase64(bytes: Uint8Array): string {
  let state = 0xffffffff;
  for (const byte of bytes) state = (TABLE[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((state ^ 0xffffffff) >>> 0);
  return sum.toString('base64');
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value;
  });
}
