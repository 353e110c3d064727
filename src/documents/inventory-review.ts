import * as v from 'valibot';

import {
  CATEGORY_GROUPS,
  countAndSizeSchema,
  fileRecordSchema,
  type CategoryGroup,
  type CountAndSize,
  type FileRecord,
  type Totals,
} from './file.ts';
import { count, timestamp } from './shapes.ts';

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
  /** A file is stale when it was last changed (where that is unknown, created) before this moment, the start of a UTC day. */
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
export const inventoryReviewSchema: v.GenericSchema<unknown, InventoryReview> = v.object({
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
