import type { InsightInventoryError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { compareNames } from '../base/order.ts';
import { toMegabytes } from '../base/sums.ts';
import { toTimestamp } from '../base/time.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type {
  AnyInventory,
  DuplicateSummary,
  FileSelection,
  FolderInventory,
  GcsInventory,
  InventoryReview,
  OtherObjects,
} from '../documents/inventory.ts';
import { type FileSummary, mapGroups, summaryOfGroups, sumOfGroups } from '../files/summarize-files.ts';
import { toEssential } from '../files/describe-file.ts';
import { isInFolder } from '../files/path.ts';
import type { RunTally } from '../runtime/run.ts';
import {
  type FolderFigures,
  type Highlights,
  highlightsOf,
  MAX_SUBFOLDERS,
  mergeBucketFigures,
} from './bucket-figures.ts';
import { missingFolderIssue, type RowBudget, tooManyToCompare } from './rows-and-review.ts';
import type { InventoryDetail } from './options.ts';
import type { InventoryRun, RunCounts } from './run.ts';
import { MAX_FOLDER_ENTRIES, type ScanRoot } from './scan-folders.ts';

/** What an inventory was read from, and by what, as `inventory_info` says it. */
export type InventoryOrigin = Pick<GcsInventory['inventory_info'], 'source' | 'engine' | 'bytes_billed' | 'cost_usd'>;

/** Everything a document is assembled from. */
export interface InventoryParts {
  readonly bucket: string;
  readonly generatedAtMs: number;
  readonly durationMs: number;
  readonly origin: InventoryOrigin;
  readonly counts: RunCounts;
  readonly tally: RunTally;
  /** As configured; empty for the whole bucket. */
  readonly foldersScanned: readonly string[];
  /** In document order; `null` figures for a folder that could not be listed. */
  readonly folders: readonly { readonly folder: string; readonly figures: FolderFigures | null }[];
  readonly summary: FileSummary;
  readonly highlights: Highlights;
  readonly files: FileSelection;
  /** When it was asked for. */
  readonly review: InventoryReview | undefined;
  /** What is in no total, when it was asked for. */
  readonly otherObjects?: OtherObjects | undefined;
  readonly issues: readonly CollectionIssue[];
}

/** Assembles the document. Keys are in the order of the schema. */
export function buildInventory(parts: InventoryParts, detail: 'full'): GcsInventory;
export function buildInventory(parts: InventoryParts, detail: 'essential'): GcsInventory<EssentialFileRecord>;
export function buildInventory(parts: InventoryParts, detail: InventoryDetail): AnyInventory;
export function buildInventory(parts: InventoryParts, detail: InventoryDetail): AnyInventory {
  return detail === 'essential' ? assemble(parts, detail, toEssential) : assemble(parts, detail, (file) => file);
}

function assemble<F extends FileRecord | EssentialFileRecord>(
  parts: InventoryParts,
  detail: InventoryDetail,
  toRow: (file: FileRecord) => F,
): GcsInventory<F> {
  const sums = parts.summary;
  return {
    inventory_info: infoOf(parts, detail),
    bucket_summary: {
      total_files: sums.files,
      total_size_mb: sums.size_mb,
      total_size_bytes: sums.size_bytes,
      folder_count: parts.folders.length,
      newest_file: sums.newest_file,
      oldest_file: sums.oldest_file,
    },
    folder_inventories: Object.fromEntries(
      parts.folders.map(({ folder, figures: own }) => [folder, folderInventory(folder, own, toRow)]),
    ),
    categorized_summary: sums.categorized_summary,
    storage_class_summary: sums.storage_class_summary,
    ...(parts.otherObjects === undefined ? {} : { other_objects: parts.otherObjects }),
    ...(parts.review === undefined ? {} : { review: parts.review }),
    highlights: parts.highlights,
    coverage: {
      folders: {
        asked: parts.folders.length,
        got: parts.folders.filter((folder) => folder.figures !== null).length,
      },
    },
    issues: [...parts.issues],
  };
}

function infoOf(parts: InventoryParts, detail: InventoryDetail): GcsInventory['inventory_info'] {
  const { counts, tally } = parts;
  return {
    generated_at: toTimestamp(parts.generatedAtMs),
    bucket_name: parts.bucket,
    folders_scanned: [...parts.foldersScanned],
    inventory_version: '2.0',
    ...parts.origin,
    files: parts.files,
    detail,
    listing: {
      requests: tally.requests,
      pages: counts.pages,
      objects_seen: counts.objectsSeen,
      objects_ignored: counts.objectsIgnored,
      retries: tally.retries,
      duration_ms: Math.max(0, Math.round(parts.durationMs)),
    },
  };
}

