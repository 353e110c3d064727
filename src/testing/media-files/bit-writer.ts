/** Bits into bytes, the most significant bit of each byte first. */
export class BitWriter {
  readonly #bits: number[] = [];

  /** The lowest `count` bits of `value`, highest first. */
  write(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit -= 1) this.#bits.push((value >>> bit) & 1);
    return this;
  }

  /** An unsigned Exp-Golomb code, as H.264 writes most of its numbers. */
  writeExpGolomb(value: number): this {
    const length = 32 - Math.clz32(value + 1);
    return this.write(0, length - 1).write(value + 1, length);
  }

  /** The bits so far, the last byte filled up with zeros. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    for (const [index, bit] of this.#bits.entries())
      bytes[index >>> 3] = (bytes[index >>> 3] ?? 0) | (bit << (7 - (index & 7)));
    return bytes;
  }
}
