import { itemAt } from '../../base/lists.ts';
import { BitWriter, bytesOf, type Piece, u16, u24, u32, u64 } from './media-bytes.ts';

/** The largest size a box states in its 32-bit field. */
const MAX_SHORT_SIZE = 0xffff_ffff;

/**
 * Makes a box of the ISO base media file format: size, type, payload.
 *
 * @example
 * box('free', 7); //=> Uint8Array [0, 0, 0, 9, 102, 114, 101, 101, 7]
 */
export function box(type: string, ...payload: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const content = bytesOf(...payload);
  return bytesOf(u32(content.length + 8), type, content);
}

/** Makes a box whose payload starts with a version and flags. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...payload: readonly Piece[]
): Uint8Array<ArrayBuffer> {
  return box(type, version, u24(flags), ...payload);
}

/** Makes the head of a box of `totalSize` bytes, its 64-bit form once 32 bits do not hold the size. */
export function boxHead(type: string, totalSize: number): Uint8Array<ArrayBuffer> {
  return totalSize > MAX_SHORT_SIZE ? bytesOf(u32(1), type, u64(totalSize)) : bytesOf(u32(totalSize), type);
}

/** Macroblocks a picture of level 4.0 may have; larger ones are declared level 5.1. Source: H.264 table A-1. */
const LEVEL_40_MACROBLOCKS = 8_192;

// One picture parameter set that fits every baseline stream: CAVLC, one slice group, deblocking as signalled.
const PICTURE_PARAMETERS = Uint8Array.of(0x68, 0xce, 0x3c, 0x80);

/** Inserts the emulation prevention byte wherever two zeros would be followed by a byte of 3 or less. */
function escapeNal(bytes: Uint8Array): Uint8Array {
  const escaped: number[] = [];
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      escaped.push(3);
      zeros = 0;
    }
    escaped.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Uint8Array.from(escaped);
}

/**
 * Makes the sequence parameter set of a progressive 4:2:0 constrained baseline picture, sides rounded to macroblocks
 * and cropped back.
 */
function sequenceParameters(width: number, height: number, level: number): Uint8Array {
  const columns = Math.ceil(width / 16);
  const rows = Math.ceil(height / 16);
  const cropRight = (columns * 16 - width) / 2;
  const cropBottom = (rows * 16 - height) / 2;
  const bits = new BitWriter();
  bits.write(66, 8).write(0xc0, 8).write(level, 8);
  bits.writeExpGolomb(0).writeExpGolomb(0); // seq_parameter_set_id, log2_max_frame_num_minus4
  bits.writeExpGolomb(2); // pic_order_cnt_type: output order is decoding order
  bits.writeExpGolomb(1).write(0, 1); // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag
  bits.writeExpGolomb(columns - 1).writeExpGolomb(rows - 1);
  bits.write(1, 1).write(1, 1); // frame_mbs_only_flag, direct_8x8_inference_flag
  bits.write(cropRight > 0 || cropBottom > 0 ? 1 : 0, 1);
  if (cropRight > 0 || cropBottom > 0) {
    bits.writeExpGolomb(0).writeExpGolomb(cropRight).writeExpGolomb(0).writeExpGolomb(cropBottom);
  }
  bits.write(0, 1).write(1, 1); // no VUI, then the stop bit
  return bytesOf(0x67, escapeNal(bits.toBytes()));
}

/**
 * Makes the AVC decoder configuration record (payload of `avcC`) of an H.264 constrained baseline stream of this size,
 * with 4-byte NAL lengths. Sides are even: the crop of a 4:2:0 picture counts in steps of two.
 */
export function avcConfig(width: number, height: number): Uint8Array {
  if (width % 2 !== 0 || height % 2 !== 0) {
    throw new RangeError(`An H.264 picture has even sides, not ${String(width)}x${String(height)}.`);
  }
  const level = Math.ceil(width / 16) * Math.ceil(height / 16) <= LEVEL_40_MACROBLOCKS ? 40 : 51;
  const sps = sequenceParameters(width, height, level);
  return bytesOf(
    ...[1, 66, 0xc0, level, 0xff, 0xe1],
    ...[u16(sps.length), sps],
    ...[1, u16(PICTURE_PARAMETERS.length), PICTURE_PARAMETERS],
  );
}

/** Clockwise turn from the stored picture to the one shown, in degrees. */
export type Rotation = 0 | 90 | 180 | 270;