function folderInventory<F>(
  folder: string,
  figures: FolderFigures | null,
  toRow: (file: FileRecord) => F,
): FolderInventory<F> {
  if (figures === null) {
    return {
      folder_name: folder,
      total_files: null,
      total_size_mb: null,
      category_summary: null,
      subfolders: null,
      file_categories: null,
    };
  }
  const total = sumOfGroups(figures.groups);
  const rows = figures.rows.result();
  return {
    folder_name: folder,
    total_files: total.files,
    total_size_mb: toMegabytes(total.bytes),
    category_summary: summaryOfGroups(figures.groups),
    subfolders: figures.subfolders.result(),
    file_categories: rows === null ? null : mapGroups((group) => rows[group].map(toRow)),
  };
}

/** A root and what became of its listing. */
export interface FolderScan {
  readonly root: ScanRoot;
  /** `null` when it was read to its end. */
  readonly error: InsightInventoryError | null;
}

export interface ScanResult {
  readonly origin: InventoryOrigin;
  readonly scans: readonly FolderScan[];
  readonly budget: RowBudget;
  /** What a database found more than once. */
  readonly duplicates?: DuplicateSummary | undefined;
  /** What else is missing. */
  readonly issues: readonly CollectionIssue[];
}

/** Puts together what a document is built from, with an issue for every folder that failed or is not there. */
export function assembleParts(
  run: InventoryRun,
  { origin, scans, budget, duplicates, issues }: ScanResult,
): InventoryParts {
  const { setup, counts, tally, startedAt } = run;
  const now = setup.deps.clock.now();
  const configured = setup.folders ?? [];
  const listed = scans.filter((scan) => scan.error === null);
  const entries = listed.flatMap(({ root }) => root.entries());
  const figures = mergeBucketFigures(listed.map(({ root }) => root.figures));
  const review = figures.review?.result(duplicates);
  const byFolder = new Map(entries.map((entry) => [entry.folder, entry]));
  // The root that passed the limit has dropped its rows; the others drop theirs here.
  if (budget.exceeded) for (const entry of entries) entry.rows.drop();
  const folders = setup.folders === null ? entries.map(({ folder }) => folder).sort(compareNames) : configured;
  const folderIssues = configured.flatMap((folder): CollectionIssue[] => {
    const error = scans.find(({ root }) => contains(root.folder, folder))?.error ?? null;
    if (error !== null) return [error.toIssue({ source: 'gcs', scope: 'folder', id: folder })];
    const figures = byFolder.get(folder);
    const isMissing = figures !== undefined && folder !== '' && !figures.hasMarker && isEmpty(figures.groups);
    return isMissing ? [missingFolderIssue(folder)] : [];
  });
  return {
    bucket: setup.bucket,
    generatedAtMs: now,
    durationMs: now - startedAt,
    origin,
    counts,
    tally: { ...tally },
    foldersScanned: configured,
    folders: folders.map((folder) => ({ folder, figures: byFolder.get(folder) ?? null })),
    summary: figures.sums.result(),
    review,
    highlights: highlightsOf(figures),
    files: budget.selection,
    issues: [
      ...folderIssues,
      ...(budget.exceeded ? [tooManyRows()] : []),
      ...folderLimits(listed, entries),
      ...(review?.duplicates === null ? [tooManyToCompare()] : []),
      ...run.unusable.issues(),
      ...issues,
    ],
  };
}

/** Makes the issues of folders. Folders beyond the limits count in every total, but have no entry of their own. */
function folderLimits(listed: readonly FolderScan[], entries: readonly FolderFigures[]): CollectionIssue[] {
  const issues: CollectionIssue[] = [];
  if (listed.some(({ root }) => root.hasMoreFolders())) {
    issues.push(tooManyFolders(null, 'The bucket has more top-level folders than', MAX_FOLDER_ENTRIES));
  }
  for (const { folder, subfolders } of entries) {
    if (subfolders.exceeded)
      issues.push(tooManyFolders(folder, 'The folder has more sub-folders than', MAX_SUBFOLDERS));
  }
  return issues;
}

function tooManyFolders(id: string | null, statement: string, limit: number): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'folders',
    id,
    kind: 'truncated',
    code: 'gcs:too_many_folders',
    message: `${statement} a document holds: it has the first ${String(limit)} by name. All count in the totals.`,
    remedy: 'Configure the folders that matter, or use analyzeFolders with maxDepth.',
    retryable: false,
  };
}

function contains(root: string, folder: string): boolean {
  return root === folder || isInFolder(`${folder}/`, root);
}

function isEmpty(groups: Record<string, { files: number }>): boolean {
  return Object.values(groups).every((tally) => tally.files === 0);
}

function tooManyRows(): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'files',
    id: null,
    kind: 'truncated',
    code: 'gcs:too_many_files',
    message: 'The bucket has more files than one document holds: it has the totals and the highlights, no file rows.',
    remedy: 'Write the rows with exportFiles, or ask for { perCategory: n } or fewer folders.',
    retryable: false,
  };
}
