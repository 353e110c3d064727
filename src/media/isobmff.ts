import { fourCharacters, readUint64, viewOf } from './bytes.ts';
import { believableRate, believableSeconds } from './findings.ts';
import type { HeaderBytes } from './header-bytes.ts';

/** The head of a box: its type, how long the head is, and how long the whole box says it is. */
interface BoxHead {
  readonly type: string;
  readonly headBytes: number;
  /** `null`: up to the end of what it lies in. */
  readonly size: number | null;
}

/** A box that lies whole in the bytes that hold it; positions in those bytes. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The box head at the start of these bytes; `null` when there is none: under 8 bytes, or a size smaller than the head.
 *
 * @source ISO/IEC 14496-12 §4.2
 * @example
 * readBoxHead(Uint8Array.of(0, 0, 0, 9, 102, 114, 101, 101)); //=> { type: 'free', headBytes: 8, size: 9 }
 */
export function readBoxHead(bytes: Uint8Array): BoxHead | null {
  if (bytes.length < 8) return null;
  const view = viewOf(bytes);
  const type = fourCharacters(bytes, 4);
  const size = view.getUint32(0);
  if (size === 0) return { type, headBytes: 8, size: null };
  if (size !== 1) return size < 8 ? null : { type, headBytes: 8, size };
  if (bytes.length < 16) return null;
  const longSize = readUint64(view, 8);
  return longSize < 16 ? null : { type, headBytes: 16, size: longSize };
}

/**
 * The boxes that lie between two positions, as far as each fits; the first that does not ends the list. Bounded by the
 * bytes at hand, for a box takes eight of them at least.
 */
export function* boxesIn(bytes: Uint8Array, start: number, end: number): Generator<Box, void, undefined> {
  let at = start;
  while (at < end) {
    const head = readBoxHead(bytes.subarray(at, end));
    if (head === null) return;
    const boxEnd = head.size === null ? end : at + head.size;
    if (boxEnd > end) return;
    yield { type: head.type, start: at + head.headBytes, end: boxEnd };
    at = boxEnd;
  }
}

/** The first box at the end of a path of types, from box to box; `null` when there is none. */
export function findBox(bytes: Uint8Array, within: Box, ...path: readonly string[]): Box | null {
  let found: Box | null = within;
  for (const type of path) {
    if (found === null) return null;
    found = firstOf(bytes, found, type);
  }
  return found;
}

function firstOf(bytes: Uint8Array, within: Box, type: string): Box | null {
  for (const box of boxesIn(bytes, within.start, within.end)) {
    if (box.type === type) return box;
  }
  return null;
}

/** More boxes than any writer puts before the movie header. */
const MAX_BOXES = 64;

/** Where the header of the file lies: positions in the file. */
export interface MoviePlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the `moov` box from box to box, wherever it lies, and loads it whole: one request when it is first, two when it
 * is last. `null` when the file ends before it does: a broken-off upload, or a false claim.
 *
 * @throws as {@link HeaderBytes.read}: `media:budget` for a header larger than the budget
 */
export async function locateMovie(bytes: HeaderBytes): Promise<MoviePlace | null> {
  let at = 0;
  for (let boxes = 0; boxes < MAX_BOXES; boxes += 1) {
    const head = readBoxHead(await bytes.read(at, at + 16));
    if (head === null) return null;
    const end = head.size === null ? bytes.size : at + head.size;
    if (end === null || !Number.isSafeInteger(end) || (bytes.size !== null && end > bytes.size)) return null;
    if (head.type === 'moov') {
      const movie = await bytes.read(at, end);
      return movie.length < end - at ? null : { start: at, end };
    }
    at = end;
  }
  return null;
}

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

/** What a `stts` box says of a track's samples together. */
export interface SampleTimes {
  readonly samples: number;
  readonly ticks: number;
  /** Of the usual frame; the mean where none is usual; `null` under two frames, which show no rate. */
  readonly ticksPerFrame: number | null;
}

/** Share of the frames that makes one length the usual one. */
const USUAL_SHARE = 0.9;

const ROW_BYTES = 8;

/**
 * Adds up the rows (how many samples, how many ticks each) of a time-to-sample box. The last frame of a clip often lasts
 * a little longer or shorter, so the length that nine tenths of the frames have is taken for all; without one, as in
 * clips of variable rate, the mean. `null` when fewer rows are there than claimed.
 *
 * @param content - version, flags, row count and rows
 * @source ISO/IEC 14496-12 §8.6.1.2
 */
export function readSampleTimes(content: DataView): SampleTimes | null {
  if (content.byteLength < 8) return null;
  const rows = content.getUint32(4);
  if (rows > (content.byteLength - 8) / ROW_BYTES) return null;
  let samples = 0;
  let ticks = 0;
  let usual = { samples: 0, ticks: 0 };
  for (let row = 0; row < rows; row += 1) {
    const count = content.getUint32(8 + row * ROW_BYTES);
    const each = content.getUint32(12 + row * ROW_BYTES);
    samples += count;
    ticks += count * each;
    if (count > usual.samples) usual = { samples: count, ticks: each };
  }
  if (samples < 2) return { samples, ticks, ticksPerFrame: null };
  return { samples, ticks, ticksPerFrame: usual.samples >= samples * USUAL_SHARE ? usual.ticks : ticks / samples };
}
