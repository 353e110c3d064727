import {
  BLOCK_BYTES,
  byteAt,
  fourCharacters,
  type HeaderBytes,
  type OwnHeader,
  type OwnVideo,
  pictureOf,
  viewOf,
} from './header-bytes.ts';

/*
 * Own reading: the kept parser gives an Ogg file no length without reading all of it, and hides streams whose codec it
 * does not know, so that a Theora film would have no picture.
 */

/** A logical stream, by its first packet. */
interface OggStream {
  readonly kind: 'video' | 'audio' | 'other';
  readonly codec: string;
  /** Seconds at a granule position, which is of the end of a page. */
  readonly secondsAt: (granule: number) => number;
  readonly picture: OwnVideo | null;
}

/** Largest page there is; the last page of a file starts no further from its end. */
const PAGE_BYTES = 65_307;

/** Where the last pages of all streams are expected. */
const TAIL_BYTES = 2 * BLOCK_BYTES;

/** "Nothing ends on this page", as 64 bits of ones. */
const NO_GRANULE = 2 ** 64;

/**
 * Reads an Ogg file: the codecs by the first packets, the length by the granule position of each stream's last page,
 * which is in the last 128 KiB. `null` when it starts with no Ogg page.
 *
 * @source RFC 3533 (Ogg), RFC 7845 (Opus), Vorbis I §4.2.2, Theora specification §6.2
 * @throws as {@link HeaderBytes.read}
 */
export async function readOgg(bytes: HeaderBytes): Promise<OwnHeader | null> {
  const head = await bytes.read(0, BLOCK_BYTES);
  if (fourCharacters(head, 0) !== 'OggS') return null;
  const streams = firstPackets(head);
  const all = [...streams.values()];
  const video = all.find(({ kind }) => kind === 'video');
  const audio = all.find(({ kind }) => kind === 'audio');
  const unknown = all.length === 0 || all.some(({ kind, codec }) => kind === 'other' && codec === 'unknown');
  return {
    container: 'ogg',
    durationSeconds: lastSeconds(await lastBytes(bytes), streams),
    video: video === undefined ? (unknown ? undefined : null) : video.picture,
    audio: audio === undefined ? (unknown ? undefined : null) : { codec: audio.codec },
  };
}

async function lastBytes(bytes: HeaderBytes): Promise<Uint8Array> {
  const { size } = bytes;
  if (size === null) return new Uint8Array(0);
  return bytes.read(Math.max(0, size - TAIL_BYTES), size);
}

interface OggPage {
  readonly granule: number;
  readonly serial: number;
  readonly isFirst: boolean;
  readonly content: number;
  readonly end: number;
}

/** Reads the page that starts at a position; `null` when none does. */
function readPage(bytes: Uint8Array, at: number): OggPage | null {
  if (at + 27 > bytes.length || fourCharacters(bytes, at) !== 'OggS' || bytes[at + 4] !== 0) return null;
  const view = viewOf(bytes);
  const segments = byteAt(bytes, at + 26);
  const content = at + 27 + segments;
  const length = bytes.subarray(at + 27, content).reduce((sum, size) => sum + size, 0);
  const high = view.getUint32(at + 10, true);
  return {
    granule: high === 0xffff_ffff ? NO_GRANULE : high * 2 ** 32 + view.getUint32(at + 6, true),
    serial: view.getUint32(at + 14, true),
    isFirst: (byteAt(bytes, at + 5) & 2) !== 0,
    content,
    end: content + length,
  };
}

/** Reads the streams that begin at the start of the file: their first pages come before all others. */
function firstPackets(head: Uint8Array): Map<number, OggStream> {
  const streams = new Map<number, OggStream>();
  for (let page = readPage(head, 0); page?.isFirst === true; page = readPage(head, page.end)) {
    streams.set(page.serial, readStream(head.subarray(page.content, page.end)));
  }
  return streams;
}

function lastSeconds(tail: Uint8Array, streams: ReadonlyMap<number, OggStream>): number | null {
  let longest: number | null = null;
  const found = new Set<number>();
  // From the end: the first page of a stream that ends a packet is its last.
  for (let at = tail.length - 27; at >= 0 && found.size < streams.size; at -= 1) {
    if (tail[at] !== 0x4f) continue;
    const page = readPage(tail, at);
    const stream = page === null || page.end > at + PAGE_BYTES ? undefined : streams.get(page.serial);
    if (page === null || stream === undefined || page.granule === NO_GRANULE || found.has(page.serial)) continue;
    found.add(page.serial);
    const seconds = stream.kind === 'other' ? 0 : stream.secondsAt(page.granule);
    if (Number.isFinite(seconds)) longest = Math.max(longest ?? 0, seconds);
  }
  return longest;
}

/** Reads what the first packet of a stream says; bytes that are missing read as 0. */
function readStream(packet: Uint8Array): OggStream {
  const view = viewOf(packet);
  const starts = (text: string): boolean => packet.length >= 8 && textAt(packet, 0, text.length) === text;
  const audio = (codec: string, rate: number, skip = 0): OggStream => ({
    kind: 'audio',
    codec,
    secondsAt: (granule) => (granule - skip) / rate,
    picture: null,
  });
  if (starts('OpusHead') && packet.length >= 12) return audio('opus', 48_000, view.getUint16(10, true));
  if (starts('\u0001vorbis') && packet.length >= 16) return audio('vorbis', view.getUint32(12, true));
  if (starts('\u007FFLAC') && packet.length >= 30) return audio('flac', view.getUint32(27) >>> 12);
  if (starts('Speex   ') && packet.length >= 40) return audio('speex', view.getUint32(36, true));
  if (starts('\u0080theora') && packet.length >= 42) return readTheora(view);
  if (starts('fishead\u0000')) return { kind: 'other', codec: 'skeleton', secondsAt: () => 0, picture: null };
  return { kind: 'other', codec: 'unknown', secondsAt: () => 0, picture: null };
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function readTheora(view: DataView): OggStream {
  const rate = view.getUint32(22) / view.getUint32(26);
  const shift = ((view.getUint8(40) & 3) << 3) | (view.getUint8(41) >> 5);
  const inGroup = 2 ** shift;
  return {
    kind: 'video',
    codec: 'theora',
    secondsAt: (granule) => (Math.floor(granule / inGroup) + (granule % inGroup)) / rate,
    picture: pictureOf('theora', {
      width: view.getUint32(14) >>> 8,
      height: view.getUint32(17) >>> 8,
      framesPerSecond: rate,
    }),
  };
}
