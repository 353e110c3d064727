import {
  BLOCK_BYTES,
  fourCharacters,
  type HeaderBytes,
  type OwnHeader,
  pictureOf,
  readUint64,
} from './header-bytes.ts';
import { plausibleRate, plausibleSeconds } from './findings.ts';
import { childOf, contentOf, fileBoxes, MAX_BOXES, readBoxHead } from './isobmff.ts';
import { type FragmentedMovie, readFragments } from './movie-fragments.ts';
import { type Clock, readClock, readTrack, type Track } from './movie-track.ts';

/*
 * Own reading of MP4, MOV and M4A, for three reasons: the kept parser spells out the sample tables, of which a few bytes
 * can claim four thousand million frames; it takes a header of megabytes whole or not at all; and it does not say which
 * picture track is switched off.
 */

/** A header up to this length is read at once; of a longer one the tables are passed over. */
const WHOLE_HEADER_BYTES = 6 * BLOCK_BYTES;

/** Boxes that a film of the time before `ftyp` begins with. */
const OLD_STARTS: readonly string[] = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/** Gives `mov` or `mp4` by the first 12 bytes; `null` for any other file. */
export function movieContainer(head: Uint8Array): string | null {
  const first = fourCharacters(head, 4);
  if (OLD_STARTS.includes(first)) return 'mov';
  if (first !== 'ftyp' && first !== 'styp') return null;
  return fourCharacters(head, 8) === 'qt  ' ? 'mov' : 'mp4';
}

/** A movie header, and what the kept parser needs to read the rest. */
export interface MovieHeader extends OwnHeader {
  /** Of the picture that a player shows; `null` without one. */
  readonly videoId: number | null;
  /** Where the header ends; the parser takes it for the whole file. `null`: too long for it. */
  readonly end: number | null;
}

/**
 * Finds the `moov` box from box to box, wherever it lies, and reads length, sides, turn, rate and codecs from it. One
 * request when it is first, two when it is last; up to two more for a header above 384 KiB. A fragmented file costs what
 * {@link readFragments} does.
 *
 * The length is that of the movie header, which is the longest track's; of a fragmented file that of its index (`sidx`),
 * else the end of the last fragment. A file whose tables and track header differ tenfold has no length. The picture is
 * that of the first track that is switched on, else of the first.
 *
 * @returns a header without anything but the container, and `truncated`, when the file ends before its header does
 * @source ISO/IEC 14496-12 §8.2.2, §8.3.2, §8.4.2, §8.5.2, §8.8.2
 * @throws as {@link HeaderBytes.read}
 */
export async function readMovie(bytes: HeaderBytes): Promise<MovieHeader> {
  const container = movieContainer(await bytes.read(0, 16)) ?? 'mp4';
  const place = await locateMovie(bytes);
  if (place.movie === null)
    return {
      ...{ container, durationSeconds: null, video: undefined, audio: undefined, videoId: null, end: null },
      truncated: place.truncated,
    };
  const { start, end } = place.movie;
  const isWhole = end - start <= Math.min(WHOLE_HEADER_BYTES, bytes.maxBytes);
  if (isWhole) await bytes.read(start, end);
  const header = await readHeader(bytes, start, end);
  const isBroken = header.tracks.some((track) => track.contradicts);
  const fragments = header.isFragmented ? await readFragments(bytes, end, header) : null;
  const seconds = header.isFragmented ? (header.statedSeconds ?? fragments?.seconds ?? null) : header.seconds;
  const pictures = header.tracks.filter(({ handler }) => handler === 'vide');
  const picture = pictures.find(({ isEnabled }) => isEnabled) ?? pictures[0];
  const sound = header.tracks.find(({ handler }) => handler === 'soun');
  const isSideways = picture?.rotation === 90 || picture?.rotation === 270;
  return {
    container,
    durationSeconds: isBroken ? null : plausibleSeconds(seconds),
    video:
      picture === undefined
        ? null
        : pictureOf(picture.codec, {
            width: isSideways ? picture.height : picture.width,
            height: isSideways ? picture.width : picture.height,
            rotation: picture.rotation,
            framesPerSecond: picture.framesPerSecond ?? plausibleRate(fragments?.framesPerSecond ?? null),
          }),
    audio: sound === undefined ? null : { codec: sound.codec },
    videoId: picture?.id ?? null,
    end: isWhole ? end : null,
    truncated: fragments?.truncated === true || (await isCutOff(bytes, end)),
  };
}

