import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import * as v from 'valibot';

import { checkInput } from '../base/check-input.ts';
import { anyText, inputObject, listOf, momentText, orNull, text, valueWhere } from '../base/inputs.ts';
import { ExportError, isInsightInventoryError } from '../base/errors.ts';
import { toEpochMs, toFileStamp } from '../base/time.ts';
import { instagramAnalyticsSchema, type LedgerEntry, type Snapshot } from '../documents/analytics.ts';
import { writeNewFile } from './atomic-write.ts';
import { Turns } from './concurrency.ts';
import { syncFile } from './sync-file.ts';
import {
  ioCode,
  readTextIfAny,
  toExportError,
  toReadError,
  requireWritableFolder,
  writableTarget,
} from './io-error.ts';

/** An entry of a store that cannot be read. */
export interface DamagedEntry {
  /** The file, with the line where it has lines. */
  where: string;
  /** What is wrong with it. */
  problem: string;
}

/** Which files published posts were made from; whoever publishes writes it. */
export interface LedgerStore {
  /** Adds one published post. */
  append(entry: LedgerEntry): Promise<void>;
  /** In the order they were written. */
  list(): Promise<LedgerEntry[]>;
  /** Entries the last `list` left out because they cannot be read. */
  readonly damaged?: readonly DamagedEntry[] | undefined;
  /** Rejects with what would keep the store from being read and written, before a run that needs it begins. */
  check?(): Promise<void>;
}

/** Keeps each collection, for growth and velocity. A collection that is missing is a gap, not a zero. */
export interface SnapshotStore {
  /** Adds one collection. */
  append(snapshot: Snapshot): Promise<void>;
  /** Oldest first. */
  list(): Promise<Snapshot[]>;
  /** Snapshots the last `list` left out because they cannot be read. */
  readonly damaged?: readonly DamagedEntry[] | undefined;
  /** Rejects with what would keep the store from being read and written, before a run that needs it begins. */
  check?(): Promise<void>;
}

/** What may be written. */
const newEntry = inputObject<LedgerEntry>({
  media_id: text('Give the id of the post.'),
  files: listOf(anyText('Give the name of a file.'), 'Give a list of names in the bucket.'),
  published_at: orNull(momentText('Give an ISO 8601 time, or null when it is not known.')),
});

/** What is read: also what an earlier version wrote without looking at the time. */
const savedEntry = v.object({
  media_id: v.string(),
  files: v.array(v.string()),
  published_at: v.nullable(v.string()),
});

const newSnapshot = inputObject<Snapshot>({
  taken_at: momentText(),
  analytics: valueWhere(
    (value) => v.is(instagramAnalyticsSchema, value),
    'Give a document that InstagramAnalyticsManager.collect returned.',
  ),
});

const savedSnapshot = v.object({ taken_at: v.string(), analytics: instagramAnalyticsSchema });

const path = text('Give a path.');

/**
 * Creates a ledger that lasts as long as the process.
 *
 * @throws {ArgumentError} for what is no ledger entry, here and from `append`
 */
export function createMemoryLedgerStore(initial: readonly LedgerEntry[] = []): LedgerStore {
  checkInput('createMemoryLedgerStore', 'initial', initial, listOf(newEntry));
  const kept = [...initial];
  return {
    append: async (entry) => {
      await Promise.resolve();
      kept.push(checkInput('append', 'entry', entry, newEntry));
    },
    list: () => Promise.resolve([...kept]),
  };
}

/**
 * Creates a ledger in a file of one JSON object a line. Each entry is one atomic append: processes that write to one
 * ledger at once lose nothing. A line that cannot be read costs only itself and is listed in `damaged`. The JSON list of
 * earlier versions is read, and appended to as it is.
 *
 * @throws {ArgumentError} from `append` for what could not be read again; an error of kind `io` when the file cannot be
 * read or written, `io:ledger` when nothing in it is a ledger entry, which `append` leaves as it is
 */
export function createFileLedgerStore(file: string): LedgerStore {
  checkInput('createFileLedgerStore', 'path', file, path);
  const turns = new Turns();
  let damaged: readonly DamagedEntry[] = [];
  let isChecked = false;
  const list = async (): Promise<LedgerEntry[]> => {
    const read = readLedger(file, (await readTextIfAny(file)) ?? '');
    if (read.entries.length === 0 && read.damaged.length > 0) {
      throw new ExportError(`${file} holds no ledger.`, {
        kind: 'io',
        code: 'io:ledger',
        remedy: 'Restore the file, move it away, or name another one.',
      });
    }
    ({ damaged } = read);
    isChecked = true;
    return read.entries;
  };
  return {
    append: (entry) => {
      return turns.take(async () => {
        const line = JSON.stringify(checkInput('append', 'entry', entry, newEntry));
        // Another kind of file, named by mistake, is not written to.
        if (!isChecked) await list();
        await appendLine(file, line);
      });
    },
    list,
    check: async () => {
      await list();
    },
    get damaged() {
      return damaged;
    },
  };
}

