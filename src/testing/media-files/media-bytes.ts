/**
 * The bytes of a file that exists only as a rule: any range can be read, nothing of the file's size is ever allocated.
 * `read(start, end)` gives the bytes from `start` up to but not including `end`, cut to the file like a range request.
 */
export interface MediaBytes {
  readonly size: number;
  /** The bytes from `start` up to but not including `end`. */
  read(start: number, end: number): Uint8Array;
}

/** A source of `size` bytes whose ranges are filled in by `fill(target, start)`; ranges are cut and checked here. */
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
 * Bytes that are held as they are.
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
 * The same byte `size` times.
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
 * Parts one after the other.
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
 * `count` parts of one size, each built by its number only when a range touches it.
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
 * The first `size` bytes of a file whose upload broke off.
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
