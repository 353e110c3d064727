import { box, fullBox } from './isobmff-track.ts';
import { bytesOf, fixedBytes, type MediaBytes, u16, u32, u64 } from './media-bytes.ts';
import { mp4Bytes } from './mp4-bytes.ts';

/**
 * An MP4 whose header box claims 2^53 − 1 bytes: a reader that trusts it asks for, or allocates, petabytes. `size`
 * bytes stand behind the claim.
 */
export function hugeBoxMp4(size = 4_096): MediaBytes {
  const head = bytesOf(box('ftyp', 'isom', u32(0x200), 'isom'), u32(1), 'moov', u64(Number.MAX_SAFE_INTEGER));
  const bytes = new Uint8Array(Math.max(size, head.length));
  bytes.set(head);
  return fixedBytes(bytes);
}

/** An MP4 of one clip whose clocks tick zero times a second: its length is a division by zero. */
export function zeroTimescaleMp4(): MediaBytes {
  const clip = mp4Bytes({ size: 4_096, durationSeconds: 1, width: 320, height: 240 });
  const bytes = clip.read(0, clip.size);
  // `mvhd` and `mdhd` of version 0 hold the timescale 16 bytes after the box's type.
  for (const type of ['mvhd', 'mdhd']) bytes.set(u32(0), indexOfText(bytes, type) + 16);
  return fixedBytes(bytes);
}

/** An MP4 whose tables claim four thousand million frames in a file of a few kilobytes. */
export function endlessSamplesMp4(): MediaBytes {
  const clip = mp4Bytes({ size: 4_096, durationSeconds: 1, width: 320, height: 240 });
  const bytes = clip.read(0, clip.size);
  // In both tables the count is 12 bytes after the type: behind a row count in `stts`, a sample size in `stsz`.
  for (const type of ['stts', 'stsz']) bytes.set(u32(0xffff_ffff), indexOfText(bytes, type) + 12);
  return fixedBytes(bytes);
}

/** An MP4 whose boxes lie a thousand deep, which a reader that recurses without a limit follows to the end of its stack. */
export function nestedBoxesMp4(depth = 1_000): MediaBytes {
  const inner = fullBox('mvhd', 0, 0, u16(0));
  const heads = new Uint8Array(depth * 8);
  for (let level = 0; level < depth; level += 1) {
    heads.set(bytesOf(u32((depth - level) * 8 + inner.length), 'moov'), level * 8);
  }
  return fixedBytes(bytesOf(box('ftyp', 'isom', u32(0x200), 'isom'), heads, inner));
}

function indexOfText(bytes: Uint8Array, text: string): number {
  return bytes.findIndex((_, at) => bytesOf(text).every((byte, index) => bytes[at + index] === byte));
}
