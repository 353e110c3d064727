import { codecName } from './format-names.ts';
import {
  BLOCK_BYTES,
  byteAt,
  fourCharacters,
  type HeaderBytes,
  type OwnHeader,
  pictureOf,
  viewOf,
} from './header-bytes.ts';

/* Own reading of FLV, which the kept parser does not read: what its header says, no more. */

const FLV_VIDEO: Readonly<Record<number, string>> = { 2: 'flv1', 4: 'vp6f', 5: 'vp6a', 7: 'avc', 12: 'hevc' };
const FLV_AUDIO: Readonly<Record<number, string>> = {
  1: 'adpcm_swf',
  2: 'mp3',
  5: 'nellymoser',
  10: 'aac',
  11: 'speex',
  14: 'mp3',
};

/**
 * Reads an FLV: `onMetaData` for length, sides and rate, the first tags for the codecs.
 *
 * @source Adobe Flash Video File Format Specification 10.1, annex E
 * @throws as {@link HeaderBytes.read}
 */
export async function readFlv(bytes: HeaderBytes): Promise<OwnHeader> {
  const head = await bytes.read(0, BLOCK_BYTES);
  const view = viewOf(head);
  const flags = byteAt(head, 4);
  let numbers: ReadonlyMap<string, number> = new Map();
  let video: string | null | undefined;
  let audio: string | null | undefined;
  for (let at = view.byteLength >= 9 ? view.getUint32(5) + 4 : head.length; at + 12 <= head.length;) {
    const type = byteAt(head, at) & 31;
    const length = (view.getUint32(at) & 0xff_ffff) >>> 0;
    const first = byteAt(head, at + 11);
    if (type === 18) numbers = scriptNumbers(head.subarray(at + 11, at + 11 + length));
    if (type === 9)
      video ??= (first & 0x80) === 0 ? (FLV_VIDEO[first & 15] ?? null) : codecName(fourCharacters(head, at + 12));
    if (type === 8) audio ??= FLV_AUDIO[first >> 4] ?? ([0, 3].includes(first >> 4) ? 'pcm-s16' : null);
    at += 11 + length + 4;
  }
  const has = (bit: number, codec: string | null | undefined, id: string): boolean =>
    codec !== undefined || (flags & bit) !== 0 || numbers.has(id);
  return {
    container: 'flv',
    durationSeconds: numbers.get('duration') ?? null,
    video: has(1, video, 'videocodecid')
      ? pictureOf(video ?? null, {
          width: numbers.get('width') ?? null,
          height: numbers.get('height') ?? null,
          framesPerSecond: numbers.get('framerate') ?? null,
        })
      : null,
    audio: has(4, audio, 'audiocodecid') ? { codec: audio ?? null } : null,
    truncated: bytes.size !== null && (numbers.get('filesize') ?? 0) > bytes.size,
  };
}

/** The numbers of a script tag by key: each a length of two bytes, the key, a 0 and a double. */
function scriptNumbers(script: Uint8Array): Map<string, number> {
  const view = viewOf(script);
  const numbers = new Map<string, number>();
  for (const key of ['duration', 'filesize', 'width', 'height', 'framerate', 'videocodecid', 'audiocodecid']) {
    const pattern = [0, key.length, ...new TextEncoder().encode(key), 0];
    const at = script.findIndex((_, start) => pattern.every((byte, index) => script[start + index] === byte));
    const value = at + pattern.length;
    if (at !== -1 && value + 8 <= script.length) numbers.set(key, view.getFloat64(value));
  }
  return numbers;
}
