import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

import { ExportError } from '../base/errors.ts';
import { toEpochMs, toFileStamp } from '../base/time.ts';
import { type LedgerEntry, type Snapshot, instagramAnalyticsSchema } from '../documents/analytics.ts';
import { writeFileAtomic, writeNewFile } from './atomic-write.ts';
import { Turns } from './concurrency.ts';
import { ioCode, toReadError } from './io-error.ts';

/** Which files published posts were made from; whoever publishes writes it. */
export interface LedgerStore {
  /** Adds one published post. */
  append(entry: LedgerEntry): Promise<void>;
  /** In the order they were written. */
  list(): Promise<LedgerEntry[]>;
}

const entries = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ media_id: v.string(), files: v.array(v.string()), published_at: v.nullable(v.string()) })),
);

/** A ledger that lasts as long as the process. */
export function createMemoryLedgerStore(initial: readonly LedgerEntry[] = []): LedgerStore {
  const kept = [...initial];
  return {
    append: (entry) => {
      kept.push(entry);
      return Promise.resolve();
    },
    list: () => Promise.resolve([...kept]),
  };
}

/**
 * A ledger in one JSON file, replaced whole at each entry. For one writer at a time; appends through one store wait for
 * each other.
 *
 * @throws ExportError of kind `io` when the file cannot be read, holds something else or cannot be written
 */
export function createFileLedgerStore(path: string): LedgerStore {
  const turns = new Turns();
  const list = async (): Promise<LedgerEntry[]> => {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (ioCode(error) === 'ENOENT') return [];
      throw toReadError(path, error);
    }
    const read = v.safeParse(entries, text);
    if (read.success) return read.output;
    throw new ExportError(`${path} holds no ledger.`, {
      kind: 'io',
      code: 'io:ledger',
      remedy: 'Restore the file, or move it away.',
    });
  };
  return {
    append: (entry) =>
      turns.take(async () => {
        const all = [...(await list()), entry];
        await writeFileAtomic(path, `${JSON.stringify(all, null, 2)}\n`);
      }),
    list,
  };
}

/** Keeps each collection, for growth and velocity. A collection that is missing is a gap, not a zero. */
export interface SnapshotStore {
  /** Adds one collection. */
  append(snapshot: Snapshot): Promise<void>;
  /** Oldest first. */
  list(): Promise<Snapshot[]>;
}

const PREFIX = 'snapshot_';
const savedSnapshot = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ taken_at: v.string(), analytics: instagramAnalyticsSchema }),
);

/** Snapshots that last as long as the process. */
export function createMemorySnapshotStore(initial: readonly Snapshot[] = []): SnapshotStore {
  const kept = [...initial];
  return {
    append: (snapshot) => {
      kept.push(snapshot);
      return Promise.resolve();
    },
    list: () => Promise.resolve(kept.toSorted(compareSnapshots)),
  };
}

/**
 * One file a snapshot in a folder of their own, named after the moment it was taken; none is ever overwritten.
 *
 * @throws ExportError of kind `io` when the folder cannot be read or written, or a file in it is no snapshot
 */
export function createFileSnapshotStore(folder: string): SnapshotStore {
  return {
    append: async (snapshot) => {
      const stamp = toFileStamp(toEpochMs(snapshot.taken_at) ?? 0);
      await writeNewFile(join(folder, `${PREFIX}${stamp}.json`), `${JSON.stringify(snapshot)}\n`);
    },
    list: async () => {
      const names = await listNames(folder);
      const snapshots: Snapshot[] = [];
      // One after the other: a long history would open as many files at once.
      for (const name of names) snapshots.push(await readSnapshot(join(folder, name)));
      return snapshots.sort(compareSnapshots);
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

async function readSnapshot(path: string): Promise<Snapshot> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw toReadError(path, error);
  }
  const read = v.safeParse(savedSnapshot, text);
  if (read.success) return read.output;
  throw new ExportError(`${path} holds no snapshot.`, {
    kind: 'io',
    code: 'io:snapshot',
    remedy: 'Restore the file, or move it away.',
  });
}

function compareSnapshots(a: Snapshot, b: Snapshot): number {
  return (toEpochMs(a.taken_at) ?? 0) - (toEpochMs(b.taken_at) ?? 0);
}
