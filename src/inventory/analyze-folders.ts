import type { FolderNode } from '../documents/file.ts';
import { createFolderTree } from '../files/folder-tree.ts';
import { rowSize } from '../files/object-row.ts';
import { rowTimestamp } from '../files/row-timestamp.ts';
import { listRows } from './list-rows.ts';
import type { AnalyzeFoldersOptions } from './options.ts';
import type { InventoryRun } from './run.ts';
import { foldersInScope } from './scope.ts';

/** The configured folders, or the whole bucket's, with their totals; asks for the few fields that takes. */
export async function analyzeBucket(
  run: InventoryRun,
  { maxDepth, cutPoints }: AnalyzeFoldersOptions,
): Promise<FolderNode> {
  const { setup, counts } = run;
  const tree = createFolderTree({ maxDepth });
  const folders = foldersInScope(setup, undefined);
  for await (const rows of listRows(run, { folders, order: 'unordered', fields: 'totals', cutPoints })) {
    for (const row of rows) {
      if (setup.ignores(row.name)) {
        counts.objectsIgnored += 1;
        continue;
      }
      tree.add({
        name: row.name,
        size_bytes: rowSize(row),
        created_time: rowTimestamp(row.timeCreated),
      });
    }
  }
  return tree.result();
}
