import type { CategoryGroup, FileCategory, FolderNode } from '../documents/file.ts';
import { type CategoryTallies, createFolderTree, type FolderTree } from '../files/folder-tree.ts';
import { isFolderMarker } from '../files/ignore.ts';
import { type ObjectRow, rowSize, rowTimestamp } from '../files/describe-file.ts';
import { distinctFolders, folderOf, FolderTracker, isInFolder, topFolderOf } from '../files/path.ts';
import { addToTally, emptyTally, groupOf, type SummarizedFile } from '../files/summarize-files.ts';
import { compareNewest, type DatedFile } from '../files/top-files.ts';
import {
  type BucketFigures,
  createBucketFigures,
  createFolderFigures,
  FirstNames,
  type FolderFigures,
  toSummarizedFile,
  highlight,
  RowGate,
  timeKey,
  wouldHighlight,
} from './bucket-figures.ts';
import { listRows } from './list-rows.ts';
import type { AnalyzeFoldersOptions } from './options.ts';
import { type ReviewPlan, RowBudget } from './rows-and-review.ts';
import type { InventoryRun } from './run.ts';
import { foldersInScope, type InventorySetup } from './setup.ts';

/** Plans what has to be read for a document, each object once: the whole bucket, or the outermost of the configured folders. */
export function planRoots({ folders }: InventorySetup, budget: RowBudget, review: ReviewPlan | null): ScanRoot[] {
  if (folders === null) return [wholeBucketRoot(budget, createBucketFigures(review))];
  return distinctFolders(folders).map((folder) => configuredRoot(folder, folders, budget, createBucketFigures(review)));
}

/** The most entries of `folder_inventories` where no folders are configured. */
export const MAX_FOLDER_ENTRIES = 10_000;

/** One listing that a document needs: a folder no other listed folder contains, and the entries it fills. */
export interface ScanRoot {
  readonly folder: string;
  readonly figures: BucketFigures;
  /** Holds back the rows that are in no highlight. */
  readonly gate: RowGate;
  /** The entries of an object: one, or several where configured folders lie inside each other. */
  readonly entriesOf: (name: string) => readonly FolderFigures[];
  readonly entries: () => readonly FolderFigures[];
  /** Whether there were more folders than entries. */
  readonly hasMoreFolders: () => boolean;
}

/** Creates the root of the whole bucket: an entry per top-level folder as they appear, and one for the files at the root. */
function wholeBucketRoot(budget: RowBudget, figures: BucketFigures): ScanRoot {
  const byFolder = new FirstNames<readonly [FolderFigures]>(MAX_FOLDER_ENTRIES);
  const create = (folder: string): [FolderFigures] => [createFolderFigures(folder, budget.createKeeper())];
  const [root] = create('');
  byFolder.at('', () => [root]);
  return {
    folder: '',
    figures,
    gate: new RowGate(),
    entriesOf: (name) => {
      const folder = topFolderOf(name);
      return byFolder.at(folder, () => create(folder)) ?? NO_ENTRIES;
    },
    entries: () => {
      const entries = byFolder.entries().map(([, [entry]]) => entry);
      for (const { folder } of entries) if (folder !== '') root.subfolders.add(`${folder}/`);
      return entries;
    },
    hasMoreFolders: () => byFolder.exceeded,
  };
}

const NO_ENTRIES: readonly FolderFigures[] = [];

/** Creates the root of a configured folder and of the configured folders inside it, from one listing. */
function configuredRoot(
  folder: string,
  configured: readonly string[],
  budget: RowBudget,
  figures: BucketFigures,
): ScanRoot {
  const inside = configured.filter((other) => other === folder || isInFolder(`${other}/`, folder));
  const entries = inside.map((path) => createFolderFigures(path, budget.createKeeper()));
  return {
    folder,
    figures,
    gate: new RowGate(),
    entriesOf:
      entries.length === 1 ? () => entries : (name) => entries.filter((entry) => isInFolder(name, entry.folder)),
    entries: () => entries,
    hasMoreFolders: () => false,
  };
}

