import { ConfigError } from '../base/errors.ts';
import type {
  CategoryGroup,
  EssentialFileRecord,
  FileCategory,
  FileRecord,
  FolderNode,
  MediaMetadata,
} from '../documents/file.ts';
import type { AnyInventory, GcsInventory } from '../documents/inventory.ts';
import { categorizeFiles } from '../files/summarize-files.ts';
import type { FileQuery } from '../files/query.ts';
import { createLargest, createLatest } from '../files/top-files.ts';
import type { GcsConfig } from '../runtime/platform-configs.ts';
import { analyzeBucket } from './scan-folders.ts';
import { type ExportReceipt, exportRows, findFiles, iterateFiles, topFiles } from './find-files.ts';
import { collectInventory, finishInventory, type FinishOptions } from './generate-inventory.ts';
import type {
  AnalyzeFoldersOptions,
  CategoryFilesOptions,
  DatasetInventoryOptions,
  DatasetSource,
  ExportFilesOptions,
  GenerateInventoryOptions,
  IterateFilesOptions,
  LargestFilesOptions,
  LatestFilesOptions,
  ReportInventoryOptions,
  ScanFilesOptions,
  ProbeMediaOptions,
  StorageCallOptions,
} from './options.ts';
import { type AccessReport, checkAccess, checkStorage, type StorageCheckReport } from './check-access.ts';
import { probeBudget } from '../media/media-prober.ts';
import { type ProbedFile, probeOne } from './probe-files.ts';
import { inRun, openRun, reportIssues } from './run.ts';
import { type InventoryDependencies, type InventorySetup, setUpInventory } from './setup.ts';
import * as check from './inputs.ts';

const DEFAULT_LIMIT = 10;

/**
 * Inventories a Cloud Storage bucket. A method without a folder looks at the configured folders, or at the whole bucket
 * when none is configured. The listing methods cost one request per 1,000 to 5,000 objects.
 *
 * The constructor does no I/O; credentials are looked for when the first request is made.
 */
export class GCSInventoryManager {
  readonly #setup: InventorySetup;

  /** @throws {ConfigError} naming every invalid setting */
  constructor(config: GcsConfig, deps: InventoryDependencies = {}) {
    this.#setup = setUpInventory(config, deps);
  }

