import { InsightInventoryError } from '../../base/errors.ts';
import { loadDuckdb } from '../../runtime/duckdb.ts';
import { assembleParts, type InventoryParts } from '../build-inventory.ts';
import type { ReportInventoryOptions } from '../options.ts';
import { planReview, RowBudget } from '../rows-and-review.ts';
import type { InventoryRun } from '../run.ts';
import { planRoots } from '../scan-folders.ts';
import { openReport, sumReport } from './list-report.ts';

/**
 * Reads a Storage Insights inventory report into everything a document is made of: by DuckDB where it is installed, else
 * row by row.
 *
 * @throws {StorageError} when the manifest or every shard cannot be read; with code `engine:duckdb_missing` when DuckDB is
 * asked for and does not load
 */
export async function collectReport(
  run: InventoryRun,
  manifest: string,
  { engine, files, review: asked }: ReportInventoryOptions,
): Promise<InventoryParts> {
  const { sumReportByDuckdb } = await import('../duckdb/sum-report.ts');
  const duckdb = engine === 'builtin' ? null : await loadDuckdb();
  if (engine === 'duckdb' && duckdb === null) throw duckdbMissing();
  const report = await openReport(run, manifest);
  const origin = { source: 'storage_insights', engine: duckdb === null ? 'builtin' : 'duckdb' } as const;
  const review = planReview(asked, run.startedAt);
  if (duckdb !== null) {
    const summed = await sumReportByDuckdb(run, report, duckdb, { files, review });
    return assembleParts(run, { origin, ...summed });
  }
  const budget = new RowBudget(files ?? 'all');
  const roots = planRoots(run.setup, budget, review);
  const issues = await sumReport(run, report, roots, budget);
  return assembleParts(run, { origin, scans: roots.map((root) => ({ root, error: null })), budget, issues });
}

function duckdbMissing(): InsightInventoryError {
  return new InsightInventoryError('DuckDB could not be loaded.', {
    kind: 'unsupported',
    code: 'engine:duckdb_missing',
    remedy: 'npm install @duckdb/node-api',
  });
}
