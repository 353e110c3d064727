import { isInsightInventoryError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { compareNames } from '../base/order.ts';
import type { FileCategory, FileRecord } from '../documents/file.ts';
import { type ObjectRow, rowSize, toEssential } from '../files/describe-file.ts';
import { compileQuery, contextFilter, type FileQuery } from '../files/query.ts';
import type { SummarizedFile } from '../files/summarize-files.ts';
import type { TopList } from '../files/top-files.ts';
import { isGzipName, writeFileAtomic } from '../runtime/atomic-write.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { toSummarizedFile } from './bucket-figures.ts';
import { completeFiles, FieldsByNeed } from './complete-rows.ts';
import { ListingFrontier, listRows } from './list-rows.ts';
import { missingFolderIssue } from './rows-and-review.ts';
import type {
  ExportFilesOptions,
  ExportFormat,
  InventoryDetail,
  IterateFilesOptions,
  LargestFilesOptions,
  ListingOrder,
} from './options.ts';
import type { InventoryRun } from './run.ts';
import { foldersInScope } from './setup.ts';

interface StreamFilesRequest {
  readonly folder?: string | undefined;
  readonly query?: FileQuery | undefined;
  readonly order: ListingOrder;
  readonly cutPoints?: KeyValueStore | undefined;
  readonly after?: string | undefined;
  readonly frontier?: ListingFrontier | undefined;
}

/**
 * Lists the files that match, a page at a time: of the folder named, else of the query's own folder, else of the configured
 * ones, else of the whole bucket. Ignored objects never appear.
 */
async function* streamFiles(
  run: InventoryRun,
  request: StreamFilesRequest,
): AsyncGenerator<FileRecord[], void, undefined> {
  const { setup, counts, unusable } = run;
  const matches = request.query === undefined ? null : compileQuery(request.query);
  const asked = request.folder ?? (typeof request.query === 'object' ? request.query.folder : undefined);
  const folders = foldersInScope(setup, asked);
  for await (const rows of listRows(run, {
    folders,
    order: request.order,
    fields: () => 'record',
    filter: contextFilter(request.query),
    cutPoints: request.cutPoints,
    after: request.after,
    frontier: request.frontier,
  })) {
    const files: FileRecord[] = [];
    for (const row of rows) {
      if (setup.ignores(row.name, row.size)) {
        counts.objectsIgnored += 1;
        continue;
      }
      const file = setup.describe(row);
      if (file.size_bytes === null) unusable.add(file.name);
      if (matches === null || matches(file)) files.push(file);
    }
    yield files;
  }
}

/** Gives matching files one by one. An error in name order carries the name to go on from. */
export async function* iterateFiles(
  run: InventoryRun,
  options: IterateFilesOptions,
): AsyncGenerator<FileRecord, void, undefined> {
  const order = options.order ?? 'name';
  let last = options.after ?? null;
  try {
    for await (const files of streamFiles(run, { ...options, order })) {
      for (const file of files) {
        options.signal?.throwIfAborted();
        yield file;
        last = file.name;
      }
    }
  } catch (error) {
    if (order === 'name' && isInsightInventoryError(error)) error.partial = { items: [], after: last };
    throw error;
  }
}

/**
 * Finds every matching file, in name order. Holds them all.
 *
 * @throws {StorageError} when a page cannot be read: `partial` has what was read, and in `after` the name to go on from
 */
export async function findFiles(
  run: InventoryRun,
  request: Omit<StreamFilesRequest, 'order' | 'frontier'>,
): Promise<FileRecord[]> {
  const found: FileRecord[] = [];
  const frontier = new ListingFrontier();
  const sorted = (): FileRecord[] => found.sort((a, b) => compareNames(a.name, b.name));
  try {
    for await (const files of streamFiles(run, { ...request, order: 'unordered', frontier })) {
      for (const file of files) found.push(file);
    }
  } catch (error) {
    // What was read is not lost with the page that failed.
    if (found.length > 0 && isInsightInventoryError(error)) {
      const items = sorted();
      error.partial = { items, after: frontier.after(items.map(({ name }) => name)) };
    }
    throw error;
  }
  return sorted();
}

/** More files than these are listed with all their properties: asking for the rest would cost as much. */
const MAX_COMPLETED = 1_000;

/**
 * Finds the first files of an order, keeping no more than those in memory.
 *
 * @throws {StorageError} when a page, or the rest of a file's properties, cannot be read
 */
export async function topFiles(
  run: InventoryRun,
  top: TopList<SummarizedFile, FileRecord>,
  request: Pick<LargestFilesOptions, 'folder' | 'category' | 'limit'>,
): Promise<FileRecord[]> {
  const folders = foldersInScope(run.setup, request.folder);
  const fields = new FieldsByNeed(() => (request.limit ?? 0) > MAX_COMPLETED);
  for await (const rows of listRows(run, { folders, order: 'unordered', fields: fields.next })) {
    for (const row of rows) offer(run, top, row, request.category);
  }
  if (!fields.narrowed) return top.result();
  const { files, error } = await completeFiles(run, top.result());
  if (error !== null) throw error;
  return top.result().map((file) => files.get(file.name) ?? file);
}

function offer(
  { setup, counts, unusable }: InventoryRun,
  top: TopList<SummarizedFile, FileRecord>,
  row: ObjectRow,
  category: FileCategory | undefined,
): void {
  if (setup.ignores(row.name, row.size)) {
    counts.objectsIgnored += 1;
    return;
  }
  const file = toSummarizedFile(row, setup.categorize(row.name, row.contentType), rowSize(row));
  if (file.size_bytes === null) unusable.add(file.name);
  if (category !== undefined && file.file_category !== category) return;
  if (top.wouldKeep(file)) top.add(setup.describe(row));
}

/** What an export wrote. */
export interface ExportReceipt {
  path: string;
  rows: number;
  /** Of the file as it is on disk, compressed if it is. */
  size_bytes: number;
  /** Hexadecimal, of the same bytes. */
  sha256: string;
  /** What is missing from the file or is in it without a size: folders that are not there, unusable objects. */
  issues: CollectionIssue[];
}

/**
 * Writes one line per file, whole or not at all, at any size: rows are listed as fast as the disk takes them and never
 * gathered.
 */
export async function exportRows(run: InventoryRun, path: string, options: ExportFilesOptions): Promise<ExportReceipt> {
  const gzip = isGzipName(path);
  const format = options.format ?? formatOf(gzip ? path.slice(0, -'.gz'.length) : path);
  const counted = { rows: 0 };
  const lines = format === 'csv' ? csvLines(run, options, counted) : jsonLines(run, options, counted);
  const written = await writeFileAtomic(path, lines, { gzip, signal: run.signal });
  const issues = [...run.missingFolders.map(missingFolderIssue), ...run.unusable.issues()];
  return { path: written.path, rows: counted.rows, size_bytes: written.size_bytes, sha256: written.sha256, issues };
}

function formatOf(path: string): ExportFormat {
  return path.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson';
}

async function* jsonLines(
  run: InventoryRun,
  options: ExportFilesOptions,
  counted: { rows: number },
): AsyncGenerator<string, void, undefined> {
  const toRow = options.detail === 'essential' ? toEssential : (file: FileRecord): object => file;
  for await (const files of streamFiles(run, { ...options, order: options.order ?? 'name' })) {
    counted.rows += files.length;
    if (files.length > 0) yield files.map((file) => `${JSON.stringify(toRow(file))}\n`).join('');
  }
}

async function* csvLines(
  run: InventoryRun,
  options: ExportFilesOptions,
  counted: { rows: number },
): AsyncGenerator<string, void, undefined> {
  const detail = options.detail ?? 'full';
  yield csvHeader(detail);
  for await (const files of streamFiles(run, { ...options, order: options.order ?? 'name' })) {
    counted.rows += files.length;
    if (files.length > 0) yield files.map((file) => csvLine(file, detail)).join('');
  }
}

type Column = Exclude<keyof FileRecord, 'video_metadata' | 'audio_metadata' | 'image_metadata'>;

const COLUMNS: Readonly<Record<InventoryDetail, readonly Column[]>> = {
  full: [
    'name',
    'folder',
    'file_name',
    'extension',
    'file_category',
    'size_bytes',
    'size_mb',
    'content_type',
    'storage_class',
    'created_time',
    'updated_time',
    'generation',
    'md5_hash',
    'crc32c',
    'public_url',
    'gs_uri',
    'metadata',
    'contexts',
  ],
  essential: ['name', 'size_mb', 'file_category', 'created_time', 'public_url', 'metadata'],
};

/** Writes the first line of a CSV export. */
export function csvHeader(detail: InventoryDetail): string {
  return `${COLUMNS[detail].join(',')}\r\n`;
}

/** Columns whose text an uploader chooses, and a spreadsheet would run if it began like a formula. Hashes stay exact. */
const CHOSEN_BY_WRITERS: ReadonlySet<Column> = new Set(['name', 'folder', 'file_name', 'extension', 'content_type']);

/**
 * Writes one file as a line of CSV (RFC 4180). Unknown is an empty field, custom metadata and contexts are JSON. A name or
 * content type that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises; NDJSON has every
 * name as it is.
 */
export function csvLine(file: FileRecord, detail: InventoryDetail): string {
  return `${COLUMNS[detail].map((column) => field(column, file[column])).join(',')}\r\n`;
}

/** How a formula begins for a spreadsheet, which also takes the full-width signs. Source: OWASP, CSV injection. */
const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function field(column: Column, value: FileRecord[Column]): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = CHOSEN_BY_WRITERS.has(column) && FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
