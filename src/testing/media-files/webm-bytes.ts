import {
  bytesOf,
  f64,
  filledBytes,
  fixedBytes,
  joinBytes,
  type MediaBytes,
  partsBytes,
  type Piece,
  requireDuration,
  requirePicture,
  requireRoom,
  type TimedFile,
  u16,
  u16le,
  u24,
  u32,
  u32le,
  u64,
} from './media-bytes.ts';

/** Writes an EBML size in its eight-byte form, so that no header's length depends on what follows it. */
function elementSize(size: number): Uint8Array<ArrayBuffer> {
  const bytes = u64(size);
  bytes[0] = 0x01;
  return bytes;
}

/** Writes an element id as its bytes: ids carry their own length. */
function elementId(id: number): Uint8Array<ArrayBuffer> {
  const bytes = u32(id);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

/** Writes the id and size of an element whose payload is written elsewhere. */
function elementHead(id: number, size: number): Uint8Array<ArrayBuffer> {
  return bytesOf(elementId(id), elementSize(size));
}

/**
 * Makes an EBML element: id, size, payload.
 *
 * @example
 * element(0x83, 1); //=> Uint8Array [0x83, 1, 0, 0, 0, 0, 0, 0, 1, 1]
 */
function element(id: number, ...payload: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const content = bytesOf(...payload);
  return bytesOf(elementHead(id, content.length), content);
}

// Element ids in this file: Matroska element specification, RFC 9559 §5.

const VIDEO_TRACK = 1;
const AUDIO_TRACK = 2;

/** Block times are in milliseconds. */
const TIMESTAMP_SCALE_NS = 1_000_000;
const OPUS_DELAY_NS = 6_500_000;
const OPUS_PRE_ROLL_NS = 80_000_000;

/** What the head of a WebM file states. */
interface WebmHead {
  readonly durationMs: number;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly audio: boolean;
}

/** Makes the EBML header that opens the file. */
function ebmlHeader(): Uint8Array {
  const limits = [element(0x42f2, 4), element(0x42f3, 8)];
  return element(
    0x1a45dfa3,
    element(0x4286, 1),
    element(0x42f7, 1),
    ...limits,
    element(0x4282, 'webm'),
    element(0x4287, 2),
    element(0x4285, 2),
  );
}

function videoEntry(head: WebmHead): Uint8Array {
  const frameNs = Math.round(1e9 / head.framesPerSecond);
  const picture = element(0xe0, element(0xb0, u16(head.width)), element(0xba, u16(head.height)));
  return element(
    0xae,
    ...[element(0xd7, VIDEO_TRACK), element(0x73c5, VIDEO_TRACK), element(0x83, 1), element(0x9c, 0)],
    ...[element(0x23e383, u32(frameNs)), element(0x86, 'V_VP8'), picture],
  );
}

function audioEntry(): Uint8Array {
  const opusHead = bytesOf('OpusHead', 1, 2, u16le(312), u32le(48_000), u16(0), 0);
  const sound = element(0xe1, element(0xb5, f64(48_000)), element(0x9f, 2));
  return element(
    0xae,
    ...[element(0xd7, AUDIO_TRACK), element(0x73c5, AUDIO_TRACK), element(0x83, 2), element(0x9c, 0)],
    ...[element(0x56aa, u32(OPUS_DELAY_NS)), element(0x56bb, u32(OPUS_PRE_ROLL_NS))],
    ...[element(0x86, 'A_OPUS'), element(0x63a2, opusHead), sound],
  );
}

/** Makes the Info and Tracks elements that open the segment. */
function segmentHead(head: WebmHead): Uint8Array {
  const scale = element(0x2ad7b1, u32(TIMESTAMP_SCALE_NS));
  const info = element(
    0x1549a966,
    scale,
    element(0x4489, f64(head.durationMs)),
    element(0x4d80, 'demo'),
    element(0x5741, 'demo'),
  );
  const tracks = element(0x1654ae6b, videoEntry(head), head.audio ? audioEntry() : new Uint8Array(0));
  return bytesOf(info, tracks);
}

/** The video to make. */
export interface WebmOptions extends TimedFile {
  readonly width: number;
  readonly height: number;
  /** Whether there is an Opus track beside the picture. @default false */
  readonly audio?: boolean | undefined;
  /** @default 30 */
  readonly framesPerSecond?: number | undefined;
}

const OPUS_PACKET_MS = 20;
/** A full-band stereo packet of silence. */
const OPUS_SILENCE = Uint8Array.of(0xfc, 0xff, 0xfe);
/** Id and size of a Void element, the least a file leaves at its end. */
const VOID_HEAD_BYTES = 9;

interface Block {
  readonly track: number;
  readonly atMs: number;
  /** What the frame starts with; zeros follow up to `size`. */
  readonly start: Uint8Array;
  readonly size: number;
}

/** Makes the head of a VP8 key frame: tag (shown, empty first partition), start code, sides. Source: RFC 6386 §9.1. */
function vp8KeyFrame(width: number, height: number): Uint8Array {
  return bytesOf(0x10, 0, 0, u24(0x9d012a), u16le(width & 0x3fff), u16le(height & 0x3fff));
}

/**
 * Makes the blocks of a cluster in order of time: `frames` pictures from its start, and the sound that goes with them.
 */
function clusterBlocks(options: WebmOptions, frames: number, frameSize: number): readonly Block[] {
  const fps = options.framesPerSecond ?? 30;
  const keyFrame = vp8KeyFrame(options.width, options.height);
  const packets = options.audio === true ? Math.ceil((frames * 1_000) / fps / OPUS_PACKET_MS) : 0;
  const pictures = Array.from({ length: frames }, (_, index): Block => {
    return { track: VIDEO_TRACK, atMs: Math.round((index * 1_000) / fps), start: keyFrame, size: frameSize };
  });
  const sound = Array.from({ length: packets }, (_, index): Block => {
    return { track: AUDIO_TRACK, atMs: index * OPUS_PACKET_MS, start: OPUS_SILENCE, size: OPUS_SILENCE.length };
  });
  return [...pictures, ...sound].toSorted((a, b) => a.atMs - b.atMs);
}

function cluster(atMs: number, blocks: readonly Block[]): MediaBytes {
  const parts = blocks.flatMap((block) => {
    const head = [elementHead(0xa3, 4 + block.size), 0x80 | block.track, u16(block.atMs), 0x80, block.start] as const;
    return [fixedBytes(bytesOf(...head)), filledBytes(block.size - block.start.length)];
  });
  const content = joinBytes([fixedBytes(element(0xe7, u32(atMs))), ...parts]);
  return joinBytes([fixedBytes(elementHead(0x1f43b675, content.size)), content]);
}

/** Lists every cluster of the file, of one second or a little more or less, each built when a range touches it. */
function clusters(options: WebmOptions, frameSize: number): MediaBytes {
  const fps = options.framesPerSecond ?? 30;
  const frames = Math.max(1, Math.round(options.durationSeconds * fps));
  const perCluster = Math.max(1, Math.round(fps));
  const at = (index: number): number => Math.round((index * perCluster * 1_000) / fps);
  const whole = Math.floor(frames / perCluster);
  const blocks = clusterBlocks(options, perCluster, frameSize);
  const full = partsBytes(whole, cluster(0, blocks).size, (index) => cluster(at(index), blocks));
  const rest = frames % perCluster;
  if (rest === 0) return full;
  return joinBytes([full, cluster(at(whole), clusterBlocks(options, rest, frameSize))]);
}

/**
 * Makes a WebM clip of exactly `size` bytes: VP8, and Opus when `audio` is set, in clusters of one second without an
 * index. Frames are key frames of one size that hold zeros; a Void element fills up to the stated size. Throws a
 * `RangeError` when `size` does not hold the header and the head of every frame.
 *
 * @example
 * webmBytes({ size: 2_000_000, durationSeconds: 20, width: 720, height: 1280 }).size; //=> 2000000
 */
export function webmBytes(options: WebmOptions): MediaBytes {
  requireDuration(options.durationSeconds);
  requirePicture(options.width, options.height);
  const { width, height, durationSeconds, audio = false, framesPerSecond = 30 } = options;
  const content = segmentHead({ durationMs: durationSeconds * 1_000, width, height, framesPerSecond, audio });
  const file = ebmlHeader();
  const smallest = vp8KeyFrame(width, height).length;
  const frames = Math.max(1, Math.round(durationSeconds * framesPerSecond));
  const headBytes = file.length + elementHead(0x18538067, 0).length + content.length;
  const least = headBytes + clusters(options, smallest).size + VOID_HEAD_BYTES;
  requireRoom('WebM', options.size, least);

  const media = clusters(options, smallest + Math.floor((options.size - least) / frames));
  const left = options.size - headBytes - media.size - VOID_HEAD_BYTES;
  const segment = elementHead(0x18538067, content.length + media.size + VOID_HEAD_BYTES + left);
  const head = fixedBytes(bytesOf(file, segment, content));
  return joinBytes([head, media, fixedBytes(elementHead(0xec, left)), filledBytes(left)]);
}
