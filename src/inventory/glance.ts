import { rowSize, type ObjectRow } from '../files/object-row.ts';
import { rowTimestamp } from '../files/row-timestamp.ts';
import type { SummarizedFile } from '../files/summarize-files.ts';
import type { InventorySetup } from './setup.ts';

/** What sums and orders need of a row, without building the record, which most rows of a large bucket never need. */
export function glanceAt(row: ObjectRow, setup: InventorySetup): SummarizedFile {
  return {
    name: row.name,
    file_category: setup.categorize(row.name, row.contentType),
    size_bytes: rowSize(row),
    created_time: rowTimestamp(row.timeCreated),
    storage_class: row.storageClass ?? null,
  };
}
