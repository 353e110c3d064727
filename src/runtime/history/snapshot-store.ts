import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

import { checkInput, type Input } from '../../base/check-input.ts';
import { inputObject, listOf, momentText, text, valueWhere } from '../../base/inputs.ts';
import { isInsightInventoryError } from '../../base/errors.ts';
import { toEpochMs, toFileStamp } from '../../base/time.ts';
import { instagramAnalyticsSchema, type Snapshot } from '../../documents/analytics.ts';
import { writeNewFile } from '../atomic-write.ts';
import { type DamagedEntry, ioCode, parseJson, readTextIfAny, requireWritableFolder, toReadError } from '../file-io.ts';
import {
  compareSnapshots,
  type HistoryQuery,
  type HistoryReading,
  readingsOf,
  resolveHistoryQuery,
} from './readings.ts';

/** Keeps each collection, for growth and velocity. A collection that is missing is a gap, not a zero. */
export interface SnapshotStore {
  /** Adds one collection. */
  append(snapshot: Snapshot): Promise<void>;
  /** Oldest first. */
  list(): Promise<Snapshot[]>;
  /**
   * Gives figures alone, as {@link readHistory} does of every store: without it, `readHistory` computes them from `list`.
   */
  read?(query?: HistoryQuery): Promise<HistoryReading[]>;
  /** Snapshots the last `list` left out because they cannot be read. */
  readonly damaged?: readonly DamagedEntry[] | undefined;
  /** Rejects with what would keep the store from being read and written, before a run that needs it begins. */
  check?(): Promise<void>;
}

/** What `append` of every store takes. */
export const newSnapshot: Input<Snapshot> = inputObject<Snapshot>({
  taken_at: momentText(),
  analytics: valueWhere(
    (value) => v.is(instagramAnalyticsSchema, value),
    'Give a document that InstagramAnalyticsManager.collect returned.',
  ),
});

/** What is read. */
export const savedSnapshot: v.GenericSchema<unknown, Snapshot> = v.object({
  taken_at: v.string(),
  analytics: instagramAnalyticsSchema,
});

const path = text('Give a path.');

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
    read: async (query) => {
      await Promise.resolve();
      return readingsOf(kept, query);
    },
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
  const list = async (): Promise<Snapshot[]> => {
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
  };
  return {
    append: async (snapshot) => {
      checkInput('append', 'snapshot', snapshot, newSnapshot);
      const stamp = toFileStamp(toEpochMs(snapshot.taken_at) ?? 0);
      await writeNewFile(join(folder, `${PREFIX}${stamp}.json`), `${JSON.stringify(snapshot)}\n`);
    },
    list,
    read: async (query) => {
      resolveHistoryQuery(query);
      return readingsOf(await list(), query);
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
