import type { FileCategory } from '../documents/file.ts';
import type { ObjectRow } from '../files/object-row.ts';
import { rowTimestamp } from '../files/row-timestamp.ts';
import type { SummarizedFile } from '../files/summarize-files.ts';

/** What orders need of a row, without building the record, which most rows of a large bucket never need. */
export function glanceAt(row: ObjectRow, category: FileCategory, bytes: number): SummarizedFile {
  return {
    name: row.name,
    file_category: category,
    size_bytes: bytes,
    created_time: rowTimestamp(row.timeCreated),
    storage_class: row.storageClass ?? null,
  };
}
