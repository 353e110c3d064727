import { codecName, waveCodecName } from './format-names.ts';
import {
  BLOCK_BYTES,
  fourCharacters,
  type HeaderBytes,
  type OwnHeader,
  pictureOf,
  readUint64,
  viewOf,
} from './header-bytes.ts';

/*
 * Own reading of files made of chunks: WAV (the kept parser guesses the length, and reads no compressed sound), AIFF, CAF
 * and AVI (which it does not read).
 */

/** More chunks than any writer puts before the sound. */
const MAX_CHUNKS = 64;

/** What a writer that cannot go back leaves as a length. */
const LENGTHS_NOT_FILLED_IN: readonly number[] = [0, 0xffff_ffff];

interface Chunk {
  readonly id: string;
  readonly start: number;
  readonly length: number;
}

/** Lists the chunks of a file from a position on; each read costs no request while it lies in a block that was read. */
async function* chunksOf(bytes: HeaderBytes, start: number, littleEndian: boolean): AsyncGenerator<Chunk> {
  let at = start;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    const head = await bytes.read(at, at + 8);
    if (head.length < 8) return;
    const length = viewOf(head).getUint32(4, littleEndian);
    yield { id: fourCharacters(head, 0), start: at + 8, length };
    at += 8 + length + (length % 2);
  }
}

/**
 * Reads a WAV (RIFF or RF64). The length is bytes of sound ÷ (sample rate × bytes a sample of all channels); of compressed
 * sound, samples of the `fact` chunk ÷ sample rate, else bytes ÷ the stated mean bytes a second, as an estimate. The sound
 * is what the `data` chunk states, and no more than the file has.
 *
 * @source Microsoft Multimedia Programming Interface 1.0, RIFF WAVE; EBU Tech 3306 (RF64)
 * @throws as {@link HeaderBytes.read}
 */
export async function readWav(bytes: HeaderBytes): Promise<OwnHeader> {
  let format: WaveFormat | null = null;
  let longLength: number | null = null;
  let samples: number | null = null;
  for await (const { id, start, length } of chunksOf(bytes, 12, true)) {
    if (id === 'fmt ') format = readWaveFormat(await bytes.read(start, start + Math.min(length, 40)));
    if (id === 'ds64') longLength = dataLength(await bytes.read(start, start + 16));
    if (id === 'fact') samples = viewOf(await padded(bytes, start, 4)).getUint32(0, true);
    if (id !== 'data') continue;
    const stated = longLength ?? length;
    const available = bytes.size === null ? null : bytes.size - start;
    const isStated = !LENGTHS_NOT_FILLED_IN.includes(stated);
    const sound = isStated ? (available === null ? stated : Math.min(stated, available)) : available;
    return { ...waveHeader(format, sound, samples), truncated: isStated && available !== null && stated > available };
  }
  return waveHeader(format, null, samples);
}

function waveHeader(format: WaveFormat | null, sound: number | null, samples: number | null): OwnHeader {
  const codec = format === null ? null : waveCodecName(format.tag, format.bits);
  const { seconds, isEstimate } = waveSeconds(format, sound, samples);
  return { container: 'wav', durationSeconds: seconds, isEstimate, video: null, audio: { codec } };
}

function waveSeconds(
  format: WaveFormat | null,
  sound: number | null,
  samples: number | null,
): { readonly seconds: number | null; readonly isEstimate: boolean } {
  if (format === null || sound === null) return { seconds: null, isEstimate: false };
  if (format.constantRate !== null) return { seconds: sound / format.constantRate, isEstimate: false };
  if (samples !== null && samples > 0 && samples !== 0xffff_ffff)
    return { seconds: samples / format.sampleRate, isEstimate: false };
  return { seconds: sound / format.meanRate, isEstimate: true };
}

interface WaveFormat {
  readonly tag: number;
  readonly bits: number;
  readonly sampleRate: number;
  /** Bytes a second, as stated. */
  readonly meanRate: number;
  /** Bytes a second of samples that are all of one size; `null` for compressed sound. */
  readonly constantRate: number | null;
}

