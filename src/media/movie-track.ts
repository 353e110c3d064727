import { BLOCK_BYTES, byteAt, fourCharacters, type HeaderBytes, readUint64, viewOf } from './header-bytes.ts';
import { codecName } from './format-names.ts';
import { plausibleRate } from './findings.ts';
import { type Box, childOf, contentOf } from './isobmff.ts';

/** What a track's header says. */
export interface Track {
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

/** Times the sample table may be longer or shorter than the track says before the header is not believed. */
const CONTRADICTION = 10;

/**
 * Reads a `trak` box: its picture or sound, codec, clock and frame rate.
 *
 * @source ISO/IEC 14496-12 §8.3.2, §8.4.2, §8.5.2, §8.6.1.2
 * @throws as {@link HeaderBytes.read}
 */
export async function readTrack(bytes: HeaderBytes, track: Box): Promise<Track> {
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
  const ticks = times?.ticksPerFrame ?? null;
  const rate = clock === null || ticks === null ? null : clock.timescale / ticks;
  return {
    ...readTrackHead(head),
    handler: handlerView === null || handlerView.byteLength < 12 ? null : textOf(handlerView, 8),
    codec: sampleCodec(await contentOf(bytes, await childOf(bytes, table, 'stsd'))),
    timescale: clock?.timescale ?? null,
    framesPerSecond: contradicts ? null : plausibleRate(rate),
    contradicts,
  };
}

function textOf(view: DataView, at: number): string {
  return fourCharacters(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
}

/** Reads the codec of the first sample description; MPEG-4 sound by the object type of its `esds`. */
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

/** Reads the object type behind the tag 4 of a decoder configuration and its length of one to four bytes. */
function esdsObjectType(bytes: Uint8Array): number | null {
  const at = bytes.findIndex((_, index) => fourCharacters(bytes, index) === 'esds');
  if (at === -1) return null;
  const tag = bytes.indexOf(4, at + 8);
  if (tag === -1) return null;
  let next = tag + 1;
  while ((byteAt(bytes, next) & 0x80) !== 0) next += 1;
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

export interface Clock {
  readonly timescale: number;
  /** In ticks; `null` when not said. */
  readonly duration: number | null;
}

/** Reads the clock of a `mvhd` or `mdhd`, which state it alike; `null` without one. A length of all ones means "not known", and 0 "none so far". */
export function readClock(view: DataView | null): Clock | null {
  if (view === null) return null;
  const long = view.byteLength > 0 && view.getUint8(0) === 1;
  if (view.byteLength < (long ? 32 : 20)) return null;
  const timescale = view.getUint32(long ? 20 : 12);
  const duration = long ? readUint64(view, 24) : view.getUint32(16);
  const unknown = duration === 0 || (long ? duration >= 2 ** 64 - 1 : duration === 0xffff_ffff);
  return { timescale, duration: unknown ? null : duration };
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
