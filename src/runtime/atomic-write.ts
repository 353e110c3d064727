import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';

import { ExportError } from '../base/errors.ts';
import { DAY_MS, SECOND_MS } from '../base/time.ts';
import { untilAborted } from './clock.ts';
import { ioCode, requireSavable, toExportError, writableTarget } from './file-io.ts';

/**
 * Has the disk take what was written. By the descriptor: the file handles of Yarn's Plug'n'Play have no `sync()`.
 *
 * @source Yarn 4, fslib: "Method not implemented." of its file handles (seen with 4.18.1 on 2026-11-28)
 */
async function syncFile(handle: FileHandle): Promise<void> {
  await promisify(fs.fsync)(handle.fd);
}

/** Text is written as UTF-8. */
type FileData = string | Uint8Array | AsyncIterable<string | Uint8Array> | Iterable<string>;

interface WriteOptions {
  /** Permissions, exactly. Default: those of the file that is replaced, else what the process gives new files. */
  readonly mode?: number | undefined;
  /** Compresses the data; the name is left as it is. @default false */
  readonly gzip?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Tells whether a file of this name is to be compressed, where the name decides. */
export function isGzipName(path: string): boolean {
  return path.toLowerCase().endsWith('.gz');
}

/** What is on the disk. */
export interface WrittenFile {
  path: string;
  /** Of the file as it is, compressed if it is. */
  size_bytes: number;
  /** Hexadecimal, of the same bytes. */
  sha256: string;
}

/** Names tried by {@link writeNewFile} before it gives up. */
const MAX_NAMES = 10_000;

/** Rows of an export come in small pieces; the disk is asked once per so many bytes. */
const PIECE_BYTES = 65_536;

/**
 * Writes a file whole or not at all: into a temporary file beside it, to the disk, then renamed over it. A reader sees
 * the old file or the new one. After a failure or an abort the old file is as it was and nothing is left behind. Missing
 * folders are made. A symbolic link stays one; the file it names is replaced. What a killed process has left beside the
 * file is removed.
 *
 * @throws {ExportError} of kind `io`, code `io:EACCES` and the like, `io:not_a_file` where a pipe or a device is; the
 * signal's own reason; what the data throws
 */
export async function writeFileAtomic(path: string, data: FileData, options: WriteOptions = {}): Promise<WrittenFile> {
  return viaTemporary(path, data, options, async (temporary) => {
    await rename(temporary, await writableTarget(path));
    return path;
  });
}

/**
 * Writes a file under a name that is not taken: `x.json.gz`, else `x_2.json.gz`, `x_3.json.gz`, … Never overwrites, not
 * even when two writers choose a name at the same moment.
 *
 * @returns the path that was taken
 * @throws as {@link writeFileAtomic}
 */
export async function writeNewFile(path: string, data: FileData, options: WriteOptions = {}): Promise<WrittenFile> {
  return viaTemporary(path, data, options, async (temporary) => {
    for (let count = 1; count <= MAX_NAMES; count += 1) {
      const name = count === 1 ? path : numbered(path, count);
      if (await claim(temporary, name)) return name;
    }
    throw new ExportError(`${path} and ${String(MAX_NAMES - 1)} names after it are taken.`, {
      kind: 'io',
      code: 'io:EEXIST',
      remedy: 'Empty the folder, or choose another one.',
    });
  });
}

/**
 * Gives the path with a number before its extension, or before both of a compressed file.
 *
 * @example
 * numbered('out/x.json.gz', 2); //=> 'out/x_2.json.gz'
 */
export function numbered(path: string, count: number): string {
  const last = extname(path);
  const extension = last === '.gz' ? extname(path.slice(0, -last.length)) + last : last;
  return `${path.slice(0, path.length - extension.length)}_${String(count)}${extension}`;
}

async function viaTemporary(
  path: string,
  data: FileData,
  options: WriteOptions,
  publish: (temporary: string) => Promise<string>,
): Promise<WrittenFile> {
  const { signal } = options;
  signal?.throwIfAborted();
  // Beside the target, for a rename within one file system.
  const folder = dirname(await writableTarget(path));
  const temporary = join(folder, temporaryName());
  try {
    await mkdir(folder, { recursive: true });
    await sweepTemporaries(folder);
    const written = await writeTemporary(temporary, data, { ...options, mode: options.mode ?? (await modeOf(path)) });
    signal?.throwIfAborted();
    return { path: await publish(temporary), ...written };
  } catch (error) {
    signal?.throwIfAborted();
    throw toExportError(path, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Whose temporary files are whose: a process id says nothing about one of another machine. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const TEMPORARY = /^\.insight-(?<host>[0-9a-f]{8})-(?<pid>\d+)-[0-9a-f]{16}\.tmp$/;

/** A file of another machine is left over when it is this old. */
const OLD_MS = DAY_MS;

function temporaryName(): string {
  return `.insight-${HOST}-${String(process.pid)}-${randomBytes(8).toString('hex')}.tmp`;
}

/** Removes temporary files of processes that are no more. Cost: one reading of the folder's names. */
async function sweepTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const { host, pid } = TEMPORARY.exec(name)?.groups ?? {};
    if (host === undefined || pid === undefined) continue;
    const path = join(folder, name);
    const age = await ageOf(path);
    const isDead = host === HOST && !isRunning(Number(pid), age);
    if (isDead || age > OLD_MS) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Counts the milliseconds since a file was last written; 0 when it is gone. */
async function ageOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

function isRunning(pid: number, fileAge: number): boolean {
  // A number that came back to this process belonged to another one when the file is older than this process.
  if (pid === process.pid) return fileAge < process.uptime() * SECOND_MS;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return ioCode(error) === 'EPERM';
  }
}

/** Readable by its owner alone until it is whole: it may hold a token. */
const TEMPORARY_MODE = 0o600;

async function writeTemporary(
  temporary: string,
  data: FileData,
  { mode, gzip, signal }: WriteOptions,
): Promise<Omit<WrittenFile, 'path'>> {
  const handle = await open(temporary, 'wx');
  try {
    // What this process gives new files; nothing is in it yet.
    const finalMode = mode ?? (await handle.stat()).mode & 0o7777;
    await handle.chmod(TEMPORARY_MODE);
    const hash = createHash('sha256');
    let size = 0;
    const sink = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const piece of bytes) {
        hash.update(piece);
        size += piece.byteLength;
        await writeAll(handle, piece);
      }
    };
    // Data that gives nothing cannot hold up an abort: it is not waited for.
    await untilAborted(
      async (abort) => {
        const source = Readable.from(inPieces(data));
        await (gzip === true
          ? pipeline(source, createGzip(), sink, { signal: abort })
          : pipeline(source, sink, { signal: abort }));
      },
      [signal],
    );
    await handle.chmod(finalMode);
    await syncFile(handle);
    return { size_bytes: size, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < bytes.byteLength) offset += (await handle.write(bytes, offset)).bytesWritten;
}

/** Yields the data as bytes, in pieces large enough to be worth a write. */
async function* inPieces(data: FileData): AsyncGenerator<Uint8Array, void, undefined> {
  if (typeof data === 'string' || data instanceof Uint8Array) {
    if (data.length > 0) yield Buffer.from(data);
    return;
  }
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const item of data) {
    const bytes = Buffer.from(item);
    waiting.push(bytes);
    size += bytes.byteLength;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

/** Puts the temporary file under a name nobody has; false when somebody has it. */
async function claim(temporary: string, name: string): Promise<boolean> {
  try {
    await link(temporary, name);
    return true;
  } catch (error) {
    if (ioCode(error) === 'EEXIST') return false;
    if (!NO_LINKS.has(ioCode(error) ?? '')) throw error;
  }
  return claimByRename(temporary, name);
}

/** Codes by which a file system says that it has no hard links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Claims a name without links: the name is taken by an empty file, which the data then replaces. */
async function claimByRename(temporary: string, name: string): Promise<boolean> {
  try {
    await (await open(name, 'wx')).close();
  } catch (error) {
    if (ioCode(error) === 'EEXIST') return false;
    throw error;
  }
  await rename(temporary, name);
  return true;
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o7777;
  } catch {
    return undefined;
  }
}

/**
 * Appends a line to a saved file in one write: the system appends whole writes of several processes one after the other.
 *
 * @throws {ExportError} of kind `io` when the disk refuses; `io:too_large` when the file could not be read again
 */
export async function appendLine(file: string, line: string): Promise<void> {
  try {
    const target = await writableTarget(file);
    await mkdir(dirname(target), { recursive: true });
    const handle = await open(target, 'a+');
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      // A line that a full disk has cut off does not take the next one with it.
      const isOpen = size > 0 && last.toString() !== '\n';
      const bytes = Buffer.from(`${isOpen ? '\n' : ''}${line}\n`);
      requireSavable(file, size + bytes.byteLength);
      let offset = 0;
      while (offset < bytes.byteLength) offset += (await handle.write(bytes, offset)).bytesWritten;
      await syncFile(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw toExportError(file, error);
  }
}
