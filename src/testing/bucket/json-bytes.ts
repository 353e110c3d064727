const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * A growing UTF-8 buffer with what JSON needs. Pages of thousands of rows are written byte by byte: joining texts of
 * that size costs several times as much, most of it garbage collection.
 */
export class JsonBytes {
  #bytes: Uint8Array;
  #at = 0;

  constructor(sizeHint: number) {
    this.#bytes = new Uint8Array(sizeHint);
  }

  /** Bytes that are known to be right. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A text that is JSON already. */
  json(text: string): void {
    if (!this.#ascii(text)) this.#encode(text);
  }

  /** A JSON string of any text. */
  quoted(text: string): void {
    this.json('"');
    this.escaped(text);
    this.json('"');
  }

  /** The inside of a JSON string. */
  escaped(text: string): void {
    if (!this.#ascii(text, true)) this.#encode(JSON.stringify(text).slice(1, -1));
  }

  /** Everything written so far. The writer is not to be used after this. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Copies the text if every character is one plain byte; otherwise leaves the position where it was. */
  #ascii(text: string, unescaped = false): boolean {
    const length = text.length;
    this.#reserve(length);
    const target = this.#bytes;
    const at = this.#at;
    for (let index = 0; index < length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7e || (unescaped && (unit < 0x20 || unit === QUOTE || unit === BACKSLASH))) return false;
      target[at + index] = unit;
    }
    this.#at = at + length;
    return true;
  }

  #encode(text: string): void {
    const bytes = Buffer.from(text);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#at + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

const ENCODER = new TextEncoder();

/** UTF-8 bytes of a text, as a plain array: mixing those with Buffers in one loop makes the loop several times slower. */
export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}
