import { BLOCK_BYTES, fourCharacters, type HeaderBytes, viewOf } from './header-bytes.ts';
import { boxesIn, findBox } from './isobmff.ts';

/*
 * Own reading: image-size reads no TIFF whose directory is at its end, takes the thumbnail of a raw photo for the photo,
 * and reads the turn of a JPEG alone; exifr (last released in 2021) reads no sub-directories.
 */

/** What one directory of a TIFF says of its picture. */
interface Directory {
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number | null;
  /** 0: the full picture; `null`: not said. Bit 0: a smaller version of another. */
  readonly kind: number | null;
  /** The part of a raw photo that is shown. */
  readonly crop: readonly [number, number] | null;
  /** The sides that the camera says the photo has. */
  readonly photo: readonly [number, number] | null;
  readonly children: readonly number[];
  readonly next: number;
}

/** The primary picture of a TIFF: its stored sides and its EXIF orientation. */
interface TiffPicture {
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number | null;
  /** Whether the file ends before its first directory. */
  readonly truncated: boolean;
}

/** Directories that are looked at: a raw photo has up to six. */
const MAX_DIRECTORIES = 12;

/** Entries of a directory that are looked at; cameras write under a hundred. */
const MAX_ENTRIES = 512;

/** Signatures of TIFF and of the raw photos made like it. */
const SIGNATURES: readonly string[] = ['II*\0', 'MM\0*', 'IIRO', 'IIRS', 'MMOR', 'IIU\0'];

/** Tells whether a file begins as a TIFF, or as a raw photo made like one. */
export function isTiff(head: Uint8Array): boolean {
  return SIGNATURES.includes(fourCharacters(head, 0));
}

type ReadBytes = (start: number, end: number) => Promise<Uint8Array>;

/**
 * Reads the primary picture of a TIFF, DNG, NEF, ARW, CR2, ORF, RW2 or IIQ: of the directories that do not call themselves
 * a smaller version, the largest; its turn from there, else from the first directory. `null` sides when none has any.
 * RW2 states the borders of the photo on its sensor; CR2 and IIQ have no sides of it but those in its EXIF data.
 *
 * @source TIFF 6.0 §2; TIFF/EP (ISO 12234-2) and DNG 1.7 (`SubIFDs`, `NewSubfileType`, `DefaultCropSize`); ExifTool 12.57
 * tag names (PanasonicRaw, CanonRaw, PhaseOne)
 * @throws as {@link HeaderBytes.read}
 */
export async function readTiff(bytes: HeaderBytes): Promise<TiffPicture> {
  return readPicture((start, end) => bytes.read(start, end));
}

/** Does the same as {@link readTiff} of a TIFF that is whole in these bytes, as EXIF data are. */
async function readTiffBytes(tiff: Uint8Array): Promise<TiffPicture> {
  return readPicture((from, to) => Promise.resolve(tiff.subarray(from, to)));
}

/**
 * Reads the EXIF orientation in a block of EXIF data, which is a TIFF without a picture; `null` without one.
 *
 * @example
 * await exifOrientation(new Uint8Array(0)); //=> null
 */
export async function exifOrientation(exif: Uint8Array): Promise<number | null> {
  const start = fourCharacters(exif, 0) === 'Exif' ? 6 : 0;
  const tiff = exif.subarray(start);
  if (!isTiff(tiff)) return null;
  return (await readTiffBytes(tiff)).orientation;
}

async function readPicture(read: ReadBytes): Promise<TiffPicture> {
  const head = await read(0, 16);
  if (head.length < 8) return { width: null, height: null, orientation: null, truncated: true };
  const littleEndian = head[0] === 0x49;
  const directories: Directory[] = [];
  const waiting = [viewOf(head).getUint32(4, littleEndian)];
  const seen = new Set<number>();
  let truncated = false;
  while (directories.length < MAX_DIRECTORIES) {
    const at = waiting.shift();
    if (at === undefined) break;
    if (at === 0 || seen.has(at)) continue;
    seen.add(at);
    const directory = await readDirectory(read, at, littleEndian, head[2] === 0x55);
    if (directory === null) {
      truncated ||= directories.length === 0;
      continue;
    }
    directories.push(directory);
    waiting.push(...directory.children, directory.next);
  }
  const area = ({ width, height }: Directory): number => (width ?? 0) * (height ?? 0);
  const full = directories.filter((directory) => area(directory) > 0 && ((directory.kind ?? 0) & 1) === 0);
  const primary = full.reduce<Directory | null>(
    (best, one) => (best === null || area(one) > area(best) ? one : best),
    null,
  );
  const photo = hasPhotoInExif(head) ? directories.find((directory) => directory.photo !== null)?.photo : null;
  const [width, height] = photo ?? primary?.crop ?? [primary?.width ?? null, primary?.height ?? null];
  return { width, height, orientation: primary?.orientation ?? directories[0]?.orientation ?? null, truncated };
}

