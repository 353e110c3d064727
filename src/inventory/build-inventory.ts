import { compareNames } from '../base/order.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { toMegabytes } from '../base/sums.ts';
import { toTimestamp } from '../base/time.ts';
import type { CategoryGroup, CountAndSize, EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { AnyInventory, FileSelection, FolderInventory, GcsInventory } from '../documents/inventory.ts';
import { toEssential } from '../files/describe-file.ts';
import { tallyCountAndSize, type Tally } from '../files/totals.ts';
import { mergeBucketFigures, type BucketFigures } from './bucket-figures.ts';
import { sumOfGroups, summaryOfGroups, type FolderFigures } from './folder-figures.ts';
import type { InventoryDetail } from './options.ts';
import type { RunCounts } from './run.ts';

/** Everything a document is assembled from. */
export interface InventoryParts {
  readonly bucket: string;
  readonly generatedAtMs: number;
  readonly durationMs: number;
  readonly source: 'listing' | 'storage_insights';
  readonly counts: RunCounts;
  /** As configured; empty for the whole bucket. */
  readonly foldersScanned: readonly string[];
  /** In document order; `null` figures for a folder that could not be listed. */
  readonly folders: readonly { readonly folder: string; readonly figures: FolderFigures | null }[];
  /** Of the listings that succeeded: different objects each. */
  readonly figures: readonly BucketFigures[];
  readonly files: FileSelection;
  readonly issues: readonly CollectionIssue[];
}

/** Assembles the document. Keys stand in the order of the schema. */
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
  const figures = mergeBucketFigures(parts.figures);
  const total = sumOfGroups(figures.groups);
  return {
    inventory_info: infoOf(parts, detail),
    bucket_summary: {
      total_files: total.files,
      total_size_mb: toMegabytes(total.bytes),
      total_size_bytes: total.bytes,
      folder_count: parts.folders.length,
      newest_file: figures.newestFile.result(),
      oldest_file: figures.oldestFile.result(),
    },
    folder_inventories: Object.fromEntries(
      parts.folders.map(({ folder, figures: own }) => [folder, folderInventory(folder, own, toRow)]),
    ),
    categorized_summary: summaryOfGroups(figures.groups),
    storage_class_summary: storageClassSummary(figures.storageClasses),
    highlights: {
      newest: figures.newest.result(),
      newest_videos: figures.newestVideos.result(),
      largest: figures.largest.result(),
    },
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
  const { counts } = parts;
  return {
    generated_at: toTimestamp(parts.generatedAtMs),
    bucket_name: parts.bucket,
    folders_scanned: [...parts.foldersScanned],
    inventory_version: '2.0',
    source: parts.source,
    files: parts.files,
    detail,
    listing: {
      requests: counts.requests,
      pages: counts.pages,
      objects_seen: counts.objectsSeen,
      objects_ignored: counts.objectsIgnored,
      retries: counts.retries,
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
    file_categories: rows === null ? null : rowsPerGroup(rows, toRow),
  };
}

function rowsPerGroup<F>(
  rows: Record<CategoryGroup, FileRecord[]>,
  toRow: (file: FileRecord) => F,
): Record<CategoryGroup, F[]> {
  return {
    videos: rows.videos.map(toRow),
    audio: rows.audio.map(toRow),
    images: rows.images.map(toRow),
    '3d_models': rows['3d_models'].map(toRow),
    documents: rows.documents.map(toRow),
    archives: rows.archives.map(toRow),
    other: rows.other.map(toRow),
  };
}

function storageClassSummary(tallies: ReadonlyMap<string, Tally>): Record<string, CountAndSize> {
  const sorted = [...tallies].sort(([a], [b]) => compareNames(a, b));
  return Object.fromEntries(sorted.map(([name, tally]) => [name, tallyCountAndSize(tally)]));
}
