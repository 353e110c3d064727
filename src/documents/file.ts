import * as v from 'valibot';

import { count, numberOrNull, textOrNull, timestampOrNull, type Unavailable, unavailableSchema } from './shapes.ts';
import { CATEGORY_GROUPS, type CategoryGroup, FILE_CATEGORIES, type FileCategory } from './vocabulary.ts';

/** Which way up a picture is, as displayed. */
export type Orientation = 'portrait' | 'landscape' | 'square';

/** What a media file's header says. Width and height are as displayed, after rotation. */
export interface MediaMetadata {
  /**
   * `mp4`, `mov`, `webm`, … as the header says, not the name. Every value is `null` with its reason when it cannot be
   * told.
   */
  container: string | null;
  duration_seconds: number | null;
  /** Pixels, as displayed; so is the height. */
  width: number | null;
  height: number | null;
  orientation: Orientation | null;
  /** Clockwise degrees the stored picture is turned for display. */
  rotation: number | null;
  /** As the header says, else of the first frames. */
  frames_per_second: number | null;
  video_codec: string | null;
  audio_codec: string | null;
  has_audio: boolean | null;
  /** What the reading cost. */
  bytes_read: number;
  /** Why each value that is `null` is so. */
  unavailable: Unavailable;
  /** Values that follow from a part of the file, as the length of sound without one stated; absent when none does. */
  estimated?: 'duration_seconds'[];
}

const estimated: v.GenericSchema<unknown, 'duration_seconds'[]> = v.array(v.literal('duration_seconds'));

/** Validates a {@link MediaMetadata}. */
export const mediaMetadataSchema: v.GenericSchema<unknown, MediaMetadata> = v.object({
  container: textOrNull,
  duration_seconds: numberOrNull,
  width: numberOrNull,
  height: numberOrNull,
  orientation: v.nullable(v.picklist(['portrait', 'landscape', 'square'])),
  rotation: numberOrNull,
  frames_per_second: numberOrNull,
  video_codec: textOrNull,
  audio_codec: textOrNull,
  has_audio: v.nullable(v.boolean()),
  bytes_read: count,
  unavailable: unavailableSchema,
  estimated: v.exactOptional(estimated),
});

/** What a file record says of its media: the format by name and type always, the rest once the file was probed. */
export type FileMediaMetadata = {
  /** Upper-case extension: `MP4`. */
  format: string;
  /** Family of the content type: `video`. */
  content_type: string;
} & Partial<MediaMetadata>;

export const fileMediaMetadataSchema: v.GenericSchema<unknown, FileMediaMetadata> = v.object({
  format: v.string(),
  content_type: v.string(),
  container: v.exactOptional(textOrNull),
  duration_seconds: v.exactOptional(numberOrNull),
  width: v.exactOptional(numberOrNull),
  height: v.exactOptional(numberOrNull),
  orientation: v.exactOptional(v.nullable(v.picklist(['portrait', 'landscape', 'square']))),
  rotation: v.exactOptional(numberOrNull),
  frames_per_second: v.exactOptional(numberOrNull),
  video_codec: v.exactOptional(textOrNull),
  audio_codec: v.exactOptional(textOrNull),
  has_audio: v.exactOptional(v.nullable(v.boolean())),
  bytes_read: v.exactOptional(count),
  unavailable: v.exactOptional(unavailableSchema),
  estimated: v.exactOptional(estimated),
});

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
