import { type Findings, NO_TIME } from './findings.ts';
import { BLOCK_BYTES, byteAt, fourCharacters, type HeaderBytes, viewOf } from './header-bytes.ts';
import { hasMeta, heifContainer, readHeif } from './isobmff.ts';
import { exifOrientation, isTiff, readRawPhoto, readTiff } from './tiff.ts';
import { unreadPicture } from './format-names.ts';

/**
 * Computes the playing time of an animated GIF, WebP or PNG in seconds, once through: the sum of its frames' delays.
 * `null` for a still, and when the bytes, which have to be the whole file, break off. Own reading: image-size gives no
 * length.
 *
 * @source GIF89a §23; WebP container specification, `ANMF`; PNG specification 3, `fcTL`
 */
function animationSeconds(bytes: Uint8Array): number | null {
  const first = fourCharacters(bytes, 0);
  if (first === 'GIF8') return gifSeconds(bytes);
  if (first === 'RIFF' && fourCharacters(bytes, 8) === 'WEBP') return webpSeconds(bytes);
  return fourCharacters(bytes, 1) === 'PNG\r' ? pngSeconds(bytes) : null;
}

function gifSeconds(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let hundredths = 0;
  let frames = 0;
  let at = 13 + tableBytes(byteAt(bytes, 10));
  const skipBlocks = (): void => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + byteAt(bytes, at);
    at += 1;
  };
  while (at < bytes.length) {
    const sign = bytes[at];
    if (sign === 0x3b) return frames < 2 ? null : hundredths / 100;
    if (sign === 0x21) {
      if (bytes[at + 1] === 0xf9 && at + 6 < bytes.length) hundredths += view.getUint16(at + 4, true);
      at += 2;
    } else if (sign === 0x2c) {
      frames += 1;
      at += 11 + tableBytes(byteAt(bytes, at + 9));
    } else return null;
    skipBlocks();
  }
  return null;
}

function webpSeconds(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  let milliseconds = 0;
  let frames = 0;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at + 4, true);
    if (fourCharacters(bytes, at) === 'ANMF' && at + 24 <= bytes.length) {
      frames += 1;
      milliseconds += view.getUint32(at + 20, true) & 0xff_ffff;
    }
    at += 8 + length + (length % 2);
  }
  return at > bytes.length || frames < 2 ? null : milliseconds / 1_000;
}

function pngSeconds(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  let seconds = 0;
  let frames = 0;
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const type = fourCharacters(bytes, at + 4);
    if (type === 'fcTL' && at + 34 <= bytes.length) {
      frames += 1;
      // A denominator of 0 means hundredths.
      seconds += view.getUint16(at + 28) / (view.getUint16(at + 30) || 100);
    }
    if (type === 'IEND') return frames < 2 ? null : seconds;
    at += 12 + length;
  }
  return null;
}

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
const TURN_NOT_READ: readonly string[] = ['bigtiff', 'jxl', 'jxl-stream'];

/** Growing reads of a JPEG: its size may be behind a preview, a colour profile and a depth map. */
const JPEG_PREFIXES = [BLOCK_BYTES, 4 * BLOCK_BYTES, 16 * BLOCK_BYTES, Infinity];
const BOX_PREFIXES = [BLOCK_BYTES, 4 * BLOCK_BYTES];
const ONE_PREFIX = [BLOCK_BYTES];

/** Up to this length an animation is read whole, to add its frames up. */
const WHOLE_BYTES = 7 * BLOCK_BYTES;

/**
 * Reads the sides of a picture as displayed: TIFF and raw photos, HEIF and the turn of WebP and PNG here, all else
 * through `image-size`, which is loaded here on first use. One request of 64 KiB, rarely two or three. The length of an
 * animation of up to 448 KiB is the sum of its frames.
 *
 * @throws as {@link HeaderBytes.read}
 */
