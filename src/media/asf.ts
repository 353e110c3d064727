import { itemAt } from '../base/lists.ts';
import { codecName, waveCodecName } from './format-names.ts';
import {
  BLOCK_BYTES,
  byteAt,
  fourCharacters,
  type HeaderBytes,
  type OwnHeader,
  pictureOf,
  viewOf,
} from './header-bytes.ts';

/* Own reading of ASF (WMV, WMA), which the kept parser does not read. */

const ASF_FILE = 'a1dcab8c47a9cf118ee400c00c205365';
const ASF_STREAM = '9107dcb7b7a9cf118ee600c00c205365';
const ASF_EXTENSION = 'b503bf5f2ea9cf118ee300c00c205365';
const ASF_EXTENDED_STREAM = 'cba5e61472c632438399a96952065b5a';
const ASF_DATA = '3626b2758e66cf11a6d900aa0062ce6c';
const ASF_VIDEO = 'c0ef19bc4d5bcf11a8fd00805f5c442b';
const ASF_AUDIO = '409e69f84d5bcf11a8fd00805f5c442b';

/** How every ASF file begins. */
export const ASF_HEADER: readonly number[] = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11];

/**
 * Reads an ASF file (WMV, WMA): the length from its file properties less the preroll, streams from theirs. The frame rate
 * is stated, or follows from the times of the pictures in the first 64 KiB, 256 KiB where those hold fewer than ten.
 *
 * @source Microsoft, Advanced Systems Format Specification 01.20.06, §3.2, §3.3, §4.1, §5.2
 * @throws as {@link HeaderBytes.read}
 */
export async function readAsf(bytes: HeaderBytes): Promise<OwnHeader> {
  const head = await bytes.read(0, BLOCK_BYTES);
  const view = viewOf(head);
  let seconds: number | null = null;
  let frameTime = 0;
  let fileBytes = 0;
  let packetBytes = 0;
  let dataStart = 0;
  let videoStream = 0;
  let video: ReturnType<typeof pictureOf> | null = null;
  let audio: { codec: string | null } | null = null;
  const stream = (at: number): void => {
    const kind = guidAt(head, at);
    const content = at + 54;
    if (kind === ASF_AUDIO && content + 16 <= head.length)
      audio ??= { codec: waveCodecName(view.getUint16(content, true), view.getUint16(content + 14, true)) };
    if (kind !== ASF_VIDEO || video !== null || content + 31 > head.length) return;
    videoStream = byteAt(head, at + 48) & 127;
    video = pictureOf(codecName(fourCharacters(head, content + 27)), {
      width: view.getUint32(content, true),
      height: view.getUint32(content + 4, true),
    });
  };
  const walk = (start: number, end: number): void => {
    for (let at = start; at + 24 <= end;) {
      const length = Number(view.getBigUint64(at + 16, true));
      if (length < 24) return;
      const id = guidAt(head, at);
      const content = at + 24;
      if (id === ASF_FILE && content + 68 <= end) {
        // Of a broadcast it means nothing.
        const isBroadcast = (view.getUint32(content + 64, true) & 1) === 1;
        fileBytes = isBroadcast ? 0 : Number(view.getBigUint64(content + 16, true));
        packetBytes = content + 76 <= end ? view.getUint32(content + 72, true) : 0;
        const played = Number(view.getBigUint64(content + 40, true)) / 1e7;
        seconds = played - Number(view.getBigUint64(content + 56, true)) / 1e3;
      }
      if (id === ASF_STREAM && content + 54 <= end) stream(content);
      if (id === ASF_DATA) dataStart = content + 26;
      if (id === ASF_EXTENSION) walk(content + 22, Math.min(at + length, end));
      if (id === ASF_EXTENDED_STREAM && content + 64 <= end)
        frameTime = Math.max(frameTime, Number(view.getBigUint64(content + 52, true)));
      at += length;
    }
  };
  walk(30, head.length);
  const picture = video as ReturnType<typeof pictureOf> | null;
  const isRateStated = picture === null || frameTime > 0;
  const counted = isRateStated ? null : await countedRate(bytes, { dataStart, packetBytes, videoStream });
  return {
    container: 'asf',
    durationSeconds: seconds,
    video: picture === null ? null : { ...picture, framesPerSecond: frameTime === 0 ? counted : 1e7 / frameTime },
    audio,
    truncated: bytes.size !== null && fileBytes > bytes.size,
  };
}

