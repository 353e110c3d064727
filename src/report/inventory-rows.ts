import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { AnyInventory } from '../documents/inventory.ts';

export type AnyFile = FileRecord | EssentialFileRecord;

/** Why the inventory's rows are not all files of the bucket; `null` when they are. */
export function whyNotAllRows({ inventory_info: { files } }: AnyInventory): string | null {
  if (files === 'all') return null;
  if (files === 'none') return 'the inventory was made without file rows';
  return `the inventory holds only ${String(files.perCategory)} rows of each category`;
}
