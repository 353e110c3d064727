/**
 * Pure functions over the objects of a bucket: categories, folders, search, totals, pairs, series, duplicates and
 * differences. Plain data in, plain data out; no clock and no I/O; what is passed in is never changed.
 *
 * @packageDocumentation
 */
export { groupOf } from './category-groups.ts';
export type { CategoryRules } from './category-rules.ts';
export { createCategorySummary } from './category-summary.ts';
export { categorizeFile, createCategorizer, type Categorizer, type CategorizeOptions } from './categorize-file.ts';
export { categorizeFiles } from './categorize-files.ts';
export type { ContentBasis, HashedFile } from './content-key.ts';
export { createDescriber, describeFile, toEssential, type DescribeOptions } from './describe-file.ts';
export { diffInventories, type ChangedFile, type FileChange, type InventoryDiff } from './diff-inventories.ts';
export {
  createDuplicateSketch,
  type DuplicateSketchOptions,
  type DuplicateSummary,
  type SketchedGroup,
} from './duplicate-sketch.ts';
export { extensionOf, stemOf } from './extension.ts';
export { createNewest, createOldest } from './file-moments.ts';
export { compareLargest, compareNewest, compareOldest, type DatedFile, type SizedFile } from './file-order.ts';
export { findDuplicates, type DuplicateGroup } from './find-duplicates.ts';
export type { MovedFile } from './find-moves.ts';
export { foldFiles, type Fold } from './fold.ts';
export { distinctFolders, fileNameOf, folderOf, isInFolder, normalizeFolder, topFolderOf } from './folder-path.ts';
export { buildFolderTree, createFolderTree, type FolderTreeOptions, type TreeFile } from './folder-tree.ts';
export { filesOf } from './inventory-files.ts';
export { groupSeries, type FileSeries, type SeriesMember, type SeriesOptions } from './group-series.ts';
export { createIgnore } from './ignore.ts';
export { parseNameDate, type NameDate } from './name-date.ts';
export type { ObjectRow } from './object-row.ts';
export { pairFiles, type FilePair, type PairedFile } from './pair-files.ts';
export { compileQuery, matchesQuery, type FileFilter, type FileQuery, type QueriedFile } from './query.ts';
export { parseSeriesName, type SeriesName } from './series-name.ts';
export { createStorageClassSummary } from './storage-class-summary.ts';
export { createSubfolders } from './subfolders.ts';
export { createFileSummary, summarizeFiles, type FileSummary, type SummarizedFile } from './summarize-files.ts';
export { createLargest, createLatest, type TopFold } from './top-files.ts';
export { createTotals } from './totals.ts';
