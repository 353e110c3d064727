import type { FileCategory } from '../documents/file.ts';
import { addToTally, groupOf, type SummarizedFile } from '../files/summarize-files.ts';
import { distinctFolders, FolderTracker, isInFolder, topFolderOf } from '../files/path.ts';
import { isFolderMarker } from '../files/ignore.ts';
import { type ObjectRow, rowSize } from '../files/object-row.ts';
import {
  type BucketFigures,
  createBucketFigures,
  createFolderFigures,
  FirstNames,
  type FolderFigures,
  glanceAt,
  highlight,
  RowGate,
  wouldHighlight,
} from './bucket-figures.ts';
import type { ReviewPlan } from './review-figures.ts';
import { RowBudget } from './row-keeper.ts';
import type { InventoryRun } from './run.ts';
import type { InventorySetup } from './setup.ts';

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
  { setup, counts, odd }: InventoryRun,
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
      odd.add(name);
      continue;
    }
    const category = setup.categorize(name, row.contentType);
    sums.add(entries, category, row.storageClass, bytes);
    review?.add(row, category, bytes, setup.describe);
    const mayBeShown = gate.letsThrough(row.timeCreated, bytes, category === 'video');
    if (mayBeShown || budget.selection !== 'none')
      showFile(setup, root, budget, row, glanceAt(row, category, bytes), entries);
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

/** A marker says that its folder exists and, inside it, that a sub-folder does. */
function markFolder(entry: FolderFigures, marker: string): void {
  entry.hasMarker = true;
  if (marker !== `${entry.folder}/`) entry.subfolders.add(marker);
}