/** Tells whether these are the first bytes of a CR2 or IIQ. */
function hasPhotoInExif(head: Uint8Array): boolean {
  return fourCharacters(head, 8).startsWith('CR') || fourCharacters(head, 8) === 'IIII';
}

const TAGS = {
  kind: 254,
  width: 256,
  height: 257,
  orientation: 274,
  children: 330,
  exif: 34_665,
  photoWidth: 40_962,
  photoHeight: 40_963,
  crop: 50_720,
} as const;

/** Of the first directory of an RW2, which has no width and height. */
const BORDERS = { top: 4, left: 5, bottom: 6, right: 7 } as const;

const KNOWN_TAGS: ReadonlySet<number> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ [.../* @__PURE__ */ Object.values(TAGS), .../* @__PURE__ */ Object.values(BORDERS)],
);

/** Bytes of one value by type. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 9: 4, 13: 4 };

async function readDirectory(
  read: ReadBytes,
  at: number,
  littleEndian: boolean,
  hasBorders: boolean,
): Promise<Directory | null> {
  const countBytes = await read(at, at + 2);
  if (countBytes.length < 2) return null;
  const count = Math.min(viewOf(countBytes).getUint16(0, littleEndian), MAX_ENTRIES);
  const bytes = await read(at + 2, at + 6 + count * 12);
  const view = viewOf(bytes);
  const values = new Map<number, readonly number[]>();
  for (let entry = 0; entry + 12 <= bytes.length && entry < count * 12; entry += 12) {
    const tag = view.getUint16(entry, littleEndian);
    if (!KNOWN_TAGS.has(tag)) continue;
    values.set(tag, await readValues(read, bytes.subarray(entry, entry + 12), littleEndian));
  }
  const one = (tag: number): number | null => values.get(tag)?.[0] ?? null;
  const [cropWidth, cropHeight] = values.get(TAGS.crop) ?? [];
  const nextAt = count * 12;
  const between = (from: number, to: number): number => (one(to) ?? 0) - (one(from) ?? 0);
  const [photoWidth, photoHeight] = [one(TAGS.photoWidth), one(TAGS.photoHeight)];
  return {
    width: hasBorders ? between(BORDERS.left, BORDERS.right) : one(TAGS.width),
    height: hasBorders ? between(BORDERS.top, BORDERS.bottom) : one(TAGS.height),
    photo: photoWidth && photoHeight ? [photoWidth, photoHeight] : null,
    orientation: one(TAGS.orientation),
    kind: one(TAGS.kind),
    crop: cropWidth && cropHeight ? [Math.round(cropWidth), Math.round(cropHeight)] : null,
    children: [...(values.get(TAGS.children) ?? []), ...(values.get(TAGS.exif) ?? [])],
    next: nextAt + 4 <= bytes.length ? view.getUint32(nextAt, littleEndian) : 0,
  };
}

/** Reads the first values of an entry; those that do not fit into it are elsewhere in the file. */
async function readValues(read: ReadBytes, entry: Uint8Array, littleEndian: boolean): Promise<readonly number[]> {
  const view = viewOf(entry);
  const type = view.getUint16(2, littleEndian);
  const size = TYPE_BYTES[type];
  if (size === undefined) return [];
  const count = Math.min(view.getUint32(4, littleEndian), 8);
  const isInside = count * size <= 4;
  const at = view.getUint32(8, littleEndian);
  const value = isInside ? entry.subarray(8) : await read(at, at + count * size);
  const content = viewOf(value);
  return Array.from({ length: Math.min(count, Math.floor(value.length / size)) }, (_, index) => {
    const offset = index * size;
    if (type === 3) return content.getUint16(offset, littleEndian);
    if (type === 5) return content.getUint32(offset, littleEndian) / content.getUint32(offset + 4, littleEndian);
    return size === 4 ? content.getUint32(offset, littleEndian) : content.getUint8(offset);
  });
}

/*
 * Own reading of raw photos that are no TIFF; image-size reads none of them.
 */

/** A raw photo: its stored sides, its EXIF orientation, and the usual ending of such files. */
interface RawPhoto extends Pick<TiffPicture, 'width' | 'height' | 'orientation'> {
  readonly container: string;
}