  /**
   * Lists every file of a folder and below, in name order. `''` is the whole bucket; `video` and `video/` are one
   * folder.
   *
   * @throws {StorageError} when a page cannot be read: what was read before, and in `after` where to go on, is in its
   * `partial`; of kind `not_found` when the folder has neither an object nor a marker
   */
  async scanFolder(folder: string, options: ScanFilesOptions = {}): Promise<FileRecord[]> {
    check.scanFolder({ folder, options });
    const names = { step: 'scan_folder', what: 'Scanning a folder' };
    return inRun(this.#setup, options, names, (run) => findFiles(run, { folder, after: options.after }));
  }

  /**
   * Yields files one by one in constant memory; leaving the loop ends the listing.
   *
   * @throws {StorageError} when a page cannot be read; in name order its `partial.after` is the name to go on from
   */
  async *iterateFiles(options: IterateFilesOptions = {}): AsyncGenerator<FileRecord, void, undefined> {
    check.iterateFiles({ options });
    const run = openRun(this.#setup, options);
    yield* iterateFiles(run, options);
    reportIssues(run, options);
  }

  /** Groups files by category group, every group present. No request. */
  categorizeFiles<F extends Pick<FileRecord, 'name' | 'file_category'>>(
    files: Iterable<F>,
  ): Record<CategoryGroup, F[]> {
    check.categorizeFiles({ files });
    return categorizeFiles(files);
  }

  /**
   * Generates what the bucket holds, as one document that matches its published schema. A folder that cannot be listed
   * is an issue beside the others.
   *
   * @param outputPath - written whole or not at all when given; compressed when it ends in `.gz`
   * @throws {StorageError} when no folder could be listed; {ExportError} when the file cannot be written
   */
  async generateInventory(outputPath?: string, options?: GenerateInventoryOptions<'full'>): Promise<GcsInventory>;
  async generateInventory(
    outputPath: string | undefined,
    options: GenerateInventoryOptions<'essential'>,
  ): Promise<GcsInventory<EssentialFileRecord>>;
  async generateInventory(outputPath: string | undefined, options?: GenerateInventoryOptions): Promise<AnyInventory>;
  async generateInventory(outputPath?: string, options: GenerateInventoryOptions = {}): Promise<AnyInventory> {
    check.generateInventory({ outputPath, options });
    const names = { step: 'generate_inventory', what: 'The inventory' };
    return inRun(this.#setup, options, names, async (run) =>
      finishInventory(run, await collectInventory(run, options), finishOptions(outputPath, options)),
    );
  }

  /**
   * Generates the same document from a Storage Insights inventory report: for buckets too large to list daily. The
   * report has no custom metadata. One request per 4 MiB of CSV; needs storage.objects.get on the bucket the report
   * lies in.
   *
   * @param manifest - `gs://BUCKET/PATH/…_manifest.json`, or the name of an object in the configured bucket
   * @throws {StorageError} when a shard cannot be read; {ResponseValidationError} when it is no report
   */
  async generateInventoryFromReport(
    manifest: string,
    outputPath?: string,
    options?: ReportInventoryOptions<'full'>,
  ): Promise<GcsInventory>;
  async generateInventoryFromReport(
    manifest: string,
    outputPath: string | undefined,
    options: ReportInventoryOptions<'essential'>,
  ): Promise<GcsInventory<EssentialFileRecord>>;
  async generateInventoryFromReport(
    manifest: string,
    outputPath?: string,
    options: ReportInventoryOptions = {},
  ): Promise<AnyInventory> {
    check.generateInventoryFromReport({ manifest, outputPath, options });
    const names = { step: 'generate_inventory_from_report', what: 'The inventory from a report' };
    return inRun(this.#setup, options, names, async (run) => {
      const { collectReport } = await import('./insights/collect-report.ts');
      return finishInventory(run, await collectReport(run, manifest, options), finishOptions(outputPath, options));
    });
  }

  /**
   * Generates the same document from a Storage Insights dataset, summed up by BigQuery: for buckets of any size. What
   * it would read is asked first, which is free. Needs the role bigquery.jobUser on the project that pays and read
   * access to the dataset. With a `store` a job that was started goes on after a restart. Three to five queries.
   *
   * @throws {StorageError} when BigQuery refuses; with code `bigquery:too_expensive` before anything has run;
   * {ConfigError} for a name BigQuery does not take
   */
  async generateInventoryFromDataset(
    source: DatasetSource,
    outputPath?: string,
    options?: DatasetInventoryOptions<'full'>,
  ): Promise<GcsInventory>;
  async generateInventoryFromDataset(
    source: DatasetSource,
    outputPath: string | undefined,
    options: DatasetInventoryOptions<'essential'>,
  ): Promise<GcsInventory<EssentialFileRecord>>;
  async generateInventoryFromDataset(
    source: DatasetSource,
    outputPath?: string,
    options: DatasetInventoryOptions = {},
  ): Promise<AnyInventory> {
    check.generateInventoryFromDataset({ source, outputPath, options });
    const names = { step: 'generate_inventory_from_dataset', what: 'The inventory from a dataset' };
    return inRun(this.#setup, options, names, async (run) => {
      const { collectDataset } = await import('./bigquery/collect-dataset.ts');
      return finishInventory(run, await collectDataset(run, source, options), finishOptions(outputPath, options));
    });
  }

