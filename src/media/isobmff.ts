import { byteAt, fourCharacters, type HeaderBytes, readUint64, viewOf } from './header-bytes.ts';

/** The head of a box: its type, how long the head is, and how long the whole box says it is. */
interface BoxHead {
  readonly type: string;
  readonly headBytes: number;
  /** `null`: up to the end of what it lies in. */
  readonly size: number | null;
}

/** A box that lies whole in the bytes that hold it; positions in those bytes. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the box head at the start of these bytes; `null` when there is none: under 8 bytes, or a size smaller than the
 * head.
 *
 * @source ISO/IEC 14496-12 §4.2
 * @example
 * readBoxHead(Uint8Array.of(0, 0, 0, 9, 102, 114, 101, 101)); //=> { type: 'free', headBytes: 8, size: 9 }
 */
export function readBoxHead(bytes: Uint8Array): BoxHead | null {
  if (bytes.length < 8) return null;
  const view = viewOf(bytes);
  const type = fourCharacters(bytes, 4);
  const size = view.getUint32(0);
  if (size === 0) return { type, headBytes: 8, size: null };
  if (size !== 1) return size < 8 ? null : { type, headBytes: 8, size };
  if (bytes.length < 16) return null;
  const longSize = readUint64(view, 8);
  return longSize < 16 ? null : { type, headBytes: 16, size: longSize };
}

/**
 * Lists the boxes that lie between two positions, as far as each fits; the first that does not ends the list. Bounded
 * by the bytes at hand, for a box takes eight of them at least.
 */
export function* boxesIn(bytes: Uint8Array, start: number, end: number): Generator<Box, void, undefined> {
  let at = start;
  while (at < end) {
    const head = readBoxHead(bytes.subarray(at, end));
    if (head === null) return;
    const boxEnd = head.size === null ? end : at + head.size;
    if (boxEnd > end) return;
    yield { type: head.type, start: at + head.headBytes, end: boxEnd };
    at = boxEnd;
  }
}

/** Finds the first box at the end of a path of types, from box to box; `null` when there is none. */
export function findBox(bytes: Uint8Array, within: Box, ...path: readonly string[]): Box | null {
  let found: Box | null = within;
  for (const type of path) {
    if (found === null) return null;
    found = firstOf(bytes, found, type);
  }
  return found;
}

function firstOf(bytes: Uint8Array, within: Box, type: string): Box | null {
  for (const box of boxesIn(bytes, within.start, within.end)) {
    if (box.type === type) return box;
  }
  return null;
}

/** More boxes than any writer puts before the movie header, or into it. */
export const MAX_BOXES = 64;

/**
 * Lists the boxes between two positions of a file, up to 64; the first that does not fit ends the list.
 *
 * @throws as {@link HeaderBytes.read}
 */
export async function* fileBoxes(bytes: HeaderBytes, start: number, end: number): AsyncGenerator<Box> {
  let at = start;
  for (let boxes = 0; boxes < MAX_BOXES && at < end; boxes += 1) {
    const head = readBoxHead(await bytes.read(at, Math.min(at + 16, end)));
    if (head === null) return;
    const boxEnd = head.size === null ? end : at + head.size;
    if (boxEnd > end) return;
    yield { type: head.type, start: at + head.headBytes, end: boxEnd };
    at = boxEnd;
  }
}

/**
 * Finds the first box of a file at the end of a path of types, from box to box; `null` when there is none.
 *
 * @throws as {@link HeaderBytes.read}
 */
export async function childOf(bytes: HeaderBytes, within: Box | null, ...path: readonly string[]): Promise<Box | null> {
  let found = within;
  for (const type of path) {
    if (found === null) return null;
    let child: Box | null = null;
    for await (const box of fileBoxes(bytes, found.start, found.end)) {
      if (box.type !== type) continue;
      child = box;
      break;
    }
    found = child;
  }
  return found;
}

/** What is needed of the boxes whose content is read, and of the tables a part. */
const CONTENT_BYTES = 4_096;

/** Reads the start of a box's content, up to 4 KiB. */
export async function contentOf(bytes: HeaderBytes, box: Box | null): Promise<DataView | null> {
  return box === null ? null : viewOf(await bytes.read(box.start, Math.min(box.end, box.start + CONTENT_BYTES)));
}

/** The primary picture of a HEIC, HEIF or AVIF file. */
export interface HeifPicture {
  /** As displayed, cut where the file says so; `null` when not said. */
  readonly width: number | null;
  readonly height: number | null;
  /** Clockwise degrees. */
  readonly rotation: number;
}

