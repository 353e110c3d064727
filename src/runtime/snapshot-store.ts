import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

import { ExportError } from '../base/errors.ts';
import { toEpochMs, toFileStamp } from '../base/time.ts';
import { instagramAnalyticsSchema } from '../documents/analytics.ts';
import type { Snapshot } from '../documents/history.ts';
import { writeNewFile } from './atomic-write.ts';
import { ioCode, toReadError } from './io-error.ts';

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
