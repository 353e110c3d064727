import { groupOf } from '../files/category-groups.ts';
import { topFolderOf, isInFolder } from '../files/folder-path.ts';
import type { ObjectRow } from '../files/object-row.ts';
import { addToTally } from '../files/totals.ts';
import { addToBucket, createBucketFigures, highlight, wouldHighlight, type BucketFigures } from './bucket-figures.ts';
import { createFolderFigures, type FolderFigures } from './folder-figures.ts';
import { glanceAt } from './glance.ts';
import type { RowBudget } from './row-budget.ts';
import type { InventoryRun } from './run.ts';

/** One listing that a document needs: a folder no other listed folder contains, and the entries it fills. */
export interface ScanRoot {
  readonly folder: string;
  readonly figures: BucketFigures;
  /** The entries of an object: one, or several where configured folders lie inside each other. */
  readonly entriesOf: (name: string) => readonly FolderFigures[];
  readonly entries: () => readonly FolderFigures[];
}

/** The whole bucket: an entry per top-level folder as they appear, and one for the files at the root. */
export function wholeBucketRoot(budget: RowBudget): ScanRoot {
  const byFolder = new Map<string, [FolderFigures]>();
  const entryOf = (folder: string): [FolderFigures] => {
    let entry = byFolder.get(folder);
    if (entry === undefined) {
      entry = [createFolderFigures(folder, budget.createKeeper())];
      byFolder.set(folder, entry);
    }
    return entry;
  };
  entryOf('');
  return {
    folder: '',
    figures: createBucketFigures(),
    entriesOf: (name) => entryOf(topFolderOf(name)),
    entries: () => [...byFolder.values()].map(([entry]) => entry),
  };
}

/** A configured folder and the configured folders inside it, from one listing. */
export function configuredRoot(folder: string, configured: readonly string[], budget: RowBudget): ScanRoot {
  const inside = configured.filter((other) => other === folder || isInFolder(`${other}/`, folder));
  const entries = inside.map((path) => createFolderFigures(path, budget.createKeeper()));
  return {
    folder,
    figures: createBucketFigures(),
    entriesOf:
      entries.length === 1 ? () => entries : (name) => entries.filter((entry) => isInFolder(name, entry.folder)),
    entries: () => entries,
  };
}

/** Counts a page of objects into a root. */
export function addRows(run: InventoryRun, root: ScanRoot, budget: RowBudget, rows: readonly ObjectRow[]): void {
  const { setup, counts } = run;
  // Rows come in name order, so most lie in the folder of the one before and need not look for their entries again.
  let folder: string | null = null;
  let entries: readonly FolderFigures[] = [];
  for (const row of rows) {
    const { name } = row;
    const sameFolder = folder !== null && name.startsWith(folder) && !name.includes('/', folder.length);
    if (!sameFolder) {
      folder = name.slice(0, name.lastIndexOf('/') + 1);
      entries = root.entriesOf(name);
    }
    if (setup.ignores(name)) {
      counts.objectsIgnored += 1;
      if (name.endsWith('/')) for (const entry of entries) markFolder(entry, name);
      // What is ignored is in no folder: the next row has to bring its folder itself.
      folder = null;
    } else addFile(run, root, budget, row, entries, !sameFolder);
  }
}

function addFile(
  { setup }: InventoryRun,
  root: ScanRoot,
  budget: RowBudget,
  row: ObjectRow,
  entries: readonly FolderFigures[],
  newFolder: boolean,
): void {
  const file = glanceAt(row, setup);
  addToBucket(root.figures, file);
  let kept = false;
  for (const entry of entries) {
    addToTally(entry.groups[groupOf(file.file_category)], file.size_bytes);
    if (newFolder) entry.subfolders.add(file);
    kept ||= entry.rows.wouldKeep(file);
  }
  const shown = wouldHighlight(root.figures, file);
  if (!kept && !shown) return;
  const record = setup.describe(row);
  if (shown) highlight(root.figures, record);
  if (kept && budget.take()) for (const entry of entries) entry.rows.keep(record);
}

/** A marker says that its folder exists and, inside it, that a sub-folder does. */
function markFolder(entry: FolderFigures, marker: string): void {
  entry.hasMarker = true;
  if (marker !== `${entry.folder}/`) entry.subfolders.add({ name: marker });
}
