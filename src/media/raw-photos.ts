import { BLOCK_BYTES, fourCharacters, type HeaderBytes, viewOf } from './header-bytes.ts';
import { boxesIn, findBox } from './isobmff.ts';
import { exifOrientation, readTiffBytes, type TiffPicture } from './tiff.ts';

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

/** Its boxes of EXIF data are in a box of Canon's own, the first in the movie header. */
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

/** Of a JPEG whose EXIF data come first, as cameras write it. */
async function previewOrientation(jpeg: Uint8Array): Promise<number | null> {
  const isExif = jpeg.length > 12 && jpeg[2] === 0xff && jpeg[3] === 0xe1;
  return isExif ? exifOrientation(jpeg.subarray(6)) : null;
}

/** Blocks of a name, a length and content: `PRD` has the sides, `TTW` EXIF data. */
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

/** Up to version 3 its header has sides and turn; later ones have another header. */
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
