import type { CollectionIssue } from '../base/issues.ts';
import type { FileCategory } from '../documents/file.ts';
import type { FileSelection } from '../documents/inventory.ts';
import type { FileQuery } from '../files/query.ts';
import type { ProbeBudget, ProbeOption } from '../media/media-prober.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import type { ProgressListener } from '../runtime/dependencies.ts';

/** Every method that reads the bucket can be stopped. */
export interface StorageCallOptions {
  /** Nothing is sent after it fires; the method rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called at this call's steps, besides the manager's own listener. */
  readonly onProgress?: ProgressListener | undefined;
  /**
   * Called with each issue the result has no place for: a configured folder that is not there, objects without a usable
   * size. Of a method that gives a document or a receipt they are in its `issues`.
   */
  readonly onIssue?: ((issue: CollectionIssue) => void) | undefined;
}

/** How much of a file a probe may read. */
export interface ProbeMediaOptions extends StorageCallOptions, ProbeBudget {}

/** `name`: the bucket's own order, by UTF-8 bytes. `unordered`: whatever is fastest. */
export type ListingOrder = 'name' | 'unordered';

/** Where a large bucket can be cut for listing in parallel, kept from run to run. */
export interface CutPointOptions {
  /**
   * Where the cut points of the bucket are kept from run to run: `createFileStore(dir)`, or any other store. A stale
   * catalogue costs speed, never objects. @default none kept
   */
  readonly cutPoints?: KeyValueStore | undefined;
}

/** A list in name order can go on where an earlier one broke. */
export interface ResumeOptions {
  /**
   * Gives only files whose name comes after this one: the `partial.after` of the error an earlier call ended with. Of
   * what that error's `partial.items` has beyond it, some may come again. @default from the start
   */
  readonly after?: string | undefined;
}

/** How a folder is scanned, or the bucket searched. */
export interface ScanFilesOptions extends StorageCallOptions, ResumeOptions {}

/** Which files to list, and in which order. */
export interface IterateFilesOptions extends StorageCallOptions, CutPointOptions, ResumeOptions {
  /** Lists only this folder and below. @default the configured folders, else the whole bucket */
  readonly folder?: string | undefined;
  /** Gives only the files that match; the listing itself is not narrowed by it. */
  readonly query?: FileQuery | undefined;
  /** @default 'name' */
  readonly order?: ListingOrder | undefined;
}

/** A review with the usual rules, or with another number of days. */
export type ReviewOption = boolean | ReviewOptions;

/** How a bucket is reviewed. */
export interface ReviewOptions {
  /** Whole UTC days without a change after which a file is stale, 1 to 36,500. @default 365 */
  readonly staleDays?: number | undefined;
}

/** What an inventory holds. */
export interface GenerateInventoryOptions<D extends InventoryDetail = InventoryDetail>
  extends StorageCallOptions, CutPointOptions {
  /**
   * Which rows the document holds. `all` turns into `none` with an issue above {@link MAX_INVENTORY_ROWS} files;
   * `perCategory` keeps the newest of each group in each folder. @default 'all'
   */
  readonly files?: FileSelection | undefined;
  /** `essential` rows have six keys, enough for a model. @default 'full' */
  readonly detail?: D | undefined;
  /**
   * Also counts soft-deleted objects, earlier versions and objects that still grow, which are in no live listing: two more
   * listings, page after page. Of a listing alone. @default false
   */
  readonly otherObjects?: boolean | undefined;
  /**
   * Reads length, sides and codecs of the video, sound and images among the document's rows and highlights, by one or
   * two range reads each, up to 2 MiB of a file or `{ maxBytes }`. Kept by generation in the manager's `store`.
   * @default false
   */
  readonly probe?: ProbeOption | undefined;
  /**
   * Also says how the files came, month by month, which of them nobody has changed for long, and which contents are there
   * more than once (`review`). A listing and `builtin` compare up to 500,000 files; `duckdb` and BigQuery any number.
   * @default false
   */
  readonly review?: ReviewOption | undefined;
}

/** What reads a report: `duckdb` is `@duckdb/node-api`, `builtin` needs nothing. */
export type ReportEngine = 'builtin' | 'duckdb';

/** As for {@link GenerateInventoryOptions}, from a report instead of a listing. */
export interface ReportInventoryOptions<D extends InventoryDetail = InventoryDetail> extends Omit<
  GenerateInventoryOptions<D>,
  'cutPoints' | 'otherObjects'
> {
  /** The document is the same by both. @default `duckdb` where it is installed, else `builtin` */
  readonly engine?: ReportEngine | undefined;
}

/** What BigQuery reads, and who pays for it. */
export interface DatasetSource {
  /** The project that pays for the queries. */
  readonly projectId: string;
  /** The linked dataset of Storage Insights. */
  readonly dataset: string;
  /** The project the dataset lies in. @default the one that pays */
  readonly datasetProjectId?: string | undefined;
  /**
   * A table of the dataset that has the columns of an inventory report, such as an external table over its shards.
   * @default the newest snapshot of a Storage Insights dataset
   */
  readonly table?: string | undefined;
  /** `US`, `EU`, `europe-west3`. @default found by BigQuery */
  readonly location?: string | undefined;
  /** The most bytes the whole inventory is charged for; nothing runs that could go beyond. @default 100 GiB */
  readonly maximumBytesBilled?: number | undefined;
  /** A proxy or a simulator; gets credentials only with `useAuth`. @default https://bigquery.googleapis.com */
  readonly endpoint?: string | undefined;
}

/** As for {@link GenerateInventoryOptions}, from a dataset instead of a listing. */
export type DatasetInventoryOptions<D extends InventoryDetail = InventoryDetail> = Omit<
  GenerateInventoryOptions<D>,
  'cutPoints' | 'otherObjects'
>;

/** `full`: every key of a file record. `essential`: the six a model needs. */
export type InventoryDetail = 'full' | 'essential';

/** The most file rows one document holds; `exportFiles` writes any number. */
export const MAX_INVENTORY_ROWS = 50_000;

/** Where to look for the files of a category. */
export interface CategoryFilesOptions extends StorageCallOptions, ResumeOptions {
  /** @default the configured folders, else the whole bucket */
  readonly folder?: string | undefined;
}

/** How many of the largest files, and among which. */
export interface LargestFilesOptions extends StorageCallOptions {
  /** @default 10 */
  readonly limit?: number | undefined;
  readonly folder?: string | undefined;
  readonly category?: FileCategory | undefined;
}

/** How many of the newest files, and among which. */
export interface LatestFilesOptions extends StorageCallOptions {
  /** @default 10 */
  readonly limit?: number | undefined;
  readonly folder?: string | undefined;
  readonly category?: FileCategory | undefined;
}

/** How deep a folder tree goes. */
export interface AnalyzeFoldersOptions extends StorageCallOptions, CutPointOptions {
  /** Levels below the root that get a node. @default every level */
  readonly maxDepth?: number | undefined;
}

/** One JSON object a line, or comma-separated values with a header. */
export type ExportFormat = 'ndjson' | 'csv';

/** Which files are written, and how. */
export interface ExportFilesOptions extends IterateFilesOptions {
  /** @default by the file's name: `csv` for `.csv` and `.csv.gz`, else `ndjson` */
  readonly format?: ExportFormat | undefined;
  /** @default 'full' */
  readonly detail?: InventoryDetail | undefined;
}
