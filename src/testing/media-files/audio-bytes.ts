import {
  bytesOf,
  filledBytes,
  fixedBytes,
  joinBytes,
  type MediaBytes,
  partsBytes,
  requireDuration,
  requireRoom,
  type TimedFile,
  u16le,
  u32,
  u32le,
} from './media-bytes.ts';

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
   * be computed from its head: a reader that takes the first frame's rate for all is wrong.
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

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** The sound file to make. */
export interface WavOptions {
  /** Size of the whole file in bytes, below 4 GiB. */
  readonly size: number;
  /** Samples a second. @default 44100 */
  readonly sampleRate?: number | undefined;
  /** @default 2 */
  readonly channels?: number | undefined;
}

/**
 * A WAV file of exactly `size` bytes: 16-bit PCM, silent. Its length follows from its size: (size − 44) ÷ (sample rate
 * × channels × 2) seconds, in whole samples; up to one sample's worth of bytes left over follows the last chunk.
 * Throws a `RangeError` under 44 bytes and from 4 GiB, which the format's 32-bit sizes do not hold.
 *
 * @example
 * wavBytes({ size: 176_444 }).size; //=> 176444, one second at 44.1 kHz stereo
 */
export function wavBytes(options: WavOptions): MediaBytes {
  const { size, sampleRate = 44_100, channels = 2 } = options;
  requireRoom('WAV', size, HEADER_BYTES);
  if (size > 0xffff_ffff) throw new RangeError(`A WAV file is smaller than 4 GiB, not ${String(size)} bytes.`);
  const frameBytes = channels * BYTES_PER_SAMPLE;
  const dataBytes = Math.floor((size - HEADER_BYTES) / frameBytes) * frameBytes;
  const format = bytesOf(
    u16le(1),
    u16le(channels),
    u32le(sampleRate),
    u32le(sampleRate * frameBytes),
    u16le(frameBytes),
    u16le(16),
  );
  const head = bytesOf(
    'RIFF',
    u32le(HEADER_BYTES - 8 + dataBytes),
    'WAVEfmt ',
    u32le(format.length),
    format,
    'data',
    u32le(dataBytes),
  );
  return joinBytes([fixedBytes(head), filledBytes(size - HEADER_BYTES)]);
}