export async function readImage(bytes: HeaderBytes, name: string): Promise<Findings> {
  const { imageSize } = await import('image-size');
  const head = await bytes.read(0, BLOCK_BYTES);
  const unread = unreadPicture(head);
  if (unread !== null) return { values: { container: unread }, reasons: NO_TIME, otherwise: 'unsupported' };
  if (isTiff(head)) return readTiffImage(bytes, name);
  const raw = await readRawPhoto(bytes);
  if (raw !== null) return raw.width === null ? withoutSides(raw.container) : turned(raw, bytes);
  const heif = heifContainer(head);
  if (heif !== null) return readHeifImage(bytes, heif);
  for (const wanted of prefixesFor(head)) {
    const length = Math.min(wanted, bytes.maxBytes);
    const prefix = await bytes.read(0, length);
    const size = measure(imageSize, prefix);
    if (size !== null && isPlausible(size, name)) return imageFound(size, prefix, bytes);
    // All of the file was there, and it was not enough.
    if (prefix.length < length || prefix.length === bytes.size) return unreadable();
  }
  if (isJpeg(head)) return { values: { container: 'jpg' }, reasons: NO_TIME, otherwise: 'over_budget' };
  return isBoxed(head) ? withoutSides('jxl') : unreadable();
}

function unreadable(): Findings {
  return { values: {}, reasons: NO_TIME, otherwise: 'failed', damaged: true };
}

function withoutSides(container: string): Findings {
  return { values: { container }, reasons: NO_TIME, otherwise: 'not_enough_data' };
}

/** Reads the primary item's sides and turn, from the start of the file up to 256 KiB. */
async function readHeifImage(bytes: HeaderBytes, container: string): Promise<Findings> {
  for (const length of BOX_PREFIXES) {
    const prefix = await bytes.read(0, length);
    const picture = readHeif(prefix);
    if (picture !== null) return { values: { container, ...picture }, reasons: NO_TIME, otherwise: 'not_enough_data' };
    const isAll = prefix.length < length || prefix.length === bytes.size;
    if (isAll) return hasMeta(prefix) ? withoutSides(container) : unreadable();
  }
  return withoutSides(container);
}

/** Turns a photo with an EXIF orientation, as displayed. */
function turned(
  photo: {
    readonly container: string;
    readonly width: number | null;
    readonly height: number | null;
    readonly orientation: number | null;
  },
  bytes: HeaderBytes,
): Promise<Findings> {
  const { container, width, height, orientation } = photo;
  return found({ container, rotation: EXIF_TURNS[orientation ?? 1] ?? 0, width, height }, bytes);
}

async function readTiffImage(bytes: HeaderBytes, name: string): Promise<Findings> {
  const { truncated, ...picture } = await readTiff(bytes);
  if (picture.width === null || picture.height === null) return { ...unreadable(), truncated };
  const extension = /\.(nef|nrw|dng|arw|sr2|cr2|orf|pef|3fr|iiq|rw2)$/i.exec(name)?.[1]?.toLowerCase();
  return turned({ ...picture, container: extension ?? 'tiff' }, bytes);
}

/** Measures a picture. The library throws on what it cannot read, `RangeError`s of its own among it. */
function measure(imageSize: (input: Uint8Array) => ImageSize, bytes: Uint8Array): ImageSize | null {
  try {
    return imageSize(svgRoot(bytes));
  } catch {
    return null;
  }
}

/** What is in an SVG before its root: the library would take an `<svg>` in there for it. */
const BEFORE_ROOT =
  /<!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?(?:\]\]>|$)|<\?[^]*?(?:\?>|$)|<!DOCTYPE[^[>]*(?:\[[^]*?\]\s*)?(?:>|$)/gi;

/** Finds the root of an SVG on its own, without the prefix of a namespace; nothing of XML whose root is another. */
function svgRoot(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes.subarray(0, BLOCK_BYTES));
  if (!/^\uFEFF?\s*</.test(text)) return bytes;
  const root = /^\s*<(?:[\w.-]+:)?(svg\b[^]*)/i.exec(text.replaceAll(BEFORE_ROOT, ''))?.[1];
  return new TextEncoder().encode(root === undefined ? '' : `<${root}`);
}

/**
 * Tells whether a size is plausible. A TGA has no signature: half of what starts with zeros passes for one, so its name
 * has to say so too.
 */
function isPlausible(size: ImageSize, name: string): boolean {
  return size.type !== 'tga' || name.toLowerCase().endsWith('.tga');
}

function isJpeg(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xd8;
}

/** Tells whether a picture is JPEG XL, whose sizes are in a box that need not be the first. */
function isBoxed(head: Uint8Array): boolean {
  return fourCharacters(head, 4) === 'JXL ';
}

function prefixesFor(head: Uint8Array): readonly number[] {
  if (isJpeg(head)) return JPEG_PREFIXES;
  return isBoxed(head) ? BOX_PREFIXES : ONE_PREFIX;
}