function readWaveFormat(format: Uint8Array): WaveFormat | null {
  if (format.length < 16) return null;
  const view = viewOf(format);
  const stated = view.getUint16(0, true);
  // The extensible form has the tag at the start of a GUID.
  const tag = stated === 0xfffe && format.length >= 26 ? view.getUint16(24, true) : stated;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const frameBytes = view.getUint16(12, true);
  const bits = view.getUint16(14, true);
  const isConstant = [1, 3, 6, 7].includes(tag) && frameBytes === channels * Math.ceil(bits / 8);
  return {
    ...{ tag, bits, sampleRate },
    meanRate: view.getUint32(8, true),
    constantRate: isConstant ? sampleRate * frameBytes : null,
  };
}

/** Reads the second of the 64-bit lengths of an RF64 file. */
function dataLength(lengths: Uint8Array): number | null {
  return lengths.length < 16 ? null : Number(viewOf(lengths).getBigUint64(8, true));
}

/** Gives these bytes, zeros where the file has none. */
async function padded(bytes: HeaderBytes, start: number, length: number): Promise<Uint8Array> {
  const whole = new Uint8Array(length);
  whole.set(await bytes.read(start, start + length));
  return whole;
}

/**
 * Reads an AIFF or AIFF-C file: frames ÷ sample rate of its `COMM` chunk.
 *
 * @source Apple, Audio Interchange File Format 1.3 and AIFF-C draft 1991
 * @throws as {@link HeaderBytes.read}
 */
export async function readAiff(bytes: HeaderBytes): Promise<OwnHeader> {
  const stated = viewOf(await padded(bytes, 0, 8)).getUint32(4);
  // A file may lack the byte that fills up its last chunk.
  const truncated = bytes.size !== null && stated + 8 > bytes.size + 1 && !LENGTHS_NOT_FILLED_IN.includes(stated);
  for await (const { id, start, length } of chunksOf(bytes, 12, false)) {
    if (id !== 'COMM') continue;
    const common = await padded(bytes, start, 22);
    const view = viewOf(common);
    const bits = view.getUint16(6);
    const rate = extendedFloat(view, 8);
    const compression = length >= 22 ? fourCharacters(common, 18) : 'NONE';
    const codec = compression === 'NONE' ? (bits === 8 ? 'pcm-s8' : `pcm-s${String(bits)}be`) : codecName(compression);
    return { container: 'aiff', durationSeconds: view.getUint32(2) / rate, video: null, audio: { codec }, truncated };
  }
  return { container: 'aiff', durationSeconds: null, video: null, audio: { codec: null }, truncated };
}

/** Reads the first 48 bits of an 80-bit float, which is more than a sample rate needs. */
function extendedFloat(view: DataView, at: number): number {
  return view.getUint32(at + 2) * 2 ** ((view.getUint16(at) & 0x7fff) - 16_383 - 31);
}

/**
 * Reads a Core Audio file: packets × frames a packet ÷ sample rate, or bytes of sound for samples of one size.
 *
 * @source Apple, Core Audio Format Specification 1.0
 * @throws as {@link HeaderBytes.read}
 */
export async function readCaf(bytes: HeaderBytes): Promise<OwnHeader> {
  const description = viewOf(await padded(bytes, 20, 32));
  const rate = description.getFloat64(0);
  const format = fourCharacters(await padded(bytes, 28, 4), 0);
  const flags = description.getUint32(12);
  const [packetBytes, packetFrames, , bits] = [16, 20, 24, 28].map((at) => description.getUint32(at));
  const codec =
    format === 'lpcm'
      ? `pcm-${(flags & 1) === 1 ? 'f' : 's'}${String(bits)}${(flags & 2) === 2 ? '' : 'be'}`
      : codecName(format);
  let frames: number | null = null;
  let at = 8;
  for (let chunks = 0; chunks < MAX_CHUNKS && frames === null; chunks += 1) {
    const head = await bytes.read(at, at + 12);
    if (head.length < 12) break;
    const length = readUint64(viewOf(head), 4);
    const id = fourCharacters(head, 0);
    if (id === 'pakt') frames = readUint64(viewOf(await padded(bytes, at + 12, 16)), 8);
    if (id === 'data' && packetBytes) {
      const end = length >= 2 ** 63 ? bytes.size : at + 12 + length;
      const available = end === null ? null : Math.min(end, bytes.size ?? end) - at - 16;
      frames = available === null ? null : (available / packetBytes) * (packetFrames ?? 1);
    }
    if (length >= 2 ** 63) break;
    at += 12 + length;
  }
  return { container: 'caf', durationSeconds: frames === null ? null : frames / rate, video: null, audio: { codec } };
}

