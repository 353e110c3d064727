import type { AnyInventory } from '../documents/inventory.ts';
import { filesOf } from '../files/inventory-files.ts';
import type { FootageFile } from './match-footage.ts';

/** What footage is looked for among, and which part of the inventory that is. */
export interface Footage {
  readonly files: readonly FootageFile[];
  readonly source: 'files' | 'highlights';
}

/** The videos and pictures of an inventory; where it holds no file rows, its newest videos. */
export function footageOf(inventory: AnyInventory): Footage {
  const hasRows = Object.values(inventory.folder_inventories).some((folder) => folder.file_categories !== null);
  if (!hasRows) return { files: inventory.highlights.newest_videos, source: 'highlights' };
  const files = filesOf(inventory).filter(
    ({ file_category: category }) => category === 'video' || category === 'image',
  );
  return { files, source: 'files' };
}
