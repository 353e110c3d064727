import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';

/** What telling the newer of two files needs. */
export type DatedFile = Pick<FileRecord, 'name' | 'created_time'>;

/** What telling the larger of two files needs. */
export type SizedFile = Pick<FileRecord, 'name' | 'size_bytes'>;

/**
 * Newest first by `created_time`, files without one last, then by name.
 *
 * @example
 * compareNewest({ name: 'a', created_time: null }, { name: 'b', created_time: '2025-04-30T13:47:00Z' }) > 0; //=> true
 */
export function compareNewest(a: DatedFile, b: DatedFile): number {
  return -compareTimes(a.created_time, b.created_time) || byKnownTime(a, b) || compareNames(a.name, b.name);
}

/** Oldest first by `created_time`, files without one last, then by name. */
export function compareOldest(a: DatedFile, b: DatedFile): number {
  return compareTimes(a.created_time, b.created_time) || byKnownTime(a, b) || compareNames(a.name, b.name);
}

/** Largest first by `size_bytes`, files of unknown size last, then by name. */
export function compareLargest(a: SizedFile, b: SizedFile): number {
  return (b.size_bytes ?? -1) - (a.size_bytes ?? -1) || compareNames(a.name, b.name);
}

/** Timestamps of documents have one width, so their text sorts as their time does. 0 when one is unknown. */
function compareTimes(a: string | null, b: string | null): number {
  if (a === null || b === null || a === b) return 0;
  return a < b ? -1 : 1;
}

function byKnownTime(a: DatedFile, b: DatedFile): number {
  return Number(a.created_time === null) - Number(b.created_time === null);
}
