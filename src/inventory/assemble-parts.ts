import type { InsightInventoryError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { compareNames } from '../base/order.ts';
import { isInFolder } from '../files/folder-path.ts';
import type { InventoryParts } from './build-inventory.ts';
import type { RowBudget } from './row-budget.ts';
import type { InventoryRun } from './run.ts';
import type { FolderFigures } from './folder-figures.ts';
import { MAX_FOLDER_ENTRIES, type ScanRoot } from './scan-root.ts';
import { MAX_SUBFOLDERS } from './subfolder-names.ts';

/** A root and what became of its listing. */
export interface ScanOutcome {
  readonly root: ScanRoot;
  /** `null` when it was read to its end. */
  readonly error: InsightInventoryError | null;
}

export interface ScanResult {
  readonly source: 'listing' | 'storage_insights';
  readonly outcomes: readonly ScanOutcome[];
  readonly budget: RowBudget;
  /** What else is missing. */
  readonly issues: readonly CollectionIssue[];
}

/** Puts together what a document is built from, with an issue for every folder that failed or is not there. */
export function assembleParts(run: InventoryRun, { source, outcomes, budget, issues }: ScanResult): InventoryParts {
  const { setup, counts, startedAt } = run;
  const now = setup.deps.clock.now();
  const configured = setup.folders ?? [];
  const listed = outcomes.filter((outcome) => outcome.error === null);
  const entries = listed.flatMap(({ root }) => root.entries());
  const byFolder = new Map(entries.map((entry) => [entry.folder, entry]));
  // The root that passed the limit has let go of its rows; the others learn of it here.
  if (budget.exceeded) for (const entry of entries) entry.rows.drop();
  const folders = setup.folders === null ? entries.map(({ folder }) => folder).sort(compareNames) : configured;
  const folderIssues = configured.flatMap((folder): CollectionIssue[] => {
    const error = outcomes.find(({ root }) => contains(root.folder, folder))?.error ?? null;
    if (error !== null) return [error.toIssue({ source: 'gcs', scope: 'folder', id: folder })];
    const figures = byFolder.get(folder);
    const isMissing = figures !== undefined && folder !== '' && !figures.hasMarker && isEmpty(figures.groups);
    return isMissing ? [missingFolder(folder)] : [];
  });
  return {
    bucket: setup.bucket,
    generatedAtMs: now,
    durationMs: now - startedAt,
    source,
    counts,
    foldersScanned: configured,
    folders: folders.map((folder) => ({ folder, figures: byFolder.get(folder) ?? null })),
    figures: listed.map(({ root }) => root.figures),
    files: budget.selection,
    issues: [...folderIssues, ...(budget.exceeded ? [tooManyRows()] : []), ...folderLimits(listed, entries), ...issues],
  };
}

/** Folders beyond the limits count in every total, but have no entry of their own. */
function folderLimits(listed: readonly ScanOutcome[], entries: readonly FolderFigures[]): CollectionIssue[] {
  const issues: CollectionIssue[] = [];
  if (listed.some(({ root }) => root.hasMoreFolders())) {
    issues.push(tooManyFolders(null, 'The bucket has more top-level folders than', MAX_FOLDER_ENTRIES));
  }
  for (const { folder, subfolders } of entries) {
    if (subfolders.exceeded)
      issues.push(tooManyFolders(folder, 'The folder has more sub-folders than', MAX_SUBFOLDERS));
  }
  return issues;
}

function tooManyFolders(id: string | null, says: string, limit: number): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'folders',
    id,
    kind: 'truncated',
    code: 'gcs:too_many_folders',
    message: `${says} a document holds: it has the first ${String(limit)} by name. All count in the totals.`,
    remedy: 'Configure the folders that matter, or use analyzeFolders with maxDepth.',
    retryable: false,
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
    message: 'The bucket has no file in this folder.',
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
