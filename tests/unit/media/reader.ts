import { HeaderBytes, type RangeReader } from '../../../src/media/header-bytes.ts';
import { fixedBytes, type MediaBytes } from '../../../src/testing/media-files/media-bytes.ts';

export interface CountingReader extends RangeReader {
  /** Every range that was asked for. */
  readonly ranges: (readonly [number, number])[];
}

export interface ReaderOptions {
  /** What the reader says of the size. Default: the truth. */
  readonly size?: number | null;
  /** The most bytes of one answer. */
  readonly answerBytes?: number;
}

/** Makes a file in memory that notes every range asked of it. */
export function readerOf(bytes: MediaBytes | Uint8Array, options: ReaderOptions = {}): CountingReader {
  const file = bytes instanceof Uint8Array ? fixedBytes(bytes) : bytes;
  const ranges: (readonly [number, number])[] = [];
  return {
    size: options.size === undefined ? file.size : options.size,
    ranges,
    read: (start, end) => {
      ranges.push([start, end]);
      return Promise.resolve(file.read(start, Math.min(end, start + (options.answerBytes ?? Infinity))));
    },
  };
}

/** Gives the file, opened with a budget of 1 MiB. */
export function opened(file: MediaBytes | Uint8Array, size?: number | null): HeaderBytes {
  const reader = readerOf(file, size === undefined ? {} : { size });
  return new HeaderBytes({ reader, maxBytes: 1_048_576, signal: new AbortController().signal });
}
