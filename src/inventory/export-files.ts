import type { CollectionIssue } from '../base/issues.ts';
import type { FileRecord } from '../documents/file.ts';
import { toEssential } from '../files/describe-file.ts';
import { isGzipName, writeFileAtomic } from '../runtime/atomic-write.ts';
import { streamFiles } from './find-files.ts';
import { missingFolderIssue } from './missing-folders.ts';
import type { ExportFilesOptions, ExportFormat, InventoryDetail } from './options.ts';
import type { InventoryRun } from './run.ts';

/** What an export wrote. */
export interface ExportReceipt {
  path: string;
  rows: number;
  /** Of the file as it is on disk, compressed if it is. */
  size_bytes: number;
  /** Hexadecimal, of the same bytes. */
  sha256: string;
  /** What is missing from the file or is in it without a size: folders that are not there, odd objects. */
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
  const issues = [...run.missingFolders.map(missingFolderIssue), ...run.odd.issues()];
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
