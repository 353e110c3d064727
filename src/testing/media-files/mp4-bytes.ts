import { isobmffFile, type MoovPlace } from './isobmff-file.ts';
import type { Rotation } from './isobmff-track.ts';
import type { MediaBytes } from './media-bytes.ts';
import type { TimedFile } from './require-fit.ts';

/** The video to make. */
export interface VideoFileOptions extends TimedFile {
  /** Width of the stored picture in pixels, before any rotation; even. */
  readonly width: number;
  /** Height of the stored picture in pixels, before any rotation; even. */
  readonly height: number;
  /** Clockwise turn for display, as a phone held upright records it; 90 and 270 swap the sides shown. @default 0 */
  readonly rotation?: Rotation | undefined;
  /** @default 'first' */
  readonly moov?: MoovPlace | undefined;
  /** Whether there is a sound track beside the picture. @default false */
  readonly audio?: boolean | undefined;
  /** @default 30 */
  readonly framesPerSecond?: number | undefined;
}

export function videoFile(format: string, brands: readonly string[], options: VideoFileOptions): MediaBytes {
  const { size, durationSeconds, width, height } = options;
  return isobmffFile({
    ...{ format, brands, size, durationSeconds },
    video: { width, height, rotation: options.rotation ?? 0, framesPerSecond: options.framesPerSecond ?? 30 },
    audio: options.audio ?? false,
    moov: options.moov ?? 'first',
  });
}

/**
 * An MP4 clip of exactly `size` bytes: H.264 constrained baseline, and AAC when `audio` is set. The header is real and
 * under 2 KiB; frames are zeros, so players and probes read length, sides and codec, and show nothing.
 *
 * Throws a `RangeError` for odd sides, for sides over 65,535, and when `size` does not hold the header and its frames.
 *
 * @example
 * mp4Bytes({ size: 5_000_000, durationSeconds: 12.5, width: 1080, height: 1920 }).size; //=> 5000000
 */
export function mp4Bytes(options: VideoFileOptions): MediaBytes {
  return videoFile('MP4', ['isom', 'iso2', 'avc1', 'mp41'], options);
}
