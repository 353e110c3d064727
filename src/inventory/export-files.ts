import type { FileRecord } from '../documents/file.ts';
import { toEssential } from '../files/describe-file.ts';
import { isGzipName, writeFileAtomic } from '../runtime/atomic-write.ts';
import { csvHeader, csvLine } from './csv-line.ts';
import type { ExportFilesOptions, ExportFormat } from './options.ts';
import type { InventoryRun } from './run.ts';
import { streamFiles } from './stream-files.ts';

/** What an export wrote. */
export interface ExportReceipt {
  path: string;
  rows: number;
  /** Of the file as it is on disk, compressed if it is. */
  size_bytes: number;
  /** Hexadecimal, of the same bytes. */
  sha256: string;
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
  return { path: written.path, rows: counted.rows, size_bytes: written.size_bytes, sha256: written.sha256 };
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
