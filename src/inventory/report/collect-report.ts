import type { CollectionIssue } from '../../base/issues.ts';
import { isInFolder } from '../../files/folder-path.ts';
import { assembleParts } from '../assemble-parts.ts';
import type { InventoryParts } from '../build-inventory.ts';
import type { ReportInventoryOptions } from '../options.ts';
import { planRoots } from '../plan-roots.ts';
import { RowBudget } from '../row-budget.ts';
import type { InventoryRun } from '../run.ts';
import { addRows } from '../scan-root.ts';
import { listReport, parseManifestAddress } from './list-report.ts';

/**
 * Reads a Storage Insights inventory report into everything a document is made of.
 *
 * @throws {StorageError} when the manifest or a shard cannot be read
 */
export async function collectReport(
  run: InventoryRun,
  manifest: string,
  options: ReportInventoryOptions,
): Promise<InventoryParts> {
  const { setup } = run;
  const address = parseManifestAddress(manifest);
  const store = address.bucket === null ? run.store : run.openBucket(address.bucket);
  const budget = new RowBudget(options.files ?? 'all');
  const roots = planRoots(setup, budget);
  const issues: CollectionIssue[] = [];
  for await (const rows of listReport(run, store, address.name, issues)) {
    for (const root of roots) {
      const inside = root.folder === '' ? rows : rows.filter((row) => isInFolder(row.name, root.folder));
      addRows(run, root, budget, inside);
    }
  }
  const outcomes = roots.map((root) => ({ root, error: null }));
  return assembleParts(run, { source: 'storage_insights', outcomes, budget, issues });
}
