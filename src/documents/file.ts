import * as v from 'valibot';

import { CATEGORY_GROUPS, type CategoryGroup, FILE_CATEGORIES, type FileCategory } from './vocabulary.ts';
import { fileMediaMetadataSchema, type FileMediaMetadata } from './media-metadata.ts';
import { count, numberOrNull, textOrNull, timestampOrNull, unavailableSchema, type Unavailable } from './shapes.ts';

export { CATEGORY_GROUPS, FILE_CATEGORIES, type CategoryGroup, type FileCategory };

/** One object of a bucket. */
export interface FileRecord {
  /** Full name in the bucket, with its folders. */
  name: string;
  /** Full parent path without a slash at the end; `''` at the root. */
  folder: string;
  /** Last segment of the name. */
  file_name: string;
  /** Lower case, double extensions whole: `tar.gz`. `''` when there is none. */
  extension: string;
  file_category: FileCategory;
  /** Exact; `null` where the source gave no byte count (`unavailable` says so): such a file is in no total. */
  size_bytes: number | null;
  /** Mebibytes to 2 decimals; `null` with `size_bytes`. */
  size_mb: number | null;
  /** As stored; `null` when the object has none. */
  content_type: string | null;
  /** `STANDARD`, `NEARLINE`, …; `null` when the source does not say. */
  storage_class: string | null;
  /** ISO 8601, UTC; `null` when the source does not say. */
  created_time: string | null;
  updated_time: string | null;
  /** Version of the object; changes when it is written anew. */
  generation: string | null;
  /** Base64; `null` for composed objects. */
  md5_hash: string | null;
  /** Base64, big-endian. */
  crc32c: string | null;
  /** Works without credentials only for public objects. */
  public_url: string;
  /** `gs://BUCKET/NAME` */
  gs_uri: string;
  /** Custom metadata without `goog-reserved-*`; `null` when the object has none, and in a report, which carries none. */
  metadata: Record<string, string> | null;
  /**
   * Object contexts, key by key; absent when the object has none, and in a report. Times and extended data are left out.
   */
  contexts?: Record<string, string>;
  /** On videos; length and shape once the file was probed. */
  video_metadata?: FileMediaMetadata;
  /** On audio files, alike. */
  audio_metadata?: FileMediaMetadata;
  /** On images, alike. */
  image_metadata?: FileMediaMetadata;
  /**
   * Why a value is `null`: `failed` when the source gave one that cannot be read, `not_requested` when it gave none (a
   * report without the column), `not_applicable` for the MD5 of a composed object. Absent when no value needs a reason: the
   * `null` of `content_type` and of `metadata` says that the object has none.
   */
  unavailable?: Unavailable;
}

/** A file record cut down to what a model needs. */
export interface EssentialFileRecord {
  name: string;
  /** Mebibytes to 2 decimals; `null` where the source gave no byte count. */
  size_mb: number | null;
  file_category: FileCategory;
  created_time: string | null;
  public_url: string;
  metadata: Record<string, string> | null;
}

const category: v.GenericSchema<FileCategory> = v.picklist(FILE_CATEGORIES);
const customMetadata: v.GenericSchema<unknown, Record<string, string> | null> = v.nullable(
  v.record(v.string(), v.string()),
);

/** Validates a {@link FileRecord}. */
export const fileRecordSchema: v.GenericSchema<unknown, FileRecord> = v.object({
  name: v.string(),
  folder: v.string(),
  file_name: v.string(),
  extension: v.string(),
  file_category: category,
  size_bytes: v.nullable(count),
  size_mb: numberOrNull,
  content_type: textOrNull,
  storage_class: textOrNull,
  created_time: timestampOrNull,
  updated_time: timestampOrNull,
  generation: textOrNull,
  md5_hash: textOrNull,
  crc32c: textOrNull,
  public_url: v.string(),
  gs_uri: v.string(),
  metadata: customMetadata,
  contexts: v.exactOptional(v.record(v.string(), v.string())),
  video_metadata: v.exactOptional(fileMediaMetadataSchema),
  audio_metadata: v.exactOptional(fileMediaMetadataSchema),
  image_metadata: v.exactOptional(fileMediaMetadataSchema),
  unavailable: v.exactOptional(unavailableSchema),
});

/** Validates an {@link EssentialFileRecord} of exactly these keys. */
export const essentialFileRecordSchema: v.GenericSchema<unknown, EssentialFileRecord> = v.strictObject({
  name: v.string(),
  size_mb: numberOrNull,
  file_category: category,
  created_time: timestampOrNull,
  public_url: v.string(),
  metadata: customMetadata,
});

/** Files counted and their sizes added, exactly. */
export interface Totals {
  files: number;
  /** Exact. */
  size_bytes: number;
  /** The sum of bytes in mebibytes, to 2 decimals. */
  size_mb: number;
}

/** The newest file of something. */
export interface FileMoment {
  name: string;
  created_time: string | null;
}

export const fileMomentSchema: v.GenericSchema<unknown, FileMoment | null> = v.nullable(
  v.object({ name: v.string(), created_time: timestampOrNull }),
);

/** One folder of a tree, with what it holds itself and with everything below it. */
export interface FolderNode {
  /** Last segment of the path; `''` for the root. */
  name: string;
  path: string;
  /** Levels below the root, which is 0. */
  depth: number;
  /** Files directly in the folder. */
  own: Totals;
  /** These and everything below. */
  total: Totals;
  /** The total by category, in document order; a category without files is not listed. */
  categories: Partial<Record<CategoryGroup, CountAndSize>>;
  newest_file: FileMoment | null;
  children: FolderNode[];
}

const totalsSchema: v.GenericSchema<unknown, Totals> = v.object({
  files: count,
  size_bytes: count,
  size_mb: v.number(),
});

/** Count and size of one category or storage class. */
export interface CountAndSize {
  count: number;
  /** The sum of bytes in mebibytes, to 2 decimals. */
  size_mb: number;
}

export const countAndSizeSchema: v.GenericSchema<unknown, CountAndSize> = v.object({ count, size_mb: v.number() });

/** Validates a {@link FolderNode} and everything below it. */
export const folderNodeSchema: v.GenericSchema<unknown, FolderNode> = v.object({
  name: v.string(),
  path: v.string(),
  depth: count,
  own: totalsSchema,
  total: totalsSchema,
  categories: v.object(v.entriesFromList(CATEGORY_GROUPS, v.exactOptional(countAndSizeSchema))),
  newest_file: fileMomentSchema,
  children: v.array(v.lazy(() => folderNodeSchema)),
});
