import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { GcsInventory } from '../documents/inventory.ts';
import type { FootageFile } from '../planning/match-footage.ts';

export type AnyInventory = GcsInventory | GcsInventory<EssentialFileRecord>;
export type AnyFile = FileRecord | EssentialFileRecord;

/** Every file row of an inventory, once, though folders may overlap. */
export function rowsOf(inventory: AnyInventory): AnyFile[] {
  const rows = new Map<string, AnyFile>();
  for (const { file_categories: groups } of Object.values(inventory.folder_inventories)) {
    if (groups === null) continue;
    for (const group of Object.values(groups)) for (const row of group) rows.set(row.name, row);
  }
  return [...rows.values()];
}

/** Why the inventory's rows are not all files of the bucket; `null` when they are. */
export function whyNotAllRows({ inventory_info: { files } }: AnyInventory): string | null {
  if (files === 'all') return null;
  if (files === 'none') return 'the inventory was made without file rows';
  return `the inventory holds only ${String(files.perCategory)} rows of each category`;
}

/** What footage is looked for among: the rows, or the newest videos where there are none. */
export function footageOf(inventory: AnyInventory, rows: readonly AnyFile[]): readonly FootageFile[] {
  const isFootage = ({ file_category: category }: AnyFile): boolean => category === 'video' || category === 'image';
  return rows.length === 0 ? inventory.highlights.newest_videos : rows.filter(isFootage);
}

/** Whether a row has its hashes and exact size. */
export function isWhole(row: AnyFile): row is FileRecord {
  return 'size_bytes' in row;
}