/** Counts a page of objects into a root. */
export function addRows(
  { setup, counts, unusable }: InventoryRun,
  root: ScanRoot,
  budget: RowBudget,
  rows: readonly ObjectRow[],
): void {
  const { gate } = root;
  const { review } = root.figures;
  const tracker = new FolderTracker();
  const sums = new AlikeFiles(root.figures);
  let entries: readonly FolderFigures[] = [];
  for (const row of rows) {
    const { name } = row;
    if (setup.ignores(name, row.size)) {
      counts.objectsIgnored += 1;
      if (isFolderMarker(name, row.size)) for (const entry of root.entriesOf(name)) markFolder(entry, name);
      continue;
    }
    if (tracker.entersFolder(name)) {
      entries = root.entriesOf(name);
      for (const entry of entries) entry.subfolders.add(name);
    }
    const bytes = rowSize(row);
    if (bytes === null) {
      unusable.add(name);
      continue;
    }
    const category = setup.categorize(name, row.contentType);
    sums.add(entries, category, row.storageClass, bytes);
    review?.add(row, category, bytes, setup.describe);
    const isCandidate = gate.mayBeHighlight(row.timeCreated, bytes, category === 'video');
    if (isCandidate || budget.selection !== 'none')
      showFile(setup, root, budget, row, toSummarizedFile(row, category, bytes), entries);
  }
  sums.flush();
}

/** Adds up files in a row that share folder, category and storage class, for which the sums are looked up once. */
class AlikeFiles {
  readonly #figures: BucketFigures;
  #entries: readonly FolderFigures[] = [];
  #category: FileCategory = 'other';
  #storageClass: string | null | undefined;
  #files = 0;
  #bytes = 0;

  constructor(figures: BucketFigures) {
    this.#figures = figures;
  }

  add(
    entries: readonly FolderFigures[],
    category: FileCategory,
    storageClass: string | null | undefined,
    bytes: number,
  ): void {
    if (category !== this.#category || storageClass !== this.#storageClass || entries !== this.#entries) {
      this.flush();
      this.#entries = entries;
      this.#category = category;
      this.#storageClass = storageClass;
    }
    this.#files += 1;
    this.#bytes += bytes;
  }

  /** Adds what was counted to the sums. */
  flush(): void {
    if (this.#files === 0) return;
    const group = groupOf(this.#category);
    this.#figures.sums.count(group, this.#storageClass, this.#bytes, this.#files);
    for (const entry of this.#entries) addToTally(entry.groups[group], this.#bytes, this.#files);
    this.#files = 0;
    this.#bytes = 0;
  }
}

/** Keeps a file's record where the document is to show it. */
function showFile(
  setup: InventoryRun['setup'],
  root: ScanRoot,
  budget: RowBudget,
  row: ObjectRow,
  file: SummarizedFile,
  entries: readonly FolderFigures[],
): void {
  const { figures } = root;
  figures.sums.date(file);
  const kept = entries.some((entry) => entry.rows.wouldKeep(file));
  const shown = wouldHighlight(figures, file);
  if (!kept && !shown) return;
  const record = setup.describe(row);
  if (shown) highlight(figures, record);
  if (!kept) return;
  if (budget.take()) for (const entry of entries) entry.rows.keep(record);
  else for (const entry of root.entries()) entry.rows.drop();
}

/** Marks a folder. A marker says that its folder exists and, inside it, that a sub-folder does. */
function markFolder(entry: FolderFigures, marker: string): void {
  entry.hasMarker = true;
  if (marker !== `${entry.folder}/`) entry.subfolders.add(marker);
}

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
function addPage({ setup, unusable }: InventoryRun, tree: FolderTree, rows: readonly ObjectRow[]): number {
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
      unusable.add(row.name);
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
