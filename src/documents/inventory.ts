import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import {
  CATEGORY_GROUPS,
  type CategoryGroup,
  type CountAndSize,
  countAndSizeSchema,
  type EssentialFileRecord,
  essentialFileRecordSchema,
  type FileMoment,
  fileMomentSchema,
  type FileRecord,
  fileRecordSchema,
  type Totals,
} from './file.ts';
import {
  collectionIssueSchema,
  count,
  type Coverage,
  coverageSchema,
  numberOrNull,
  schemaReference,
  timestamp,
} from './shapes.ts';

/** By which checksum files are called the same: `md5` where all have one, else CRC32C with the size. */
export type ContentBasis = 'md5' | 'crc32c_size';

/** The files that were created in one month. */
export interface MonthOfFiles extends Totals {
  /** `2026-11`, in UTC; `null` for the files whose creation time is unknown. */
  month: string | null;
  categorized_summary: Record<CategoryGroup, CountAndSize>;
}

/** The files that nobody has changed for long. */
export interface StaleFiles extends Totals {
  /** How many whole UTC days. */
  days: number;
  /**
   * A file is stale when it was last changed (where that is unknown, created) before this moment, the start of a UTC
   * day.
   */
  before: string;
  /** The 20 largest of them, then by name. */
  largest: FileRecord[];
}

/** Files of the same content. */
export interface CopiedFile {
  basis: ContentBasis;
  /** How many files they are. */
  copies: number;
  /** Size of one copy. */
  size_bytes: number;
  /** What all copies but one take up. */
  wasted_bytes: number;
  /** The first 10 of their names. */
  names: string[];
}

/** What a bucket holds more than once. Empty files waste nothing and are left out. */
export interface DuplicateSummary {
  /** How many contents are there more than once. */
  groups: number;
  /** All copies but one of each. */
  redundant_files: number;
  /** What those take up. */
  wasted_bytes: number;
  wasted_mb: number;
  /** Files without a checksum, of which nothing can say whether they are copies. */
  not_compared: number;
  /** The 20 contents that waste most, then by the first name. */
  largest: CopiedFile[];
}

/** What to look at when a bucket is tidied up: how it came together, what lies idle, and what is there twice. */
export interface InventoryReview {
  /** In order, those without a creation time last; months without a file are left out. */
  by_month: MonthOfFiles[];
  stale: StaleFiles;
  /** `null` when there were more files than could be compared, with an issue. */
  duplicates: DuplicateSummary | null;
}

const totals = { files: count, size_bytes: count, size_mb: v.number() };

const copiedFileSchema: v.GenericSchema<unknown, CopiedFile> = v.object({
  basis: v.picklist(['md5', 'crc32c_size']),
  copies: count,
  size_bytes: count,
  wasted_bytes: count,
  names: v.array(v.string()),
});

/** Validates an {@link InventoryReview}. */
const inventoryReviewSchema: v.GenericSchema<unknown, InventoryReview> = v.object({
  by_month: v.array(
    v.object({
      month: v.nullable(v.pipe(v.string(), v.regex(/^\d{4}-\d{2}$/))),
      ...totals,
      categorized_summary: v.object(v.entriesFromList(CATEGORY_GROUPS, countAndSizeSchema)),
    }),
  ),
  stale: v.object({ days: count, before: timestamp, ...totals, largest: v.array(fileRecordSchema) }),
  duplicates: v.nullable(
    v.object({
      groups: count,
      redundant_files: count,
      wasted_bytes: count,
      wasted_mb: v.number(),
      not_compared: count,
      largest: v.array(copiedFileSchema),
    }),
  ),
});

/** Which file rows an inventory holds. */
export type FileSelection = 'all' | 'none' | { perCategory: number };

/** What a listing cost. */
export interface ListingCounts {
  requests: number;
  /** Pages of the listing, empty ones included. */
  pages: number;
  /** Objects listed, each once, ignored ones included. */
  objects_seen: number;
  /** Folder markers, system files of desktops and what `ignore` names; counted nowhere else. */
  objects_ignored: number;
  retries: number;
  duration_ms: number;
}

/** What an inventory was read from: the bucket's own listing, an inventory report, a Storage Insights dataset. */
export type InventorySource = 'listing' | 'storage_insights' | 'dataset';

/** What summed an inventory up: the library itself, or a database. */
export type InventoryEngineName = 'builtin' | 'duckdb' | 'bigquery';

/** One folder's share of an inventory. All figures are `null` when the folder could not be listed. */
export interface FolderInventory<F> {
  folder_name: string;
  total_files: number | null;
  /** Mebibytes to 2 decimals. */
  total_size_mb: number | null;
  category_summary: Record<CategoryGroup, CountAndSize> | null;
  /** Immediate sub-folders. */
  subfolders: string[] | null;
  /** `null` when no file rows were asked for. */
  file_categories: Record<CategoryGroup, F[]> | null;
}

/** How many objects, and how large they are together. */
export interface CountAndBytes {
  count: number;
  size_bytes: number;
  size_mb: number;
}

/** What costs storage and is in no total of the inventory. `null` where the bucket refused the listing. */
export interface OtherObjects {
  /** Earlier versions of objects, in a bucket that keeps them. */
  noncurrent: CountAndBytes | null;
  /** Objects of class `RAPID` that can still grow; they are in the totals as large as they were listed. */
  growing: CountAndBytes | null;
  /** Deleted and still restorable. */
  soft_deleted: CountAndBytes | null;
}