interface MoviePlace {
  readonly movie: { readonly start: number; readonly end: number } | null;
  readonly truncated: boolean;
}

async function locateMovie(bytes: HeaderBytes): Promise<MoviePlace> {
  let at = 0;
  for (let boxes = 0; boxes < MAX_BOXES; boxes += 1) {
    const head = readBoxHead(await bytes.read(at, at + 16));
    if (head === null) return { movie: null, truncated: false };
    const end = head.size === null ? bytes.size : at + head.size;
    if (end === null || !Number.isSafeInteger(end)) return { movie: null, truncated: false };
    if (bytes.size !== null && end > bytes.size) return { movie: null, truncated: true };
    if (head.type === 'moov') return { movie: { start: at, end }, truncated: false };
    at = end;
  }
  return { movie: null, truncated: false };
}

/** Tells whether one of the next boxes, the pictures and sound among them, is longer than what is left of the file. */
async function isCutOff(bytes: HeaderBytes, end: number): Promise<boolean> {
  let at = end;
  for (let boxes = 0; boxes < 4 && bytes.size !== null && at < bytes.size; boxes += 1) {
    const head = readBoxHead(await bytes.read(at, at + 16));
    const length = head?.size ?? null;
    if (head === null || length === null) return false;
    at += length;
    if (at > bytes.size) return true;
    if (head.type === 'mdat' || head.type === 'moof') return false;
  }
  return false;
}

interface HeaderParts extends FragmentedMovie {
  readonly seconds: number | null;
  readonly isFragmented: boolean;
  /** Length of all fragments, where the header states it. */
  readonly statedSeconds: number | null;
}

async function readHeader(bytes: HeaderBytes, start: number, end: number): Promise<HeaderParts> {
  const tracks: Track[] = [];
  let clock: Clock | null = null;
  let statedTicks: number | null = null;
  let isFragmented = false;
  const sampleTicks = new Map<number, number>();
  const movie = await childOf(bytes, { type: '', start, end }, 'moov');
  for await (const box of fileBoxes(bytes, movie?.start ?? end, end)) {
    if (box.type === 'trak') tracks.push(await readTrack(bytes, box));
    if (box.type === 'mvhd') clock = readClock(await contentOf(bytes, box));
    if (box.type !== 'mvex') continue;
    isFragmented = true;
    for await (const inner of fileBoxes(bytes, box.start, box.end)) {
      const view = await contentOf(bytes, inner);
      if (inner.type === 'mehd') statedTicks = fragmentedTicks(view);
      if (inner.type === 'trex' && view !== null && view.byteLength >= 16)
        sampleTicks.set(view.getUint32(4), view.getUint32(12));
    }
  }
  const secondsOf = (ticks: number | null): number | null =>
    ticks === null || ticks === 0 || clock === null ? null : ticks / clock.timescale;
  return {
    ...{ tracks, isFragmented, sampleTicks },
    seconds: secondsOf(clock?.duration ?? null),
    statedSeconds: secondsOf(statedTicks),
  };
}

/** Computes the length of a fragmented movie, in ticks of the movie's clock. */
function fragmentedTicks(view: DataView | null): number | null {
  if (view === null || view.byteLength < 8) return null;
  if (view.getUint8(0) === 0) return view.getUint32(4);
  return view.byteLength < 12 ? null : readUint64(view, 4);
}
