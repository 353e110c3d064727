import { fourCharacters, readUint64, viewOf } from './bytes.ts';
import { codecName } from './codecs.ts';
import { believableRate, believableSeconds } from './findings.ts';
import { BLOCK_BYTES, type HeaderBytes } from './header-bytes.ts';
import { boxesIn, type Box, findBox, readBoxHead } from './isobmff.ts';
import { type OwnHeader, pictureOf } from './own-header.ts';

/*
 * Own reading of MP4, MOV and M4A, for three reasons: the kept parser spells out the sample tables, of which a few bytes
 * can claim four thousand million frames; it takes a header of megabytes whole or not at all; and it does not say which
 * picture track is switched off.
 */

/** More boxes than any writer puts before the movie header, or into it. */
const MAX_BOXES = 64;

/** A header up to this length is read at once; of a longer one the tables are passed over. */
const WHOLE_HEADER_BYTES = 6 * BLOCK_BYTES;

/** What a track's header says. */
interface Track {
  readonly id: number;
  readonly isEnabled: boolean;
  readonly handler: string | null;
  readonly codec: string | null;
  readonly width: number;
  readonly height: number;
  readonly rotation: number | null;
  readonly timescale: number | null;
  readonly framesPerSecond: number | null;
  readonly contradicts: boolean;
}

/** Boxes that a film of the time before `ftyp` begins with. */
const OLD_STARTS: readonly string[] = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/** `mov` or `mp4` by the first 12 bytes; `null` for any other file. */
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
 * request when it is first, two when it is last; up to two more for a header above 384 KiB, or for the last fragment of
 * a fragmented file.
 *
 * The length is that of the movie header, which is the longest track's; of a fragmented file that of its index (`sidx`),
 * else the end of the last fragment. A file whose tables and track header differ tenfold has no length. The picture is
 * that of the first track that is switched on, else of the first.
 *
 * @returns a header without anything but the container, and `truncated`, when the file ends before its header does
 * @source ISO/IEC 14496-12 §8.2.2, §8.3.2, §8.4.2, §8.5.2, §8.6.1.2, §8.8, §8.16.3
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
    durationSeconds: isBroken ? null : believableSeconds(seconds),
    video:
      picture === undefined
        ? null
        : pictureOf(picture.codec, {
            width: isSideways ? picture.height : picture.width,
            height: isSideways ? picture.width : picture.height,
            rotation: picture.rotation,
            framesPerSecond: picture.framesPerSecond ?? believableRate(fragments?.framesPerSecond ?? null),
          }),
    audio: sound === undefined ? null : { codec: sound.codec },
    videoId: picture?.id ?? null,
    end: isWhole ? end : null,
    truncated: await isCutOff(bytes, end),
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

/** Whether one of the next boxes, the pictures and sound among them, is longer than what is left of the file. */
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

interface HeaderParts {
  readonly tracks: readonly Track[];
  readonly seconds: number | null;
  readonly isFragmented: boolean;
  /** Length of all fragments, where the header states it. */
  readonly statedSeconds: number | null;
  /** Ticks of a sample by track, where a fragment does not say. */
  readonly sampleTicks: ReadonlyMap<number, number>;
}

/** The boxes between two positions of the file; the first that does not fit ends the list. */
async function* fileBoxes(bytes: HeaderBytes, start: number, end: number): AsyncGenerator<Box> {
  let at = start;
  for (let boxes = 0; boxes < MAX_BOXES && at < end; boxes += 1) {
    const head = readBoxHead(await bytes.read(at, Math.min(at + 16, end)));
    if (head === null) return;
    const boxEnd = head.size === null ? end : at + head.size;
    if (boxEnd > end) return;
    yield { type: head.type, start: at + head.headBytes, end: boxEnd };
    at = boxEnd;
  }
}

async function childOf(bytes: HeaderBytes, within: Box | null, ...path: readonly string[]): Promise<Box | null> {
  let found = within;
  for (const type of path) {
    if (found === null) return null;
    let child: Box | null = null;
    for await (const box of fileBoxes(bytes, found.start, found.end)) {
      if (box.type !== type) continue;
      child = box;
      break;
    }
    found = child;
  }
  return found;
}

/** The start of a box's content: what is needed of the boxes read here, and of the tables a part. */
const CONTENT_BYTES = 4_096;

