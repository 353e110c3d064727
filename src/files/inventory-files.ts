import { invalidRequest } from '../base/errors.ts';
import { compareNames } from '../base/order.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { AnyInventory, GcsInventory } from '../documents/inventory.ts';
import { isInFolder, normalizeFolder } from './path.ts';
import * as check from './inputs.ts';

/**
 * Gives every file row an inventory holds, each object once though folders may overlap, in the order of the document;
 * `[]` with `files: 'none'`, and only the newest of each category with `{ perCategory }`: `inventory_info.files` says
 * which.
 *
 * @example
 * filesOf({ folder_inventories: {} }); //=> []
 */
export function filesOf<F extends FileRecord | EssentialFileRecord>(
  inventory: Pick<GcsInventory<F>, 'folder_inventories'>,
): F[] {
  check.filesOf({ inventory });
  const rows = new Map<string, F>();
  for (const { file_categories: groups } of Object.values(inventory.folder_inventories)) {
    for (const group of Object.values(groups ?? {})) for (const row of group) rows.set(row.name, row);
  }
  return [...rows.values()];
}

/** Tells whether a row is a whole record, and not the few keys of `detail: 'essential'`. */
export function isFullRow(row: FileRecord | EssentialFileRecord): row is FileRecord {
  return 'size_bytes' in row;
}

/** The file rows of one side of a comparison, and which names that side would have seen. */
export interface InventoryScope {
  readonly files: Iterable<FileRecord>;
  covers(name: string): boolean;
  /** Folders this side was asked for; `''` is the whole bucket. */
  readonly requested: readonly string[];
  /** Folders of this side that could not be listed. */
  readonly unlisted: readonly string[];
}

/**
 * Tells what an argument covers. A list of records counts as the whole bucket; an inventory for the folders it was able
 * to list.
 */
export function scopeOf(side: Iterable<FileRecord> | GcsInventory, label: 'before' | 'after'): InventoryScope {
  if (!('inventory_info' in side)) return { files: side, covers: () => true, requested: [''], unlisted: [] };
  const { files, detail, folders_scanned: scanned } = side.inventory_info;
  if (files !== 'all' || detail !== 'full')
    throw invalidRequest(
      label,
      'does not hold every file row',
      "Compare inventories made with files: 'all' and detail: 'full', or lists of files.",
    );
  const requested = scanned.length === 0 ? [''] : scanned;
  const folders = Object.entries(side.folder_inventories);
  const unlisted = folders.filter(([, folder]) => folder.file_categories === null).map(([name]) => name);
  return {
    files: folders.flatMap(([, folder]) => Object.values(folder.file_categories ?? {}).flat()),
    covers: (name) =>
      requested.some((folder) => isInFolder(name, folder)) &&
      !unlisted.some((folder) => (folder === '' ? isRootFile(name, scanned) : isInFolder(name, folder))),
    requested,
    unlisted,
  };
}

/** Gives folders of either side of which the other saw nothing, or not all; in the order given, once each. */
export function foldersNotCompared(one: InventoryScope, other: InventoryScope): string[] {
  const missing = (from: InventoryScope, to: InventoryScope): string[] =>
    from.requested.filter((folder) => !to.requested.some((seen) => isInFolder(`${normalizeFolder(folder)}/`, seen)));
  return [...new Set([...one.unlisted, ...other.unlisted, ...missing(one, other), ...missing(other, one)])];
}

/**
 * Tells whether an object lies at the root. The key `''` is the objects at the root when the folders were found, and
 * the whole bucket when it was asked for.
 */
function isRootFile(name: string, scanned: readonly string[]): boolean {
  return scanned.includes('') || !name.includes('/');
}

/** Lists every file row an inventory holds, once, in name order; its highlights, too, where they know more. */
export function rowsOf(inventory: AnyInventory): FileRecord[] {
  const rows = new Map<string, FileRecord>();
  const { newest, newest_videos, largest } = inventory.highlights;
  for (const row of [...newest, ...newest_videos, ...largest]) rows.set(row.name, row);
  for (const row of filesOf(inventory)) if (isFullRow(row)) rows.set(row.name, row);
  return [...rows.values()].sort((a, b) => compareNames(a.name, b.name));
}

/** Tells whether the rows of an inventory are all of its files. */
export function holdsAllRows(inventory: AnyInventory): boolean {
  return inventory.inventory_info.files === 'all' && inventory.inventory_info.detail === 'full';
}