/**
 * Reads the photo of a Canon CR3, Fujifilm RAF, Minolta MRW or Sigma X3F; `null` for any other file. One request: what it needs
 * is in the first 64 KiB, but for the turn of a RAF with a long preview.
 *
 * @source ExifTool 12.57 tag names (Canon uuid and CMT1, FujiFilm RAF, MinoltaRaw, SigmaRaw)
 * @throws as {@link HeaderBytes.read}
 */
export async function readRawPhoto(bytes: HeaderBytes): Promise<RawPhoto | null> {
  const head = await bytes.read(0, BLOCK_BYTES);
  if (fourCharacters(head, 4) === 'ftyp' && fourCharacters(head, 8) === 'crx ') return readCr3(head);
  if (textAt(head, 0, 'FUJIFILMCCD-RAW')) return readRaf(head, bytes);
  if (textAt(head, 0, 'FOVb')) return readX3f(head);
  return textAt(head, 0, '\0MRM') ? readMrw(head) : null;
}

function textAt(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
}

/** Reads a CR3. Its boxes of EXIF data are in a box of Canon's own, the first in the movie header. */
async function readCr3(head: Uint8Array): Promise<RawPhoto> {
  const container = 'cr3';
  const movie = findBox(head, { type: '', start: 0, end: head.length }, 'moov');
  for (const box of movie === null ? [] : boxesIn(head, movie.start, movie.end)) {
    if (box.type !== 'uuid') continue;
    const main = findBox(head, { ...box, start: box.start + 16 }, 'CMT1');
    if (main === null) continue;
    const { width, height, orientation } = await readTiffBytes(head.subarray(main.start, main.end));
    return { container, width, height, orientation };
  }
  return { container, width: null, height: null, orientation: null };
}

/** The sides, height first, of the part of the sensor that is shown. */
const RAF_CROPPED = 0x111;

/** Records of the raw header that are looked at; cameras write about twenty. */
const MAX_RECORDS = 255;

async function readRaf(head: Uint8Array, bytes: HeaderBytes): Promise<RawPhoto> {
  const view = viewOf(head);
  const photo = { container: 'raf', width: null, height: null, orientation: null };
  if (head.length < 100) return photo;
  const [previewAt, recordsAt] = [view.getUint32(84), view.getUint32(92)];
  const records = await bytes.read(recordsAt, recordsAt + 4_096);
  const content = viewOf(records);
  const orientation = await previewOrientation(await bytes.read(previewAt, previewAt + 4_096));
  if (records.length < 4) return { ...photo, orientation };
  let at = 4;
  for (let count = Math.min(content.getUint32(0), MAX_RECORDS); count > 0 && at + 8 <= records.length; count -= 1) {
    const length = content.getUint16(at + 2);
    if (content.getUint16(at) === RAF_CROPPED)
      return { ...photo, orientation, height: content.getUint16(at + 4), width: content.getUint16(at + 6) };
    at += 4 + length;
  }
  return { ...photo, orientation };
}

/** Reads the orientation of a JPEG whose EXIF data come first, as cameras write it. */
async function previewOrientation(jpeg: Uint8Array): Promise<number | null> {
  const isExif = jpeg.length > 12 && jpeg[2] === 0xff && jpeg[3] === 0xe1;
  return isExif ? exifOrientation(jpeg.subarray(6)) : null;
}

/** Reads an MRW: blocks of a name, a length and content: `PRD` has the sides, `TTW` EXIF data. */
async function readMrw(head: Uint8Array): Promise<RawPhoto> {
  const view = viewOf(head);
  let photo: RawPhoto = { container: 'mrw', width: null, height: null, orientation: null };
  for (let at = 8; at + 24 <= head.length;) {
    const name = fourCharacters(head, at);
    if (!name.startsWith('\0')) break;
    const length = view.getUint32(at + 4);
    if (name === '\0PRD') photo = { ...photo, height: view.getUint16(at + 20), width: view.getUint16(at + 22) };
    if (name === '\0TTW')
      photo = { ...photo, orientation: await exifOrientation(head.subarray(at + 8, at + 8 + length)) };
    at += 8 + length;
  }
  return photo;
}

/** EXIF orientation by the clockwise degrees of an X3F. */
const X3F_TURNS: Readonly<Record<number, number>> = { 90: 6, 180: 3, 270: 8 };

/** Reads an X3F. Up to version 3 its header has sides and turn; later ones have another header. */
function readX3f(head: Uint8Array): RawPhoto {
  const view = viewOf(head);
  const hasSides = head.length >= 40 && view.getUint32(4, true) >>> 16 < 4;
  return {
    container: 'x3f',
    width: hasSides ? view.getUint32(28, true) : null,
    height: hasSides ? view.getUint32(32, true) : null,
    orientation: hasSides ? (X3F_TURNS[view.getUint32(36, true)] ?? 1) : null,
  };
}