function guidAt(bytes: Uint8Array, at: number): string {
  return Array.from(bytes.subarray(at, at + 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where the packets of a file start, how long each is, and whose pictures are looked for in them. */
interface Packets {
  readonly dataStart: number;
  readonly packetBytes: number;
  readonly videoStream: number;
}

/** Pictures that show a rate well enough; with fewer, more of the file is read. */
const MIN_FRAMES = 10;

async function countedRate(bytes: HeaderBytes, packets: Packets): Promise<number | null> {
  if (packets.dataStart === 0 || packets.packetBytes === 0) return null;
  const times = frameTimes(await bytes.read(0, BLOCK_BYTES), packets);
  if (times.length >= MIN_FRAMES || bytes.left < 4 * BLOCK_BYTES) return rateOf(times);
  return rateOf(frameTimes(await bytes.read(0, 4 * BLOCK_BYTES), packets));
}

const USUAL_RATES = [24, 25, 30, 24_000 / 1_001, 30_000 / 1_001, 50, 60, 60_000 / 1_001, 15, 20, 12, 10] as const;

/**
 * Computes the frames a second of times in whole milliseconds: the usual rate that fits all, else the mean; `null`
 * under three.
 */
function rateOf(times: readonly number[]): number | null {
  const steps = times.length - 1;
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  if (steps < 2 || span <= 0) return null;
  const deviation = (rate: number): number => Math.abs((steps * 1_000) / rate - span);
  const nearest = USUAL_RATES.reduce((best, rate) => (deviation(rate) < deviation(best) - 0.5 ? rate : best));
  return deviation(nearest) <= 1 ? nearest : (steps * 1_000) / span;
}

/** Tells when each picture that starts in these bytes is shown, in milliseconds and in order. */
function frameTimes(bytes: Uint8Array, { dataStart, packetBytes, videoStream }: Packets): number[] {
  const times: number[] = [];
  for (let at = dataStart; at + packetBytes <= bytes.length; at += packetBytes)
    times.push(...packetTimes(bytes.subarray(at, at + packetBytes), videoStream));
  return times.toSorted((a, b) => a - b);
}

/** Gives the times of the pictures that start in one packet; the lengths of its fields are named by two bits each. */
function packetTimes(packet: Uint8Array, stream: number): number[] {
  const view = viewOf(packet);
  const times: number[] = [];
  let at = 0;
  const field = (code: number): number => {
    const length = itemAt([0, 1, 2, 4], code & 3);
    at += length;
    if (length === 0 || at > packet.length) return 0;
    if (length === 1) return view.getUint8(at - 1);
    return length === 2 ? view.getUint16(at - 2, true) : view.getUint32(at - 4, true);
  };
  const correction = byteAt(packet, 0);
  if (correction >= 0x80) at += 1 + (correction & 15);
  const [lengths = 0, properties = 0] = packet.subarray(at, at + 2);
  at += 2;
  for (const shift of [5, 1, 3]) field(lengths >> shift);
  at += 6;
  const isMany = (lengths & 1) === 1;
  const many = isMany ? field(1) : 1;
  for (let payload = 0; payload < (many & 63) && at < packet.length; payload += 1) {
    const number = field(1) & 127;
    field(properties >> 4);
    const offset = field(properties >> 2);
    const replicated = field(properties);
    // A replicated part of one byte means several objects, as small as sound.
    if (replicated >= 8 && at + 8 <= packet.length && number === stream && offset === 0)
      times.push(view.getUint32(at + 4, true));
    at += replicated;
    const content = isMany ? field(many >> 6) : 0;
    at += content;
  }
  return times;
}

/* Own reading of FLV, which the kept parser does not read: what its header says, no more. */

const FLV_VIDEO: Readonly<Record<number, string>> = { 2: 'flv1', 4: 'vp6f', 5: 'vp6a', 7: 'avc', 12: 'hevc' };
const FLV_AUDIO: Readonly<Record<number, string>> = {
  1: 'adpcm_swf',
  2: 'mp3',
  5: 'nellymoser',
  10: 'aac',
  11: 'speex',
  14: 'mp3',
};

/**
 * Reads an FLV: `onMetaData` for length, sides and rate, the first tags for the codecs.
 *
 * @source Adobe Flash Video File Format Specification 10.1, annex E
 * @throws as {@link HeaderBytes.read}
 */
export async function readFlv(bytes: HeaderBytes): Promise<OwnHeader> {
  const head = await bytes.read(0, BLOCK_BYTES);
  const view = viewOf(head);
  const flags = byteAt(head, 4);
  let numbers: ReadonlyMap<string, number> = new Map();
  let video: string | null | undefined;
  let audio: string | null | undefined;
  for (let at = view.byteLength >= 9 ? view.getUint32(5) + 4 : head.length; at + 12 <= head.length;) {
    const type = byteAt(head, at) & 31;
    const length = (view.getUint32(at) & 0xff_ffff) >>> 0;
    const first = byteAt(head, at + 11);
    if (type === 18) numbers = scriptNumbers(head.subarray(at + 11, at + 11 + length));
    if (type === 9)
      video ??= (first & 0x80) === 0 ? (FLV_VIDEO[first & 15] ?? null) : codecName(fourCharacters(head, at + 12));
    if (type === 8) audio ??= FLV_AUDIO[first >> 4] ?? ([0, 3].includes(first >> 4) ? 'pcm-s16' : null);
    at += 11 + length + 4;
  }
  const has = (bit: number, codec: string | null | undefined, id: string): boolean =>
    codec !== undefined || (flags & bit) !== 0 || numbers.has(id);
  return {
    container: 'flv',
    durationSeconds: numbers.get('duration') ?? null,
    video: has(1, video, 'videocodecid')
      ? pictureOf(video ?? null, {
          width: numbers.get('width') ?? null,
          height: numbers.get('height') ?? null,
          framesPerSecond: numbers.get('framerate') ?? null,
        })
      : null,
    audio: has(4, audio, 'audiocodecid') ? { codec: audio ?? null } : null,
    truncated: bytes.size !== null && (numbers.get('filesize') ?? 0) > bytes.size,
  };
}

/** Reads the numbers of a script tag by key: each a length of two bytes, the key, a 0 and a double. */
function scriptNumbers(script: Uint8Array): Map<string, number> {
  const view = viewOf(script);
  const numbers = new Map<string, number>();
  for (const key of ['duration', 'filesize', 'width', 'height', 'framerate', 'videocodecid', 'audiocodecid']) {
    const pattern = [0, key.length, ...new TextEncoder().encode(key), 0];
    const at = script.findIndex((_, start) => pattern.every((byte, index) => script[start + index] === byte));
    const value = at + pattern.length;
    if (at !== -1 && value + 8 <= script.length) numbers.set(key, view.getFloat64(value));
  }
  return numbers;
}
