import { type FileHandle, open } from 'node:fs/promises';

import type { ReadableObject } from '../insights/read-object.ts';

/** An object that was copied to a file. */
export interface BroughtObject {
  readonly path: string;
  readonly marks: ByteMarks;
  /** Why it was not read to its end; `null` when it was. */
  readonly error: unknown;
  /** The bytes again, from the file; reading fails where the copying did. */
  readonly object: ReadableObject;
  close(): Promise<void>;
}

/** What the bytes of a text say of who may read it. */
export interface ByteMarks {
  /** There is a quotation mark. */
  hasQuote: boolean;
  /** There is one with nothing but spaces between it and the end of its field. */
  hasSpacedQuote: boolean;
  /** There is a CR without an LF behind it. */
  hasLoneReturn: boolean;
  /** The last byte; -1 when there is none. */
  last: number;
}

/** Copies pieces to a new file that only this user can read. What fails is kept in place of thrown. */
export async function bringObject(
  pieces: AsyncIterable<Uint8Array>,
  packed: boolean,
  path: string,
): Promise<BroughtObject> {
  const file = await open(path, 'wx+', 0o600);
  const scan = new ByteScan();
  let size = 0;
  let error: unknown = null;
  try {
    for await (const piece of pieces) {
      scan.add(piece);
      await file.write(piece, 0, piece.byteLength, size);
      size += piece.byteLength;
    }
  } catch (failure) {
    error = failure;
  }
  const object: ReadableObject = {
    // One more than there are, so that whoever reads them comes to where the copying failed.
    size: error === null ? size : size + 1,
    packed,
    read: async (start, end) => {
      if (end > size) throw error;
      return readBytes(file, start, end);
    },
  };
  return { path, marks: scan.marks, error, object, close: () => file.close() };
}

async function readBytes(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  await file.read(bytes, 0, bytes.byteLength, start);
  return bytes;
}

const QUOTE = 0x22;
const RETURN = 0x0d;
const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** Looks through a text that comes in pieces. */
class ByteScan {
  readonly marks: ByteMarks = { hasQuote: false, hasSpacedQuote: false, hasLoneReturn: false, last: -1 };

  add(piece: Uint8Array): void {
    const { marks } = this;
    const { last } = marks;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    marks.hasQuote ||= bytes.includes(QUOTE);
    // What goes over from one piece to the next cannot be told here: it counts as odd.
    const first = bytes[0];
    marks.hasSpacedQuote ||=
      (last === SPACE && (first === QUOTE || first === SPACE)) || (last === QUOTE && first === SPACE);
    marks.hasSpacedQuote ||= marks.hasQuote && hasSpacedQuote(bytes);
    marks.hasLoneReturn ||= (last === RETURN && first !== LINE_FEED) || hasLoneReturn(bytes);
    marks.last = bytes.at(-1) ?? last;
  }
}

function hasSpacedQuote(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(' "'); at !== -1; at = bytes.indexOf(' "', at + 1))
    if (isFieldEnd(neighbour(bytes, at, -1))) return true;
  for (let at = bytes.indexOf('" '); at !== -1; at = bytes.indexOf('" ', at + 1))
    if (isFieldEnd(neighbour(bytes, at + 1, 1))) return true;
  return false;
}

/** The first byte that is no space, from one place on; `undefined` at the end of the piece. */
function neighbour(bytes: Buffer, from: number, step: 1 | -1): number | undefined {
  let at = from;
  while (bytes[at] === SPACE) at += step;
  return bytes[at];
}

/** The separators of a CSV, and its line ends. */
const FIELD_ENDS: ReadonlySet<number | undefined> = new Set([
  undefined,
  ...Array.from(',\t|;\r\n', (sign) => sign.charCodeAt(0)),
]);

function isFieldEnd(byte: number | undefined): boolean {
  return FIELD_ENDS.has(byte);
}

function hasLoneReturn(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(RETURN); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(RETURN, at + 1))
    if (bytes[at + 1] !== LINE_FEED) return true;
  return false;
}
