import { itemAt } from '../base/lists.ts';
import { readAvc } from './avc.ts';
import { plausibleRate } from './findings.ts';
import { readFrame } from './framed-sound.ts';
import { BLOCK_BYTES, byteAt, type HeaderBytes, type OwnHeader, pictureOf } from './header-bytes.ts';

/*
 * Own reading of MPEG transport and program streams: the kept parser hides streams whose type it does not know (LPCM of
 * AVCHD, Opus, MPEG-2 video), gives no length, and reads on for megabytes for a frame rate. Sides of HEVC are its.
 */

/** Looked at from the end. */
const TAIL_BYTES = 2 * BLOCK_BYTES;

/** Ticks a second of the clock of time stamps, and where it begins anew. */
const CLOCK = 90_000;
const CLOCK_WRAP = 2 ** 33;

/** One stream and the start of its packets in the bytes at hand. */
export interface Stream {
  readonly kind: 'video' | 'audio' | 'other' | 'unknown';
  readonly codec: string | null;
}

/** A time stamp at the start of a packet of a stream: when it is shown, and when it is decoded. */
export interface Stamp {
  readonly stream: number;
  readonly shown: number;
  readonly decoded: number;
  /** The first bytes of the packet's content. */
  readonly content: Uint8Array;
}

/**
 * Finds the stamps at the end of a file: in its last 128 KiB, and further back, threefold each time, until the pictures
 * have one, for a frame may be longer than that. None where the length of the file is not known, or the budget ends
 * first, which is noted.
 *
 * @throws as {@link HeaderBytes.read}
 */
export async function lastStamps(
  bytes: HeaderBytes,
  streams: ReadonlyMap<number, Stream>,
  stampsIn: (tail: Uint8Array) => readonly Stamp[],
): Promise<readonly Stamp[]> {
  const { size } = bytes;
  if (size === null) return [];
  const video = firstStream(streams, 'video')?.[0];
  for (let length = TAIL_BYTES; ; length *= 3) {
    const start = Math.max(0, size - length);
    const stamps = stampsIn(await bytes.read(start, size));
    if (start === 0 || video === undefined || stamps.some(({ stream }) => stream === video)) return stamps;
    if (2 * length + BLOCK_BYTES > bytes.left) {
      bytes.stop();
      return [];
    }
  }
}

function firstStream(
  streams: ReadonlyMap<number, Stream>,
  wanted: Stream['kind'],
): readonly [number, Stream] | undefined {
  return [...streams.entries()].find(([, { kind }]) => kind === wanted);
}

/** Puts together what the streams of a file and the stamps of its start and end say together. */
export function describe(
  container: string,
  streams: ReadonlyMap<number, Stream>,
  first: readonly Stamp[],
  last: readonly Stamp[],
): OwnHeader {
  const video = firstStream(streams, 'video');
  const audio = firstStream(streams, 'audio');
  const hasUnknown = streams.size === 0 || firstStream(streams, 'unknown') !== undefined;
  const interval = video === undefined ? null : frameTicks(video[0], first, last);
  const pictures = first.filter(({ stream }) => stream === video?.[0]);
  const sequence = firstOf(pictures, ({ content }) =>
    video?.[1].codec === 'avc' ? readAvc(content) : sequenceHeader(content),
  );
  const rate = plausibleRate(sequence?.framesPerSecond ?? null);
  const audioId = audio?.[0];
  const frame = first.flatMap(({ stream, content }) => (stream === audioId ? [firstSoundFrame(content)] : []))[0];
  const soundCodec = audio?.[1].codec === 'mpeg' ? (frame?.codec ?? null) : (audio?.[1].codec ?? null);
  return {
    container,
    durationSeconds: secondsBetween(first, last, video?.[0] ?? null, interval ?? (rate === null ? null : CLOCK / rate)),
    video:
      video === undefined
        ? hasUnknown
          ? undefined
          : null
        : pictureOf(video[1].codec, {
            framesPerSecond: rate ?? (interval === null ? null : CLOCK / interval),
            width: sequence?.width ?? null,
            height: sequence?.height ?? null,
          }),
    audio: audio === undefined ? (hasUnknown ? undefined : null) : { codec: soundCodec },
  };
}

function firstOf<T, R>(values: readonly T[], find: (value: T) => R | null): R | null {
  for (const value of values) {
    const found = find(value);
    if (found !== null) return found;
  }
  return null;
}

function firstSoundFrame(content: Uint8Array): ReturnType<typeof readFrame> {
  for (let at = 0; at + 6 < content.length; at += 1) {
    const frame = readFrame(content, at);
    if (frame !== null) return frame;
  }
  return null;
}

/**
 * Counts the seconds from the first stamp to the last, on a clock that may begin anew between. The end of the last
 * picture is counted from the stamps of decoding, which go up evenly: the picture that is decoded last need not be
 * shown last.
 */
