import { ResponseValidationError } from '../../base/errors.ts';
import type { ObjectRow } from '../../files/object-row.ts';

/**
 * Columns of an inventory report that a row is made of; a report may leave most of them out. It has no custom metadata.
 * Source: Storage Insights metadata fields, 2026-11-22.
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

/** A live object of the bucket as a row; `null` for one that was deleted or is another bucket's. */
export function reportRow(read: ReadColumn, bucket: string): ObjectRow | null {
  const name = read('name');
  const size = read('size');
  if (name === null || size === null) throw unreadableReport('A row has no name or no size.');
  const owner = read('bucket');
  if (read('timeDeleted') !== null || (owner !== null && owner !== bucket)) return null;
  return {
    name,
    size,
    contentType: read('contentType'),
    storageClass: read('storageClass'),
    timeCreated: read('timeCreated'),
    updated: read('updated'),
    generation: read('generation'),
    md5Hash: read('md5Hash'),
    crc32c: read('crc32c'),
  };
}

/** The report is not one that can be read, and why. */
export function unreadableReport(why: string): ResponseValidationError {
  return new ResponseValidationError(`The inventory report cannot be read. ${why}`, {
    kind: 'invalid_response',
    code: 'gcs:report_unreadable',
    remedy: 'Configure the report with a header row, the columns name and size, and CSV or snappy-compressed Parquet.',
  });
}
