import { StorageError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { compareNames } from '../base/order.ts';
import type { CategoryGroup, FileCategory, FileRecord } from '../documents/file.ts';
import type { DuplicateSummary, FileSelection, InventoryReview } from '../documents/inventory.ts';
import { type ObjectRow, rowTimestamp } from '../files/describe-file.ts';
import type { HashedFile } from '../files/find-duplicates.ts';
import { MONTH_LENGTH, ReviewSums, type StaleRule, staleRule, summarizeCopies } from '../files/review-files.ts';
import { categorizeFiles, groupOf, mapGroups, type SummarizedFile } from '../files/summarize-files.ts';
import { createLatest } from '../files/top-files.ts';
import { MAX_INVENTORY_ROWS, type ReviewOption } from './options.ts';

/** The most files whose contents are compared in this process: some 100 MB of names and checksums. A database compares any number. */
const MAX_COMPARED_FILES = 500_000;

/** What the review of one run is made by; all its listings share it. */
export class ReviewPlan {
  readonly rule: StaleRule;
  #left: number;

  constructor(rule: StaleRule, limit: number = MAX_COMPARED_FILES) {
    this.rule = rule;
    this.#left = limit;
  }

  /** Whether there were more files than are compared. */
  get exceeded(): boolean {
    return this.#left < 0;
  }

  /** Pays for one more file; false when there are too many, and those that were kept are to be dropped. */
  take(): boolean {
    if (this.#left >= 0) this.#left -= 1;
    return !this.exceeded;
  }
}

/** Plans the review that was asked for; `null` for none. */
export function planReview(requested: ReviewOption | undefined, nowMs: number): ReviewPlan | null {
  if (requested === undefined || requested === false) return null;
  return new ReviewPlan(staleRule(nowMs, requested === true ? undefined : requested.staleDays));
}

/** What the review of a document is made of, for one listing or for several put together. */
export class ReviewFigures {
  readonly sums: ReviewSums;
  readonly plan: ReviewPlan;
  #compared: HashedFile[] = [];

  constructor(plan: ReviewPlan) {
    this.plan = plan;
    this.sums = new ReviewSums(plan.rule);
  }

  /** Takes one more file in. */
  add(row: ObjectRow, category: FileCategory, bytes: number, describe: (row: ObjectRow) => FileRecord): void {
    const { sums } = this;
    const { name, md5Hash, crc32c } = row;
    const created = rowTimestamp(row.timeCreated);
    sums.count(created?.slice(0, MONTH_LENGTH) ?? null, groupOf(category), bytes);
    if (sums.isStale(created, rowTimestamp(row.updated))) {
      sums.countStale(bytes);
      if (sums.largestStale.wouldKeep({ name, size_bytes: bytes })) sums.largestStale.add(describe(row));
    }
    if (bytes === 0) return;
    if (this.plan.take())
      this.#compared.push({ name, size_bytes: bytes, md5_hash: md5Hash ?? null, crc32c: crc32c ?? null });
    else this.#compared = [];
  }

  /** Takes in the figures of other files. */
  addFigures(other: ReviewFigures): void {
    this.sums.addSums(other.sums);
    if (!this.plan.exceeded) for (const file of other.#compared) this.#compared.push(file);
  }

  /** @param duplicates - what a database found. @default what these files come to */
  result(duplicates?: DuplicateSummary): InventoryReview {
    if (duplicates !== undefined) return this.sums.result(duplicates);
    return this.sums.result(this.plan.exceeded ? null : summarizeCopies(this.#compared));
  }
}

export function tooManyToCompare(): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'review.duplicates',
    id: null,
    kind: 'truncated',
    code: 'gcs:too_many_to_compare',
    message: `Duplicates were not looked for: there are more than ${MAX_COMPARED_FILES.toLocaleString('en-US')} files.`,
    remedy: 'Make the inventory of a report with engine "duckdb", or of a dataset, or of fewer folders.',
    retryable: false,
  };
}

/**
 * Decides how many file rows a document holds. All rows are given up as soon as one too many would be kept: a part of
 * the files would pass for the whole.
 */
export class RowBudget {
  readonly #requested: FileSelection;
  readonly #limit: number;
  #kept = 0;
  #exceeded = false;

  constructor(requested: FileSelection, limit: number = MAX_INVENTORY_ROWS) {
    this.#requested = requested;
    this.#limit = limit;
  }

  /** What the document holds: what was asked for, or `none` once the limit was passed. */
  get selection(): FileSelection {
    return this.#exceeded ? 'none' : this.#requested;
  }

  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** Creates a keeper for one folder's rows. */
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
    if (this.#requested !== 'all') return true;
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
  /** Gives the rows; `null` when no rows are kept. */
  result(): Record<CategoryGroup, FileRecord[]> | null;
}

/** Creates a keeper of all rows in name order, of the newest of each group first, or of none. */
function createRowKeeper(selection: FileSelection): RowKeeper {
  if (selection === 'none') return selectNone;
  let keeper: RowSelection = selection === 'all' ? selectAll() : selectNewest(selection.perCategory);
  return {
    wouldKeep: (file) => keeper.wouldKeep(file),
    keep: (file) => {
      keeper.keep(file);
    },
    drop: () => {
      keeper = selectNone;
    },
    result: () => keeper.result(),
  };
}

type RowSelection = Omit<RowKeeper, 'drop'>;

const selectNone: RowKeeper = {
  wouldKeep: () => false,
  keep: () => undefined,
  drop: () => undefined,
  result: () => null,
};

function selectAll(): RowSelection {
  const rows: FileRecord[] = [];
  return {
    wouldKeep: () => true,
    keep: (file) => {
      rows.push(file);
    },
    result: () => categorizeFiles(rows),
  };
}

function selectNewest(limit: number): RowSelection {
  const newest = mapGroups(() => createLatest<FileRecord>(limit));
  return {
    wouldKeep: (file) => newest[groupOf(file.file_category)].wouldKeep(file),
    keep: (file) => {
      newest[groupOf(file.file_category)].add(file);
    },
    result: () => mapGroups((group) => newest[group].result()),
  };
}

/** Code of a folder that has neither an object nor a marker. */
export const FOLDER_NOT_FOUND = 'gcs:folder_not_found';

/** What to do about such a folder. */
const FOLDER_NOT_FOUND_REMEDY =
  'Check the spelling; names are case-sensitive and no globs. A folder whose last object was deleted is gone as well.';

/** Reports a folder that has neither an object nor a marker. */
export function missingFolderIssue(folder: string): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'folder',
    id: folder,
    kind: 'not_found',
    code: FOLDER_NOT_FOUND,
    message: 'The bucket has no file in this folder.',
    remedy: FOLDER_NOT_FOUND_REMEDY,
    retryable: false,
  };
}

/** Makes the error where none of the folders is there. */
export function missingFoldersError(bucket: string, folders: readonly string[]): StorageError {
  const names = folders.map((folder) => `"${folder}"`).join(', ');
  return new StorageError(
    `gs://${bucket} has no object in the ${folders.length === 1 ? 'folder' : 'folders'} ${names}.`,
    {
      kind: 'not_found',
      code: FOLDER_NOT_FOUND,
      remedy: FOLDER_NOT_FOUND_REMEDY,
      bucket,
    },
  );
}

/** Names that an issue about many objects shows: the first in order, however they came. */
export const NAMES_SHOWN = 5;

/**
 * Collects the objects a listing or a report gave without a size that can be added up, or without a name: they are
 * counted as seen and are in no total. Holds a few names.
 */
export class UnusableRows {
  #count = 0;
  readonly #names: string[] = [];

  /**
   * @param name - `null` when the object has none
   * @param count - objects it stands for: some of whose names only the first are known
   */
  add(name: string | null, count = 1): void {
    this.#count += count;
    if (name === null) return;
    this.#names.push(name);
    this.#names.sort(compareNames).splice(NAMES_SHOWN);
  }

  get count(): number {
    return this.#count;
  }

  /** Makes one issue for all of them; none when there are none. */
  issues(scope = 'files'): CollectionIssue[] {
    if (this.#count === 0) return [];
    const subject = this.#count === 1 ? 'One object is' : `${String(this.#count)} objects are`;
    const shown = this.#names.map((name) => JSON.stringify(name)).join(', ');
    const rest = this.#count - this.#names.length;
    const others = `${String(rest)} ${shown === '' ? 'without a name' : 'more'}`;
    const which = [shown, ...(rest > 0 ? [others] : [])].filter((text) => text !== '').join(' and ');
    return [
      {
        source: 'gcs',
        scope,
        id: this.#names[0] ?? null,
        kind: 'invalid_response',
        code: 'gcs:odd_row',
        message: `${subject} in no total, for want of a usable size or name: ${which}.`,
        remedy:
          'Look at them with "gcloud storage objects describe"; if they are whole there, the endpoint alters its replies.',
        retryable: false,
      },
    ];
  }
}
