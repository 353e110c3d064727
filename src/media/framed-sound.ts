import { itemAt } from '../base/lists.ts';
import { BLOCK_BYTES, byteAt, fourCharacters, type HeaderBytes, type OwnHeader, viewOf } from './header-bytes.ts';

/*
 * Own reading, for two reasons: the kept parser calls every layer of MPEG sound `mp3`, and gives the length of none of
 * these formats without reading them from end to end.
 */

/** One frame of a format that is nothing but frames. */
export interface SoundFrame {
  readonly codec: 'mp1' | 'mp2' | 'mp3' | 'aac' | 'ac3' | 'eac3';
  readonly container: string;
  readonly bytes: number;
  /** Played one after the other; 0: more channels for the frame before. */
  readonly samples: number;
  readonly sampleRate: number;
  /** Where a Xing or Info header would be, from the start of the frame; `null` outside layer III. */
  readonly xingAt: number | null;
}

/** Files up to this length are read whole and their frames counted; of longer ones both ends are looked at. */
const WHOLE_BYTES = 7 * BLOCK_BYTES;

/** Read at the end of a longer file: the more frames, the nearer their mean. */
const TAIL_BYTES = 4 * BLOCK_BYTES - 1;

/** How far after the tags the first frame may lie; some writers pad. */
const SEARCH_BYTES = 4_096;

/** The longest frame, of ADTS. */
const MAX_FRAME_BYTES = 8_191;

/** Past the largest layer III frame's side information and the largest of the three headers. */
const FRAME_HEAD_BYTES = 64;

/**
 * Reads a file of MPEG sound (layers I to III), ADTS, AC-3 or E-AC-3: its codec, and its length in seconds as frames × samples a
 * frame ÷ sample rate. The frames are those a Xing, Info or VBRI header states, or counted where the file is no longer than
 * 448 KiB; of a longer one the mean frame of both ends stands for all, and the length is an estimate. `null` when no frame
 * starts within 4 KiB of the tags.
 *
 * @source ISO/IEC 11172-3 §2.4.2.3, ISO/IEC 14496-3 §1.A.3, ETSI TS 102 366 §4.4, §E.1.3 (frame headers); LAME mp3 info tag and
 * Fraunhofer VBRI header, as written by the encoders
 * @throws as {@link HeaderBytes.read}
 */
export async function readFramedSound(bytes: HeaderBytes): Promise<OwnHeader | null> {
  const tagsEnd = await afterTags(bytes);
  if (tagsEnd === null) return null;
  // With room for the frames that follow one at its end.
  const search = await bytes.read(tagsEnd, tagsEnd + SEARCH_BYTES + 2 * MAX_FRAME_BYTES);
  const offset = firstFrame(search, SEARCH_BYTES);
  const frame = offset === null ? null : readFrame(search, offset);
  if (offset === null || frame === null) return null;
  const start = tagsEnd + offset;
  const stated = await statedFrames(bytes, start, frame);
  const length =
    stated === null ? await countedLength(bytes, start) : { samples: stated * frame.samples, isEstimate: false };
  return {
    container: frame.container,
    durationSeconds: length === null ? null : length.samples / frame.sampleRate,
    isEstimate: length?.isEstimate ?? false,
    video: null,
    audio: { codec: frame.codec },
  };
}

const ID3_HEAD_BYTES = 10;

/** Files hold one tag, rarely two. */
const MAX_TAGS = 8;

/** Finds where the ID3v2 tags end; `null` when there are more of them than a file has reason to hold. */
export async function afterTags(bytes: HeaderBytes): Promise<number | null> {
  let at = 0;
  for (let tags = 0; tags < MAX_TAGS; tags += 1) {
    const head = await bytes.read(at, at + ID3_HEAD_BYTES);
    if (head.length < ID3_HEAD_BYTES || !fourCharacters(head, 0).startsWith('ID3')) return at;
    const footer = (byteAt(head, 5) & 0x10) === 0 ? 0 : ID3_HEAD_BYTES;
    // Four bytes of seven bits each.
    const size = head.subarray(6).reduce((total, byte) => total * 128 + (byte & 0x7f), 0);
    at += ID3_HEAD_BYTES + size + footer;
  }
  return null;
}

/**
 * Finds where the first frame is, among the first `within` bytes: one that states the number of frames, that two others
 * follow or those up to the end of the bytes, or that begins them; `null` without any. Sound of other formats and
 * pictures have by chance what looks like one frame.
 */
