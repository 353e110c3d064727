/**
 * Pure functions over the objects of a bucket: categories, folders, search, totals, pairs, series, duplicates and
 * differences. Plain data in, plain data out; no clock and no I/O; what is passed in is never changed.
 *
 * @packageDocumentation
 */
export { categorizeFiles, type FileSummary, type SummarizedFile, summarizeFiles } from './summarize-files.ts';
export {
  categorizeFile,
  type CategorizeOptions,
  type CategoryRules,
  type EffectiveCategoryTable,
  effectiveCategoryTable,
} from './categorize-file.ts';
export { describeFile, type DescribeOptions } from './describe-file.ts';
export {
  diffInventories,
  type ChangedFile,
  type FileChange,
  type InventoryDiff,
  type MovedFile,
} from './diff-inventories.ts';
export type { AmbiguousExtension } from './category-table.ts';
export type {
  ContentBasis,
  CopiedFile,
  DuplicateSummary,
  InventoryReview,
  MonthOfFiles,
  StaleFiles,
} from '../documents/inventory.ts';
export { findDuplicates, type DuplicateGroup, type HashedFile } from './find-duplicates.ts';
export { buildFolderTree, type FolderTreeOptions, type TreeFile } from './folder-tree.ts';
export { filesOf } from './inventory-files.ts';
export { parseNameDate, type NameDate } from './series.ts';
export type { ObjectRow } from './describe-file.ts';
export { compileQuery, matchesQuery, type FileFilter, type FileQuery, type QueriedFile } from './query.ts';
export { reviewFiles, type ReviewFilesOptions } from './review-files.ts';
export {
  groupSeries,
  pairFiles,
  type FilePair,
  type FileSeries,
  type PairedFile,
  type SeriesMember,
  type SeriesOptions,
} from './series.ts';
