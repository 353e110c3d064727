import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import {
  CATEGORY_GROUPS,
  countAndSizeSchema,
  essentialFileRecordSchema,
  fileMomentSchema,
  fileRecordSchema,
  type CategoryGroup,
  type CountAndSize,
  type EssentialFileRecord,
  type FileMoment,
  type FileRecord,
} from './file.ts';
import { type InventoryReview, inventoryReviewSchema } from './inventory-review.ts';
import {
  collectionIssueSchema,
  coverageSchema,
  type Coverage,
  count,
  numberOrNull,
  schemaReference,
  timestamp,
} from './shapes.ts';

/** Which file rows an inventory holds. */
export type FileSelection = 'all' | 'none' | { perCategory: number };

/** What a listing cost. */
export interface ListingCounts {
  requests: number;
  /** Pages of the listing, empty ones included. */
  pages: number;
  /** Objects listed, each once, ignored ones included. */
  objects_seen: number;
  /** Folder markers, desktop litter and what `ignore` names; counted nowhere else. */
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