/** What a bucket holds. */
export interface GcsInventory<F extends FileRecord | EssentialFileRecord = FileRecord> {
  /** Identifier of the document's JSON Schema; in a written file. */
  $schema?: string;
  inventory_info: {
    generated_at: string;
    bucket_name: string;
    folders_scanned: string[];
    inventory_version: '2.0';
    source: InventorySource;
    /** Absent of a listing. */
    engine?: InventoryEngineName;
    /** Bytes BigQuery charges for; absent of every other engine. */
    bytes_billed?: number;
    /** What they cost at the on-demand price, in US dollars to 4 decimals; 0 under a reservation is not known here. */
    cost_usd?: number;
    files: FileSelection;
    detail: 'full' | 'essential';
    listing: ListingCounts;
  };
  bucket_summary: {
    total_files: number;
    total_size_mb: number;
    total_size_bytes: number;
    folder_count: number;
    newest_file: FileMoment | null;
    oldest_file: FileMoment | null;
  };
  /** By folder; without configured folders the top-level ones and `''` for the root. */
  folder_inventories: Record<string, FolderInventory<F>>;
  /** Over the union of the folders that could be listed, each object once; so are all summaries. */
  categorized_summary: Record<CategoryGroup, CountAndSize>;
  /** By storage class as the service spells it. */
  storage_class_summary: Record<string, CountAndSize>;
  /** Present when it was asked for. */
  other_objects?: OtherObjects;
  /** Present when it was asked for. */
  review?: InventoryReview;
  /** At most 50, 500 and 20 rows, whatever `files` says. */
  highlights: { newest: FileRecord[]; newest_videos: FileRecord[]; largest: FileRecord[] };
  /** Folders asked for and folders that could be listed. */
  coverage: { folders: Coverage };
  issues: CollectionIssue[];
}

/** An inventory of either detail. */
export type AnyInventory = GcsInventory | GcsInventory<EssentialFileRecord>;

const fileSelection: v.GenericSchema<unknown, FileSelection> = v.union([
  v.literal('all'),
  v.literal('none'),
  v.object({ perCategory: count }),
]);

const categorySummary: v.GenericSchema<unknown, Record<CategoryGroup, CountAndSize>> = v.object(
  v.entriesFromList(CATEGORY_GROUPS, countAndSizeSchema),
);

const countAndBytes: v.GenericSchema<unknown, CountAndBytes | null> = v.nullable(
  v.object({ count, size_bytes: count, size_mb: v.number() }),
);

function inventoryOf<F extends FileRecord | EssentialFileRecord>(
  row: v.GenericSchema<unknown, F>,
  detail: 'full' | 'essential',
): v.GenericSchema<unknown, GcsInventory<F>> {
  return v.object({
    $schema: schemaReference,
    inventory_info: v.object({
      generated_at: timestamp,
      bucket_name: v.string(),
      folders_scanned: v.array(v.string()),
      inventory_version: v.literal('2.0'),
      source: v.picklist(['listing', 'storage_insights', 'dataset']),
      engine: v.exactOptional(v.picklist(['builtin', 'duckdb', 'bigquery'])),
      bytes_billed: v.exactOptional(count),
      cost_usd: v.exactOptional(v.number()),
      files: fileSelection,
      detail: v.literal(detail),
      listing: v.object({
        requests: count,
        pages: count,
        objects_seen: count,
        objects_ignored: count,
        retries: count,
        duration_ms: count,
      }),
    }),
    bucket_summary: v.object({
      total_files: count,
      total_size_mb: v.number(),
      total_size_bytes: count,
      folder_count: count,
      newest_file: fileMomentSchema,
      oldest_file: fileMomentSchema,
    }),
    folder_inventories: v.record(
      v.string(),
      v.object({
        folder_name: v.string(),
        total_files: numberOrNull,
        total_size_mb: numberOrNull,
        category_summary: v.nullable(categorySummary),
        subfolders: v.nullable(v.array(v.string())),
        file_categories: v.nullable(v.object(v.entriesFromList(CATEGORY_GROUPS, v.array(row)))),
      }),
    ),
    categorized_summary: categorySummary,
    storage_class_summary: v.record(v.string(), countAndSizeSchema),
    other_objects: v.exactOptional(
      v.object({ noncurrent: countAndBytes, growing: countAndBytes, soft_deleted: countAndBytes }),
    ),
    review: v.exactOptional(inventoryReviewSchema),
    highlights: v.object({
      newest: v.array(fileRecordSchema),
      newest_videos: v.array(fileRecordSchema),
      largest: v.array(fileRecordSchema),
    }),
    coverage: v.object({ folders: coverageSchema }),
    issues: v.array(collectionIssueSchema),
  });
}

export const fullGcsInventorySchema: v.GenericSchema<unknown, GcsInventory> = inventoryOf(fileRecordSchema, 'full');

export const essentialGcsInventorySchema: v.GenericSchema<unknown, GcsInventory<EssentialFileRecord>> = inventoryOf(
  essentialFileRecordSchema,
  'essential',
);

/** Either detail of an inventory document. */
export const gcsInventorySchema: v.GenericSchema<unknown, AnyInventory> = v.union([
  fullGcsInventorySchema,
  essentialGcsInventorySchema,
]);
