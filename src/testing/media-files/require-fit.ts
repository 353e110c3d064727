/** What every generator is told: how large the file is, and how long it plays. */
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
