import { fourCharacters } from './bytes.ts';
import { readFrame } from './framed-sound.ts';
import { BLOCK_BYTES, type HeaderBytes } from './header-bytes.ts';
import { type OwnHeader, pictureOf } from './own-header.ts';

/*
 * Own reading of MPEG transport and program streams: the kept parser hides streams whose type it does not know (LPCM of
 * AVCHD, Opus, MPEG-2 video), gives no length, and reads on for megabytes for a frame rate. Sides of AVC and HEVC are its.
 */

/** Looked at from the start and from the end. */
const HEAD_BYTES = BLOCK_BYTES;
const TAIL_BYTES = 2 * BLOCK_BYTES;

/** Ticks a second of the clock of time stamps, and where it begins anew. */
const CLOCK = 90_000;
const CLOCK_WRAP = 2 ** 33;

/** One stream and the start of its packets in the bytes at hand. */
interface Stream {
  readonly kind: 'video' | 'audio' | 'other' | 'unknown';
  readonly codec: string | null;
}

/** A time stamp at the start of a packet of a stream: when it is shown, and when it is decoded. */
interface Stamp {
  readonly stream: number;
  readonly shown: number;
  readonly decoded: number;
  /** The first bytes of the packet's content. */
  readonly content: Uint8Array;
}

/**
 * Reads an MPEG transport stream (188, 192 or 204 bytes a packet): streams by its program map, the length from the first
 * to the last time stamp and one frame more, the frame rate from the stamps of successive frames. `null` when it is none.
 *
 * @source ISO/IEC 13818-1 §2.4.3, §2.4.4, table 2-34; ETSI TS 101 154 (descriptors); Blu-ray stream types as written by
 * cameras
 * @throws as {@link HeaderBytes.read}
 */
export async function readTransportStream(bytes: HeaderBytes): Promise<OwnHeader | null> {
  const head = await bytes.read(0, HEAD_BYTES);
  const packets = packetShape(head);
  if (packets === null) return null;
  const streams = programStreams(head, packets);
  const tail = await tailOf(bytes);
  return describe(
    'ts',
    streams,
    transportStamps(head, packets, 0, streams),
    transportStamps(tail.bytes, packets, alignment(tail.bytes, packets), streams),
  );
}

/**
 * Reads an MPEG program stream (`.mpg`, `.vob`), like {@link readTransportStream}.
 *
 * @source ISO/IEC 13818-1 §2.5.3
 * @throws as {@link HeaderBytes.read}
 */
export async function readProgramStream(bytes: HeaderBytes): Promise<OwnHeader | null> {
  const head = await bytes.read(0, HEAD_BYTES);
  if (!hasStartCode(head, 0) || head[3] !== 0xba) return null;
  const tail = await tailOf(bytes);
  const first = programStamps(head);
  const last = programStamps(tail.bytes);
  const streams = new Map<number, Stream>();
  for (const { stream, content } of first)
    if (!streams.has(stream)) streams.set(stream, programStream(stream, content));
  return describe('mpeg', streams, first, last);
}

async function tailOf(bytes: HeaderBytes): Promise<{ readonly bytes: Uint8Array }> {
  const { size } = bytes;
  return { bytes: size === null ? new Uint8Array(0) : await bytes.read(Math.max(0, size - TAIL_BYTES), size) };
}

function describe(
  container: string,
  streams: ReadonlyMap<number, Stream>,
  first: readonly Stamp[],
  last: readonly Stamp[],
): OwnHeader {
  const all = [...streams.entries()];
  const video = all.find(([, { kind }]) => kind === 'video');
  const audio = all.find(([, { kind }]) => kind === 'audio');
  const hasUnknown = all.length === 0 || all.some(([, { kind }]) => kind === 'unknown');
  const interval = video === undefined ? null : frameTicks(video[0], first, last);
  const sequence = video === undefined ? null : sequenceHeader(first.filter(({ stream }) => stream === video[0]));
  const audioId = audio?.[0];
  const frame = first.flatMap(({ stream, content }) => (stream === audioId ? [firstSoundFrame(content)] : []))[0];
  const soundCodec = audio?.[1].codec === 'mpeg' ? (frame?.codec ?? null) : (audio?.[1].codec ?? null);
  return {
    container,
    durationSeconds: secondsBetween(first, last, video?.[0] ?? null, interval),
    video:
      video === undefined
        ? hasUnknown
          ? undefined
          : null
        : pictureOf(video[1].codec, {
            framesPerSecond: sequence?.framesPerSecond ?? (interval === null ? null : CLOCK / interval),
            width: sequence?.width ?? null,
            height: sequence?.height ?? null,
          }),
    audio: audio === undefined ? (hasUnknown ? undefined : null) : { codec: soundCodec },
  };
}

