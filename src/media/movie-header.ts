import { fourCharacters, readUint64, viewOf } from './byte-view.ts';
import { boxesIn, findBox, type Box } from './isobmff-boxes.ts';
import { believableRate, believableSeconds } from './measured.ts';
import { readSampleTimes } from './sample-times.ts';

/** What the `moov` box of an MP4, MOV or M4A file says of time and sound. */
export interface MovieHeader {
  /** `null` when it says nothing, or contradicts itself. */
  readonly durationSeconds: number | null;
  /** Of the first picture track that tells; `null` without one. */
  readonly framesPerSecond: number | null;
  readonly hasSound: boolean;
}

interface Clock {
  readonly timescale: number;
  /** In ticks; `null` when not said. */
  readonly duration: number | null;
}

/** Times the sample table may be longer or shorter than the track says before the header is not believed. */
const CONTRADICTION = 10;

/**
 * Length, frame rate and sound from a whole `moov` box, without its sample tables ever being spelled out: a few bytes of
 * them can claim four thousand million frames. The length is that of the movie header, which is the longest track's; in
 * a fragmented file that of the `mehd` box, or unknown. A file whose tables and track header differ tenfold tells no
 * length at all.
 *
 * @source ISO/IEC 14496-12 §8.2.2, §8.4.2, §8.6.1.2, §8.8.2
 */
export function readMovieHeader(bytes: Uint8Array): MovieHeader {
  const movie = findBox(bytes, { type: '', start: 0, end: bytes.length }, 'moov');
  if (movie === null) return { durationSeconds: null, framesPerSecond: null, hasSound: false };
  const tracks: Track[] = [];
  for (const box of boxesIn(bytes, movie.start, movie.end)) {
    if (box.type === 'trak') tracks.push(readTrack(bytes, box));
  }
  const rates = tracks.filter((track) => track.handler === 'vide').map((track) => track.framesPerSecond);
  return {
    durationSeconds: tracks.some((track) => track.contradicts) ? null : believableSeconds(movieSeconds(bytes, movie)),
    framesPerSecond: rates.find((rate) => rate !== null) ?? null,
    hasSound: tracks.some((track) => track.handler === 'soun'),
  };
}

function movieSeconds(bytes: Uint8Array, movie: Box): number | null {
  const header = findBox(bytes, movie, 'mvhd');
  const clock = header === null ? null : readClock(bytes, header);
  if (clock === null) return null;
  const fragments = findBox(bytes, movie, 'mvex');
  const duration = fragments === null ? clock.duration : fragmentedTicks(bytes, fragments);
  return duration === null ? null : duration / clock.timescale;
}

/** Length of a fragmented movie, in ticks of the movie's clock. */
function fragmentedTicks(bytes: Uint8Array, fragments: Box): number | null {
  const box = findBox(bytes, fragments, 'mehd');
  if (box === null) return null;
  const view = contentOf(bytes, box);
  if (view.byteLength < 8) return null;
  if (view.getUint8(0) === 0) return view.getUint32(4);
  return view.byteLength < 12 ? null : readUint64(view, 4);
}

interface Track {
  readonly handler: string | null;
  readonly framesPerSecond: number | null;
  readonly contradicts: boolean;
}

function readTrack(bytes: Uint8Array, track: Box): Track {
  const handlerBox = findBox(bytes, track, 'mdia', 'hdlr');
  const handler = handlerBox === null ? null : fourCharacters(bytes.subarray(0, handlerBox.end), handlerBox.start + 8);
  const header = findBox(bytes, track, 'mdia', 'mdhd');
  const clock = header === null ? null : readClock(bytes, header);
  const table = findBox(bytes, track, 'mdia', 'minf', 'stbl', 'stts');
  const times = table === null ? null : readSampleTimes(contentOf(bytes, table));
  if (clock === null || times === null || times.samples === 0) {
    return { handler, framesPerSecond: null, contradicts: false };
  }
  const contradicts =
    clock.duration !== null && clock.duration > 0 && !withinFactor(times.ticks, clock.duration, CONTRADICTION);
  const rate = times.ticksPerFrame === null ? null : clock.timescale / times.ticksPerFrame;
  return { handler, framesPerSecond: contradicts ? null : believableRate(rate), contradicts };
}

function withinFactor(a: number, b: number, factor: number): boolean {
  return a <= b * factor && b <= a * factor;
}

/** `mvhd` and `mdhd` state their clock alike. A length of all ones means "not known", and 0 "none so far". */
function readClock(bytes: Uint8Array, box: Box): Clock | null {
  const view = contentOf(bytes, box);
  const long = view.byteLength > 0 && view.getUint8(0) === 1;
  if (view.byteLength < (long ? 32 : 20)) return null;
  const timescale = view.getUint32(long ? 20 : 12);
  const duration = long ? readUint64(view, 24) : view.getUint32(16);
  const unknown = duration === 0 || (long ? duration >= 2 ** 64 - 1 : duration === 0xffff_ffff);
  return { timescale, duration: unknown ? null : duration };
}

function contentOf(bytes: Uint8Array, box: Box): DataView {
  return viewOf(bytes.subarray(box.start, box.end));
}