function readLedger(file: string, content: string): { entries: LedgerEntry[]; damaged: DamagedEntry[] } {
  const entries: LedgerEntry[] = [];
  const damaged: DamagedEntry[] = [];
  const take = (value: unknown, where: string): void => {
    const read = v.safeParse(savedEntry, value);
    if (read.success) entries.push(read.output);
    else damaged.push({ where, problem: 'It is no ledger entry.' });
  };
  const clean = content.replace(/^\uFEFF/, '');
  const { list, rest, lines } = splitLegacyList(clean);
  list.forEach((value, index) => {
    take(value, `${file}, entry ${String(index + 1)} of its list`);
  });
  rest.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const where = `${file}, line ${String(lines + index + 1)}`;
    const json = parseJson(line);
    if (json === undefined) damaged.push({ where, problem: 'It is cut off, or no JSON.' });
    else take(json, where);
  });
  return { entries, damaged };
}

/** The JSON list that earlier versions wrote, which may be followed by lines appended since; `lines` it takes up. */
function splitLegacyList(content: string): { list: readonly unknown[]; rest: string; lines: number } {
  const none = { list: [], rest: content, lines: 0 };
  if (!content.trimStart().startsWith('[')) return none;
  // Indented as it was written, its last bracket begins a line; on one line, the list is the first.
  const ends = [content.length, content.search(/^\]\s*$/m) + 1, content.indexOf('\n')];
  for (const end of ends) {
    const head = end > 0 ? parseJson(content.slice(0, end)) : undefined;
    if (!Array.isArray(head)) continue;
    return { list: head, rest: content.slice(end), lines: content.slice(0, end).split('\n').length - 1 };
  }
  return none;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** Appends a line in one write: the system appends whole writes of several processes one after the other. */
async function appendLine(file: string, line: string): Promise<void> {
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

const PREFIX = 'snapshot_';

/**
 * Creates snapshots that last as long as the process.
 *
 * @throws {ArgumentError} for what is no snapshot, here and from `append`
 */
export function createMemorySnapshotStore(initial: readonly Snapshot[] = []): SnapshotStore {
  checkInput('createMemorySnapshotStore', 'initial', initial, listOf(newSnapshot));
  const kept = [...initial];
  return {
    append: async (snapshot) => {
      await Promise.resolve();
      kept.push(checkInput('append', 'snapshot', snapshot, newSnapshot));
    },
    list: () => Promise.resolve(kept.toSorted(compareSnapshots)),
  };
}

/**
 * Creates a history of one file a snapshot in a folder of their own, named after the moment it was taken; none is ever
 * overwritten, by whichever process. A file that cannot be read costs only itself and is listed in `damaged`.
 *
 * @throws {ArgumentError} from `append` for what could not be read again; an error of kind `io` when the folder cannot be
 * read or written
 */
export function createFileSnapshotStore(folder: string): SnapshotStore {
  checkInput('createFileSnapshotStore', 'folder', folder, path);
  let damaged: readonly DamagedEntry[] = [];
  return {
    append: async (snapshot) => {
      checkInput('append', 'snapshot', snapshot, newSnapshot);
      const stamp = toFileStamp(toEpochMs(snapshot.taken_at) ?? 0);
      await writeNewFile(join(folder, `${PREFIX}${stamp}.json`), `${JSON.stringify(snapshot)}\n`);
    },
    list: async () => {
      const snapshots: Snapshot[] = [];
      const broken: DamagedEntry[] = [];
      // One after the other: a long history would open as many files at once.
      for (const name of await listNames(folder)) {
        const read = await readSnapshot(join(folder, name));
        if ('problem' in read) broken.push(read);
        else snapshots.push(read);
      }
      damaged = broken;
      return snapshots.sort(compareSnapshots);
    },
    check: async () => {
      await requireWritableFolder(folder);
      await listNames(folder);
    },
    get damaged() {
      return damaged;
    },
  };
}

async function listNames(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.startsWith(PREFIX) && name.endsWith('.json')).sort();
  } catch (error) {
    if (ioCode(error) === 'ENOENT') return [];
    throw toReadError(folder, error);
  }
}

async function readSnapshot(file: string): Promise<Snapshot | DamagedEntry> {
  try {
    const json = parseJson((await readTextIfAny(file)) ?? '');
    if (json === undefined) return { where: file, problem: 'It is cut off, or no JSON.' };
    const read = v.safeParse(savedSnapshot, json, { abortEarly: true });
    if (read.success) return read.output;
    const key = v.getDotPath(read.issues[0]) ?? 'the whole';
    return { where: file, problem: `It is no snapshot of this version: ${key} is not as it should be.` };
  } catch (error) {
    if (!isInsightInventoryError(error)) throw error;
    return { where: file, problem: error.message };
  }
}

function compareSnapshots(a: Snapshot, b: Snapshot): number {
  return (toEpochMs(a.taken_at) ?? 0) - (toEpochMs(b.taken_at) ?? 0);
}