function firstFrame(bytes: Uint8Array, within: number): number | null {
  for (let at = 0; at < within && at + 6 <= bytes.length; at += 1) {
    const frame = readFrame(bytes, at);
    if (frame === null) continue;
    const states = frame.xingAt !== null && ['Xing', 'Info'].includes(fourCharacters(bytes, at + frame.xingAt));
    if (states || at === 0 || isFollowed(bytes, at, frame)) return at;
  }
  return null;
}

function isFollowed(bytes: Uint8Array, start: number, { codec, bytes: length }: SoundFrame): boolean {
  let at = start + length;
  for (let count = 0; count < 2; count += 1) {
    if (at === bytes.length) return true;
    const next = readFrame(bytes, at);
    if (next?.codec !== codec) return false;
    at += next.bytes;
  }
  return true;
}

/** Share of the bytes that frames in a row have to fill before they are taken for the sound. */
const FOLLOWING = 0.9;

interface Count {
  readonly samples: number;
  readonly bytes: number;
}

/** Counts the frames that follow each other from `at` on. */
function countFrames(bytes: Uint8Array, start: number): Count {
  let samples = 0;
  let at = start;
  for (let frame = readFrame(bytes, at); frame !== null && at + frame.bytes <= bytes.length;) {
    samples += frame.samples;
    at += frame.bytes;
    frame = readFrame(bytes, at);
  }
  return { samples, bytes: at - start };
}

async function countedLength(
  bytes: HeaderBytes,
  start: number,
): Promise<{ readonly samples: number; readonly isEstimate: boolean } | null> {
  const { size } = bytes;
  if (size === null) return null;
  if (size <= WHOLE_BYTES && size <= bytes.maxBytes) {
    const sound = await bytes.read(start, size);
    const counted = countFrames(sound, 0);
    return counted.bytes < sound.length * FOLLOWING ? null : { samples: counted.samples, isEstimate: false };
  }
  const headBytes = await bytes.read(start, start + BLOCK_BYTES);
  const head = countFrames(headBytes, 0);
  if (head.bytes < headBytes.length * FOLLOWING) return null;
  const tailBytes = await bytes.read(Math.max(start, size - TAIL_BYTES), size);
  const tailStart = firstFrame(tailBytes, tailBytes.length);
  const tail = tailStart === null ? { samples: 0, bytes: 0 } : countFrames(tailBytes, tailStart);
  const tagBytes = fourCharacters(tailBytes, tailBytes.length - 128).startsWith('TAG') ? 128 : 0;
  const samplesAByte = (head.samples + tail.samples) / (head.bytes + tail.bytes);
  return { samples: (size - start - tagBytes) * samplesAByte, isEstimate: true };
}

/** VBRI is at one place whatever the frame: after its header and 32 bytes. */
const VBRI_AT = 36;

/** Gives frames as a header in the first frame states them, itself not among them; `null` without one. */
async function statedFrames(bytes: HeaderBytes, start: number, { xingAt }: SoundFrame): Promise<number | null> {
  if (xingAt === null) return null;
  const frame = await bytes.read(start, start + FRAME_HEAD_BYTES);
  if (frame.length < FRAME_HEAD_BYTES) return null;
  const view = viewOf(frame);
  const word = fourCharacters(frame, xingAt);
  if (word === 'Xing' || word === 'Info') {
    const countGiven = (view.getUint32(xingAt + 4) & 1) === 1;
    return countGiven ? view.getUint32(xingAt + 8) : null;
  }
  return fourCharacters(frame, VBRI_AT) === 'VBRI' ? view.getUint32(VBRI_AT + 14) : null;
}

/** Reads the frame whose header is at a position; `null` when none is. */
export function readFrame(bytes: Uint8Array, at: number): SoundFrame | null {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = bytes.subarray(at, at + 6);
  if (first === 0x0b && second === 0x77)
    return sixth >> 3 > 10 ? readEac3Frame(third, fourth, fifth, sixth) : readAc3Frame(fifth);
  if (first !== 0xff || second >> 4 < 14) return null;
  // Layer 0 is no layer of MPEG sound, but what ADTS writes there.
  if (second >> 4 === 15 && ((second >> 1) & 3) === 0) return readAdtsFrame(third, fourth, fifth, sixth);
  return readMpegFrame(second, third, fourth);
}

const MPEG_RATES = [44_100, 48_000, 32_000] as const;

