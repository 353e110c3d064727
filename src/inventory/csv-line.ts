import type { FileRecord } from '../documents/file.ts';
import type { InventoryDetail } from './options.ts';

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
  ],
  essential: ['name', 'size_mb', 'file_category', 'created_time', 'public_url', 'metadata'],
};

/** The first line of a CSV export. */
export function csvHeader(detail: InventoryDetail): string {
  return `${COLUMNS[detail].join(',')}\r\n`;
}

/** What whoever may upload can choose, and a spreadsheet would run if it began like a formula. Hashes stay exact. */
const CHOSEN_BY_WRITERS: ReadonlySet<Column> = new Set(['name', 'folder', 'file_name', 'extension', 'content_type']);

/**
 * One file as a line of CSV (RFC 4180). Unknown is an empty field, custom metadata is JSON. A name or content type that a
 * spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises; NDJSON has every name as it is.
 */
export function csvLine(file: FileRecord, detail: InventoryDetail): string {
  return `${COLUMNS[detail].map((column) => field(column, file[column])).join(',')}\r\n`;
}

function field(column: Column, value: FileRecord[Column]): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = CHOSEN_BY_WRITERS.has(column) && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