/** One track, all of its samples of one size and in one chunk, so that its tables stay a few bytes whatever its length. */
export interface TrackPlan {
  readonly kind: 'video' | 'audio';
  /** Sample description box: `avc1` or `mp4a`. */
  readonly description: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
  /** Ticks a second of the track's own clock. */
  readonly timescale: number;
  readonly durationTicks: number;
  readonly sampleCount: number;
  readonly sampleTicks: number;
  readonly sampleSize: number;
}

const MOVIE_TIMESCALE = 1_000;

/** Makes the transformation matrix of a turn, after which the picture is moved back into view. */
function matrix(rotation: Rotation, width: number, height: number): Uint8Array {
  const one = 0x1_0000;
  const rows: Record<Rotation, readonly [number, number, number, number, number, number]> = {
    0: [one, 0, 0, one, 0, 0],
    90: [0, one, -one, 0, height * one, 0],
    180: [-one, 0, 0, -one, width * one, height * one],
    270: [0, -one, one, 0, 0, width * one],
  };
  const [a, b, c, d, x, y] = rows[rotation];
  return bytesOf(u32(a), u32(b), u32(0), u32(c), u32(d), u32(0), u32(x), u32(y), u32(0x4000_0000));
}

function movieTicks(durationSeconds: number): number {
  return Math.round(durationSeconds * MOVIE_TIMESCALE);
}

function trackHeader(track: TrackPlan, id: number, durationSeconds: number): Uint8Array {
  const { kind, width, height, rotation } = track;
  const times = [u32(0), u32(0), u32(id), u32(0), u32(movieTicks(durationSeconds))];
  return fullBox(
    ...(['tkhd', 0, 3, ...times, u32(0), u32(0)] as const),
    ...[u16(0), u16(kind === 'audio' ? 1 : 0), u16(kind === 'audio' ? 0x0100 : 0), u16(0)],
    ...[matrix(rotation, width, height), u16(width), u16(0), u16(height), u16(0)],
  );
}

/** Makes the table of times. Every sample lasts `sampleTicks` but the last, which ends exactly with the track. */
function timeToSample(track: TrackPlan): Uint8Array {
  const last = track.durationTicks - (track.sampleCount - 1) * track.sampleTicks;
  const rows: readonly Piece[] = [u32(1), u32(last)];
  if (track.sampleCount === 1) return fullBox('stts', 0, 0, u32(1), ...rows);
  return fullBox('stts', 0, 0, u32(2), u32(track.sampleCount - 1), u32(track.sampleTicks), ...rows);
}

function sampleTable(track: TrackPlan, chunkOffset: number): Uint8Array {
  return box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), track.description),
    timeToSample(track),
    fullBox('stsc', 0, 0, u32(1), u32(1), u32(track.sampleCount), u32(1)),
    fullBox('stsz', 0, 0, u32(track.sampleSize), u32(track.sampleCount)),
    // Always the 64-bit form: the header's length must not depend on where the samples lie.
    fullBox('co64', 0, 0, u32(1), u64(chunkOffset)),
  );
}

function trackBox(track: TrackPlan, id: number, chunkOffset: number): Uint8Array {
  const handler = track.kind === 'video' ? 'vide' : 'soun';
  const media = track.kind === 'video' ? fullBox('vmhd', 0, 1, u64(0)) : fullBox('smhd', 0, 0, u32(0));
  return box(
    'trak',
    trackHeader(track, id, track.durationTicks / track.timescale),
    box(
      'mdia',
      // 0x55c4 is the language code of "und".
      fullBox('mdhd', 0, 0, u32(0), u32(0), u32(track.timescale), u32(track.durationTicks), u16(0x55c4), u16(0)),
      fullBox('hdlr', 0, 0, u32(0), handler, u32(0), u32(0), u32(0), 'Handler', 0),
      box(
        'minf',
        media,
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        sampleTable(track, chunkOffset),
      ),
    ),
  );
}

/**
 * Makes the `moov` box of these tracks. `chunkOffsets` are the file positions of their samples, one a track; the box is
 * as long whatever they are.
 */
export function movieBox(
  tracks: readonly TrackPlan[],
  durationSeconds: number,
  chunkOffsets: readonly number[],
): Uint8Array {
  return box(
    'moov',
    fullBox(
      ...(['mvhd', 0, 0, u32(0), u32(0), u32(MOVIE_TIMESCALE), u32(movieTicks(durationSeconds))] as const),
      ...[u32(0x1_0000), u16(0x0100), u16(0), u64(0), matrix(0, 0, 0)],
      ...[u64(0), u64(0), u64(0), u32(tracks.length + 1)],
    ),
    ...tracks.map((track, index) => trackBox(track, index + 1, itemAt(chunkOffsets, index))),
  );
}

