import { BLOCK_BYTES, byteAt, fourCharacters, type HeaderBytes, type OwnHeader } from './header-bytes.ts';
import { describe, hasStartCode, lastStamps, readStamp, type Stamp, type Stream } from './mpeg-stamps.ts';

/**
 * Reads an MPEG transport stream (188, 192 or 204 bytes a packet): streams by its program map, the length from the first
 * to the last time stamp and one frame more, the frame rate from the stamps of successive frames. `null` when it is none.
 *
 * @source ISO/IEC 13818-1 §2.4.3, §2.4.4, table 2-34; ETSI TS 101 154 (descriptors); Blu-ray stream types as written by
 * cameras
 * @throws as {@link HeaderBytes.read}
 */
export async function readTransportStream(bytes: HeaderBytes): Promise<OwnHeader | null> {
  const head = await bytes.read(0, BLOCK_BYTES);
  const packets = packetShape(head);
  if (packets === null) return null;
  const streams = programStreams(head, packets);
  const last = await lastStamps(bytes, streams, (tail) =>
    transportStamps(tail, packets, alignment(tail, packets), streams),
  );
  return describe('ts', streams, transportStamps(head, packets, 0, streams), last);
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

/** Finds where packets start in bytes from the middle of a file, so that {@link PacketShape.sync} applies. */
function alignment(bytes: Uint8Array, { length, sync }: PacketShape): number {
  for (let at = 0; at < length && at + 3 * length < bytes.length; at += 1) {
    if ([0, 1, 2].every((index) => bytes[at + sync + index * length] === 0x47)) return at;
  }
  return bytes.length;
}

/** Yields a packet's identifier, whether a unit starts in it, and where its content lies. */
function* packetsOf(
  bytes: Uint8Array,
  { length, sync }: PacketShape,
  start: number,
): Generator<{ readonly pid: number; readonly starts: boolean; readonly at: number; readonly end: number }> {
  for (let packet = start + sync; packet + 188 <= bytes.length; packet += length) {
    if (bytes[packet] !== 0x47) continue;
    const second = byteAt(bytes, packet + 1);
    const control = (byteAt(bytes, packet + 3) >> 4) & 3;
    if ((control & 1) === 0) continue;
    const at = packet + 4 + (control === 3 ? 1 + byteAt(bytes, packet + 4) : 0);
    yield {
      pid: ((second & 31) << 8) | byteAt(bytes, packet + 2),
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

/** Lists the streams of the first program by packet identifier; none when its map is not in these bytes. */
function programStreams(head: Uint8Array, shape: PacketShape): Map<number, Stream> {
  let mapPid: number | null = null;
  let section: { readonly bytes: number[]; readonly length: number } | null = null;
  for (const { pid, starts, at, end } of packetsOf(head, shape, 0)) {
    if (at >= end) continue;
    if (pid === 0 && starts && mapPid === null) mapPid = firstProgramPid(head, at, end);
    if (pid !== mapPid) continue;
    if (starts) {
      const from = at + 1 + byteAt(head, at);
      section = { bytes: [], length: 3 + (((byteAt(head, from + 1) & 15) << 8) | byteAt(head, from + 2)) };
      section.bytes.push(...head.subarray(from, end));
    } else section?.bytes.push(...head.subarray(at, end));
    if (section !== null && section.bytes.length >= section.length)
      return readProgramMap(Uint8Array.from(section.bytes.slice(0, section.length)), shape.length === 192);
  }
  return new Map();
}

function firstProgramPid(bytes: Uint8Array, at: number, end: number): number | null {
  const section = at + 1 + byteAt(bytes, at);
  const sectionEnd = section + 3 + (((byteAt(bytes, section + 1) & 15) << 8) | byteAt(bytes, section + 2)) - 4;
  for (let entry = section + 8; entry + 4 <= Math.min(end, sectionEnd); entry += 4) {
    const program = (byteAt(bytes, entry) << 8) | byteAt(bytes, entry + 1);
    if (program !== 0) return ((byteAt(bytes, entry + 2) & 31) << 8) | byteAt(bytes, entry + 3);
  }
  return null;
}

function readProgramMap(section: Uint8Array, isCamera: boolean): Map<number, Stream> {
  const streams = new Map<number, Stream>();
  const lengthAt = (at: number): number => ((byteAt(section, at) & 15) << 8) | byteAt(section, at + 1);
  const infoEnd = 12 + lengthAt(10);
  const isBluRay = isCamera || registrations(section.subarray(12, infoEnd)).includes('HDMV');
  for (let at = infoEnd; at + 5 <= section.length - 4;) {
    const end = at + 5 + lengthAt(at + 3);
    const pid = ((byteAt(section, at + 1) & 31) << 8) | byteAt(section, at + 2);
    streams.set(pid, streamOf(byteAt(section, at), section.subarray(at + 5, end), isBluRay));
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
    const end = at + 2 + byteAt(bytes, at + 1);
    yield { tag: byteAt(bytes, at), content: bytes.subarray(at + 2, end) };
    at = end;
  }
}

function registrations(descriptors: Uint8Array): string[] {
  return [...descriptorsOf(descriptors)].flatMap(({ tag, content }) => (tag === 5 ? [fourCharacters(content, 0)] : []));
}

/**
 * Reads an MPEG program stream (`.mpg`, `.vob`), like a transport stream.
 *
 * @source ISO/IEC 13818-1 §2.5.3
 * @throws as {@link HeaderBytes.read}
 */
export async function readProgramStream(bytes: HeaderBytes): Promise<OwnHeader | null> {
  const head = await bytes.read(0, BLOCK_BYTES);
  if (!hasStartCode(head, 0) || head[3] !== 0xba) return null;
  const first = programStamps(head);
  const streams = new Map<number, Stream>();
  for (const { stream, content } of first)
    if (!streams.has(stream)) streams.set(stream, programStream(stream, content));
  return describe('mpeg', streams, first, await lastStamps(bytes, streams, programStamps));
}

/** Enough of a packet for a sequence header or a frame of sound. */
const PROGRAM_CONTENT_BYTES = 512;

/** Yields the stamps of a program stream, whose packets start with the code of their stream. */
function programStamps(bytes: Uint8Array): Stamp[] {
  const stamps: Stamp[] = [];
  for (let at = 0; at + 20 < bytes.length; at += 1) {
    const id = byteAt(bytes, at + 3);
    const isStream = id === 0xbd || (id >= 0xc0 && id <= 0xef);
    const stamp = isStream ? readStamp(bytes, at, id, PROGRAM_CONTENT_BYTES) : null;
    if (stamp !== null) stamps.push(stamp);
  }
  return stamps;
}

/** Names a stream by its code: MPEG sound, pictures, and what DVDs put into the private one, by its first byte. */
function programStream(id: number, content: Uint8Array): Stream {
  if (id >= 0xe0) {
    const isMpeg2 = content.some((_, at) => hasStartCode(content, at) && content[at + 3] === 0xb5);
    return { kind: 'video', codec: isMpeg2 ? 'mpeg2video' : 'mpeg1video' };
  }
  if (id >= 0xc0) return { kind: 'audio', codec: 'mpeg' };
  const part = byteAt(content, 0) >> 3;
  if (part === 0x10) return { kind: 'audio', codec: 'ac3' };
  if (part === 0x11) return { kind: 'audio', codec: 'dts' };
  if (part === 0x14) return { kind: 'audio', codec: 'pcm_dvd' };
  return part >> 2 === 1 ? { kind: 'other', codec: 'subtitles' } : { kind: 'unknown', codec: null };
}
