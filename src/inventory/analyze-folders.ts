import type { CategoryGroup, FolderNode } from '../documents/file.ts';
import { addToTally, emptyTally, groupOf } from '../files/summarize-files.ts';
import { folderOf, FolderTracker } from '../files/path.ts';
import { compareNewest, type DatedFile } from '../files/top-files.ts';
import { type CategoryTallies, createFolderTree, type FolderTree } from '../files/folder-tree.ts';
import { type ObjectRow, rowSize, rowTimestamp } from '../files/object-row.ts';
import { timeKey } from './bucket-figures.ts';
import { listRows } from './list-rows.ts';
import type { AnalyzeFoldersOptions } from './options.ts';
import type { InventoryRun } from './run.ts';
import { foldersInScope } from './setup.ts';

/** Sums the configured folders, or the whole bucket, up into a tree; asks for the few fields that takes. */
export async function analyzeBucket(
  run: InventoryRun,
  { maxDepth, cutPoints }: AnalyzeFoldersOptions,
): Promise<FolderNode> {
  const { setup, counts } = run;
  const tree = createFolderTree({ maxDepth });
  const folders = foldersInScope(setup, undefined);
  for await (const rows of listRows(run, { folders, order: 'unordered', fields: () => 'folders', cutPoints })) {
    counts.objectsIgnored += addPage(run, tree, rows);
  }
  return tree.result();
}

/** Counts the files of a page folder by folder: a large listing has few folders to a page. Gives how many are ignored. */
function addPage({ setup, odd }: InventoryRun, tree: FolderTree, rows: readonly ObjectRow[]): number {
  const { ignores, categorize } = setup;
  const tracker = new FolderTracker();
  let counted: CountedFiles | null = null;
  let ignored = 0;
  for (const row of rows) {
    if (ignores(row.name, row.size)) {
      ignored += 1;
      continue;
    }
    const bytes = rowSize(row);
    if (bytes === null) {
      odd.add(row.name);
      continue;
    }
    const newFolder = tracker.entersFolder(row.name);
    if (counted === null || newFolder) {
      counted?.addTo(tree);
      counted = new CountedFiles(row.name);
    }
    counted.add(row, bytes, groupOf(categorize(row.name, row.contentType)));
  }
  counted?.addTo(tree);
  return ignored;
}

/** Files of one folder in a row, in name order. */
class CountedFiles {
  readonly #path: string;
  readonly #categories: CategoryTallies = {};
  /** The first of those created in the latest second. */
  #newest: ObjectRow | null = null;
  #newestKey = Number.NEGATIVE_INFINITY;
  /** The newest of those whose time is no number. */
  #other: DatedFile | null = null;

  constructor(firstName: string) {
    this.#path = folderOf(firstName);
  }

  add(row: ObjectRow, bytes: number, group: CategoryGroup): void {
    addToTally((this.#categories[group] ??= emptyTally()), bytes);
    const key = timeKey(row.timeCreated);
    if (key > this.#newestKey) {
      this.#newestKey = key;
      this.#newest = row;
    } else if (Number.isNaN(key)) this.#other = newer(dated(row), this.#other);
  }

  addTo(tree: FolderTree): void {
    const newest = this.#newest === null ? this.#other : newer(dated(this.#newest), this.#other);
    if (newest !== null) tree.addCounted(this.#path, this.#categories, newest);
  }
}

function dated({ name, timeCreated }: ObjectRow): DatedFile {
  return { name, created_time: rowTimestamp(timeCreated) };
}

function newer(file: DatedFile, other: DatedFile | null): DatedFile {
  return other !== null && compareNewest(other, file) < 0 ? other : file;
}
