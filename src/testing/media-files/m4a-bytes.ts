import { isobmffFile, type MoovPlace } from './isobmff-file.ts';
import type { MediaBytes } from './media-bytes.ts';
import type { TimedFile } from './require-fit.ts';

/** The sound file to make. */
export interface M4aOptions extends TimedFile {
  /** @default 'first' */
  readonly moov?: MoovPlace | undefined;
}

/**
 * An M4A file of exactly `size` bytes: AAC LC, 48 kHz, stereo. Throws a `RangeError` when `size` does not hold the
 * header and one byte a frame.
 *
 * @example
 * m4aBytes({ size: 500_000, durationSeconds: 30 }).size; //=> 500000
 */
export function m4aBytes(options: M4aOptions): MediaBytes {
  const { size, durationSeconds, moov = 'first' } = options;
  return isobmffFile({
    format: 'M4A',
    brands: ['M4A ', 'isom'],
    size,
    durationSeconds,
    video: null,
    audio: true,
    moov,
  });
}
