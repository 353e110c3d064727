import { BLOCK_BYTES, type HeaderBytes } from './header-bytes.ts';
import { describe, hasStartCode, lastStamps, readStamp, type Stamp, type Stream } from './mpeg-stamps.ts';
import type { OwnHeader } from './own-header.ts';

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
