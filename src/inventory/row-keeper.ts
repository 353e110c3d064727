import type { CategoryGroup, FileRecord } from '../documents/file.ts';
import type { FileSelection } from '../documents/inventory.ts';
import { categorizeFiles, groupOf, mapGroups, type SummarizedFile } from '../files/summarize-files.ts';
import { createLatest } from '../files/top-files.ts';
import { MAX_INVENTORY_ROWS } from './options.ts';

/**
 * Decides how many file rows a document holds. All rows are given up as soon as one too many would be kept: a part of
 * the files would pass for the whole.
 */
export class RowBudget {
  readonly #asked: FileSelection;
  readonly #limit: number;
  #kept = 0;
  #exceeded = false;

  constructor(asked: FileSelection, limit: number = MAX_INVENTORY_ROWS) {
    this.#asked = asked;
    this.#limit = limit;
  }

  /** What the document holds: what was asked for, or `none` once the limit was passed. */
  get selection(): FileSelection {
    return this.#exceeded ? 'none' : this.#asked;
  }

  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** A keeper for one folder's rows. */
  createKeeper(): RowKeeper {
    return createRowKeeper(this.selection);
  }

  /**
   * Pays for the rows of some objects, however many folders show them; false when there are to be no rows, and those that
   * were kept are to be dropped.
   */
  take(rows = 1): boolean {
    if (this.#exceeded) return false;
    // A fixed number per category replaces rows instead of adding them.
    if (this.#asked !== 'all') return true;
    this.#kept += rows;
    if (this.#kept <= this.#limit) return true;
    this.#exceeded = true;
    return false;
  }
}

/** Keeps the file rows of one folder that the document is to hold. */
export interface RowKeeper {
  wouldKeep(file: SummarizedFile): boolean;
  keep(file: FileRecord): void;
  /** Lets go of every row and keeps none from now on. */
  drop(): void;
  /** `null` when no rows are kept. */
  result(): Record<CategoryGroup, FileRecord[]> | null;
}

/** Creates a keeper of all rows in name order, of the newest of each group first, or of none. */
function createRowKeeper(selection: FileSelection): RowKeeper {
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
  const newest = mapGroups(() => createLatest<FileRecord>(limit));
  return {
    wouldKeep: (file) => newest[groupOf(file.file_category)].wouldKeep(file),
    keep: (file) => {
      newest[groupOf(file.file_category)].add(file);
    },
    result: () => mapGroups((group) => newest[group].result()),
  };
}
