import { fourCharacters, type HeaderBytes, readUint64, viewOf } from './header-bytes.ts';

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
 * The box head at the start of these bytes; `null` when there is none: under 8 bytes, or a size smaller than the head.
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
 * The boxes that lie between two positions, as far as each fits; the first that does not ends the list. Bounded by the
 * bytes at hand, for a box takes eight of them at least.
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

/** The first box at the end of a path of types, from box to box; `null` when there is none. */
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
 * The boxes between two positions of a file, up to 64; the first that does not fit ends the list.
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
 * The first box of a file at the end of a path of types, from box to box; `null` when there is none.
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

/** The start of a box's content, up to 4 KiB. */
export async function contentOf(bytes: HeaderBytes, box: Box | null): Promise<DataView | null> {
  return box === null ? null : viewOf(await bytes.read(box.start, Math.min(box.end, box.start + CONTENT_BYTES)));
}
