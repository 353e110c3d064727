import { toMegabytes } from '../base/sums.ts';
import type { CountAndSize, FileRecord, Totals } from '../documents/file.ts';
import type { Fold } from './fold.ts';

/** Files and bytes counted so far. Sums of whole bytes are exact up to 2^53 (8 PiB). */
export interface Tally {
  files: number;
  bytes: number;
}

export function emptyTally(): Tally {
  return { files: 0, bytes: 0 };
}

export function addToTally(tally: Tally, bytes: number): void {
  tally.files += 1;
  tally.bytes += bytes;
}

export function addTally(into: Tally, { files, bytes }: Tally): void {
  into.files += files;
  into.bytes += bytes;
}

/** The tally of a key, made when it is first asked for. */
export function tallyAt<K extends string>(tallies: Partial<Record<K, Tally>>, key: K): Tally {
  return (tallies[key] ??= emptyTally());
}

export function tallyTotals(tally: Tally): Totals {
  return { files: tally.files, size_bytes: tally.bytes, size_mb: toMegabytes(tally.bytes) };
}

export function tallyCountAndSize(tally: Tally): CountAndSize {
  return { count: tally.files, size_mb: toMegabytes(tally.bytes) };
}

/**
 * Counts files and adds their sizes. Megabytes are made from the sum of bytes, not from rounded megabytes.
 *
 * @example
 * foldFiles([{ size_bytes: 1_048_576 }, { size_bytes: 524_288 }], createTotals());
 * //=> { files: 2, size_bytes: 1572864, size_mb: 1.5 }
 */
export function createTotals(): Fold<Pick<FileRecord, 'size_bytes'>, Totals> {
  const tally = emptyTally();
  return {
    add: (file) => {
      if (file.size_bytes !== null) addToTally(tally, file.size_bytes);
    },
    result: () => tallyTotals(tally),
  };
}
