import { itemAt } from '../base/lists.ts';
import { BLOCK_BYTES, fourCharacters, type HeaderBytes, readUint64, viewOf } from './header-bytes.ts';
import { boxesIn, type Box, findBox, readBoxHead } from './isobmff.ts';
import type { Track } from './movie-track.ts';

/** What fragments are read with. */
export interface FragmentedMovie {
  readonly tracks: readonly Track[];
  /** Ticks of a sample by track, where a fragment does not say. */
  readonly sampleTicks: ReadonlyMap<number, number>;
}

/** What the fragments of a file say together. */
interface Fragments {
  readonly seconds: number | null;
  readonly framesPerSecond: number | null;
  /** Whether the file ends inside a fragment, or before its index does. */
  readonly truncated: boolean;
}

/** A run of samples of one track. */
interface SampleRun {
  readonly isPicture: boolean;
  readonly start: number;
  readonly end: number;
  readonly timescale: number;
  /** How many samples last how many ticks; 0: the writer did not know yet. */
  readonly lengths: ReadonlyMap<number, number>;
}

/** What the end of a file holds. */
interface LastSampleRuns {
  readonly runs: readonly SampleRun[];
  readonly truncated: boolean;
}

/** Read behind the header: the index, and enough fragments of one frame for a rate. */
const HEAD_BYTES = BLOCK_BYTES / 2;

/** Looked at from the end for the last fragment. */
const TAIL_BYTES = 2 * BLOCK_BYTES;

/** Boxes that are stepped over where the end shows no fragment; two make a fragment, which costs one request. */
const MAX_STEPS = 24;

/**
 * Reads length and rate of a fragmented file: by its index (`sidx`), where that reaches to the end, else from the first
 * fragment to the last. The rate is one over what most pictures of the first 32 KiB of fragments last. One request for
 * the first, one for the last; one more where an index at the end (`mfra`) names it; where a fragment is longer than 128
 * KiB and nothing names it, one each for up to twelve, so that the last of a longer file stays unknown.
 *
 * @source ISO/IEC 14496-12 §8.8.7, §8.8.8, §8.8.10, §8.8.12, §8.16.3
 * @throws as {@link HeaderBytes.read}
 */
export async function readFragments(bytes: HeaderBytes, movieEnd: number, movie: FragmentedMovie): Promise<Fragments> {
  const { size } = bytes;
  const head = await bytes.read(movieEnd, movieEnd + HEAD_BYTES);
  const index = readIndex(head);
  const { runs: first } = runsFrom(head, 0, movie);
  const rate = rateOf(first);
  if (size === null) return { seconds: null, framesPerSecond: rate, truncated: false };
  const left = size - movieEnd;
  // What is behind the last part is an index for players.
  if (index !== null && index.end >= left * 0.98)
    return { seconds: index.seconds, framesPerSecond: rate, truncated: index.end > left };
  const last = await lastRuns(bytes, movieEnd, size, movie);
  const from = Math.min(...first.map((run) => run.start));
  const framesPerSecond = rate ?? rateOf(last.runs);
  const to = Math.max(
    ...last.runs.map(({ isPicture, end, lengths }) =>
      isPicture && framesPerSecond !== null ? end + (lengths.get(0) ?? 0) / framesPerSecond : end,
    ),
  );
  return {
    seconds: last.runs.length === 0 ? null : to - (Number.isFinite(from) ? from : 0),
    framesPerSecond,
    truncated: last.truncated,
  };
}

/**
 * Computes the frame rate: one over what most pictures last, by their lengths or from one start to the next; `null`
 * without any.
 */
function rateOf(runs: readonly SampleRun[]): number | null {
  const pictures = runs.filter(({ isPicture }) => isPicture);
  const lengths = new Map<number, number>();
  for (const [index, { start, timescale, lengths: own }] of pictures.entries())
    for (const [stated, samples] of own) {
      const next = pictures[index + 1]?.start ?? start;
      const ticks = stated > 0 ? stated : Math.round(((next - start) * timescale) / samples);
      if (ticks > 0) lengths.set(ticks, (lengths.get(ticks) ?? 0) + samples);
    }
  const [usual] = [...lengths].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0]);
  return usual === 0 ? null : itemAt(pictures, 0).timescale / usual;
}

/**
 * Reads the seconds of all parts that an index lists, and where the last of them ends; `null` without a whole index.
 */
function readIndex(bytes: Uint8Array): { readonly seconds: number; readonly end: number } | null {
  const box = findBox(bytes, { type: '', start: 0, end: bytes.length }, 'sidx');
  if (box === null) return null;
  const view = viewOf(bytes.subarray(box.start, box.end));
  if (view.byteLength < 12) return null;
  const isLong = view.getUint8(0) !== 0;
  const counts = isLong ? 30 : 22;
  if (view.byteLength < counts + 2) return null;
  const count = view.getUint16(counts);
  let ticks = 0;
  let end = box.end + (isLong ? readUint64(view, 20) : view.getUint32(16));
  for (let entry = 0; entry < count; entry += 1) {
    const at = counts + 2 + entry * 12;
    if (at + 12 > view.byteLength) return null;
    end += view.getUint32(at) & 0x7fff_ffff;
    ticks += view.getUint32(at + 4);
  }
  return { seconds: ticks / view.getUint32(8), end };
}

