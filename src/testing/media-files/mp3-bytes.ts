import { filledBytes, fixedBytes, joinBytes, type MediaBytes, partsBytes } from './media-bytes.ts';
import { requireDuration, requireRoom, type TimedFile } from './require-fit.ts';
import { bytesOf, u32 } from './write.ts';

const SAMPLE_RATE = 44_100;
const SAMPLES_PER_FRAME = 1_152;
/** Kilobits a second of MPEG-1 layer III by the header's index, from 1. Source: ISO 11172-3 §2.4.2.3. */
const BITRATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const;
/** Bytes of side information of a stereo frame, after its four bytes of header. */
const SIDE_INFO_BYTES = 32;

/** The sound file to make. */
export interface Mp3Options extends TimedFile {
  /**
   * Whether a Xing header states the number of frames. Without one the length of a stream of varying bit rate cannot
   * be told from its head: a reader that takes the first frame's rate for all is wrong.
   */
  readonly xing: boolean;
}

/** A silent stereo frame of the bit rate at this index. */
function frameAt(index: number): Uint8Array<ArrayBuffer> {
  const kilobits = BITRATES[index] ?? BITRATES[0];
  const frame = new Uint8Array(Math.floor((144_000 * kilobits) / SAMPLE_RATE));
  frame.set([0xff, 0xfb, (index + 1) << 4, 0x00]);
  return frame;
}

const SMALLEST_FRAME = frameAt(0).length;
const LARGEST_INDEX = BITRATES.length - 1;

/** How many of `frames` are of the largest kind for the rest, of the smallest, to fill `room` as far as whole frames do. */
function largeFrames(room: number, frames: number): number {
  const gain = frameAt(LARGEST_INDEX).length - SMALLEST_FRAME;
  return Math.floor((room - frames * SMALLEST_FRAME) / gain);
}

/**
 * An MP3 file of exactly `size` bytes: MPEG-1 layer III, 44.1 kHz stereo, silent frames of varying bit rate (32 kbit/s
 * first, 320 kbit/s after) chosen so that `durationSeconds`, rounded to frames of 26 ms, and `size` meet; under one
 * frame's worth of zeros may follow the last. Throws a `RangeError` when no mix of the two rates meets both.
 *
 * @example
 * mp3Bytes({ size: 1_200_000, durationSeconds: 60, xing: true }).size; //=> 1200000
 */
export function mp3Bytes(options: Mp3Options): MediaBytes {
  const { size, durationSeconds, xing } = options;
  requireDuration(durationSeconds);
  const frames = Math.max(1, Math.round((durationSeconds * SAMPLE_RATE) / SAMPLES_PER_FRAME));
  const info = xing ? xingFrame(frames, size) : new Uint8Array(0);
  const room = size - info.length;
  requireRoom('MP3', size, info.length + frames * SMALLEST_FRAME);
  const large = largeFrames(room, frames);
  if (large > frames) {
    throw new RangeError(
      `An MP3 file of ${String(durationSeconds)} s is at most 320 kbit/s; ${String(size)} bytes are more.`,
    );
  }
  const run = (count: number, frame: Uint8Array): MediaBytes =>
    partsBytes(count, frame.length, () => fixedBytes(frame));
  const music = [run(frames - large, frameAt(0)), run(large, frameAt(LARGEST_INDEX))];
  const played = joinBytes([fixedBytes(info), ...music]);
  return joinBytes([played, filledBytes(size - played.size)]);
}

/** A frame that plays nothing and states how many frames and bytes follow. */
function xingFrame(frames: number, size: number): Uint8Array {
  const frame = frameAt(BITRATES.indexOf(64));
  frame.set(bytesOf('Xing', u32(3), u32(frames), u32(size)), 4 + SIDE_INFO_BYTES);
  return frame;
}
