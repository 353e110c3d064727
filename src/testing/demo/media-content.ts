import { jpegBytes } from '../media-files/jpeg-bytes.ts';
import { m4aBytes } from '../media-files/m4a-bytes.ts';
import { filledBytes, type MediaBytes } from '../media-files/media-bytes.ts';
import { movBytes } from '../media-files/mov-bytes.ts';
import { mp3Bytes } from '../media-files/mp3-bytes.ts';
import { mp4Bytes, type VideoFileOptions } from '../media-files/mp4-bytes.ts';
import { pngBytes } from '../media-files/png-bytes.ts';
import { wavBytes } from '../media-files/wav-bytes.ts';
import { webmBytes } from '../media-files/webm-bytes.ts';
import type { ListedObject } from './dataset-format.ts';
import { mediaFacts, type MediaFacts } from './media-facts.ts';

/** Bytes a second of the music chosen where no length is stated: 192 kbit/s. */
const MUSIC_BYTES_PER_SECOND = 24_000;

function videoOptions(facts: MediaFacts, size: number): VideoFileOptions {
  const turned = facts.rotation === 90 || facts.rotation === 270;
  return {
    size,
    durationSeconds: facts.durationSeconds,
    width: turned ? facts.height : facts.width,
    height: turned ? facts.width : facts.height,
    rotation: facts.rotation,
    moov: facts.headerLast ? 'last' : 'first',
  };
}

function musicSeconds(object: ListedObject, size: number): number {
  return object.duration_seconds ?? size / MUSIC_BYTES_PER_SECOND;
}

type Build = (object: ListedObject, size: number) => MediaBytes;

const mp4: Build = (object, size) => mp4Bytes(videoOptions(mediaFacts(object), size));
const jpeg: Build = (object, size) => jpegBytes({ ...mediaFacts(object), size });

const BUILDERS: ReadonlyMap<string, Build> = new Map([
  ['mp4', mp4],
  ['m4v', mp4],
  ['mov', (object, size) => movBytes(videoOptions(mediaFacts(object), size))],
  ['webm', (object, size) => webmBytes({ ...mediaFacts(object), size })],
  ['jpg', jpeg],
  ['jpeg', jpeg],
  ['png', (object, size) => pngBytes({ ...mediaFacts(object), size })],
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