function firstSoundFrame(content: Uint8Array): ReturnType<typeof readFrame> {
  for (let at = 0; at + 6 < content.length; at += 1) {
    const frame = readFrame(content, at);
    if (frame !== null) return frame;
  }
  return null;
}

/** From the first stamp to the last, on a clock that may begin anew between; one frame more for the last picture. */
function secondsBetween(
  first: readonly Stamp[],
  last: readonly Stamp[],
  video: number | null,
  interval: number | null,
): number | null {
  const start = first[0]?.shown;
  if (start === undefined || last.length === 0) return null;
  const since = (stamp: Stamp): number => {
    const ticks = stamp.shown - start;
    if (ticks < -CLOCK_WRAP / 2) return ticks + CLOCK_WRAP;
    return ticks > CLOCK_WRAP / 2 ? ticks - CLOCK_WRAP : ticks;
  };
  const earliest = Math.min(...first.map(since));
  const latest = Math.max(...last.map((stamp) => since(stamp) + (stamp.stream === video ? (interval ?? 0) : 0)));
  return latest > earliest ? (latest - earliest) / CLOCK : null;
}

/** Ticks from one frame to the next in the order of decoding, which is even; `null` without two frames in a row. */
function frameTicks(video: number, ...parts: readonly (readonly Stamp[])[]): number | null {
  const steps: number[] = [];
  for (const stamps of parts) {
    const times = stamps.filter(({ stream }) => stream === video).map(({ decoded }) => decoded);
    for (let index = 1; index < times.length; index += 1) {
      const step = (times[index] ?? 0) - (times[index - 1] ?? 0);
      if (step > 0 && step < CLOCK * 2) steps.push(step);
    }
  }
  if (steps.length === 0) return null;
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  // 59.94 frames a second are 1,501 and 1,502 ticks by turns: the mean of what is near the usual step.
  const near = steps.filter((step) => Math.abs(step - usual) <= 1);
  return near.reduce((sum, step) => sum + step, 0) / near.length;
}

const SEQUENCE_RATES = [null, 24_000 / 1_001, 24, 25, 30_000 / 1_001, 30, 50, 60_000 / 1_001, 60] as const;

/** Height to width as displayed, by code: 4:3, 16:9, 2.21:1. Others are square pixels. */
const DISPLAY_RATIOS: Readonly<Record<number, number>> = { 2: 4 / 3, 3: 16 / 9, 4: 2.21 };

/** Sides and rate of MPEG-1 and MPEG-2 video, which the kept parser does not read. */
function sequenceHeader(
  stamps: readonly Stamp[],
): { readonly width: number; readonly height: number; readonly framesPerSecond: number | null } | null {
  for (const { content } of stamps) {
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
  }
  return null;
}

function hasStartCode(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
}

/** What a packet of an elementary stream says of time; `null` when none starts here or it has no stamp. */
function readStamp(bytes: Uint8Array, at: number, stream: number, contentBytes: number): Stamp | null {
  if (!hasStartCode(bytes, at) || at + 30 > bytes.length) return null;
  const isMpeg2 = ((bytes[at + 6] ?? 0) & 0xc0) === 0x80;
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
  const flags = (bytes[at + 7] ?? 0) >> 6;
  if (flags < 2) return null;
  return { shown: at + 9, decoded: flags === 3 ? at + 14 : null, content: at + 9 + (bytes[at + 8] ?? 0) };
}

/** MPEG-1 has padding and a buffer size before its stamps. Source: ISO/IEC 11172-1 §2.4.3.3. */
function mpeg1StampPlace(bytes: Uint8Array, at: number): StampPlace | null {
  let next = at + 6;
  while (bytes[next] === 0xff && next < at + 22) next += 1;
  if ((bytes[next] ?? 0) >> 6 === 1) next += 2;
  const mark = (bytes[next] ?? 0) >> 4;
  if (mark === 2) return { shown: next, decoded: null, content: next + 5 };
  return mark === 3 ? { shown: next, decoded: next + 5, content: next + 10 } : null;
}

function timeAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = bytes.subarray(at, at + 5);
  return ((a >> 1) & 7) * 2 ** 30 + ((b << 22) | ((c >> 1) << 15) | (d << 7) | (e >> 1));
}

/** How long packets are and where the first starts: 188 bytes, behind a time code of four, or before a checksum of 16. */
interface PacketShape {
  readonly length: number;
  readonly sync: number;
}

function packetShape(head: Uint8Array): PacketShape | null {
  for (const length of [188, 192, 204]) {
    const sync = length === 192 ? 4 : 0;
    const count = Math.min(4, Math.floor(head.length / length));
    if (count > 0 && Array.from({ length: count }, (_, index) => head[sync + index * length]).every((b) => b === 0x47))
      return { length, sync };
  }
  return null;
}