async function imageFound(size: ImageSize, prefix: Uint8Array, bytes: HeaderBytes): Promise<Findings> {
  const container = size.type ?? null;
  const { width, height } = size;
  if (TURN_NOT_READ.includes(container ?? '')) return found({ container, rotation: null, width, height }, bytes);
  const orientation = size.orientation ?? (await orientationOf(prefix, bytes));
  const rotation = orientation === 'not found' ? null : (EXIF_TURNS[orientation ?? 1] ?? 0);
  return found({ container, rotation, width, height }, bytes);
}

/** Makes the findings of a picture with stored sides, turned; with the length of an animation that is read whole. */
async function found(
  stored: {
    readonly container: string | null;
    readonly rotation: number | null;
    readonly width: number | null;
    readonly height: number | null;
  },
  bytes: HeaderBytes,
): Promise<Findings> {
  const { container, rotation, width, height } = stored;
  const isSideways = rotation === 90 || rotation === 270;
  const sides = isSideways ? { width: height, height: width } : { width, height };
  const { size } = bytes;
  const first = await bytes.read(0, 8);
  const stated = container === 'webp' && first.length === 8 ? viewOf(first).getUint32(4, true) + 8 : 0;
  const mayMove = ['gif', 'webp', 'png'].includes(container ?? '') && isAnimated(await bytes.read(0, BLOCK_BYTES));
  const isShort = size !== null && size <= Math.min(WHOLE_BYTES, bytes.maxBytes);
  const durationSeconds = mayMove && isShort ? animationSeconds(await bytes.read(0, size)) : null;
  return {
    values: { container, rotation, durationSeconds, ...sides },
    reasons: mayMove && !isShort ? { ...NO_TIME, duration_seconds: 'not_enough_data' } : NO_TIME,
    otherwise: bytes.stopped ? 'over_budget' : 'not_enough_data',
    // A file may lack the byte that fills up its last chunk.
    truncated: size !== null && stated > size + 1,
  };
}

/** Tells whether the start of a file says that it moves; a GIF may say so nowhere but in its second frame. */
function isAnimated(head: Uint8Array): boolean {
  const first = fourCharacters(head, 0);
  if (first === 'GIF8') return true;
  if (first === 'RIFF') return fourCharacters(head, 12) === 'VP8X' && (byteAt(head, 20) & 0x02) !== 0;
  return textAt(head, 'acTL') !== -1 && textAt(head, 'acTL') < 1_024;
}

function textAt(bytes: Uint8Array, word: string): number {
  const [first = 0] = new TextEncoder().encode(word);
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (fourCharacters(bytes, at) === word) return at;
  }
  return -1;
}

/**
 * Reads the EXIF orientation of a WebP or PNG; `null` without one, `'not found'` where the header says that there is
 * one. Writers put the data behind the picture, so the end of a file is read when it is not at the start: of a WebP
 * only when its header says that there are any.
 */
async function orientationOf(prefix: Uint8Array, bytes: HeaderBytes): Promise<number | null | 'not found'> {
  const isWebp = fourCharacters(prefix, 0) === 'RIFF' && fourCharacters(prefix, 12) === 'VP8X';
  const isPng = fourCharacters(prefix, 1) === 'PNG\r';
  if (!isPng && !(isWebp && (byteAt(prefix, 20) & 0x08) !== 0)) return null;
  const word = isPng ? 'eXIf' : 'EXIF';
  const here = exifChunk(prefix, word, isPng);
  if (here !== null) return exifOrientation(here);
  const { size } = bytes;
  // Whole blocks are read.
  if (size !== null && size > prefix.length && bytes.left < 2 * BLOCK_BYTES) {
    bytes.stop();
    return 'not found';
  }
  const tail = size === null ? null : await bytes.read(Math.max(0, size - BLOCK_BYTES), size);
  const there = tail === null ? null : exifChunk(tail, word, isPng);
  if (there !== null) return exifOrientation(there);
  return isWebp ? 'not found' : null;
}

/** Finds the content of a chunk found by its name; its length is before the name in a PNG, behind it in a WebP. */
function exifChunk(bytes: Uint8Array, word: string, isPng: boolean): Uint8Array | null {
  const at = textAt(bytes, word);
  if (at < 4 || at + 8 > bytes.length) return null;
  const length = isPng ? viewOf(bytes).getUint32(at - 4) : viewOf(bytes).getUint32(at + 4, true);
  const start = at + (isPng ? 4 : 8);
  return start + length > bytes.length ? null : bytes.subarray(start, start + length);
}
