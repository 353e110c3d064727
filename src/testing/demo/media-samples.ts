import { mp3Bytes, wavBytes } from '../media-files/audio-bytes.ts';
import type { Rotation } from '../media-files/isobmff-track.ts';
import { filledBytes, type MediaBytes } from '../media-files/media-bytes.ts';
import { m4aBytes, movBytes, mp4Bytes, type VideoFileOptions } from '../media-files/mp4-bytes.ts';
import { jpegBytes, pngBytes } from '../media-files/picture-bytes.ts';
import { webmBytes } from '../media-files/webm-bytes.ts';
import type { ListedObject } from './dataset-format.ts';

/** What is inside a clip or a picture. Sides are as shown, after the rotation. */
interface MediaSample {
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
  /** Whether a clip's header lies at its end, as renderers that do not prepare for streaming write it. */
  readonly headerLast: boolean;
}

const SHORTEST_SECONDS = 4;
const LONGEST_SECONDS = 95;

/** FNV-1a of the name's UTF-16 units, 32 bits: spreads names evenly and is the same everywhere. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** Seven in ten portrait, two landscape, one square: the footage of a studio that films for reels. */
function sidesOf(hash: number): readonly [width: number, height: number] {
  const share = hash % 10;
  if (share < 7) return [1080, 1920];
  return share < 9 ? [1920, 1080] : [1080, 1080];
}

function rotationOf(degrees: number | undefined): Rotation {
  return degrees === 90 || degrees === 180 || degrees === 270 ? degrees : 0;
}

/** A length in half seconds that suits the size, at 1.0 to 2.6 Mbit/s. */
function durationOf(sizeBytes: number, hash: number): number {
  const bitsPerSecond = 1_000_000 + ((hash >>> 8) % 17) * 100_000;
  const seconds = Math.round(((sizeBytes * 8) / bitsPerSecond) * 2) / 2;
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds));
}

/**
 * What the listing says is inside an object, and for what it does not say a choice that follows from the name alone:
 * the same listing gives the same media on every run, and a still has the sides of the clip it belongs to.
 */
function mediaSample(object: ListedObject): MediaSample {
  const hash = hashOf(object.name.replace(/\.[^./]*$/, ''));
  const [width, height] = sidesOf(hash);
  return {
    durationSeconds: object.duration_seconds ?? durationOf(Number(object.size), hash),
    width: object.width ?? width,
    height: object.height ?? height,
    rotation: rotationOf(object.rotation),
    headerLast: (hash >>> 16) % 8 === 0,
  };
}

/** Bytes a second of the music chosen where no length is stated: 192 kbit/s. */
const MUSIC_BYTES_PER_SECOND = 24_000;

function videoOptions(sample: MediaSample, size: number): VideoFileOptions {
  const turned = sample.rotation === 90 || sample.rotation === 270;
  return {
    size,
    durationSeconds: sample.durationSeconds,
    width: turned ? sample.height : sample.width,
    height: turned ? sample.width : sample.height,
    rotation: sample.rotation,
    moov: sample.headerLast ? 'last' : 'first',
  };
}

function musicSeconds(object: ListedObject, size: number): number {
  return object.duration_seconds ?? size / MUSIC_BYTES_PER_SECOND;
}

type Build = (object: ListedObject, size: number) => MediaBytes;

const mp4: Build = (object, size) => mp4Bytes(videoOptions(mediaSample(object), size));
const jpeg: Build = (object, size) => jpegBytes({ ...mediaSample(object), size });

const BUILDERS: ReadonlyMap<string, Build> = new Map([
  ['mp4', mp4],
  ['m4v', mp4],
  ['mov', (object, size) => movBytes(videoOptions(mediaSample(object), size))],
  ['webm', (object, size) => webmBytes({ ...mediaSample(object), size })],
  ['jpg', jpeg],
  ['jpeg', jpeg],
  ['png', (object, size) => pngBytes({ ...mediaSample(object), size })],
  ['mp3', (object, size) => mp3Bytes({ size, durationSeconds: musicSeconds(object, size), xing: true })],
  ['m4a', (object, size) => m4aBytes({ size, durationSeconds: musicSeconds(object, size) })],
  ['wav', (_object, size) => wavBytes({ size })],
]);

/**
 * Bytes for a listed clip, picture or track by its extension; `null` for any other file. A file too small for its
 * format, or with sides the format cannot state, is zeros throughout, as an upload that broke off at once: a reader
 * must live with those too.
 */
export function mediaContent(object: ListedObject): MediaBytes | null {
  const build = BUILDERS.get(/\.([^./]+)$/.exec(object.name)?.[1]?.toLowerCase() ?? '');
  if (build === undefined) return null;
  const size = Number(object.size);
  try {
    return build(object, size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return filledBytes(size);
  }
}