async function contentOf(bytes: HeaderBytes, box: Box | null): Promise<DataView | null> {
  return box === null ? null : viewOf(await bytes.read(box.start, Math.min(box.end, box.start + CONTENT_BYTES)));
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

/** Length of a fragmented movie, in ticks of the movie's clock. */
function fragmentedTicks(view: DataView | null): number | null {
  if (view === null || view.byteLength < 8) return null;
  if (view.getUint8(0) === 0) return view.getUint32(4);
  return view.byteLength < 12 ? null : readUint64(view, 4);
}

/** Times the sample table may be longer or shorter than the track says before the header is not believed. */
const CONTRADICTION = 10;

async function readTrack(bytes: HeaderBytes, track: Box): Promise<Track> {
  const head = await contentOf(bytes, await childOf(bytes, track, 'tkhd'));
  const media = await childOf(bytes, track, 'mdia');
  const handlerView = await contentOf(bytes, await childOf(bytes, media, 'hdlr'));
  const clock = readClock(await contentOf(bytes, await childOf(bytes, media, 'mdhd')));
  const table = await childOf(bytes, media, 'minf', 'stbl');
  const times = await readTimes(bytes, await childOf(bytes, table, 'stts'));
  const duration = clock?.duration ?? null;
  const contradicts =
    times !== null &&
    times.isWhole &&
    times.samples > 0 &&
    duration !== null &&
    !withinFactor(times.ticks, duration, CONTRADICTION);
  const rate =
    clock === null || (times?.ticksPerFrame ?? null) === null ? null : clock.timescale / (times?.ticksPerFrame ?? 1);
  return {
    ...readTrackHead(head),
    handler: handlerView === null || handlerView.byteLength < 12 ? null : textOf(handlerView, 8),
    codec: sampleCodec(await contentOf(bytes, await childOf(bytes, table, 'stsd'))),
    timescale: clock?.timescale ?? null,
    framesPerSecond: contradicts ? null : believableRate(rate),
    contradicts,
  };
}

function textOf(view: DataView, at: number): string {
  return fourCharacters(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
}

/** The codec of the first sample description; MPEG-4 sound by the object type of its `esds`. */
function sampleCodec(view: DataView | null): string | null {
  if (view === null || view.byteLength < 24) return null;
  const id = textOf(view, 12);
  if (id !== 'mp4a' && id !== 'mp4v') return codecName(id);
  const type = esdsObjectType(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return (type === null ? null : OBJECT_TYPES[type]) ?? codecName(id);
}

/** @source MP4 registration authority, object types (2026-11-27) */
const OBJECT_TYPES: Readonly<Record<number, string>> = {
  0x61: 'mpeg2video',
  0x65: 'mpeg2video',
  0x69: 'mp3',
  0x6a: 'mpeg1video',
  0x6b: 'mp3',
  0x6c: 'mjpeg',
  0xa5: 'ac3',
  0xa6: 'eac3',
  0xa9: 'dts',
  0xad: 'opus',
};

/** Behind the tag 4 of a decoder configuration and its length of one to four bytes. */
function esdsObjectType(bytes: Uint8Array): number | null {
  const at = bytes.findIndex((_, index) => fourCharacters(bytes, index) === 'esds');
  if (at === -1) return null;
  const tag = bytes.indexOf(4, at + 8);
  if (tag === -1) return null;
  let next = tag + 1;
  while (((bytes[next] ?? 0) & 0x80) !== 0) next += 1;
  return bytes[next + 1] ?? null;
}

function readTrackHead(view: DataView | null): Pick<Track, 'id' | 'isEnabled' | 'width' | 'height' | 'rotation'> {
  const isLong = view !== null && view.byteLength > 0 && view.getUint8(0) === 1;
  const matrix = isLong ? 52 : 40;
  if (view === null || view.byteLength < matrix + 44)
    return { id: 0, isEnabled: true, width: 0, height: 0, rotation: null };
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => Math.sign(view.getInt32(matrix + offset)));
  const turns = [`1,0,0,1`, `0,1,-1,0`, `-1,0,0,-1`, `0,-1,1,0`].indexOf([a, b, c, d].join(','));
  return {
    id: view.getUint32(isLong ? 20 : 12),
    isEnabled: (view.getUint8(3) & 1) === 1,
    width: Math.round(view.getUint32(matrix + 36) / 65_536),
    height: Math.round(view.getUint32(matrix + 40) / 65_536),
    rotation: turns === -1 ? null : turns * 90,
  };
}

function withinFactor(a: number, b: number, factor: number): boolean {
  return a <= b * factor && b <= a * factor;
}

interface Clock {
  readonly timescale: number;
  /** In ticks; `null` when not said. */
  readonly duration: number | null;
}

/** `mvhd` and `mdhd` state their clock alike. A length of all ones means "not known", and 0 "none so far". */
function readClock(view: DataView | null): Clock | null {
  if (view === null) return null;
  const long = view.byteLength > 0 && view.getUint8(0) === 1;
  if (view.byteLength < (long ? 32 : 20)) return null;
  const timescale = view.getUint32(long ? 20 : 12);
  const duration = long ? readUint64(view, 24) : view.getUint32(16);
  const unknown = duration === 0 || (long ? duration >= 2 ** 64 - 1 : duration === 0xffff_ffff);
  return { timescale, duration: unknown ? null : duration };
}

/** Looked at from the end for the last fragment. */
const TAIL_BYTES = 2 * BLOCK_BYTES;

interface Fragments {
  readonly seconds: number | null;
  readonly framesPerSecond: number | null;
}

/** Length and rate of a fragmented file: by its index, where that reaches to the end, else by its last fragment. */
async function readFragments(bytes: HeaderBytes, movieEnd: number, header: HeaderParts): Promise<Fragments> {
  const { size } = bytes;
  const start = await bytes.read(movieEnd, movieEnd + BLOCK_BYTES / 2);
  const whole: Box = { type: '', start: 0, end: start.length };
  const index = findBox(start, whole, 'sidx');
  const indexed = index === null || size === null ? null : indexSeconds(start, index, size - movieEnd);
  const firstBox = findBox(start, whole, 'moof');
  const first = firstBox === null ? [] : runsOf(start, firstBox, header);
  const rate = first.find(({ isPicture }) => isPicture)?.framesPerSecond ?? null;
  if (indexed !== null) return { seconds: indexed, framesPerSecond: rate };
  if (size === null) return { seconds: null, framesPerSecond: rate };
  const last = await lastFragment(bytes, size, header);
  const from = Math.min(...first.map((run) => run.start));
  const to = Math.max(...last.map((run) => run.end));
  return {
    seconds: last.length === 0 ? null : to - (Number.isFinite(from) ? from : 0),
    framesPerSecond: rate ?? last.find(({ isPicture }) => isPicture)?.framesPerSecond ?? null,
  };
}

/** Seconds of all subsegments, where they fill what is left of the file but for an index at its end; else `null`. */
function indexSeconds(bytes: Uint8Array, index: Box, left: number): number | null {
  const view = viewOf(bytes.subarray(index.start, index.end));
  if (view.byteLength < 12) return null;
  const counts = view.getUint8(0) === 0 ? 22 : 30;
  if (view.byteLength < counts + 2) return null;
  const count = view.getUint16(counts);
  let ticks = 0;
  let length = index.end;
  for (let entry = 0; entry < count; entry += 1) {
    const at = counts + 2 + entry * 12;
    if (at + 12 > view.byteLength) return null;
    length += view.getUint32(at) & 0x7fff_ffff;
    ticks += view.getUint32(at + 4);
  }
  return length < left * 0.98 ? null : ticks / view.getUint32(8);
}

/** A run of samples of one track. */
interface Run {
  readonly isPicture: boolean;
  readonly start: number;
  readonly end: number;
  readonly framesPerSecond: number | null;
}

async function lastFragment(bytes: HeaderBytes, size: number, header: HeaderParts): Promise<Run[]> {
  const tailStart = Math.max(0, size - TAIL_BYTES);
  const tail = await bytes.read(tailStart, size);
  const runs = runsFromEnd(tail, header);
  if (runs.length > 0) return runs;
  const offset = lastIndexed(tail);
  if (offset === null || offset >= size) return [];
  const fragment = await bytes.read(offset, offset + BLOCK_BYTES / 2);
  const box = findBox(fragment, { type: '', start: 0, end: fragment.length }, 'moof');
  return box === null ? [] : runsOf(fragment, box, header);
}

/** The runs of the last whole `moof` in these bytes, found from their end by its name. */
function runsFromEnd(tail: Uint8Array, header: HeaderParts): Run[] {
  for (let at = tail.length - 8; at >= 4; at -= 1) {
    if (tail[at] !== 0x6d || fourCharacters(tail, at) !== 'moof') continue;
    const [box] = boxesIn(tail, at - 4, tail.length);
    const runs = box?.type === 'moof' ? runsOf(tail, box, header) : [];
    if (runs.length > 0) return runs;
  }
  return [];
}

/** Where the last fragment starts, by the index that some writers leave at the end (`mfra`). */
function lastIndexed(tail: Uint8Array): number | null {
  const view = viewOf(tail);
  if (tail.length < 16 || fourCharacters(tail, tail.length - 12) !== 'mfro') return null;
  const start = tail.length - view.getUint32(tail.length - 4);
  if (start < 0) return null;
  let last: number | null = null;
  const index = findBox(tail, { type: '', start, end: tail.length }, 'mfra');
  for (const box of index === null ? [] : boxesIn(tail, index.start, index.end)) {
    if (box.type !== 'tfra' || box.start + 16 > box.end) continue;
    const count = view.getUint32(box.start + 12);
    const isLong = view.getUint8(box.start) === 1;
    const sizes = view.getUint32(box.start + 8);
    const entry = (isLong ? 16 : 8) + 3 + ((sizes >> 4) & 3) + ((sizes >> 2) & 3) + (sizes & 3);
    const at = box.start + 16 + (count - 1) * entry;
    if (count === 0 || at + entry > box.end) continue;
    last = Math.max(last ?? 0, isLong ? readUint64(view, at + 8) : view.getUint32(at + 4));
  }
  return last;
}

/** The runs of a fragment, in seconds of each track's clock; bounded by the samples its bytes have room for. */
function runsOf(bytes: Uint8Array, fragment: Box, header: HeaderParts): Run[] {
  const runs: Run[] = [];
  const view = viewOf(bytes);
  for (const box of boxesIn(bytes, fragment.start, fragment.end)) {
    const head = box.type === 'traf' ? findBox(bytes, box, 'tfhd') : null;
    const time = head === null ? null : findBox(bytes, box, 'tfdt');
    if (head === null || head.end - head.start < 8) continue;
    const id = view.getUint32(head.start + 4);
    const track = header.tracks.find((one) => one.id === id);
    if (track?.timescale === undefined || track.timescale === null) continue;
    const flags = view.getUint32(head.start) & 0xff_ffff;
    const ticksAt = head.start + 8 + ((flags & 1) === 0 ? 0 : 8) + ((flags & 2) === 0 ? 0 : 4);
    const usual =
      (flags & 8) !== 0 && ticksAt + 4 <= head.end ? view.getUint32(ticksAt) : (header.sampleTicks.get(id) ?? 0);
    const isLong = time !== null && view.getUint8(time.start) === 1;
    const base =
      time === null || time.end - time.start < 8
        ? 0
        : isLong
          ? readUint64(view, time.start + 4)
          : view.getUint32(time.start + 4);
    const { ticks, usualTicks } = samplesOf(bytes, box, usual);
    runs.push({
      isPicture: track.handler === 'vide',
      start: base / track.timescale,
      end: (base + ticks) / track.timescale,
      framesPerSecond: usualTicks === 0 ? null : track.timescale / usualTicks,
    });
  }
  return runs;
}

function samplesOf(
  bytes: Uint8Array,
  traf: Box,
  usual: number,
): { readonly ticks: number; readonly usualTicks: number } {
  const view = viewOf(bytes);
  let ticks = 0;
  const counts = new Map<number, number>();
  const count = (each: number, samples: number): void => {
    ticks += each * samples;
    counts.set(each, (counts.get(each) ?? 0) + samples);
  };
  for (const box of boxesIn(bytes, traf.start, traf.end)) {
    if (box.type !== 'trun' || box.end - box.start < 8) continue;
    const flags = view.getUint32(box.start) & 0xff_ffff;
    const samples = view.getUint32(box.start + 4);
    const columns = [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length;
    let at = box.start + 8 + ((flags & 1) === 0 ? 0 : 4) + ((flags & 4) === 0 ? 0 : 4);
    if ((flags & 0x100) === 0) {
      count(usual, samples);
      continue;
    }
    for (let sample = 0; sample < samples && at + 4 <= box.end; sample += 1) {
      count(view.getUint32(at), 1);
      at += columns * 4;
    }
  }
  return { ticks, usualTicks: usualOf(counts) };
}

/** What most samples last; 0 without any. */
function usualOf(counts: ReadonlyMap<number, number>): number {
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

/** What a `stts` box says of a track's samples together. */
interface SampleTimes {
  /** False when only the first rows of a long table were read. */
  readonly isWhole: boolean;
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
 * @source ISO/IEC 14496-12 §8.6.1.2
 */
async function readTimes(bytes: HeaderBytes, box: Box | null): Promise<SampleTimes | null> {
  if (box === null || box.end - box.start < 8) return null;
  const content = viewOf(await bytes.read(box.start, Math.min(box.end, box.start + BLOCK_BYTES)));
  if (content.byteLength < 8) return null;
  const claimed = content.getUint32(4);
  if (claimed > (box.end - box.start - 8) / ROW_BYTES) return null;
  const rows = Math.min(claimed, Math.floor((content.byteLength - 8) / ROW_BYTES));
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
  const isWhole = rows === claimed;
  if (samples < 2) return { isWhole, samples, ticks, ticksPerFrame: null };
  return {
    isWhole,
    samples,
    ticks,
    ticksPerFrame: usual.samples >= samples * USUAL_SHARE ? usual.ticks : ticks / samples,
  };
}
