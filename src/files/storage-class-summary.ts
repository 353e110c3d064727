import { compareNames } from '../base/order.ts';
import type { CountAndSize, FileRecord } from '../documents/file.ts';
import type { Fold } from './fold.ts';
import { addToTally, emptyTally, tallyCountAndSize, type Tally } from './totals.ts';

/**
 * Count and size per storage class, by name of the class. Files whose class the source did not give are in none: a word
 * made up for them could pass for a class of the platform.
 */
export function createStorageClassSummary(): Fold<
  Pick<FileRecord, 'storage_class' | 'size_bytes'>,
  Record<string, CountAndSize>
> {
  const tallies = new Map<string, Tally>();
  return {
    add: (file) => {
      if (file.storage_class === null || file.size_bytes === null) return;
      let tally = tallies.get(file.storage_class);
      if (tally === undefined) {
        tally = emptyTally();
        tallies.set(file.storage_class, tally);
      }
      addToTally(tally, file.size_bytes);
    },
    result: () =>
      Object.fromEntries(
        [...tallies]
          .sort(([a], [b]) => compareNames(a, b))
          .map(([storageClass, tally]) => [storageClass, tallyCountAndSize(tally)]),
      ),
  };
}
