import { checkOf } from '../../base/check-input.ts';
import { withMethods } from '../../base/inputs.ts';
import { toEpochMs } from '../../base/time.ts';
import { readHistory } from './read-history.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** What a migration did. */
export interface MigratedSnapshots {
  /** Snapshots that were added. */
  added: number;
  /** Snapshots the other store had already. */
  present: number;
}

const storeInput = withMethods<SnapshotStore>(['append', 'list'], 'Give createFileSnapshotStore(folder) or the like.');
const check = checkOf('migrateSnapshots', { from: storeInput, to: storeInput });

/**
 * Copies the snapshots of one store to another, oldest first; what is there already, by account and moment, is not added
 * again: a migration that was cut off goes on where it was. The first store stays as it is, and its `damaged` lists what
 * could not be read. One migration at a time.
 *
 * @throws {ArgumentError} for what is no store; what one of the stores throws
 * @example
 * await migrateSnapshots(createFileSnapshotStore('.state/history'), createSqliteSnapshotStore('.state/history.sqlite'));
 */
export async function migrateSnapshots(
  from: Pick<SnapshotStore, 'list'>,
  to: Pick<SnapshotStore, 'append' | 'list' | 'read'>,
): Promise<MigratedSnapshots> {
  check({ from: { append: () => undefined, list: from.list }, to });
  // Two collections of one moment are both kept.
  const there = new Map<string, number>();
  for (const { account_id, taken_at } of await readHistory(to, { metrics: ['followers_count'] })) {
    const key = keyOf(account_id, taken_at);
    there.set(key, (there.get(key) ?? 0) + 1);
  }
  const result = { added: 0, present: 0 };
  for (const snapshot of await from.list()) {
    const key = keyOf(snapshot.analytics.account_info?.account_id ?? null, snapshot.taken_at);
    const left = there.get(key) ?? 0;
    if (left > 0) {
      there.set(key, left - 1);
      result.present += 1;
      continue;
    }
    await to.append(snapshot);
    result.added += 1;
  }
  return result;
}

function keyOf(account: string | null, takenAt: string): string {
  return JSON.stringify([account, toEpochMs(takenAt)]);
}