  /**
   * Writes one line per file, as NDJSON or CSV, compressed when the name ends in `.gz`; any number of files.
   *
   * @throws {StorageError} when a page cannot be read, {ExportError} when the file cannot be written; the old file stays
   */
  async exportFiles(path: string, options: ExportFilesOptions = {}): Promise<ExportReceipt> {
    check.exportFiles({ path, options });
    const names = { step: 'export_files', what: 'Exporting the files' };
    return inRun(this.#setup, options, names, (run) => exportRows(run, path, options));
  }

  /** Lists every file of a category, in name order. */
  async getFilesByCategory(category: FileCategory, options: CategoryFilesOptions = {}): Promise<FileRecord[]> {
    check.getFilesByCategory({ category, options });
    const names = { step: 'get_files_by_category', what: 'Finding the files of a category' };
    return inRun(this.#setup, options, names, (run) =>
      findFiles(run, { folder: options.folder, query: { category }, after: options.after }),
    );
  }

  /** Lists the largest files, then by name. Holds only `limit` rows. */
  async getLargestFiles(options: LargestFilesOptions = {}): Promise<FileRecord[]> {
    check.getLargestFiles({ options });
    const top = createLargest<FileRecord>(options.limit ?? DEFAULT_LIMIT);
    const names = { step: 'get_largest_files', what: 'Finding the largest files' };
    return inRun(this.#setup, options, names, (run) => topFiles(run, top, options));
  }

  /** Lists the newest files by creation time, undated ones last, then by name. Holds only `limit` rows. */
  async getLatestFiles(options: LatestFilesOptions = {}): Promise<FileRecord[]> {
    check.getLatestFiles({ options });
    const top = createLatest<FileRecord>(options.limit ?? DEFAULT_LIMIT);
    const names = { step: 'get_latest_files', what: 'Finding the latest files' };
    return inRun(this.#setup, options, names, (run) => topFiles(run, top, options));
  }

  /**
   * Finds files that match, in name order: a text the name contains in any case, or a filter.
   *
   * @throws {InsightInventoryError} of kind `invalid_request` naming the invalid key
   */
  async searchFiles(query: FileQuery, options: ScanFilesOptions = {}): Promise<FileRecord[]> {
    check.searchFiles({ query, options });
    const names = { step: 'search_files', what: 'The search' };
    return inRun(this.#setup, options, names, (run) => findFiles(run, { query, after: options.after }));
  }

  /** Builds the tree of folders with what each holds itself and in all. */
  async analyzeFolders(options: AnalyzeFoldersOptions = {}): Promise<FolderNode> {
    check.analyzeFolders({ options });
    const names = { step: 'analyze_folders', what: 'Analysing the folders' };
    return inRun(this.#setup, options, names, (run) => analyzeBucket(run, options));
  }

  /**
   * Lists the files of the draft folder, in name order.
   *
   * @throws {ConfigError} when no draft folder is configured
   */
  async getDraftFiles(options: StorageCallOptions = {}): Promise<FileRecord[]> {
    check.getDraftFiles({ options });
    const folder = this.#setup.draftFolder;
    if (folder === null) {
      throw new ConfigError([
        { key: 'draftFolder', found: 'nothing', remedy: 'Name the folder of drafts (gcs_draft_folder).' },
      ]);
    }
    const names = { step: 'get_draft_files', what: 'Listing the drafts' };
    return inRun(this.#setup, options, names, (run) => findFiles(run, { folder }));
  }

  /**
   * Reads what a media file's header says: length, sides as displayed, orientation, codecs. Every `null` has its
   * reason. One to three range reads; none when the generation was probed before (see `store`).
   *
   * @throws {StorageError} when the object cannot be read
   */
  async probeMedia(file: ProbedFile, options: ProbeMediaOptions = {}): Promise<MediaMetadata> {
    check.probeMedia({ file, options });
    const names = { step: 'probe_media', what: 'Probing a file' };
    return inRun(this.#setup, options, names, (run) => probeOne(run, file, options.maxBytes));
  }

  /**
   * Tells which needed permissions the account has and how to get the others, and whether each configured folder has a
   * file. Cost: one request, and one a folder. Rejects only on an abort.
   */
  async validateAccess(options: StorageCallOptions = {}): Promise<AccessReport> {
    check.validateAccess({ options });
    const names = { step: 'validate_access', what: 'Checking the access' };
    return inRun(this.#setup, options, names, (run) => checkAccess(run, this.#setup.folders ?? []));
  }

  /**
   * Tells whether the bucket answers each way this library asks: listings by range, page and view, reads of a range,
   * permissions. It only reads. Cost: 8 to 11 requests.
   *
   * @throws {StorageError} `auth` when the credentials do not work
   */
  async checkLive(options: StorageCallOptions = {}): Promise<StorageCheckReport> {
    check.checkLive({ options });
    return inRun(this.#setup, options, { step: 'check_live', what: 'The live check' }, checkStorage);
  }
}

function finishOptions(outputPath: string | undefined, options: GenerateInventoryOptions): FinishOptions {
  return { outputPath, detail: options.detail ?? 'full', probe: probeBudget(options.probe) };
}