/** Where packets start in bytes from the middle of a file, so that {@link PacketShape.sync} applies. */
function alignment(bytes: Uint8Array, { length, sync }: PacketShape): number {
  for (let at = 0; at < length && at + 3 * length < bytes.length; at += 1) {
    if ([0, 1, 2].every((index) => bytes[at + sync + index * length] === 0x47)) return at;
  }
  return bytes.length;
}

/** A packet's identifier, whether a unit starts in it, and where its content lies. */
function* packetsOf(
  bytes: Uint8Array,
  { length, sync }: PacketShape,
  start: number,
): Generator<{ readonly pid: number; readonly starts: boolean; readonly at: number; readonly end: number }> {
  for (let packet = start + sync; packet + 188 <= bytes.length; packet += length) {
    if (bytes[packet] !== 0x47) continue;
    const second = bytes[packet + 1] ?? 0;
    const control = ((bytes[packet + 3] ?? 0) >> 4) & 3;
    if ((control & 1) === 0) continue;
    const at = packet + 4 + (control === 3 ? 1 + (bytes[packet + 4] ?? 0) : 0);
    yield {
      pid: ((second & 31) << 8) | (bytes[packet + 2] ?? 0),
      starts: (second & 0x40) !== 0,
      at,
      end: packet + 188,
    };
  }
}

function transportStamps(
  bytes: Uint8Array,
  shape: PacketShape,
  start: number,
  streams: ReadonlyMap<number, Stream>,
): Stamp[] {
  const stamps: Stamp[] = [];
  for (const { pid, starts, at, end } of packetsOf(bytes, shape, start)) {
    const kind = streams.get(pid)?.kind;
    if (!starts || (kind !== 'video' && kind !== 'audio')) continue;
    const stamp = readStamp(bytes.subarray(0, end), at, pid, 188);
    if (stamp !== null) stamps.push(stamp);
  }
  return stamps;
}

/** The streams of the first program by packet identifier; none when its map is not in these bytes. */
function programStreams(head: Uint8Array, shape: PacketShape): Map<number, Stream> {
  let mapPid: number | null = null;
  let section: { readonly bytes: number[]; readonly length: number } | null = null;
  for (const { pid, starts, at, end } of packetsOf(head, shape, 0)) {
    if (at >= end) continue;
    if (pid === 0 && starts && mapPid === null) mapPid = firstProgramPid(head, at, end);
    if (pid !== mapPid) continue;
    if (starts) {
      const from = at + 1 + (head[at] ?? 0);
      section = { bytes: [], length: 3 + ((((head[from + 1] ?? 0) & 15) << 8) | (head[from + 2] ?? 0)) };
      section.bytes.push(...head.subarray(from, end));
    } else section?.bytes.push(...head.subarray(at, end));
    if (section !== null && section.bytes.length >= section.length)
      return readProgramMap(Uint8Array.from(section.bytes.slice(0, section.length)), shape.length === 192);
  }
  return new Map();
}

function firstProgramPid(bytes: Uint8Array, at: number, end: number): number | null {
  const section = at + 1 + (bytes[at] ?? 0);
  const sectionEnd = section + 3 + ((((bytes[section + 1] ?? 0) & 15) << 8) | (bytes[section + 2] ?? 0)) - 4;
  for (let entry = section + 8; entry + 4 <= Math.min(end, sectionEnd); entry += 4) {
    const program = ((bytes[entry] ?? 0) << 8) | (bytes[entry + 1] ?? 0);
    if (program !== 0) return (((bytes[entry + 2] ?? 0) & 31) << 8) | (bytes[entry + 3] ?? 0);
  }
  return null;
}

function readProgramMap(section: Uint8Array, isCamera: boolean): Map<number, Stream> {
  const streams = new Map<number, Stream>();
  const lengthAt = (at: number): number => (((section[at] ?? 0) & 15) << 8) | (section[at + 1] ?? 0);
  const infoEnd = 12 + lengthAt(10);
  const isBluRay = isCamera || registrations(section.subarray(12, infoEnd)).includes('HDMV');
  for (let at = infoEnd; at + 5 <= section.length - 4;) {
    const end = at + 5 + lengthAt(at + 3);
    const pid = (((section[at + 1] ?? 0) & 31) << 8) | (section[at + 2] ?? 0);
    streams.set(pid, streamOf(section[at] ?? 0, section.subarray(at + 5, end), isBluRay));
    at = end;
  }
  return streams;
}

