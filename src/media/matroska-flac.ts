import { fourCharacters, viewOf } from './bytes.ts';
import { codecName } from './codecs.ts';
import { BLOCK_BYTES, type HeaderBytes } from './header-bytes.ts';
import { type OwnHeader, pictureOf } from './own-header.ts';

/*
 * Own reading of what the kept parser knows and does not give: the frame length that a Matroska track states, and the
 * length of a FLAC whose cover is larger than what may be read.
 */

const EBML = 0x1a45dfa3;
const DOC_TYPE = 0x4282;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TIMESTAMP_SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const TRACK_TYPE = 0x83;
const CODEC_ID = 0x86;
const DEFAULT_DURATION = 0x23e383;
const CLUSTER = 0x1f43b675;

/** Elements whose content is elements. */
const PARENTS: ReadonlySet<number> = /* @__PURE__ */ new Set([EBML, SEGMENT, INFO, TRACKS, TRACK_ENTRY]);

interface Element {
  readonly id: number;
  readonly start: number;
  /** `Infinity` for one that is as long as what follows. */
  readonly length: number;
}

interface MatroskaTrack {
  type: number;
  codec: string;
  frameNanoseconds: number;
}

/**
 * Reads the start of a Matroska or WebM file: kind, length, tracks with codecs, frame rate where a track states the length
 * of a frame; tracks stay `undefined` when their list is not in the first 64 KiB.
 *
 * @source RFC 8794 (EBML), RFC 9559 (Matroska)
 * @throws as {@link HeaderBytes.read}
 */
export async function readMatroska(bytes: HeaderBytes): Promise<OwnHeader> {
  const head = await bytes.read(0, BLOCK_BYTES);
  const view = viewOf(head);
  const tracks: MatroskaTrack[] = [];
  let docType = 'matroska';
  let scale = 1e6;
  let duration: number | null = null;
  let segmentEnd = 0;
  let listed = false;
  for (const { id, start, length } of elementsOf(head)) {
    const end = Math.min(start + length, head.length);
    const whole = start + length <= head.length;
    if (id === DOC_TYPE) docType = textOf(head, start, end);
    if (id === SEGMENT) segmentEnd = start + length;
    if (id === TIMESTAMP_SCALE && whole) scale = numberOf(head, start, end);
    if (id === DURATION && whole) duration = length === 4 ? view.getFloat32(start) : view.getFloat64(start);
    if (id === TRACKS) listed = whole;
    if (id === TRACK_ENTRY) tracks.push({ type: 0, codec: '', frameNanoseconds: 0 });
    const track = tracks.at(-1);
    if (track === undefined) continue;
    if (id === TRACK_TYPE) track.type = numberOf(head, start, end);
    if (id === CODEC_ID) track.codec = textOf(head, start, end);
    if (id === DEFAULT_DURATION) track.frameNanoseconds = numberOf(head, start, end);
  }
  const video = tracks.find(({ type }) => type === 1);
  const audio = tracks.find(({ type }) => type === 2);
  const { size } = bytes;
  return {
    container: docType === 'webm' ? 'webm' : 'mkv',
    durationSeconds: duration === null ? null : (duration * scale) / 1e9,
    video: listed ? (video === undefined ? null : pictureOf(matroskaCodec(video.codec), rateOf(video))) : undefined,
    audio: listed ? (audio === undefined ? null : { codec: matroskaCodec(audio.codec) }) : undefined,
    truncated: size !== null && Number.isFinite(segmentEnd) && segmentEnd > size,
  };
}

function rateOf({ frameNanoseconds }: MatroskaTrack): { readonly framesPerSecond: number | null } {
  return { framesPerSecond: frameNanoseconds === 0 ? null : 1e9 / frameNanoseconds };
}

/** Codecs the kept parser names; `null` leaves it to name them, with the bits of PCM. */
const PARSED: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...['V_MPEG4/ISO/AVC', 'V_MPEGH/ISO/HEVC', 'V_VP8', 'V_VP9', 'V_AV1', 'A_AAC', 'A_OPUS', 'A_VORBIS', 'A_FLAC'],
  ...['A_PCM/INT/LIT', 'A_PCM/INT/BIG', 'A_PCM/FLOAT/IEEE'],
]);

function matroskaCodec(id: string): string | null {
  return PARSED.has(id) ? null : codecName(id);
}

/** Every element in order, the content of parents among them, up to the first cluster or the end of the bytes. */
function* elementsOf(bytes: Uint8Array): Generator<Element> {
  for (let at = 0; at < bytes.length;) {
    const id = readVariable(bytes, at, false);
    const length = id === null ? null : readVariable(bytes, id.end, true);
    if (id === null || length === null || id.value === CLUSTER) return;
    yield { id: id.value, start: length.end, length: length.value };
    at = PARENTS.has(id.value) ? length.end : length.end + length.value;
  }
}

/** A number of one to eight bytes, the first of which says how many; of a length all ones are "unknown". */
function readVariable(
  bytes: Uint8Array,
  at: number,
  isLength: boolean,
): { readonly value: number; readonly end: number } | null {
  const first = bytes[at] ?? 0;
  const count = Math.clz32(first) - 23;
  if (first === 0 || at + count > bytes.length) return null;
  let value = isLength ? first & (0xff >> count) : first;
  let isUnknown = isLength && value === 0xff >> count;
  for (let index = 1; index < count; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { value: isUnknown ? Infinity : value, end: at + count };
}

function numberOf(bytes: Uint8Array, start: number, end: number): number {
  return bytes.subarray(start, end).reduce((value, byte) => value * 256 + byte, 0);
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64))).replace(/\0+$/, '');
}

/**
 * Reads the first block of a FLAC file: samples ÷ sample rate. `null` when no FLAC starts there.
 *
 * @param start - behind ID3 tags, which some writers put before
 * @source RFC 9639 §8.2
 * @throws as {@link HeaderBytes.read}
 */
export async function readFlac(bytes: HeaderBytes, start: number): Promise<OwnHeader | null> {
  const head = await bytes.read(start, start + 26);
  if (head.length < 26 || fourCharacters(head, 0) !== 'fLaC') return null;
  const view = viewOf(head);
  const rate = view.getUint32(18) >>> 12;
  const samples = ((head[21] ?? 0) & 15) * 2 ** 32 + view.getUint32(22);
  // 0 samples are "unknown".
  const seconds = samples === 0 || rate === 0 ? null : samples / rate;
  return { container: 'flac', durationSeconds: seconds, video: null, audio: { codec: 'flac' } };
}
