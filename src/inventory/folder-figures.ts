import type { CategoryGroup, CountAndSize } from '../documents/file.ts';
import { perGroup } from '../files/category-groups.ts';
import { addTally, emptyTally, tallyCountAndSize, type Tally } from '../files/totals.ts';
import type { RowKeeper } from './row-keeper.ts';
import { SubfolderNames } from './subfolder-names.ts';

/** What one entry of `folder_inventories` is made of, while rows come in. */
export interface FolderFigures {
  readonly folder: string;
  readonly groups: Record<CategoryGroup, Tally>;
  readonly subfolders: SubfolderNames;
  readonly rows: RowKeeper;
  /** A folder marker stands in place of files: the folder exists, though it is empty. */
  hasMarker: boolean;
}

export function createFolderFigures(folder: string, rows: RowKeeper): FolderFigures {
  return {
    folder,
    groups: perGroup(emptyTally),
    subfolders: new SubfolderNames(folder),
    rows,
    hasMarker: false,
  };
}

/** Files and bytes of all groups together. */
export function sumOfGroups(groups: Record<CategoryGroup, Tally>): Tally {
  const sum = emptyTally();
  for (const tally of Object.values(groups)) addTally(sum, tally);
  return sum;
}

/** Count and size per group, in document order. */
export function summaryOfGroups(groups: Record<CategoryGroup, Tally>): Record<CategoryGroup, CountAndSize> {
  return {
    videos: tallyCountAndSize(groups.videos),
    audio: tallyCountAndSize(groups.audio),
    images: tallyCountAndSize(groups.images),
    '3d_models': tallyCountAndSize(groups['3d_models']),
    documents: tallyCountAndSize(groups.documents),
    archives: tallyCountAndSize(groups.archives),
    other: tallyCountAndSize(groups.other),
  };
}
