import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ObjectRow } from '../../files/describe-file.ts';
import type { ScanResult } from '../build-inventory.ts';
import { type OpenReport, readShards, reportRows } from '../insights/list-report.ts';
import { noRows, type ReportCounts, reportIssues, withoutAmbiguous } from '../insights/report-tally.ts';
import type { InventoryRun } from '../run.ts';
import type { DuckdbModule } from '../../runtime/duckdb.ts';
import { rulesOf, type SumOptions, sumObjects } from '../sql/sum-objects.ts';
import { CONTENT_HASH, DuckdbEngine } from './duckdb-engine.ts';
import { loadLastRows, loadShard, type ShardTarget } from './load-shard.ts';
import { REPORT_FUNCTIONS } from './report-source.ts';
import { plainSql } from '../sql/sql.ts';
import { ShardFold } from './shard-fold.ts';

/** Mebibytes for the buffers of each thread; what does not fit is spilled to the folder. */
const MEMORY_PER_THREAD_MB = 68;

/** More do not pay: shards come over the network. */
const MAX_THREADS = 4;

/**
 * Sums a report up by DuckDB. Its shards are copied one after another to a temporary folder of this user alone, which is
 * removed afterwards, also when this fails.
 *
 * @throws as `sumReport` does
 */
export async function sumReportByDuckdb(
  run: InventoryRun,
  report: OpenReport,
  duckdb: DuckdbModule,
  options: SumOptions,
): Promise<Omit<ScanResult, 'origin'>> {
  // Made with access for this user alone.
  const folder = await mkdtemp(join(tmpdir(), 'insight-inventory-'));
  try {
    const threads = Math.min(Math.max(availableParallelism(), 2), MAX_THREADS);
    const memoryMb = threads * MEMORY_PER_THREAD_MB;
    const engine = await DuckdbEngine.open(duckdb, { folder, memoryMb, threads });
    try {
      return await sumShards(run, report, { engine, folder, options });
    } finally {
      await engine.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sumShards(
  run: InventoryRun,
  report: OpenReport,
  { engine, folder, options }: { engine: DuckdbEngine; folder: string; options: SumOptions },
): Promise<Omit<ScanResult, 'origin'>> {
  const { setup, counts, signal } = run;
  const { bucket } = setup;
  for (const definition of [...REPORT_FUNCTIONS, CONTENT_HASH])
    await engine.run(plainSql(`CREATE TEMP MACRO ${definition}`), run);
  const fold = await ShardFold.create(engine, rulesOf(run), { ...options, rows: report.manifest.records }, run);
  const inDoubt: ObjectRow[] = [];
  const kept = options.review === null ? null : [];
  const target: ShardTarget = { engine, folder, bucket, fold, inDoubt, kept, signal };
  const failed = await readShards(run, report, async (name, shard) => {
    try {
      await loadShard(name, shard, target);
    } finally {
      await fold.take();
      counts.pages += 1;
      reportRows(run, report, fold.rows);
    }
  });
  await loadLastRows(withoutAmbiguous(inDoubt, fold.rows, report.manifest), target);
  await fold.take();
  await fold.finish(kept ?? []);
  const relation = { engine, objects: null, folds: fold.folds };
  const { roots, budget, duplicates, kinds } = await sumObjects(run, relation, options);
  if (kinds.has('unnamed')) run.unusable.add(null, kinds.get('unnamed'));
  const issues = reportIssues(countsOf(kinds, fold.undated), { ...report, bucket, failed });
  return { scans: roots.map((root) => ({ root, error: null })), budget, duplicates, issues };
}

function countsOf(kinds: ReadonlyMap<string, number>, undated: number): ReportCounts {
  const counts = noRows();
  counts.undated = undated;
  for (const [kind, rows] of kinds) {
    if (kind === 'deleted' || kind === 'other_bucket' || kind === 'unnamed') counts.leftOut[kind] += rows;
    else if (kind === 'repeated') counts.repeated += rows;
    else counts.live += rows;
  }
  return counts;
}
