import { distinctFolders } from '../files/folder-path.ts';
import type { RowBudget } from './row-budget.ts';
import { configuredRoot, wholeBucketRoot, type ScanRoot } from './scan-root.ts';
import type { InventorySetup } from './setup.ts';

/** What has to be read for a document, each object once: the whole bucket, or the outermost of the configured folders. */
export function planRoots({ folders }: InventorySetup, budget: RowBudget): ScanRoot[] {
  if (folders === null) return [wholeBucketRoot(budget)];
  return distinctFolders(folders).map((folder) => configuredRoot(folder, folders, budget));
}
