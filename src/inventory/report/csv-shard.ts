import type { ObjectRow } from '../../files/object-row.ts';
import { csvRecords } from './csv-records.ts';
import { readPieces, type ReadableObject } from './read-object.ts';
import { REPORT_COLUMNS, reportRow, unreadableReport, type ReportColumn } from './report-row.ts';

/**
 * The rows of a CSV shard, some at a time. Columns are found by the names in the header.
 *
 * @throws {ResponseValidationError} when there is no header with a name and a size
 */
export async function* csvShardRows(
  shard: ReadableObject,
  bucket: string,
): AsyncGenerator<(ObjectRow | null)[], void, undefined> {
  let columns: ReadonlyMap<ReportColumn, number> | null = null;
  for await (const records of csvRecords(readPieces(shard))) {
    const rows: (ObjectRow | null)[] = [];
    for (const record of records) {
      if (columns === null) columns = columnsOf(record);
      else rows.push(rowOf(record, columns, bucket));
    }
    yield rows;
  }
}

function rowOf(
  record: readonly string[],
  columns: ReadonlyMap<ReportColumn, number>,
  bucket: string,
): ObjectRow | null {
  return reportRow((column) => {
    const place = columns.get(column);
    const text = place === undefined ? undefined : record[place];
    return text === undefined || text === '' ? null : text;
  }, bucket);
}

function columnsOf(header: readonly string[]): ReadonlyMap<ReportColumn, number> {
  const columns = new Map<ReportColumn, number>();
  for (const column of REPORT_COLUMNS) {
    // A byte order mark may stand before the first name.
    const place = header.findIndex((text) => text.replace(/^\uFEFF/, '').trim() === column);
    if (place !== -1) columns.set(column, place);
  }
  if (!columns.has('name') || !columns.has('size')) throw unreadableReport('Its CSV has no header with name and size.');
  return columns;
}