/**
 * Reads an AVI: sides, frame rate and codecs from its header list, the length from the longest stream.
 *
 * @source Microsoft, AVI RIFF File Reference; OpenDML AVI 1.02 (`dmlh`)
 * @throws as {@link HeaderBytes.read}
 */
export async function readAvi(bytes: HeaderBytes): Promise<OwnHeader> {
  const head = await bytes.read(0, BLOCK_BYTES);
  const view = viewOf(head);
  const streams: AviStream[] = [];
  let longFrames = 0;
  const walk = (start: number, end: number): void => {
    for (let at = start; at + 8 <= end;) {
      const id = fourCharacters(head, at);
      const length = view.getUint32(at + 4, true);
      const content = at + 8;
      if (id === 'LIST' && content + 4 <= end && ['hdrl', 'strl', 'odml'].includes(fourCharacters(head, content)))
        walk(content + 4, Math.min(content + length, end));
      if (id === 'strh' && content + 36 <= end) streams.push(readAviStream(view, head, content));
      const last = streams.at(-1);
      if (id === 'strf' && last !== undefined && content + 20 <= end) readAviFormat(last, view, head, content);
      if (id === 'dmlh' && content + 4 <= end) longFrames = view.getUint32(content, true);
      at = content + length + (length % 2);
    }
  };
  walk(12, head.length);
  const video = streams.find(({ type }) => type === 'vids');
  const audio = streams.find(({ type }) => type === 'auds');
  const lengths = streams.map(
    ({ type, frames, rate }) => (type === 'vids' ? Math.max(frames, longFrames) : frames) / rate,
  );
  const known = lengths.filter((seconds) => Number.isFinite(seconds) && seconds > 0);
  const end = view.byteLength >= 8 ? view.getUint32(4, true) + 8 : 0;
  return {
    container: 'avi',
    durationSeconds: known.length === 0 ? null : Math.max(...known),
    video:
      video === undefined
        ? null
        : pictureOf(video.codec, { width: video.width, height: video.height, framesPerSecond: video.rate }),
    audio: audio === undefined ? null : { codec: audio.codec },
    truncated: bytes.size !== null && end > bytes.size + 1 && end < 0xffff_ff00,
  };
}

interface AviStream {
  readonly type: string;
  readonly frames: number;
  /** Frames, or bytes or packets of sound, a second. */
  readonly rate: number;
  codec: string | null;
  width: number | null;
  height: number | null;
}

function readAviStream(view: DataView, head: Uint8Array, at: number): AviStream {
  return {
    type: fourCharacters(head, at),
    frames: view.getUint32(at + 32, true),
    rate: view.getUint32(at + 24, true) / view.getUint32(at + 20, true),
    codec: null,
    width: null,
    height: null,
  };
}

function readAviFormat(stream: AviStream, view: DataView, head: Uint8Array, at: number): void {
  if (stream.type === 'auds') stream.codec = waveCodecName(view.getUint16(at, true), view.getUint16(at + 14, true));
  if (stream.type !== 'vids') return;
  stream.width = view.getInt32(at + 4, true);
  // Negative for rows from the top.
  stream.height = Math.abs(view.getInt32(at + 8, true));
  stream.codec = view.getUint32(at + 16, true) === 0 ? 'rawvideo' : codecName(fourCharacters(head, at + 16));
}
