import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { FileSelection } from '../../documents/inventory.ts';
import type { ScanResult } from '../build-inventory.ts';
import { type OpenReport, readShards, reportRows } from '../insights/list-report.ts';
import { type FailedShard, noRows, type ReportCounts, reportIssues, withoutDoubt } from '../insights/report-tally.ts';
import type { InventoryRun } from '../run.ts';
import type { DuckdbModule } from '../../runtime/duckdb.ts';
import { OBJECT_COLUMNS } from '../sql/object-sql.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { HIGHLIGHTED } from '../sql/statements.ts';
import { rulesOf, sumObjects } from '../sql/sum-objects.ts';
import { DuckdbEngine } from './duckdb-engine.ts';
import { HighlightGate, limitsStatement } from './highlight-gate.ts';
import { loadLastRows, loadShard, type ShardTarget } from './load-shard.ts';
import { REPORT_FUNCTIONS } from './report-source.ts';

/** Mebibytes for the buffers of each thread; what does not fit is spilled to the folder. With less a shard of a million rows fails. */
const MEMORY_PER_THREAD_MB = 128;

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
  files: FileSelection | undefined,
): Promise<Omit<ScanResult, 'origin'>> {
  // Made with access for this user alone.
  const folder = await mkdtemp(join(tmpdir(), 'insight-inventory-'));
  try {
    const threads = Math.min(Math.max(availableParallelism(), 2), MAX_THREADS);
    const memoryMb = threads * MEMORY_PER_THREAD_MB;
    const engine = await DuckdbEngine.open(duckdb, { folder, memoryMb, threads });
    try {
      return await sumShards(run, report, { engine, folder, files });
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
  { engine, folder, files }: { engine: DuckdbEngine; folder: string; files: FileSelection | undefined },
): Promise<Omit<ScanResult, 'origin'>> {
  const { setup, counts, signal } = run;
  const { bucket } = setup;
  const rules = rulesOf(run);
  for (const definition of REPORT_FUNCTIONS) await engine.run(plain(`CREATE TEMP MACRO ${definition}`), run);
  await engine.run(plain(`CREATE TEMP TABLE objects (${TABLE_COLUMNS})`), run);
  const load = async (isGated: boolean): Promise<FailedShard[]> => {
    const target: ShardTarget = { engine, folder, bucket, rules, gate: new HighlightGate(), inDoubt: [], signal };
    let rows = 0;
    const failed = await readShards(run, report, async (name, shard) => {
      try {
        await loadShard(name, shard, target);
      } finally {
        // File rows show what the gate would cut.
        if (isGated) for (const limits of await engine.query(limitsStatement(rows), run)) target.gate.raise(limits);
        rows = await numberOf(engine, run, sql`SELECT COUNT(*) AS number FROM objects`);
        counts.pages += 1;
        reportRows(run, report, rows);
      }
    });
    await loadLastRows(withoutDoubt(target.inDoubt, rows, report.manifest), target);
    return failed;
  };
  let failed = await load(files === 'none');
  if ((await markRepeated(engine, run)) && (await numberOf(engine, run, CUT_HIGHLIGHTS)) > 0) {
    // Rows that turned out to be repeated had kept others from being highlights.
    await engine.run(sql`DELETE FROM objects`, run);
    failed = await load(false);
    await markRepeated(engine, run);
  }
  const { roots, budget, kinds } = await sumObjects(run, { engine, objects: null }, files);
  if (kinds.has('unnamed')) run.odd.add(null, kinds.get('unnamed'));
  const undated = await numberOf(
    engine,
    run,
    sql`SELECT COUNT(*) AS number FROM objects
      WHERE ${LIVE} AND (created_text IS NOT NULL OR updated_text IS NOT NULL)`,
  );
  const issues = reportIssues(countsOf(kinds, undated), { ...report, bucket, failed });
  return { scans: roots.map((root) => ({ root, error: null })), budget, issues };
}

const NUMBERS: ReadonlySet<string> = new Set(['bytes', 'created', 'updated']);

/** The columns of the table, in the order of `objectsSql`. */
const TABLE_COLUMNS = [...OBJECT_COLUMNS, 'kind', 'entry', 'subfolder', 'category']
  .map((name) => `${name} ${NUMBERS.has(name) ? 'BIGINT' : 'VARCHAR'}`)
  .concat('cut BOOLEAN', 'name_hash UBIGINT')
  .join(', ');

/** Rows that are objects of the bucket as it is now. */
const LIVE: Sql = sql`kind NOT IN ('deleted', 'other_bucket', 'unnamed', 'repeated')`;

const CUT_HIGHLIGHTS: Sql = sql`SELECT COUNT(*) AS number FROM objects
  WHERE cut AND name IN (SELECT name FROM (${HIGHLIGHTED}) AS shown)`;

/** Parts in which names are compared, each by less memory. */
const PARTS = '4';

/**
 * Gives every row but the first of a name a kind of its own; false when there is none. Names are compared only where their
 * hashes are equal.
 */
async function markRepeated(engine: DuckdbEngine, run: InventoryRun): Promise<boolean> {
  let isAny = false;
  for (let part = 0; part < Number(PARTS); part += 1) {
    const suspects = sql`SELECT name_hash FROM objects WHERE ${LIVE} AND name_hash % ${plain(PARTS)} = ${plain(String(part))}
      GROUP BY 1 HAVING COUNT(*) > 1`;
    const found = await numberOf(engine, run, sql`SELECT COUNT(*) AS number FROM (${suspects})`);
    if (found === 0) continue;
    isAny = true;
    const repeated = sql`SELECT place FROM (
        SELECT rowid AS place, ROW_NUMBER() OVER (PARTITION BY name ORDER BY rowid) AS times
        FROM objects WHERE ${LIVE} AND name_hash IN (${suspects})
      ) WHERE times > 1`;
    await engine.run(sql`UPDATE objects SET kind = 'repeated' WHERE rowid IN (${repeated})`, run);
  }
  return isAny;
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

async function numberOf(engine: DuckdbEngine, run: InventoryRun, statement: Sql): Promise<number> {
  const [row] = await engine.query(statement, run);
  return Number(row?.['number'] ?? 0);
}

function plain(text: string): Sql {
  return { text, values: [] };
}
