import { itemAt } from '../../base/lists.ts';
import {
  audioTrack,
  box,
  boxHead,
  fullBox,
  movieBox,
  type Rotation,
  sizeTracks,
  type TrackPlan,
  type UnsizedTrack,
  type VideoShape,
  videoTrack,
} from './isobmff-track.ts';
import {
  bytesOf,
  filledBytes,
  fixedBytes,
  joinBytes,
  type MediaBytes,
  requireDuration,
  requirePicture,
  requireRoom,
  type TimedFile,
  u16,
  u32,
  u64,
} from './media-bytes.ts';

/** Where the header lies: `first` is what an upload for streaming has, `last` what many recorders and renderers write. */
export type MoovPlace = 'first' | 'last';

interface IsobmffPlan extends TimedFile {
  /** Name of the format in an error. */
  readonly format: string;
  /** Major brand, then the compatible ones. */
  readonly brands: readonly string[];
  readonly video: VideoShape | null;
  readonly audio: boolean;
  readonly moov: MoovPlace;
}

function planTracks(plan: IsobmffPlan): readonly UnsizedTrack[] {
  requireDuration(plan.durationSeconds);
  const tracks: UnsizedTrack[] = [];
  if (plan.video !== null) {
    requirePicture(plan.video.width, plan.video.height);
    tracks.push(videoTrack(plan.durationSeconds, plan.video));
  }
  if (plan.audio) tracks.push(audioTrack(plan.durationSeconds));
  return tracks;
}

/** Lists the file positions of the tracks' samples, each track's after the one before. */
function chunkOffsets(tracks: readonly TrackPlan[], start: number): readonly number[] {
  let offset = start;
  return tracks.map((track) => {
    const own = offset;
    offset += track.sampleCount * track.sampleSize;
    return own;
  });
}

/**
 * Makes a file of the ISO base media format (MP4, MOV, M4A): real `ftyp` and `moov`, samples of zeros. Its header is
 * under 2 KiB at any length, for every sample of a track has one size and lies in one chunk. Throws a `RangeError` when
 * the size does not hold the header and one byte a sample.
 */
function isobmffFile(plan: IsobmffPlan): MediaBytes {
  const tracks = planTracks(plan);
  const major = itemAt(plan.brands, 0);
  const fileType = box('ftyp', major, u32(0x200), ...plan.brands);
  const moovOf = (sized: readonly TrackPlan[], at: number): Uint8Array =>
    movieBox(sized, plan.durationSeconds, chunkOffsets(sized, at));
  const samples = tracks.reduce((total, track) => total + track.sampleCount, 0);
  const moovLength = moovOf(sizeTracks(tracks, samples), 0).length;

  const mediaSize = plan.size - fileType.length - moovLength;
  requireRoom(plan.format, plan.size, fileType.length + moovLength + 8 + samples);
  const mediaHead = boxHead('mdat', mediaSize);
  const sampleRoom = mediaSize - mediaHead.length;
  const sampleStart = fileType.length + mediaHead.length + (plan.moov === 'first' ? moovLength : 0);
  const moov = fixedBytes(moovOf(sizeTracks(tracks, sampleRoom), sampleStart));
  const media = [fixedBytes(mediaHead), filledBytes(sampleRoom)];
  return joinBytes([fixedBytes(fileType), ...(plan.moov === 'first' ? [moov, ...media] : [...media, moov])]);
}

/** The video to make. */
export interface VideoFileOptions extends TimedFile {
  /** Width of the stored picture in pixels, before any rotation; even. */
  readonly width: number;
  /** Height of the stored picture in pixels, before any rotation; even. */
  readonly height: number;
  /** Clockwise turn for display, as a phone held upright records it; 90 and 270 swap the sides shown. @default 0 */
  readonly rotation?: Rotation | undefined;
  /** @default 'first' */
  readonly moov?: MoovPlace | undefined;
  /** Whether there is a sound track beside the picture. @default false */
  readonly audio?: boolean | undefined;
  /** @default 30 */
  readonly framesPerSecond?: number | undefined;
}

function videoFile(format: string, brands: readonly string[], options: VideoFileOptions): MediaBytes {
  const { size, durationSeconds, width, height } = options;
  return isobmffFile({
    ...{ format, brands, size, durationSeconds },
    video: { width, height, rotation: options.rotation ?? 0, framesPerSecond: options.framesPerSecond ?? 30 },
    audio: options.audio ?? false,
    moov: options.moov ?? 'first',
  });
}

