import type { CategoryGroup, FileRecord } from '../documents/file.ts';
import type { FileSelection } from '../documents/inventory.ts';
import { categorizeFiles } from '../files/categorize-files.ts';
import { groupOf, perGroup } from '../files/category-groups.ts';
import { createLatest } from '../files/top-files.ts';
import type { SummarizedFile } from '../files/summarize-files.ts';

/** Keeps the file rows of one folder that the document is to hold. */
export interface RowKeeper {
  wouldKeep(file: SummarizedFile): boolean;
  keep(file: FileRecord): void;
  /** Lets go of every row and keeps none from now on. */
  drop(): void;
  /** `null` when no rows are kept. */
  result(): Record<CategoryGroup, FileRecord[]> | null;
}

/** All rows in name order, or the newest of each group first, or none. */
export function createRowKeeper(selection: FileSelection): RowKeeper {
  if (selection === 'none') return keepNone;
  let keeper: Keeping = selection === 'all' ? keepAll() : keepNewest(selection.perCategory);
  return {
    wouldKeep: (file) => keeper.wouldKeep(file),
    keep: (file) => {
      keeper.keep(file);
    },
    drop: () => {
      keeper = keepNone;
    },
    result: () => keeper.result(),
  };
}

type Keeping = Omit<RowKeeper, 'drop'>;

const keepNone: RowKeeper = {
  wouldKeep: () => false,
  keep: () => undefined,
  drop: () => undefined,
  result: () => null,
};

function keepAll(): Keeping {
  const rows: FileRecord[] = [];
  return {
    wouldKeep: () => true,
    keep: (file) => {
      rows.push(file);
    },
    result: () => categorizeFiles(rows),
  };
}

function keepNewest(limit: number): Keeping {
  const newest = perGroup(() => createLatest<FileRecord>(limit));
  return {
    wouldKeep: (file) => newest[groupOf(file.file_category)].wouldKeep(file),
    keep: (file) => {
      newest[groupOf(file.file_category)].add(file);
    },
    result: () => ({
      videos: newest.videos.result(),
      audio: newest.audio.result(),
      images: newest.images.result(),
      '3d_models': newest['3d_models'].result(),
      documents: newest.documents.result(),
      archives: newest.archives.result(),
      other: newest.other.result(),
    }),
  };
}
