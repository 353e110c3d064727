import type { MediaBytes } from './media-bytes.ts';
import { videoFile, type VideoFileOptions } from './mp4-bytes.ts';

/**
 * A QuickTime movie of exactly `size` bytes; see `mp4Bytes`, from which it differs by its brand. A phone held upright
 * stores 1920x1080 with a `rotation` of 90.
 *
 * @example
 * movBytes({ size: 5_000_000, durationSeconds: 8, width: 1920, height: 1080, rotation: 90 }).size; //=> 5000000
 */
export function movBytes(options: VideoFileOptions): MediaBytes {
  return videoFile('MOV', ['qt  '], options);
}
