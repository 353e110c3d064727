import { BLOCK_BYTES, byteAt, type HeaderBytes, type OwnHeader, pictureOf, viewOf } from './header-bytes.ts';
import { codecName } from './format-names.ts';
import { plausibleSeconds } from './findings.ts';

/*
 * Own reading of what the kept parser does not give: the frame length that a track states, and the length of a recording
 * whose writer could not go back to state it.
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
const FLAG_DEFAULT = 0x88;
const FLAG_ENABLED = 0xb9;
const DEFAULT_DURATION = 0x23e383;
const CLUSTER = 0x1f43b675;
const CLUSTER_TIME = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK_GROUP = 0xa0;
const BLOCK = 0xa1;
const BLOCK_DURATION = 0x9b;
const TRACK_NUMBER = 0xd7;

/** Elements whose content is elements. */
const PARENTS: ReadonlySet<number> = /* @__PURE__ */ new Set([EBML, SEGMENT, INFO, TRACKS, TRACK_ENTRY, BLOCK_GROUP]);

interface Element {
  readonly id: number;
  readonly start: number;
  /** `Infinity` for one that is as long as what follows. */
  readonly length: number;
}

interface MatroskaTrack {
  number: number;
  type: number;
  codec: string;
  frameNanoseconds: number;
  isDefault: boolean;
  isEnabled: boolean;
}

/** A header, and what the kept parser needs to read the rest. */
export interface MatroskaHeader extends OwnHeader {
  /** Of the picture that a player shows; `null` without one. */
  readonly videoId: number | null;
}

/**
 * Reads the start of a Matroska or WebM file: kind, length, tracks with codecs, frame rate where a track states the length
 * of a frame; the picture is that of the first default track that is enabled. Tracks stay `undefined` when their list is not in the first 64 KiB. Where no length is stated, as in live
 * recordings, it is the end of the last block of the file: one more request for its last 128 KiB, two more where its last
 * cluster is longer.
 *
 * @source RFC 8794 (EBML), RFC 9559 (Matroska)
 * @throws as {@link HeaderBytes.read}
 */
export async function readMatroska(bytes: HeaderBytes): Promise<MatroskaHeader> {
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
    if (id === TRACK_ENTRY)
      tracks.push({ number: 0, type: 0, codec: '', frameNanoseconds: 0, isDefault: true, isEnabled: true });
    const track = tracks.at(-1);
    if (track === undefined) continue;
    if (id === TRACK_NUMBER) track.number = numberOf(head, start, end);
    if (id === TRACK_TYPE) track.type = numberOf(head, start, end);
    if (id === CODEC_ID) track.codec = textOf(head, start, end);
    if (id === FLAG_DEFAULT) track.isDefault = numberOf(head, start, end) !== 0;
    if (id === FLAG_ENABLED) track.isEnabled = numberOf(head, start, end) !== 0;
    if (id === DEFAULT_DURATION) track.frameNanoseconds = numberOf(head, start, end);
  }
  const pictures = tracks.filter(({ type, isEnabled }) => type === 1 && isEnabled);
  const video = pictures.find(({ isDefault }) => isDefault) ?? pictures[0] ?? tracks.find(({ type }) => type === 1);
  const audio = tracks.find(({ type }) => type === 2);
  const { size } = bytes;
  return {
    container: docType === 'webm' ? 'webm' : 'mkv',
    durationSeconds: plausibleSeconds(((duration ?? (await lastEnd(bytes, scale, tracks))) * scale) / 1e9),
    video: listed ? (video === undefined ? null : pictureOf(matroskaCodec(video.codec), rateOf(video))) : undefined,
    audio: listed ? (audio === undefined ? null : { codec: matroskaCodec(audio.codec) }) : undefined,
    videoId: video?.number ?? null,
    truncated: size !== null && Number.isFinite(segmentEnd) && segmentEnd > size,
  };
}

/** Looked at from the end for the last cluster, further and further, and at last as far as the budget goes. */
const TAIL_BYTES = [2 * BLOCK_BYTES, 8 * BLOCK_BYTES, Infinity] as const;

