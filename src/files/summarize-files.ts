import type { CategoryGroup, CountAndSize, FileMoment, FileRecord, Totals } from '../documents/file.ts';
import { createCategorySummary } from './category-summary.ts';
import { createNewest, createOldest } from './file-moments.ts';
import { foldFiles, type Fold } from './fold.ts';
import { createStorageClassSummary } from './storage-class-summary.ts';
import { createTotals } from './totals.ts';

/** What summing up reads of a file. Every `FileRecord` fits. */
export type SummarizedFile = Pick<
  FileRecord,
  'name' | 'file_category' | 'size_bytes' | 'created_time' | 'storage_class'
>;

/** What a list of files comes to. */
export interface FileSummary extends Totals {
  categorized_summary: Record<CategoryGroup, CountAndSize>;
  storage_class_summary: Record<string, CountAndSize>;
  newest_file: FileMoment | null;
  oldest_file: FileMoment | null;
}

/**
 * Count, exact size, categories, storage classes, newest and oldest of a list of files.
 *
 * @example
 * summarizeFiles([]).files; //=> 0
 */
export function summarizeFiles(files: Iterable<SummarizedFile>): FileSummary {
  return foldFiles(files, createFileSummary());
}

/** {@link summarizeFiles} over a stream. Holds sums and two names. */
export function createFileSummary(): Fold<SummarizedFile, FileSummary> {
  const totals = createTotals();
  const categories = createCategorySummary();
  const storageClasses = createStorageClassSummary();
  const newest = createNewest();
  const oldest = createOldest();
  return {
    add: (file) => {
      // A file of unknown size is in no total.
      if (file.size_bytes === null) return;
      totals.add(file);
      categories.add(file);
      storageClasses.add(file);
      newest.add(file);
      oldest.add(file);
    },
    result: () => ({
      ...totals.result(),
      categorized_summary: categories.result(),
      storage_class_summary: storageClasses.result(),
      newest_file: newest.result(),
      oldest_file: oldest.result(),
    }),
  };
}
