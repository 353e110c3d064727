import { roundKnown } from '../base/sums.ts';
import type { FileMediaMetadata, MediaMetadata, Orientation } from '../documents/file.ts';
import type { Unavailable, UnavailableReason } from '../documents/shapes.ts';

/** What was found in a file; orientation follows from the sides. */
export interface MediaValues {
  readonly container: string | null;
  readonly durationSeconds: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly rotation: number | null;
  readonly framesPerSecond: number | null;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly hasAudio: boolean | null;
}

type MeasuredKey = Exclude<keyof MediaMetadata, 'bytes_read' | 'unavailable' | 'estimated'>;

export type MissingReasons = Partial<Record<MeasuredKey, UnavailableReason>>;

export interface Findings {
  readonly values: Partial<MediaValues>;
  /** Why a value is not there, where that differs from `otherwise`. */
  readonly reasons?: MissingReasons | undefined;
  readonly otherwise: UnavailableReason;
  /** True when the file itself is at fault: broken off, or not what its kind says. */
  readonly damaged?: boolean | undefined;
  /** True when the file ends before its own header says. */
  readonly truncated?: boolean | undefined;
  /** True when the length follows from a part of the frames. */
  readonly isEstimate?: boolean | undefined;
}

/** What a file without a picture has not. */
export const NO_PICTURE: MissingReasons = {
  width: 'not_applicable',
  height: 'not_applicable',
  orientation: 'not_applicable',
  rotation: 'not_applicable',
  frames_per_second: 'not_applicable',
  video_codec: 'not_applicable',
};

/** What a still has not. */
export const NO_TIME: MissingReasons = {
  duration_seconds: 'not_applicable',
  frames_per_second: 'not_applicable',
  video_codec: 'not_applicable',
  audio_codec: 'not_applicable',
  has_audio: 'not_applicable',
};

const ROTATIONS: readonly (number | null)[] = [0, 90, 180, 270];

/** Three decimals: a millisecond, and 29.97 frames a second. */
const DECIMALS = 3;

/**
 * Makes the record of what was found: what cannot be believed (0, NaN, a length of years) is `null` like what is
 * missing, and every `null` has its reason. Seconds and frames a second have three decimals.
 */
export function toMediaMetadata(findings: Findings, bytesRead: number): MediaMetadata {
  const { values } = findings;
  const width = plausibleSide(values.width);
  const height = plausibleSide(values.height);
  const rotation = values.rotation ?? null;
  const measured: Omit<MediaMetadata, 'bytes_read' | 'unavailable' | 'estimated'> = {
    container: values.container ?? null,
    duration_seconds: rounded(plausibleSeconds(values.durationSeconds ?? null)),
    width,
    height,
    orientation: width === null || height === null ? null : orientationOf(width, height),
    rotation: ROTATIONS.includes(rotation) ? rotation : null,
    frames_per_second: rounded(plausibleRate(values.framesPerSecond ?? null)),
    video_codec: values.videoCodec ?? null,
    audio_codec: values.audioCodec ?? null,
    has_audio: values.hasAudio ?? null,
  };
  const isEstimate = findings.isEstimate === true && measured.duration_seconds !== null;
  return {
    ...measured,
    bytes_read: bytesRead,
    unavailable: whyMissing(measured, findings),
    ...(isEstimate ? { estimated: ['duration_seconds'] } : {}),
  };
}

/** Rounds a value. What rounds to 0 is too little to tell. */
function rounded(value: number | null): number | null {
  const known = roundKnown(value, DECIMALS);
  return known === 0 ? null : known;
}

function orientationOf(width: number, height: number): Orientation {
  if (width === height) return 'square';
  return width < height ? 'portrait' : 'landscape';
}

function whyMissing(
  measured: Omit<MediaMetadata, 'bytes_read' | 'unavailable' | 'estimated'>,
  { reasons = {}, otherwise }: Findings,
): Unavailable {
  const unavailable: Unavailable = {};
  const note = (key: MeasuredKey): void => {
    if (measured[key] === null) unavailable[key] = reasons[key] ?? otherwise;
  };
  note('container');
  note('duration_seconds');
  note('width');
  note('height');
  note('orientation');
  note('rotation');
  note('frames_per_second');
  note('video_codec');
  note('audio_codec');
  note('has_audio');
  return unavailable;
}

/** Longer than any recording this library is for; a longer claim is a broken clock or a made-up header. */
const MAX_SECONDS = 30 * 24 * 3_600;

/** More than any camera; a header that implies more is broken. */
const MAX_FRAMES_PER_SECOND = 10_000;

/**
 * Gives a playing time that can be believed: above 0 and at most 30 days; `null` otherwise, also for what is not
 * finite.
 *
 * @example
 * plausibleSeconds(12 / 0); //=> null
 */
export function plausibleSeconds(seconds: number | null): number | null {
  return seconds !== null && seconds > 0 && seconds <= MAX_SECONDS ? seconds : null;
}

/** Does the same as {@link plausibleSeconds} for frames a second: above 0 and at most 10,000. */
export function plausibleRate(framesPerSecond: number | null): number | null {
  return framesPerSecond !== null && framesPerSecond > 0 && framesPerSecond <= MAX_FRAMES_PER_SECOND
    ? framesPerSecond
    : null;
}

/** Gives a side of a picture: a whole number of pixels from 1; `null` otherwise. */
function plausibleSide(pixels: number | null | undefined): number | null {
  return typeof pixels === 'number' && Number.isSafeInteger(pixels) && pixels > 0 ? pixels : null;
}

/**
 * Makes a file record's `video_metadata`, `audio_metadata` or `image_metadata` after a probe: format and content type
 * as the name and the listing gave them, then what the file's header says.
 *
 * @example
 * toFileMediaMetadata({ format: 'MP4', content_type: 'video' }, metadata).format; //=> 'MP4'
 */
export function toFileMediaMetadata(
  named: Pick<FileMediaMetadata, 'format' | 'content_type'>,
  metadata: MediaMetadata,
): FileMediaMetadata {
  return { format: named.format, content_type: named.content_type, ...metadata };
}
