import type { FolderNode } from '../documents/file.ts';
import { createFolderTree } from '../files/folder-tree.ts';
import { rowSize, type ObjectRow } from '../files/object-row.ts';
import { rowTimestamp } from '../files/row-timestamp.ts';
import { listRows } from './list-rows.ts';
import type { AnalyzeFoldersOptions } from './options.ts';
import type { InventoryRun } from './run.ts';
import { foldersInScope } from './scope.ts';
import { timeKey } from './time-key.ts';

/** The configured folders, or the whole bucket's, with their totals; asks for the few fields that takes. */
export async function analyzeBucket(
  run: InventoryRun,
  { maxDepth, cutPoints }: AnalyzeFoldersOptions,
): Promise<FolderNode> {
  const { setup, counts } = run;
  const tree = createFolderTree({ maxDepth });
  const folders = foldersInScope(setup, undefined);
  for await (const rows of listRows(run, { folders, order: 'unordered', fields: 'totals', cutPoints })) {
    const isNewest = newestOfRuns();
    for (const row of rows) {
      const { name } = row;
      if (setup.ignores(name)) counts.objectsIgnored += 1;
      else {
        // A file with a newer one before it in its folder cannot be the newest: its time is not looked at again.
        const created_time = isNewest(row) ? rowTimestamp(row.timeCreated) : null;
        tree.add({ name, size_bytes: rowSize(row), created_time });
      }
    }
  }
  return tree.result();
}

/** Tells, along rows in name order, whether none before it in the same folder was newer. */
function newestOfRuns(): (row: ObjectRow) => boolean {
  let folder: string | null = null;
  let newest = Number.NEGATIVE_INFINITY;
  return ({ name, timeCreated }) => {
    if (folder === null || !name.startsWith(folder) || name.includes('/', folder.length)) {
      folder = name.slice(0, name.lastIndexOf('/') + 1);
      newest = Number.NEGATIVE_INFINITY;
    }
    const key = timeKey(timeCreated);
    if (key < newest) return false;
    if (!Number.isNaN(key)) newest = key;
    return true;
  };
}