/** Brands by the container they mean, the surest first; `mif1` and `msf1` are any picture in such boxes. */
const CONTAINERS: readonly (readonly [container: string, brands: readonly string[]])[] = [
  ['avif', ['avif', 'avis']],
  ['heic', ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs']],
  ['heif', ['mif1', 'msf1', 'mif2', 'miaf']],
];

/** Gives `avif`, `heic` or `heif` by the brands a file begins with; `null` for any other file. */
export function heifContainer(head: Uint8Array): string | null {
  const [type] = boxesIn(head, 0, head.length);
  if (type?.type !== 'ftyp') return null;
  const brands: string[] = [];
  for (let at = type.start; at + 4 <= type.end; at += 4)
    if (at !== type.start + 4) brands.push(fourCharacters(head, at));
  return CONTAINERS.find(([, known]) => brands.some((brand) => known.includes(brand)))?.[0] ?? null;
}

/** `meta` starts with a version and flags. */
const FULL_BOX_BYTES = 4;

/**
 * Reads sides, turn and cut of the primary item (`pitm`), which has them as properties. Own reading, for image-size takes
 * the largest item, a depth map among them, and any turn. `null` when the bytes have no whole `meta` box with a primary
 * item. `irot` counts quarter turns against the clock.
 *
 * @source ISO/IEC 23008-12 §6.5; ISO/IEC 14496-12 §8.11.4, §12.1.4
 */
export function readHeif(bytes: Uint8Array): HeifPicture | null {
  const meta = metaBox(bytes);
  if (meta === null) return null;
  const inner = { ...meta, start: meta.start + FULL_BOX_BYTES };
  const primary = primaryItem(bytes, findBox(bytes, inner, 'pitm'));
  const container = findBox(bytes, inner, 'iprp', 'ipco');
  const links = findBox(bytes, inner, 'iprp', 'ipma');
  if (primary === null || container === null || links === null) return null;
  const properties = [...boxesIn(bytes, container.start, container.end)];
  const view = viewOf(bytes);
  let sides: readonly [number, number] | null = null;
  let rotation = 0;
  for (const index of propertiesOf(bytes, links, primary)) {
    const box = properties[index - 1];
    if (box === undefined) continue;
    if (box.type === 'ispe' && box.end - box.start >= 12)
      sides = [view.getUint32(box.start + 4), view.getUint32(box.start + 8)];
    if (box.type === 'clap' && box.end - box.start >= 16)
      sides = [
        Math.round(view.getUint32(box.start) / view.getUint32(box.start + 4)),
        Math.round(view.getUint32(box.start + 8) / view.getUint32(box.start + 12)),
      ];
    if (box.type === 'irot') rotation = (360 - (byteAt(bytes, box.start) & 3) * 90) % 360;
  }
  const isSideways = rotation === 90 || rotation === 270;
  const [width, height] = sides ?? [null, null];
  return { width: isSideways ? height : width, height: isSideways ? width : height, rotation };
}

/** Tells whether the bytes have a whole `meta` box, which lists the pictures. */
export function hasMeta(bytes: Uint8Array): boolean {
  return metaBox(bytes) !== null;
}

function metaBox(bytes: Uint8Array): Box | null {
  return findBox(bytes, { type: '', start: 0, end: bytes.length }, 'meta');
}

function primaryItem(bytes: Uint8Array, box: Box | null): number | null {
  if (box === null || box.end - box.start < 6) return null;
  const view = viewOf(bytes);
  if (view.getUint8(box.start) === 0) return view.getUint16(box.start + 4);
  return box.end - box.start < 8 ? null : view.getUint32(box.start + 4);
}

/** Lists the numbers, from 1, of an item's properties in order. */
function propertiesOf(bytes: Uint8Array, box: Box, item: number): number[] {
  const view = viewOf(bytes.subarray(0, box.end));
  const version = byteAt(bytes, box.start);
  const isWide = (byteAt(bytes, box.start + 3) & 1) === 1;
  const idBytes = version === 0 ? 2 : 4;
  const step = isWide ? 2 : 1;
  let at = box.start + 8;
  while (at + idBytes + 1 <= box.end) {
    const id = version === 0 ? view.getUint16(at) : view.getUint32(at);
    const count = view.getUint8(at + idBytes);
    const start = at + idBytes + 1;
    const end = start + count * step;
    if (end > box.end) return [];
    if (id === item) {
      return Array.from({ length: count }, (_, index) =>
        isWide ? view.getUint16(start + index * 2) & 0x7fff : view.getUint8(start + index) & 0x7f,
      );
    }
    at = end;
  }
  return [];
}