const STREAM_TYPES: Readonly<Record<number, readonly ['video' | 'audio' | 'other', string]>> = {
  0x01: ['video', 'mpeg1video'],
  0x02: ['video', 'mpeg2video'],
  0x03: ['audio', 'mpeg'],
  0x04: ['audio', 'mpeg'],
  0x0f: ['audio', 'aac'],
  0x10: ['video', 'mpeg4'],
  0x11: ['audio', 'aac'],
  0x15: ['other', 'metadata'],
  0x1b: ['video', 'avc'],
  0x24: ['video', 'hevc'],
  0x33: ['video', 'vvc'],
  0x81: ['audio', 'ac3'],
  0x82: ['audio', 'dts'],
  0x83: ['audio', 'truehd'],
  0x84: ['audio', 'eac3'],
  0x85: ['audio', 'dts'],
  0x86: ['audio', 'dts'],
  0x87: ['audio', 'eac3'],
  0x90: ['other', 'subtitles'],
  0xea: ['video', 'vc1'],
};

const REGISTERED: Readonly<Record<string, readonly ['video' | 'audio', string]>> = {
  Opus: ['audio', 'opus'],
  'AC-3': ['audio', 'ac3'],
  EAC3: ['audio', 'eac3'],
  DTS1: ['audio', 'dts'],
  DTS2: ['audio', 'dts'],
  DTS3: ['audio', 'dts'],
  BSSD: ['audio', 's302m'],
  HEVC: ['video', 'hevc'],
  AV01: ['video', 'av1'],
  'VC-1': ['video', 'vc1'],
};

/** By the tag of a descriptor of a private stream. */
const DESCRIBED: Readonly<Record<number, readonly ['audio' | 'other', string]>> = {
  0x56: ['other', 'teletext'],
  0x59: ['other', 'subtitles'],
  0x6a: ['audio', 'ac3'],
  0x7a: ['audio', 'eac3'],
  0x7b: ['audio', 'dts'],
  0x7c: ['audio', 'aac'],
};

function streamOf(type: number, descriptors: Uint8Array, isBluRay: boolean): Stream {
  const bluRay: Stream | null = type === 0x80 && isBluRay ? { kind: 'audio', codec: 'pcm_bluray' } : null;
  const tags = [...descriptorsOf(descriptors)].map(({ tag }) => tag);
  const [kind, codec] =
    registrations(descriptors).flatMap((name) => (REGISTERED[name] === undefined ? [] : [REGISTERED[name]]))[0] ??
    STREAM_TYPES[type] ??
    tags.flatMap((tag) => (DESCRIBED[tag] === undefined ? [] : [DESCRIBED[tag]]))[0] ??
    (['unknown', null] as const);
  return bluRay ?? { kind, codec };
}

function* descriptorsOf(bytes: Uint8Array): Generator<{ readonly tag: number; readonly content: Uint8Array }> {
  for (let at = 0; at + 2 <= bytes.length;) {
    const end = at + 2 + (bytes[at + 1] ?? 0);
    yield { tag: bytes[at] ?? 0, content: bytes.subarray(at + 2, end) };
    at = end;
  }
}

function registrations(descriptors: Uint8Array): string[] {
  return [...descriptorsOf(descriptors)].flatMap(({ tag, content }) => (tag === 5 ? [fourCharacters(content, 0)] : []));
}

/** Enough of a packet for a sequence header or a frame of sound. */
const PROGRAM_CONTENT_BYTES = 512;

/** The stamps of a program stream, whose packets start with the code of their stream. */
function programStamps(bytes: Uint8Array): Stamp[] {
  const stamps: Stamp[] = [];
  for (let at = 0; at + 20 < bytes.length; at += 1) {
    const id = bytes[at + 3] ?? 0;
    const isStream = id === 0xbd || (id >= 0xc0 && id <= 0xef);
    const stamp = isStream ? readStamp(bytes, at, id, PROGRAM_CONTENT_BYTES) : null;
    if (stamp !== null) stamps.push(stamp);
  }
  return stamps;
}

/** A stream by its code: MPEG sound, pictures, and what DVDs put into the private one, by its first byte. */
function programStream(id: number, content: Uint8Array): Stream {
  if (id >= 0xe0) {
    const isMpeg2 = content.some((_, at) => hasStartCode(content, at) && content[at + 3] === 0xb5);
    return { kind: 'video', codec: isMpeg2 ? 'mpeg2video' : 'mpeg1video' };
  }
  if (id >= 0xc0) return { kind: 'audio', codec: 'mpeg' };
  const part = (content[0] ?? 0) >> 3;
  if (part === 0x10) return { kind: 'audio', codec: 'ac3' };
  if (part === 0x11) return { kind: 'audio', codec: 'dts' };
  if (part === 0x14) return { kind: 'audio', codec: 'pcm_dvd' };
  return part >> 2 === 1 ? { kind: 'other', codec: 'subtitles' } : { kind: 'unknown', codec: null };
}
