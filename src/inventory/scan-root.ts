import { topFolderOf, isInFolder } from '../files/folder-path.ts';
import type { ObjectRow } from '../files/object-row.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { addToBucket, createBucketFigures, highlight, wouldHighlight, type BucketFigures } from './bucket-figures.ts';
import { addToFigures, createFolderFigures, type FolderFigures } from './folder-figures.ts';
import { glanceAt } from './glance.ts';
import { listRows } from './list-rows.ts';
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

/** Lists a root into its figures. */
export async function scanRoot(
  run: InventoryRun,
  root: ScanRoot,
  budget: RowBudget,
  cutPoints?: KeyValueStore,
): Promise<void> {
  for await (const rows of listRows(run, { folders: [root.folder], order: 'unordered', fields: 'record', cutPoints })) {
    for (const row of rows) addRow(run, root, budget, row);
  }
}

function addRow(run: InventoryRun, root: ScanRoot, budget: RowBudget, row: ObjectRow): void {
  const { setup, counts } = run;
  const entries = root.entriesOf(row.name);
  if (setup.ignores(row.name)) {
    counts.objectsIgnored += 1;
    if (row.name.endsWith('/')) for (const entry of entries) markFolder(entry, row.name);
    return;
  }
  const file = glanceAt(row, setup);
  addToBucket(root.figures, file);
  let kept = false;
  for (const entry of entries) {
    addToFigures(entry, file);
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
