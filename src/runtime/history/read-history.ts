import { type HistoryQuery, type HistoryReading, readingsOf, resolveHistoryQuery } from './readings.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/**
 * Reads figures of a history, oldest first: of each collection the account, then its posts. A store with `read` gives them
 * from its rows; of any other, every document is read.
 *
 * @throws {ArgumentError} for a moment, an id or a metric that is none; what the store throws
 * @example
 * const followers = await readHistory(store, { since: '2026-01-01', metrics: ['followers_count'] });
 */
export async function readHistory(
  store: Pick<SnapshotStore, 'list' | 'read'>,
  given: HistoryQuery = {},
): Promise<HistoryReading[]> {
  if (store.read !== undefined) return store.read(given);
  resolveHistoryQuery(given);
  return readingsOf(await store.list(), given);
}