async function lastRuns(
  bytes: HeaderBytes,
  movieEnd: number,
  size: number,
  movie: FragmentedMovie,
): Promise<LastSampleRuns> {
  const tailStart = Math.max(movieEnd, size - TAIL_BYTES);
  const tail = await bytes.read(tailStart, size);
  const here = runsFrom(tail, tailStart === movieEnd ? 0 : firstFragment(tail, movie), movie);
  if (here.runs.length > 0) return here;
  const offset = lastIndexed(tail);
  if (offset === null || offset >= size) return stepToLast(bytes, movieEnd, size, movie);
  return { runs: await runsAt(bytes, offset, movie), truncated: false };
}

/**
 * Finds where the first whole fragment starts in bytes from the middle of a file, found by its name; else their end.
 */
function firstFragment(bytes: Uint8Array, movie: FragmentedMovie): number {
  for (let at = bytes.indexOf(0x6d, 4); at !== -1; at = bytes.indexOf(0x6d, at + 1)) {
    if (fourCharacters(bytes, at) !== 'moof') continue;
    const [box] = boxesIn(bytes, at - 4, bytes.length);
    if (box !== undefined && runsOf(bytes, box, movie).length > 0) return at - 4;
  }
  return bytes.length;
}

/** Reads the runs of all fragments from a position on, and whether the last box goes on beyond the bytes. */
function runsFrom(bytes: Uint8Array, start: number, movie: FragmentedMovie): LastSampleRuns {
  const runs: SampleRun[] = [];
  let end = start;
  for (const box of boxesIn(bytes, start, bytes.length)) {
    end = box.end;
    if (box.type === 'moof') runs.push(...runsOf(bytes, box, movie));
  }
  return { runs, truncated: end < bytes.length };
}

async function runsAt(bytes: HeaderBytes, offset: number, movie: FragmentedMovie): Promise<SampleRun[]> {
  const fragment = await bytes.read(offset, offset + HEAD_BYTES);
  const box = findBox(fragment, { type: '', start: 0, end: fragment.length }, 'moof');
  return box === null ? [] : runsOf(fragment, box, movie);
}

/** Finds the runs of the last fragment of a file of few, found from the first on. */
async function stepToLast(
  bytes: HeaderBytes,
  movieEnd: number,
  size: number,
  movie: FragmentedMovie,
): Promise<LastSampleRuns> {
  let last: number | null = null;
  let at = movieEnd;
  for (let steps = 0; at < size && steps < MAX_STEPS; steps += 1) {
    if (bytes.left < BLOCK_BYTES) return { runs: [], truncated: false };
    const head = readBoxHead(await bytes.read(at, at + 16));
    if (head === null) break;
    if (head.type === 'moof') last = at;
    at = head.size === null ? size : at + head.size;
  }
  if (at < size || last === null) return { runs: [], truncated: false };
  return { runs: await runsAt(bytes, last, movie), truncated: at > size };
}

/** Finds where the last fragment starts, by the index that some writers leave at the end (`mfra`). */
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

/** Reads the runs of a fragment, in seconds of each track's clock; bounded by the samples its bytes have room for. */
function runsOf(bytes: Uint8Array, fragment: Box, movie: FragmentedMovie): SampleRun[] {
  const runs: SampleRun[] = [];
  const view = viewOf(bytes);
  for (const box of boxesIn(bytes, fragment.start, fragment.end)) {
    const head = box.type === 'traf' ? findBox(bytes, box, 'tfhd') : null;
    const time = head === null ? null : findBox(bytes, box, 'tfdt');
    if (head === null || head.end - head.start < 8) continue;
    const id = view.getUint32(head.start + 4);
    const track = movie.tracks.find((one) => one.id === id);
    if (track?.timescale === undefined || track.timescale === null) continue;
    const flags = view.getUint32(head.start) & 0xff_ffff;
    const ticksAt = head.start + 8 + ((flags & 1) === 0 ? 0 : 8) + ((flags & 2) === 0 ? 0 : 4);
    const usual =
      (flags & 8) !== 0 && ticksAt + 4 <= head.end ? view.getUint32(ticksAt) : (movie.sampleTicks.get(id) ?? 0);
    const isLong = time !== null && view.getUint8(time.start) === 1;
    const base =
      time === null || time.end - time.start < 8
        ? 0
        : isLong
          ? readUint64(view, time.start + 4)
          : view.getUint32(time.start + 4);
    const { ticks, lengths } = samplesOf(bytes, box, usual);
    runs.push({
      isPicture: track.handler === 'vide',
      start: base / track.timescale,
      end: (base + ticks) / track.timescale,
      timescale: track.timescale,
      lengths,
    });
  }
  return runs;
}

function samplesOf(
  bytes: Uint8Array,
  traf: Box,
  usual: number,
): { readonly ticks: number; readonly lengths: ReadonlyMap<number, number> } {
  const view = viewOf(bytes);
  let ticks = 0;
  const lengths = new Map<number, number>();
  const count = (each: number, samples: number): void => {
    ticks += each * samples;
    lengths.set(each, (lengths.get(each) ?? 0) + samples);
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
  return { ticks, lengths };
}
