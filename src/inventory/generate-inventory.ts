import { isInsightInventoryError } from '../base/errors.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { assembleParts, type ScanOutcome } from './assemble-parts.ts';
import type { InventoryParts } from './build-inventory.ts';
import { listRows } from './list-rows.ts';
import type { GenerateInventoryOptions } from './options.ts';
import { planRoots } from './plan-roots.ts';
import { RowBudget } from './row-budget.ts';
import type { InventoryRun } from './run.ts';
import { addRows, type ScanRoot } from './scan-root.ts';

/**
 * Lists the configured folders, or the whole bucket, into everything a document is made of. A folder that fails is an
 * issue beside the others.
 *
 * @throws the first folder's error when no folder could be listed
 */
export async function collectInventory(run: InventoryRun, options: GenerateInventoryOptions): Promise<InventoryParts> {
  const { setup } = run;
  const budget = new RowBudget(options.files ?? 'all');
  const roots = planRoots(setup, budget);
  const outcomes = await mapBounded(
    roots,
    setup.concurrency,
    async (root) => scanOrFail(run, root, budget, options.cutPoints),
    run.signal,
  );
  const failed = outcomes.filter((outcome) => outcome.error !== null);
  const [first] = failed;
  if (first?.error !== undefined && first.error !== null && failed.length === outcomes.length) throw first.error;
  return assembleParts(run, { source: 'listing', outcomes, budget, issues: [] });
}

async function scanOrFail(
  run: InventoryRun,
  root: ScanRoot,
  budget: RowBudget,
  cutPoints: KeyValueStore | undefined,
): Promise<ScanOutcome> {
  try {
    const request = { folders: [root.folder], order: 'unordered', fields: 'record', cutPoints } as const;
    for await (const rows of listRows(run, request)) addRows(run, root, budget, rows);
    return { root, error: null };
  } catch (error) {
    run.signal?.throwIfAborted();
    if (!isInsightInventoryError(error)) throw error;
    run.setup.deps.logger.warn('folder could not be listed', { folder: root.folder, code: error.code });
    return { root, error };
  }
}
