import type { FileMoment } from '../documents/file.ts';
import { compareNewest, compareOldest, type DatedFile } from './file-order.ts';
import type { Fold } from './fold.ts';

/**
 * The newest file by `created_time`, undated files last, then by name; `null` of no files. A moment whose
 * `created_time` is `null` says that no file was dated.
 */
export function createNewest(): Fold<DatedFile, FileMoment | null> {
  return createFirst(compareNewest);
}

/** The oldest file by `created_time`, undated files last, then by name; `null` of no files. */
export function createOldest(): Fold<DatedFile, FileMoment | null> {
  return createFirst(compareOldest);
}

function createFirst(compare: (a: DatedFile, b: DatedFile) => number): Fold<DatedFile, FileMoment | null> {
  let first: FileMoment | null = null;
  return {
    add: (file) => {
      // The two fields are copied, so that a whole record is not kept alive for them.
      if (first === null || compare(file, first) < 0) first = { name: file.name, created_time: file.created_time };
    },
    result: () => (first === null ? null : { ...first }),
  };
}