/** Kilobits a second by version (1, then 2 and 2.5), layer and index. */
const BITRATES: readonly (readonly (readonly number[])[])[] = [
  [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ],
  [
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ],
];

function readMpegFrame(second: number, third: number, fourth: number): SoundFrame | null {
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const baseRate = MPEG_RATES[(third >> 2) & 3];
  const first = version === 3;
  const kilobits = BITRATES[first ? 0 : 1]?.[layer - 1]?.[third >> 4];
  if (second >> 5 !== 7 || version === 1 || layer === 4 || baseRate === undefined || !kilobits) return null;
  const sampleRate = first ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const padding = (third >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 2 || first ? 1_152 : 576;
  const bytes =
    layer === 1
      ? (Math.floor((12_000 * kilobits) / sampleRate) + padding) * 4
      : Math.floor((samples * 125 * kilobits) / sampleRate) + padding;
  const mono = fourth >> 6 === 3;
  const xingAt = layer !== 3 ? null : first ? (mono ? 21 : 36) : mono ? 13 : 21;
  const codec = itemAt(['mp1', 'mp2', 'mp3'] as const, layer - 1);
  return { codec, container: codec, bytes, samples, sampleRate, xingAt };
}

const ADTS_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];

function readAdtsFrame(third: number, fourth: number, fifth: number, sixth: number): SoundFrame | null {
  const sampleRate = ADTS_RATES[(third >> 2) & 15];
  const bytes = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5);
  if (sampleRate === undefined || bytes < 7) return null;
  return { codec: 'aac', container: 'aac', bytes, samples: 1_024, sampleRate, xingAt: null };
}

const AC3_RATES = [48_000, 44_100, 32_000] as const;
const AC3_KILOBITS = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];

function readAc3Frame(fifth: number): SoundFrame | null {
  const sampleRate = AC3_RATES[fifth >> 6];
  const kilobits = AC3_KILOBITS[(fifth & 63) >> 1];
  if (sampleRate === undefined || kilobits === undefined) return null;
  const words = Math.floor((kilobits * 96_000) / sampleRate) + (sampleRate === 44_100 ? fifth & 1 : 0);
  return { codec: 'ac3', container: 'ac3', bytes: words * 2, samples: 1_536, sampleRate, xingAt: null };
}

/** Blocks of 256 samples in a frame, by code. */
const EAC3_BLOCKS = [1, 2, 3, 6] as const;

/** Reads the header of the enhanced form, which a version above 10 tells from AC-3. */
function readEac3Frame(third: number, fourth: number, fifth: number, sixth: number): SoundFrame | null {
  const rate = AC3_RATES[fifth >> 6];
  const code = (fifth >> 4) & 3;
  // At half the rates the code of the blocks is that of the rate, and there are six.
  const halfRate = AC3_RATES[code];
  const sampleRate = rate ?? (halfRate === undefined ? undefined : halfRate / 2);
  if (sampleRate === undefined || sixth >> 3 > 16 || third >> 6 === 3) return null;
  const blocks = rate === undefined ? 6 : itemAt(EAC3_BLOCKS, code);
  // Other substreams add channels to the first, or are other programs.
  const isFirst = third >> 6 !== 1 && ((third >> 3) & 7) === 0;
  return {
    ...{ codec: 'eac3', container: 'eac3', sampleRate, xingAt: null },
    bytes: ((((third & 7) << 8) | fourth) + 1) * 2,
    samples: isFirst ? blocks * 256 : 0,
  };
}

/**
 * Reads the first block of a FLAC file: samples ÷ sample rate. `null` when no FLAC starts there.
 *
 * Own reading, for the kept parser gives no length where a cover is larger than what may be read.
 *
 * @param start - behind ID3 tags, which some writers put before
 * @source RFC 9639 §8.2
 * @throws as {@link HeaderBytes.read}
 */
export async function readFlac(bytes: HeaderBytes, start: number): Promise<OwnHeader | null> {
  const head = await bytes.read(start, start + 26);
  if (head.length < 26 || fourCharacters(head, 0) !== 'fLaC') return null;
  const view = viewOf(head);
  const rate = view.getUint32(18) >>> 12;
  const samples = (byteAt(head, 21) & 15) * 2 ** 32 + view.getUint32(22);
  // 0 samples are "unknown".
  const seconds = samples === 0 || rate === 0 ? null : samples / rate;
  return { container: 'flac', durationSeconds: seconds, video: null, audio: { codec: 'flac' } };
}
