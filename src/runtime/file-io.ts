import { createReadStream } from 'node:fs';
import { access, constants, lstat, mkdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { ExportError, InsightInventoryError } from '../base/errors.ts';
import type { ErrorCode } from '../base/issues.ts';

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'Give this user access to the path, or choose another one.',
  EPERM: 'Give this user access to the path, or choose another one.',
  EROFS: 'The file system is read-only: choose another path.',
  ENOSPC: 'Free space on the disk, or choose another one.',
  EDQUOT: 'Free space on the disk, or choose another one.',
  EISDIR: 'The path is a folder: name a file in it.',
  ENOTDIR: 'A part of the path is a file, not a folder: choose another path.',
  EEXIST: 'A part of the path is a file, not a folder, or the file exists: choose another path.',
  ENOENT: 'Check that the path exists.',
  ENAMETOOLONG: 'Choose a shorter name.',
  EINVAL: 'Choose a path of characters that the file system takes: no NUL.',
  EMFILE: 'Too many files are open: close some, or raise the limit.',
};

/** Gives the code of a file-system error (`EACCES`), `EINVAL` of a path with a NUL; `null` when it is not one. */
export function ioCode(error: unknown): string | null {
  // Node refuses such a path before it asks the system.
  if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_ARG_VALUE') return 'EINVAL';
  return error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/** Gives an error of the file system as one of ours; what is not one comes back as it is. */
export function toReadError(path: string, error: unknown): unknown {
  const code = ioCode(error);
  if (code === null) return error;
  return new InsightInventoryError(`${path} could not be read (${code}).`, detailsFor(code));
}

/** Does the same as {@link toReadError} for writing. */
export function toExportError(path: string, error: unknown): unknown {
  const code = ioCode(error);
  if (code === null) return error;
  return new ExportError(
    `${path} could not be written (${code}). What was there before is untouched.`,
    detailsFor(code),
  );
}

/**
 * Gives the file that a path leads to, through symbolic links, also through one whose file is not there yet; the path
 * itself when nothing is there.
 *
 * @throws {ExportError} `io:not_a_file` when a pipe, a device or a socket is there: a file written over it would replace it
 */
export async function writableTarget(path: string): Promise<string> {
  const target = await followLinks(path);
  try {
    const { isFile, isDirectory } = await kindOf(target);
    if (!isFile && !isDirectory) throw notAFile(path);
  } catch (error) {
    if (ioCode(error) === null) throw error;
  }
  return target;
}

/**
 * Makes a folder, if it is not there, and makes sure that files can be written to it.
 *
 * @throws {ExportError} of kind `io`
 */
export async function requireWritableFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw toExportError(folder, error);
  }
}

/** Links that lead to links that are followed before a circle is assumed, as Linux does. */
const MAX_LINKS = 40;

async function followLinks(path: string): Promise<string> {
  let target = path;
  for (let count = 0; count < MAX_LINKS; count += 1) {
    try {
      return await realpath(target);
    } catch {
      const isLink = await lstat(target).then(
        (found) => found.isSymbolicLink(),
        () => false,
      );
      if (!isLink) return target;
      target = resolve(dirname(target), await readlink(target));
    }
  }
  throw new ExportError(`${path} is a link that leads in a circle.`, {
    kind: 'io',
    code: 'io:ELOOP',
    remedy: 'Name a file.',
  });
}

async function kindOf(path: string): Promise<{ readonly isFile: boolean; readonly isDirectory: boolean }> {
  const found = await stat(path);
  return { isFile: found.isFile(), isDirectory: found.isDirectory() };
}

/** Makes the error for a pipe, a device or a socket in the place of a file. */
function notAFile(path: string): ExportError {
  return new ExportError(`${path} is no regular file but a pipe, a device or a socket.`, {
    kind: 'io',
    code: 'io:not_a_file',
    remedy: 'Name a file that can be replaced, or one that is not there yet.',
  });
}

function detailsFor(code: string): { kind: 'io'; code: ErrorCode; remedy: string } {
  return { kind: 'io', code: `io:${code}`, remedy: REMEDIES[code] ?? 'Check the disk and the path, and try again.' };
}

const MEBIBYTE: number = 2 ** 20;

/** Most bytes of a file of settings, notes, ids or a key: hundreds of times what they have. */
export const MAX_CONFIG_BYTES: number = MEBIBYTE;

/** Most bytes of a document, ledger, snapshot or kept value, unpacked: an inventory of 50,000 rows has a fifth of it. */
export const MAX_SAVED_BYTES: number = 256 * MEBIBYTE;

/** Writes what is said of a file of more bytes than are read: `more than 1 MiB`. */
export function moreThan(mostBytes: number): string {
  return `more than ${String(mostBytes / MEBIBYTE)} MiB`;
}

/** Makes the error for a file that has more bytes than are read, or unpacks to more. */
export function tooLarge(path: string, mostBytes: number): InsightInventoryError {
  return new InsightInventoryError(`${path} has ${moreThan(mostBytes)}.`, {
    kind: 'io',
    code: 'io:too_large',
    remedy: 'Name another file, or a smaller part of this one.',
  });
}

/**
 * Refuses what a store could not read again.
 *
 * @param bytes - the file would have
 * @throws {ExportError} `io:too_large`
 */
export function requireSavable(path: string, bytes: number): void {
  if (bytes <= MAX_SAVED_BYTES) return;
  throw new ExportError(
    `${path} would have ${moreThan(MAX_SAVED_BYTES)}, which is not read again. What was there before is untouched.`,
    { kind: 'io', code: 'io:too_large', remedy: 'Keep less under this name, or use another file.' },
  );
}

/**
 * Reads the bytes of a file, also of a pipe, which says no size; `null` when there are more. Holds no more than that.
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

/**
 * Does the same as {@link readUpTo} with errors of kind `io`: `io:EACCES` and the like, `io:too_large`. @throws
 * {InsightInventoryError}
 */
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
 * Reads the text of a saved file; `null` when there is none.
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
  return (await readBytes(path, MAX_SAVED_BYTES)).toString('utf8');
}

/** An entry of a store that cannot be read. */
export interface DamagedEntry {
  /** The file, with the line where it has lines. */
  where: string;
  /** What is wrong with it. */
  problem: string;
}

/** Parses a text as JSON; `undefined` when it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
