import { fourCharacters, viewOf } from './bytes.ts';
import type { HeaderBytes } from './header-bytes.ts';

const ID3_HEAD_BYTES = 10;

/** Files hold one tag, rarely two. */
const MAX_TAGS = 8;

/** How far after the tags the first frame may lie; some writers pad. */
const SEARCH_BYTES = 4_096;

/** Past the largest layer III frame's side information and the largest of the three headers. */
const FRAME_HEAD_BYTES = 64;

const SAMPLE_RATES = [44_100, 48_000, 32_000] as const;

interface Frame {
  readonly sampleRate: number;
  readonly samples: number;
  /** Where a Xing or Info header stands when there is one. */
  readonly xingAt: number;
}

/**
 * Length of an MP3 in seconds: frames × samples per frame ÷ sample rate, the number of frames as its Xing, Info or VBRI
 * header states it. `null` without one: the first frame's bit rate times the file's size is a guess, and with variable
 * bit rate a wrong one.
 *
 * @source ISO/IEC 11172-3 §2.4.2.3 (frame header); LAME mp3 info tag and Fraunhofer VBRI header, as written by the encoders
 * @throws as {@link HeaderBytes.read}
 */
export async function mp3Seconds(bytes: HeaderBytes): Promise<number | null> {
  const start = await afterTags(bytes);
  if (start === null) return null;
  const search = await bytes.read(start, start + SEARCH_BYTES);
  for (let at = 0; at + 4 <= search.length; at += 1) {
    const frame = readFrame(search, at);
    if (frame === null) continue;
    const frames = statedFrames(await bytes.read(start + at, start + at + FRAME_HEAD_BYTES), frame.xingAt);
    return frames === null ? null : (frames * frame.samples) / frame.sampleRate;
  }
  return null;
}

/** Where the ID3v2 tags end; `null` when there are more of them than a file has reason to hold. */
async function afterTags(bytes: HeaderBytes): Promise<number | null> {
  let at = 0;
  for (let tags = 0; tags < MAX_TAGS; tags += 1) {
    const head = await bytes.read(at, at + ID3_HEAD_BYTES);
    if (head.length < ID3_HEAD_BYTES || !fourCharacters(head, 0).startsWith('ID3')) return at;
    const footer = ((head[5] ?? 0) & 0x10) === 0 ? 0 : ID3_HEAD_BYTES;
    // Four bytes of seven bits each.
    const size = head.subarray(6).reduce((total, byte) => total * 128 + (byte & 0x7f), 0);
    at += ID3_HEAD_BYTES + size + footer;
  }
  return null;
}

/** The layer III frame whose header stands here; `null` when none does. */
function readFrame(bytes: Uint8Array, at: number): Frame | null {
  const [sync = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const bitrate = third >> 4;
  const rate = SAMPLE_RATES[(third >> 2) & 3];
  if (sync !== 0xff || second >> 5 !== 7 || version === 1 || layer !== 1 || bitrate === 15 || rate === undefined) {
    return null;
  }
  const mono = fourth >> 6 === 3;
  if (version === 3) return { sampleRate: rate, samples: 1_152, xingAt: mono ? 21 : 36 };
  return { sampleRate: version === 2 ? rate / 2 : rate / 4, samples: 576, xingAt: mono ? 13 : 21 };
}

/** VBRI stands at one place whatever the frame: after its header and 32 bytes. */
const VBRI_AT = 36;

function statedFrames(frame: Uint8Array, xingAt: number): number | null {
  if (frame.length < FRAME_HEAD_BYTES) return null;
  const view = viewOf(frame);
  const word = fourCharacters(frame, xingAt);
  if (word === 'Xing' || word === 'Info') {
    const countGiven = (view.getUint32(xingAt + 4) & 1) === 1;
    return countGiven ? view.getUint32(xingAt + 8) : null;
  }
  return fourCharacters(frame, VBRI_AT) === 'VBRI' ? view.getUint32(VBRI_AT + 14) : null;
}
