import { element } from './ebml.ts';
import { bytesOf, f64, u16, u16le, u32, u32le } from './write.ts';

// Element ids in this file: Matroska element specification, RFC 9559 §5.

export const VIDEO_TRACK = 1;
export const AUDIO_TRACK = 2;

/** Block times are in milliseconds. */
const TIMESTAMP_SCALE_NS = 1_000_000;
const OPUS_DELAY_NS = 6_500_000;
const OPUS_PRE_ROLL_NS = 80_000_000;

/** What the head of a WebM file states. */
export interface WebmHead {
  readonly durationMs: number;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly audio: boolean;
}

/** The EBML header that opens the file. */
export function ebmlHeader(): Uint8Array {
  const limits = [element(0x42f2, 4), element(0x42f3, 8)];
  return element(
    0x1a45dfa3,
    element(0x4286, 1),
    element(0x42f7, 1),
    ...limits,
    element(0x4282, 'webm'),
    element(0x4287, 2),
    element(0x4285, 2),
  );
}

function videoEntry(head: WebmHead): Uint8Array {
  const frameNs = Math.round(1e9 / head.framesPerSecond);
  const picture = element(0xe0, element(0xb0, u16(head.width)), element(0xba, u16(head.height)));
  return element(
    0xae,
    ...[element(0xd7, VIDEO_TRACK), element(0x73c5, VIDEO_TRACK), element(0x83, 1), element(0x9c, 0)],
    ...[element(0x23e383, u32(frameNs)), element(0x86, 'V_VP8'), picture],
  );
}

function audioEntry(): Uint8Array {
  const opusHead = bytesOf('OpusHead', 1, 2, u16le(312), u32le(48_000), u16(0), 0);
  const sound = element(0xe1, element(0xb5, f64(48_000)), element(0x9f, 2));
  return element(
    0xae,
    ...[element(0xd7, AUDIO_TRACK), element(0x73c5, AUDIO_TRACK), element(0x83, 2), element(0x9c, 0)],
    ...[element(0x56aa, u32(OPUS_DELAY_NS)), element(0x56bb, u32(OPUS_PRE_ROLL_NS))],
    ...[element(0x86, 'A_OPUS'), element(0x63a2, opusHead), sound],
  );
}

/** The Info and Tracks elements that open the segment. */
export function segmentHead(head: WebmHead): Uint8Array {
  const scale = element(0x2ad7b1, u32(TIMESTAMP_SCALE_NS));
  const info = element(
    0x1549a966,
    scale,
    element(0x4489, f64(head.durationMs)),
    element(0x4d80, 'demo'),
    element(0x5741, 'demo'),
  );
  const tracks = element(0x1654ae6b, videoEntry(head), head.audio ? audioEntry() : new Uint8Array(0));
  return bytesOf(info, tracks);
}
