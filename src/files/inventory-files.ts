import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { GcsInventory } from '../documents/inventory.ts';

/**
 * Every file row an inventory holds, each object once though folders may overlap, in the order of the document; `[]` with
 * `files: 'none'`, and only the newest of each category with `{ perCategory }`: `inventory_info.files` says which.
 *
 * @example
 * filesOf({ folder_inventories: {} }); //=> []
 */
export function filesOf<F extends FileRecord | EssentialFileRecord>(
  inventory: Pick<GcsInventory<F>, 'folder_inventories'>,
): F[] {
  const rows = new Map<string, F>();
  for (const { file_categories: groups } of Object.values(inventory.folder_inventories)) {
    for (const group of Object.values(groups ?? {})) for (const row of group) rows.set(row.name, row);
  }
  return [...rows.values()];
}

/** Whether a row is a whole record, and not the few keys of `detail: 'essential'`. */
export function isFullRow(row: FileRecord | EssentialFileRecord): row is FileRecord {
  return 'size_bytes' in row;
}
