import { fourCharacters } from './bytes.ts';
import { type Findings, NO_TIME } from './findings.ts';
import { BLOCK_BYTES, type HeaderBytes } from './header-bytes.ts';
import { type Box, boxesIn, findBox } from './isobmff.ts';

/** What `image-size` says of a picture: its stored sides, and the EXIF orientation of a JPEG. */
interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly orientation?: number;
  readonly type?: string;
}

/** Clockwise turn by EXIF orientation; 2, 4, 5 and 7 mirror the picture as well, which changes no side. */
const EXIF_TURNS: Readonly<Record<number, number>> = { 1: 0, 2: 0, 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270 };

/** Formats that may be turned for display by a tag nobody here reads. */
const TURN_NOT_READ: readonly string[] = ['tiff', 'bigtiff', 'jxl', 'jxl-stream'];

const HEIF_TYPES: readonly string[] = ['heic', 'heif', 'avif'];

/** Growing reads of a JPEG: its size may stand behind a preview, a colour profile and a depth map. */
const JPEG_PREFIXES = [BLOCK_BYTES, 4 * BLOCK_BYTES, 16 * BLOCK_BYTES];
const BOX_PREFIXES = [BLOCK_BYTES, 4 * BLOCK_BYTES];
const ONE_PREFIX = [BLOCK_BYTES];

/**
 * Reads the sides of a picture as displayed, through `image-size`, which is loaded here on first use. One request of
 * 64 KiB, rarely two or three.
 *
 * @throws as {@link HeaderBytes.read}
 */
export async function readImage(bytes: HeaderBytes, name: string): Promise<Findings> {
  const { imageSize } = await import('image-size');
  const head = await bytes.read(0, BLOCK_BYTES);
  for (const length of prefixesFor(head)) {
    const prefix = await bytes.read(0, length);
    const size = measure(imageSize, prefix);
    if (size !== null && believed(size, name)) return imageFound(size, prefix);
    // All of the file was there, and it was not enough.
    if (prefix.length < length || prefix.length === bytes.size) return unreadable();
  }
  return maySayLater(head) ? { values: {}, reasons: NO_TIME, otherwise: 'not_enough_data' } : unreadable();
}

function unreadable(): Findings {
  return { values: {}, reasons: NO_TIME, otherwise: 'failed', damaged: true };
}

/** The library throws on what it cannot read, `RangeError`s of its own among it. */
function measure(imageSize: (input: Uint8Array) => ImageSize, bytes: Uint8Array): ImageSize | null {
  try {
    return imageSize(bytes);
  } catch {
    return null;
  }
}

/** A TGA has no signature: half of what starts with zeros passes for one, so its name has to say so too. */
function believed(size: ImageSize, name: string): boolean {
  return size.type !== 'tga' || name.toLowerCase().endsWith('.tga');
}

function isJpeg(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xd8;
}

/** HEIF, AVIF and JPEG XL, whose sizes stand in a box that need not be the first. */
function isBoxed(head: Uint8Array): boolean {
  return ['ftyp', 'JXL '].includes(fourCharacters(head, 4));
}

function isTiff(head: Uint8Array): boolean {
  return ['II*\0', 'MM\0*'].includes(fourCharacters(head, 0));
}

function prefixesFor(head: Uint8Array): readonly number[] {
  if (isJpeg(head)) return JPEG_PREFIXES;
  return isBoxed(head) ? BOX_PREFIXES : ONE_PREFIX;
}

/** Formats that may say their size further on than is read; a TIFF often does at its end. */
function maySayLater(head: Uint8Array): boolean {
  return isJpeg(head) || isBoxed(head) || isTiff(head);
}

function imageFound(size: ImageSize, bytes: Uint8Array): Findings {
  const container = size.type ?? null;
  const turn = turnOf(size, bytes);
  const sideways = turn.rotation === 90 || turn.rotation === 270;
  const sides = sideways ? { width: size.height, height: size.width } : { width: size.width, height: size.height };
  return {
    values: { container, rotation: turn.rotation, ...(turn.sidesKnown ? sides : {}) },
    reasons: NO_TIME,
    otherwise: 'not_enough_data',
  };
}

function turnOf(size: ImageSize, bytes: Uint8Array): { rotation: number | null; sidesKnown: boolean } {
  const type = size.type ?? '';
  if (HEIF_TYPES.includes(type)) {
    const { rotation, cropped } = readHeifTurn(bytes);
    return { rotation, sidesKnown: rotation !== null && !cropped };
  }
  if (TURN_NOT_READ.includes(type) || webpWithExif(bytes)) return { rotation: null, sidesKnown: true };
  return { rotation: EXIF_TURNS[size.orientation ?? 1] ?? 0, sidesKnown: true };
}

/** The extended form of WebP says in a flag whether EXIF data, with its orientation, follow the picture. */
function webpWithExif(bytes: Uint8Array): boolean {
  return fourCharacters(bytes, 0) === 'RIFF' && fourCharacters(bytes, 12) === 'VP8X' && ((bytes[20] ?? 0) & 0x08) !== 0;
}

/** How a HEIC, HEIF or AVIF picture is turned and cut for display. */
export interface HeifTurn {
  /** Clockwise degrees; `null` when the pictures in the file are turned differently. */
  readonly rotation: number | null;
  /** True when a part of a picture is cut off, which the size of the stored picture does not show. */
  readonly cropped: boolean;
}

/** `meta` starts with a version and flags, `irot` holds one byte. */
const FULL_BOX_BYTES = 4;

/**
 * Reads the `irot` and `clap` properties. `irot` counts quarter turns against the clock.
 *
 * @source ISO/IEC 23008-12 §6.5.10; ISO/IEC 14496-12 §12.1.4
 */
export function readHeifTurn(bytes: Uint8Array): HeifTurn {
  const file: Box = { type: '', start: 0, end: bytes.length };
  const meta = findBox(bytes, file, 'meta');
  const inner = meta === null ? null : { ...meta, start: meta.start + FULL_BOX_BYTES };
  const properties = inner === null ? null : findBox(bytes, inner, 'iprp', 'ipco');
  if (properties === null) return { rotation: null, cropped: false };
  const turns = new Set<number>();
  let cropped = false;
  for (const box of boxesIn(bytes, properties.start, properties.end)) {
    if (box.type === 'irot') turns.add((bytes[box.start] ?? 0) & 3);
    if (box.type === 'clap') cropped = true;
  }
  const [quarters = 0] = turns;
  return { rotation: turns.size > 1 ? null : (360 - quarters * 90) % 360, cropped };
}
