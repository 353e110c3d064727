import { filledBytes, fixedBytes, joinBytes, type MediaBytes } from './media-bytes.ts';
import { requireRoom } from './require-fit.ts';
import { bytesOf, u16le, u32le } from './write.ts';

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
 * × channels × 2) seconds, in whole samples; up to one sample's worth of bytes left over stands after the last chunk.
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
