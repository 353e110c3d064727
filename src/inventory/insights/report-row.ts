import { ResponseValidationError } from '../../base/errors.ts';
import { timestampOrNull } from '../../base/time.ts';
import type { ObjectRow } from '../../files/object-row.ts';

/**
 * Columns of an inventory report that a row is made of; a report may leave most of them out. It has no custom metadata.
 * Source: Storage Insights metadata fields (dated-tables.ts).
 */
export const REPORT_COLUMNS = [
  'bucket',
  'name',
  'size',
  'contentType',
  'storageClass',
  'timeCreated',
  'timeDeleted',
  'updated',
  'generation',
  'md5Hash',
  'crc32c',
] as const;
export type ReportColumn = (typeof REPORT_COLUMNS)[number];

/** The value of a column, as text; `null` when the report leaves it empty or out. */
export type ReadColumn = (column: ReportColumn) => string | null;

/** Why a row is no object of the bucket as it is now: an earlier version, another bucket's, or one without a name. */
export type LeftOut = 'deleted' | 'other_bucket' | 'unnamed';

/** Reads a row as a live object of the bucket, without a size where it has none; or says why it is none. */
export function reportRow(read: ReadColumn, bucket: string): ObjectRow | LeftOut {
  const name = read('name');
  if (name === null) return 'unnamed';
  if (read('timeDeleted') !== null) return 'deleted';
  const owner = read('bucket');
  if (owner !== null && owner !== bucket) return 'other_bucket';
  return {
    name,
    size: read('size'),
    contentType: read('contentType'),
    storageClass: read('storageClass'),
    timeCreated: timeText(read('timeCreated')),
    updated: timeText(read('updated')),
    generation: read('generation'),
    md5Hash: read('md5Hash'),
    crc32c: read('crc32c'),
  };
}

/** Whether a shard is Parquet, by its name; the others are CSV. */
export function isParquet(name: string): boolean {
  return name.toLowerCase().endsWith('.parquet');
}

/** Digits of a moment counted since 1970 in seconds, milliseconds, microseconds and nanoseconds, and how many make one ms. */
const EPOCH_DIGITS: Readonly<Record<number, number>> = { 10: 0.001, 13: 1, 16: 1_000, 19: 1_000_000 };

/** A moment that a Parquet or BigQuery writer gave as a number, as a timestamp; every other text as it is. */
function timeText(text: string | null): string | null {
  if (text === null || !/^\d{10,19}$/.test(text)) return text;
  const perMillisecond = EPOCH_DIGITS[text.length];
  return perMillisecond === undefined ? text : (timestampOrNull(Number(text) / perMillisecond) ?? text);
}

/** Creates the error of a report that cannot be read, with the reason. */
export function unreadableReport(why: string): ResponseValidationError {
  return new ResponseValidationError(`The inventory report cannot be read. ${why}`, {
    kind: 'invalid_response',
    code: 'gcs:report_unreadable',
    remedy: 'Configure the report with a header row, the columns name and size, and CSV or Parquet.',
  });
}
