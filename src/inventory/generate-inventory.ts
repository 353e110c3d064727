import { isInsightInventoryError, type InsightInventoryError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { compareNames } from '../base/order.ts';
import { distinctFolders, isInFolder } from '../files/folder-path.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import type { InventoryParts } from './build-inventory.ts';
import type { GenerateInventoryOptions } from './options.ts';
import { RowBudget } from './row-budget.ts';
import type { InventoryRun } from './run.ts';
import { configuredRoot, scanRoot, wholeBucketRoot, type ScanRoot } from './scan-root.ts';

/**
 * Lists the configured folders, or the whole bucket, into everything a document is made of. A folder that fails is an
 * issue beside the others.
 *
 * @throws the first folder's error when no folder could be listed
 */
export async function collectInventory(run: InventoryRun, options: GenerateInventoryOptions): Promise<InventoryParts> {
  const { setup } = run;
  const configured = setup.folders ?? [];
  const budget = new RowBudget(options.files ?? 'all');
  const roots =
    setup.folders === null
      ? [wholeBucketRoot(budget)]
      : distinctFolders(configured).map((folder) => configuredRoot(folder, configured, budget));
  const outcomes = await mapBounded(
    roots,
    setup.concurrency,
    async (root) => scanOrFail(run, root, budget, options.cutPoints),
    run.signal,
  );
  const failed = outcomes.filter((outcome) => outcome.error !== null);
  const [first] = failed;
  if (first?.error !== undefined && first.error !== null && failed.length === outcomes.length) throw first.error;
  return assembleParts(run, configured, outcomes, budget);
}

interface ScanOutcome {
  readonly root: ScanRoot;
  readonly error: InsightInventoryError | null;
}

async function scanOrFail(
  run: InventoryRun,
  root: ScanRoot,
  budget: RowBudget,
  cutPoints: KeyValueStore | undefined,
): Promise<ScanOutcome> {
  try {
    await scanRoot(run, root, budget, cutPoints);
    return { root, error: null };
  } catch (error) {
    run.signal?.throwIfAborted();
    if (!isInsightInventoryError(error)) throw error;
    run.setup.deps.logger.warn('folder could not be listed', { folder: root.folder, code: error.code });
    return { root, error };
  }
}

function assembleParts(
  run: InventoryRun,
  configured: readonly string[],
  outcomes: readonly ScanOutcome[],
  budget: RowBudget,
): InventoryParts {
  const { setup, counts, startedAt } = run;
  const now = setup.deps.clock.now();
  const listed = outcomes.filter((outcome) => outcome.error === null);
  const entries = listed.flatMap(({ root }) => root.entries());
  const byFolder = new Map(entries.map((entry) => [entry.folder, entry]));
  const folders = setup.folders === null ? entries.map(({ folder }) => folder).sort(compareNames) : configured;
  const issues: CollectionIssue[] = [];
  for (const folder of configured) {
    const figures = byFolder.get(folder);
    const error = outcomes.find(({ root }) => contains(root.folder, folder))?.error ?? null;
    if (error !== null) issues.push(error.toIssue({ source: 'gcs', scope: 'folder', id: folder }));
    else if (figures !== undefined && folder !== '' && !figures.hasMarker && isEmpty(figures.groups)) {
      issues.push(missingFolder(folder));
    }
  }
  if (budget.exceeded) issues.push(tooManyRows());
  return {
    bucket: setup.bucket,
    generatedAtMs: now,
    durationMs: now - startedAt,
    source: 'listing',
    counts,
    foldersScanned: configured,
    folders: folders.map((folder) => ({ folder, figures: byFolder.get(folder) ?? null })),
    figures: listed.map(({ root }) => root.figures),
    files: budget.selection,
    issues,
  };
}

function contains(root: string, folder: string): boolean {
  return root === folder || isInFolder(`${folder}/`, root);
}

function isEmpty(groups: Record<string, { files: number }>): boolean {
  return Object.values(groups).every((tally) => tally.files === 0);
}

function missingFolder(folder: string): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'folder',
    id: folder,
    kind: 'not_found',
    code: 'gcs:folder_not_found',
    message: 'No object of the bucket is in this folder.',
    remedy: 'Check the spelling in gcs_folders; names are case-sensitive.',
    retryable: false,
  };
}

function tooManyRows(): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'files',
    id: null,
    kind: 'truncated',
    code: 'gcs:too_many_files',
    message: 'The bucket has more files than one document holds: it has the totals and the highlights, no file rows.',
    remedy: 'Write the rows with exportFiles, or ask for { perCategory: n } or fewer folders.',
    retryable: false,
  };
}