/**
 * Makes an MP4 clip of exactly `size` bytes: H.264 constrained baseline, and AAC when `audio` is set. The header is
 * real and under 2 KiB; frames are zeros, so players and probes read length, sides and codec, and show nothing.
 *
 * Throws a `RangeError` for odd sides, for sides over 65,535, and when `size` does not hold the header and its frames.
 *
 * @example
 * mp4Bytes({ size: 5_000_000, durationSeconds: 12.5, width: 1080, height: 1920 }).size; //=> 5000000
 */
export function mp4Bytes(options: VideoFileOptions): MediaBytes {
  return videoFile('MP4', ['isom', 'iso2', 'avc1', 'mp41'], options);
}

/**
 * Makes a QuickTime movie of exactly `size` bytes; see `mp4Bytes`, from which it differs by its brand. A phone held
 * upright stores 1920x1080 with a `rotation` of 90.
 *
 * @example
 * movBytes({ size: 5_000_000, durationSeconds: 8, width: 1920, height: 1080, rotation: 90 }).size; //=> 5000000
 */
export function movBytes(options: VideoFileOptions): MediaBytes {
  return videoFile('MOV', ['qt  '], options);
}

/** The sound file to make. */
export interface M4aOptions extends TimedFile {
  /** @default 'first' */
  readonly moov?: MoovPlace | undefined;
}

/**
 * Makes an M4A file of exactly `size` bytes: AAC LC, 48 kHz, stereo. Throws a `RangeError` when `size` does not hold
 * the header and one byte a frame.
 *
 * @example
 * m4aBytes({ size: 500_000, durationSeconds: 30 }).size; //=> 500000
 */
export function m4aBytes(options: M4aOptions): MediaBytes {
  const { size, durationSeconds, moov = 'first' } = options;
  return isobmffFile({
    format: 'M4A',
    brands: ['M4A ', 'isom'],
    size,
    durationSeconds,
    video: null,
    audio: true,
    moov,
  });
}

/**
 * Makes an MP4 whose header box claims 2^53 − 1 bytes: a reader that trusts it asks for, or allocates, petabytes.
 * `size` bytes stand behind the claim.
 */
export function hugeBoxMp4(size = 4_096): MediaBytes {
  const head = bytesOf(box('ftyp', 'isom', u32(0x200), 'isom'), u32(1), 'moov', u64(Number.MAX_SAFE_INTEGER));
  const bytes = new Uint8Array(Math.max(size, head.length));
  bytes.set(head);
  return fixedBytes(bytes);
}

/** Makes an MP4 of one clip whose clocks tick zero times a second: its length is a division by zero. */
export function zeroTimescaleMp4(): MediaBytes {
  const clip = mp4Bytes({ size: 4_096, durationSeconds: 1, width: 320, height: 240 });
  const bytes = clip.read(0, clip.size);
  // `mvhd` and `mdhd` of version 0 hold the timescale 16 bytes after the box's type.
  for (const type of ['mvhd', 'mdhd']) bytes.set(u32(0), indexOfText(bytes, type) + 16);
  return fixedBytes(bytes);
}

/** Makes an MP4 whose tables claim four thousand million frames in a file of a few kilobytes. */
export function endlessSamplesMp4(): MediaBytes {
  const clip = mp4Bytes({ size: 4_096, durationSeconds: 1, width: 320, height: 240 });
  const bytes = clip.read(0, clip.size);
  // In both tables the count is 12 bytes after the type: behind a row count in `stts`, a sample size in `stsz`.
  for (const type of ['stts', 'stsz']) bytes.set(u32(0xffff_ffff), indexOfText(bytes, type) + 12);
  return fixedBytes(bytes);
}

/**
 * Makes an MP4 whose boxes lie a thousand deep, which a reader that recurses without a limit follows to the end of its
 * stack.
 */
export function nestedBoxesMp4(depth = 1_000): MediaBytes {
  const inner = fullBox('mvhd', 0, 0, u16(0));
  const heads = new Uint8Array(depth * 8);
  for (let level = 0; level < depth; level += 1) {
    heads.set(bytesOf(u32((depth - level) * 8 + inner.length), 'moov'), level * 8);
  }
  return fixedBytes(bytesOf(box('ftyp', 'isom', u32(0x200), 'isom'), heads, inner));
}

function indexOfText(bytes: Uint8Array, text: string): number {
  return bytes.findIndex((_, at) => bytesOf(text).every((byte, index) => bytes[at + index] === byte));
}
