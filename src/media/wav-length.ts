import { fourCharacters, viewOf } from './bytes.ts';
import type { HeaderBytes } from './header-bytes.ts';

/** More chunks than any writer puts before the sound. */
const MAX_CHUNKS = 64;

/** Of the `fmt ` chunk, up to the bits of a sample. */
const FORMAT_BYTES = 16;

/** Of the `ds64` chunk, up to the length of the sound. */
const LENGTHS_BYTES = 16;

/** What a writer that cannot go back leaves as a length. */
const LENGTHS_NOT_FILLED_IN: readonly number[] = [0, 0xffff_ffff];

/**
 * Length of a WAV (RIFF or RF64) in seconds: bytes of sound ÷ (sample rate × bytes a sample of all channels). The sound
 * is what the `data` chunk states, and no more than the file holds. `null` when either is not said, and for compressed
 * sound, whose stated bytes a second are a rough mean.
 *
 * @source Microsoft Multimedia Programming Interface 1.0, RIFF WAVE; EBU Tech 3306 (RF64)
 * @throws as {@link HeaderBytes.read}
 */
export async function wavSeconds(bytes: HeaderBytes): Promise<number | null> {
  let bytesPerSecond: number | null = null;
  let longLength: number | null = null;
  let at = 12;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    const head = await bytes.read(at, at + 8);
    if (head.length < 8) return null;
    const id = fourCharacters(head, 0);
    const length = viewOf(head).getUint32(4, true);
    const content = at + 8;
    if (id === 'data') {
      const sound = soundBytes(longLength ?? length, bytes.size === null ? null : bytes.size - content);
      return sound === null || bytesPerSecond === null ? null : sound / bytesPerSecond;
    }
    if (id === 'fmt ') bytesPerSecond = constantRate(await bytes.read(content, content + FORMAT_BYTES));
    if (id === 'ds64') longLength = dataLength(await bytes.read(content, content + LENGTHS_BYTES));
    at = content + length + (length % 2);
  }
  return null;
}

function soundBytes(stated: number, held: number | null): number | null {
  if (LENGTHS_NOT_FILLED_IN.includes(stated)) return held;
  return held === null ? stated : Math.min(stated, held);
}

/** Bytes a second of a format whose samples are all of one size; `null` for any other. */
function constantRate(format: Uint8Array): number | null {
  if (format.length < FORMAT_BYTES) return null;
  const view = viewOf(format);
  const channels = view.getUint16(2, true);
  const frameBytes = view.getUint16(12, true);
  const sampleBytes = Math.ceil(view.getUint16(14, true) / 8);
  return frameBytes === channels * sampleBytes ? view.getUint32(4, true) * frameBytes : null;
}

/** The second of the 64-bit lengths of an RF64 file. */
function dataLength(lengths: Uint8Array): number | null {
  return lengths.length < LENGTHS_BYTES ? null : Number(viewOf(lengths).getBigUint64(8, true));
}