const AUDIO_RATE = 48_000;
const SAMPLES_PER_AAC_FRAME = 1_024;
/** Bytes of an AAC frame at about 128 kbit/s; less when the file is too small for it. */
const USUAL_AAC_FRAME_BYTES = 341;

/** What of the picture the header states. */
export interface VideoShape {
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
  readonly framesPerSecond: number;
}

/** The plan of a track but for the size of its samples, which is known only when the header's is. */
export type UnsizedTrack = Omit<TrackPlan, 'sampleSize'>;

function visualSampleEntry(width: number, height: number): Uint8Array {
  const fixed = [u32(0), u16(0), u16(1), u64(0), u64(0), u16(width), u16(height)];
  const resolution = [u32(0x48_0000), u32(0x48_0000), u32(0), u16(1), new Uint8Array(32), u16(24), u16(0xffff)];
  return box('avc1', ...fixed, ...resolution, box('avcC', avcConfig(width, height)));
}

/** Makes a descriptor of MPEG-4 part 1; all of ours are shorter than 128 bytes. */
function descriptor(tag: number, content: Uint8Array): Uint8Array {
  return bytesOf(tag, content.length, content);
}

function audioSampleEntry(): Uint8Array {
  const specific = descriptor(5, Uint8Array.of(0x11, 0x90)); // AAC LC, 48 kHz, stereo
  const decoder = descriptor(4, bytesOf(0x40, 0x15, u24(0), u32(128_000), u32(128_000), specific));
  const stream = descriptor(3, bytesOf(u16(2), 0, decoder, descriptor(6, Uint8Array.of(2))));
  const fixed = [u32(0), u16(0), u16(1), u64(0), u16(2), u16(16), u32(0), u16(AUDIO_RATE), u16(0)];
  return box('mp4a', ...fixed, fullBox('esds', 0, 0, stream));
}

/**
 * Makes an H.264 track; the last frame lasts a little longer or shorter so that the whole is as long as asked to the
 * millisecond.
 */
export function videoTrack(durationSeconds: number, shape: VideoShape): UnsizedTrack {
  const { width, height, rotation, framesPerSecond } = shape;
  const timescale = Math.round(framesPerSecond * 1_000);
  return {
    ...({ kind: 'video', description: visualSampleEntry(width, height), width, height, rotation } as const),
    timescale,
    durationTicks: Math.round(durationSeconds * timescale),
    sampleCount: Math.max(1, Math.round(durationSeconds * framesPerSecond)),
    sampleTicks: 1_000,
  };
}

/** Makes an AAC track of 48 kHz stereo. */
export function audioTrack(durationSeconds: number): UnsizedTrack {
  const durationTicks = Math.round(durationSeconds * AUDIO_RATE);
  return {
    ...({ kind: 'audio', description: audioSampleEntry(), width: 0, height: 0, rotation: 0 } as const),
    timescale: AUDIO_RATE,
    durationTicks,
    sampleCount: Math.max(1, Math.ceil(durationTicks / SAMPLES_PER_AAC_FRAME)),
    sampleTicks: SAMPLES_PER_AAC_FRAME,
  };
}

/**
 * Shares `room` bytes, at least one for every sample, among the tracks: a track alone takes it all; sound beside a
 * picture keeps its usual rate where that leaves the picture three quarters.
 */
export function sizeTracks(tracks: readonly UnsizedTrack[], room: number): readonly TrackPlan[] {
  const samples = (kind: TrackPlan['kind']): number => tracks.find((track) => track.kind === kind)?.sampleCount ?? 0;
  const frames = samples('video');
  const sounds = samples('audio');
  const quarter = Math.max(1, Math.floor((room - frames) / (4 * sounds)));
  const audioSize = frames === 0 ? Math.floor(room / sounds) : Math.min(USUAL_AAC_FRAME_BYTES, quarter);
  const videoSize = Math.floor((room - sounds * (sounds === 0 ? 0 : audioSize)) / frames);
  return tracks.map((track) => ({ ...track, sampleSize: track.kind === 'audio' ? audioSize : videoSize }));
}