/**
 * Finds when the last block of a file ends, in ticks; 0 where no cluster with a block is found, or not within the
 * budget.
 */
async function lastEnd(bytes: HeaderBytes, scale: number, tracks: readonly MatroskaTrack[]): Promise<number> {
  const { size } = bytes;
  if (size === null) return 0;
  let wanted = 0;
  for (const length of TAIL_BYTES) {
    // Whole blocks are read.
    const affordable = wanted + bytes.left - 2 * BLOCK_BYTES;
    if (affordable <= wanted) break;
    wanted = Math.min(length, affordable, size);
    const end = lastClusterEnd(await bytes.read(size - wanted, size), scale, tracks);
    if (end > 0 || wanted === size) return end;
  }
  bytes.stop();
  return 0;
}

/** Finds the latest end of a block in the last cluster that has one, found from the end by its name. */
function lastClusterEnd(tail: Uint8Array, scale: number, tracks: readonly MatroskaTrack[]): number {
  const view = viewOf(tail);
  for (let at = tail.lastIndexOf(0x1f); at !== -1; at = at === 0 ? -1 : tail.lastIndexOf(0x1f, at - 1)) {
    if (at + 4 > tail.length || view.getUint32(at) !== CLUSTER) continue;
    const length = readVariable(tail, at + 4, true);
    const end = length === null ? 0 : clusterEnd(tail.subarray(length.end), scale, tracks);
    if (end > 0) return end;
  }
  return 0;
}

/**
 * Finds the latest end of a block: its time, and what it or its track says it lasts, else as long as the one before it.
 */
function clusterEnd(cluster: Uint8Array, scale: number, tracks: readonly MatroskaTrack[]): number {
  const view = viewOf(cluster);
  const starts = new Map<number, number>();
  let time: number | null = null;
  let latest = 0;
  let shown = 0;
  for (const { id, start, length } of elementsOf(cluster)) {
    const end = Math.min(start + length, cluster.length);
    if (id === CLUSTER_TIME) time = numberOf(cluster, start, end);
    if (id === BLOCK_DURATION) latest = Math.max(latest, shown + numberOf(cluster, start, end));
    if ((id !== SIMPLE_BLOCK && id !== BLOCK) || time === null) continue;
    const number = readVariable(cluster, start, true);
    if (number === null || number.end + 2 > end) continue;
    shown = time + view.getInt16(number.end);
    const before = starts.get(number.value);
    const stated = tracks.find((track) => track.number === number.value)?.frameNanoseconds ?? 0;
    starts.set(number.value, Math.max(shown, before ?? shown));
    latest = Math.max(latest, shown + (stated > 0 ? stated / scale : Math.max(0, shown - (before ?? shown))));
  }
  return latest;
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

/**
 * Yields every element in order, the content of parents among them, up to the first cluster or the end of the bytes.
 */
function* elementsOf(bytes: Uint8Array): Generator<Element> {
  for (let at = 0; at < bytes.length;) {
    const id = readVariable(bytes, at, false);
    const length = id === null ? null : readVariable(bytes, id.end, true);
    if (id === null || length === null || id.value === CLUSTER) return;
    yield { id: id.value, start: length.end, length: length.value };
    at = PARENTS.has(id.value) ? length.end : length.end + length.value;
  }
}

/** Reads a number of one to eight bytes, the first of which says how many; of a length all ones are "unknown". */
function readVariable(
  bytes: Uint8Array,
  at: number,
  isLength: boolean,
): { readonly value: number; readonly end: number } | null {
  const first = byteAt(bytes, at);
  const count = Math.clz32(first) - 23;
  if (first === 0 || at + count > bytes.length) return null;
  let value = isLength ? first & (0xff >> count) : first;
  let isUnknown = isLength && value === 0xff >> count;
  for (let index = 1; index < count; index += 1) {
    const byte = byteAt(bytes, at + index);
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
