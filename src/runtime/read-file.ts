import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

import { InsightInventoryError } from '../base/errors.ts';
import { ioCode, notAFile, toReadError } from './io-error.ts';

const MEBIBYTE: number = 2 ** 20;

/** Most bytes of a file of settings, notes, ids or a key: hundreds of times what they have. */
export const MOST_SETTINGS_BYTES: number = MEBIBYTE;

/** Most bytes of a document, ledger, snapshot or kept value, unpacked: an inventory of 50,000 rows has a fifth of it. */
export const MOST_SAVED_BYTES: number = 256 * MEBIBYTE;

/** What is said of a file of more bytes than are read: `more than 1 MiB`. */
export function moreThan(mostBytes: number): string {
  return `more than ${String(mostBytes / MEBIBYTE)} MiB`;
}

/** The error for a file that has more bytes than are read, or unpacks to more. */
export function tooLarge(path: string, mostBytes: number): InsightInventoryError {
  return new InsightInventoryError(`${path} has ${moreThan(mostBytes)}.`, {
    kind: 'io',
    code: 'io:too_large',
    remedy: 'Name another file, or a smaller part of this one.',
  });
}

/**
 * The bytes of a file, also of a pipe, which says no size; `null` when there are more. Holds no more than that.
 *
 * @throws the error of the file system
 */
export async function readUpTo(path: string, mostBytes: number): Promise<Buffer | null> {
  const found = await stat(path);
  if (found.isFile() && found.size > mostBytes) return null;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of createReadStream(path, { end: mostBytes, highWaterMark: MEBIBYTE })) {
    pieces.push(piece as Buffer);
    size += (piece as Buffer).length;
  }
  return size > mostBytes ? null : Buffer.concat(pieces, size);
}

/** {@link readUpTo} with errors of kind `io`: `io:EACCES` and the like, `io:too_large`. @throws {InsightInventoryError} */
export async function readBytes(path: string, mostBytes: number): Promise<Buffer> {
  let bytes: Buffer | null;
  try {
    bytes = await readUpTo(path, mostBytes);
  } catch (error) {
    throw toReadError(path, error);
  }
  if (bytes === null) throw tooLarge(path, mostBytes);
  return bytes;
}

/**
 * The text of a saved file; `null` when there is none.
 *
 * @throws {InsightInventoryError} as {@link readBytes} does; `io:not_a_file` for a pipe or a device, which could be read
 * without end
 */
export async function readTextIfAny(path: string): Promise<string | null> {
  try {
    const found = await stat(path);
    if (!found.isFile() && !found.isDirectory()) throw notAFile(path);
  } catch (error) {
    if (ioCode(error) === 'ENOENT') return null;
    throw toReadError(path, error);
  }
  return (await readBytes(path, MOST_SAVED_BYTES)).toString('utf8');
}