function secondsBetween(
  first: readonly Stamp[],
  last: readonly Stamp[],
  video: number | null,
  interval: number | null,
): number | null {
  const origin = first[0]?.shown;
  if (origin === undefined || last.length === 0) return null;
  const since = (at: number): number => {
    const ticks = at - origin;
    if (ticks < -CLOCK_WRAP / 2) return ticks + CLOCK_WRAP;
    return ticks > CLOCK_WRAP / 2 ? ticks - CLOCK_WRAP : ticks;
  };
  const earliest = Math.min(...first.map(({ shown }) => since(shown)));
  const pictures = first.filter(({ stream }) => stream === video);
  // How long the first picture waits, decoded, until one is shown.
  const delay = Math.min(...pictures.map(({ shown }) => since(shown))) - since(pictures[0]?.decoded ?? 0);
  const ends = last.map(({ stream, shown, decoded }) =>
    stream === video && pictures.length > 0
      ? Math.max(since(shown), since(decoded) + delay) + (interval ?? 0)
      : since(shown),
  );
  const latest = Math.max(...ends);
  return latest > earliest ? (latest - earliest) / CLOCK : null;
}

/**
 * Counts the ticks from one frame to the next in the order of decoding, which is even; `null` without two frames in a
 * row.
 */
function frameTicks(video: number, ...parts: readonly (readonly Stamp[])[]): number | null {
  const steps: number[] = [];
  for (const stamps of parts) {
    const times = stamps.filter(({ stream }) => stream === video).map(({ decoded }) => decoded);
    for (let index = 1; index < times.length; index += 1) {
      const step = itemAt(times, index) - itemAt(times, index - 1);
      if (step > 0 && step < CLOCK * 2) steps.push(step);
    }
  }
  if (steps.length === 0) return null;
  const sorted = steps.toSorted((a, b) => a - b);
  const usual = itemAt(sorted, Math.floor(sorted.length / 2));
  // 59.94 frames a second are 1,501 and 1,502 ticks by turns: the mean of what is near the usual step.
  const near = steps.filter((step) => Math.abs(step - usual) <= 1);
  return near.reduce((sum, step) => sum + step, 0) / near.length;
}

const SEQUENCE_RATES = [null, 24_000 / 1_001, 24, 25, 30_000 / 1_001, 30, 50, 60_000 / 1_001, 60] as const;

/** Height to width as displayed, by code: 4:3, 16:9, 2.21:1. Others are square pixels. */
const DISPLAY_RATIOS: Readonly<Record<number, number>> = { 2: 4 / 3, 3: 16 / 9, 4: 2.21 };

/** Reads sides and rate of MPEG-1 and MPEG-2 video, which the kept parser does not read. */
function sequenceHeader(
  content: Uint8Array,
): { readonly width: number; readonly height: number; readonly framesPerSecond: number | null } | null {
  for (let at = 0; at + 12 <= content.length; at += 1) {
    if (!hasStartCode(content, at) || content[at + 3] !== 0xb3) continue;
    const [a = 0, b = 0, c = 0, d = 0] = content.subarray(at + 4, at + 8);
    const width = (a << 4) | (b >> 4);
    const height = ((b & 15) << 8) | c;
    const ratio = DISPLAY_RATIOS[d >> 4];
    return {
      width: ratio === undefined ? width : Math.round(height * ratio),
      height,
      framesPerSecond: SEQUENCE_RATES[d & 15] ?? null,
    };
  }
  return null;
}

/** Tells whether the prefix of a start code is at a position. */
export function hasStartCode(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
}

/** Reads what a packet of an elementary stream says of time; `null` when none starts here or it has no stamp. */
export function readStamp(bytes: Uint8Array, at: number, stream: number, contentBytes: number): Stamp | null {
  if (!hasStartCode(bytes, at) || at + 30 > bytes.length) return null;
  const isMpeg2 = (byteAt(bytes, at + 6) & 0xc0) === 0x80;
  const place = isMpeg2 ? stampPlace(bytes, at) : mpeg1StampPlace(bytes, at);
  if (place === null) return null;
  const shown = timeAt(bytes, place.shown);
  return {
    stream,
    shown,
    decoded: place.decoded === null ? shown : timeAt(bytes, place.decoded),
    content: bytes.subarray(place.content, place.content + contentBytes),
  };
}

interface StampPlace {
  readonly shown: number;
  readonly decoded: number | null;
  readonly content: number;
}

function stampPlace(bytes: Uint8Array, at: number): StampPlace | null {
  const flags = byteAt(bytes, at + 7) >> 6;
  if (flags < 2) return null;
  return { shown: at + 9, decoded: flags === 3 ? at + 14 : null, content: at + 9 + byteAt(bytes, at + 8) };
}

/**
 * Finds the stamps of an MPEG-1 packet. MPEG-1 has padding and a buffer size before its stamps. Source: ISO/IEC 11172-1
 * §2.4.3.3.
 */
function mpeg1StampPlace(bytes: Uint8Array, at: number): StampPlace | null {
  let next = at + 6;
  while (bytes[next] === 0xff && next < at + 22) next += 1;
  if (byteAt(bytes, next) >> 6 === 1) next += 2;
  const mark = byteAt(bytes, next) >> 4;
  if (mark === 2) return { shown: next, decoded: null, content: next + 5 };
  return mark === 3 ? { shown: next, decoded: next + 5, content: next + 10 } : null;
}

function timeAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = bytes.subarray(at, at + 5);
  return ((a >> 1) & 7) * 2 ** 30 + ((b << 22) | ((c >> 1) << 15) | (d << 7) | (e >> 1));
}
