import { isInsightInventoryError, StorageError } from '../../base/errors.ts';
import type { CollectionIssue } from '../../base/issues.ts';
import { isInFolder } from '../../files/path.ts';
import type { ObjectRow } from '../../files/describe-file.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { RowBudget } from '../rows-and-review.ts';
import type { InventoryRun } from '../run.ts';
import { addRows, type ScanRoot } from '../scan-folders.ts';
import { csvShardRows } from './csv-shard.ts';
import { parquetShardRows } from './parquet-shard.ts';
import {
  isParquet,
  type LeftOut,
  openObject,
  parseAddress,
  type ReadableObject,
  readManifest,
  type ReportManifest,
} from './report-row.ts';
import { type FailedShard, recordsOf, reportIssues, ReportTally, withoutAmbiguous } from './report-tally.ts';

/** A report whose manifest was read. */
export interface OpenReport {
  /** Of the bucket the report lies in. */
  readonly store: ObjectStore;
  /** Name of the manifest. */
  readonly name: string;
  readonly manifest: ReportManifest;
}

/**
 * Finds a Storage Insights inventory report by the address of its manifest. One request.
 *
 * @throws {StorageError} when the manifest cannot be read, or is none
 */
export async function openReport(run: InventoryRun, address: string): Promise<OpenReport> {
  const { bucket, name } = parseManifestAddress(address);
  const store = bucket === null ? run.store : run.openBucket(bucket);
  const manifest = await readManifest(store, name, { signal: run.signal });
  run.setup.deps.logger.info('inventory report found', {
    shards: manifest.shards.length,
    records: manifest.records,
    snapshot_time: manifest.snapshotTime,
  });
  return { store, name, manifest };
}

/**
 * Sums a report up row by row, each object once. Shards are read one after another, each by a request for 4 MiB at a time
 * (Parquet: for a column at a time).
 *
 * @throws as {@link readShards} does; {ResponseValidationError} with code `gcs:report_other_bucket` when every row is
 * another bucket's
 */
export async function sumReport(
  run: InventoryRun,
  report: OpenReport,
  roots: readonly ScanRoot[],
  budget: RowBudget,
): Promise<CollectionIssue[]> {
  const { setup, counts } = run;
  const tally = new ReportTally();
  const inDoubt: ObjectRow[] = [];
  const take = (page: readonly (ObjectRow | LeftOut)[]): void => {
    const { unnamed } = tally.counts.leftOut;
    const live = tally.take(page);
    for (let index = unnamed; index < tally.counts.leftOut.unnamed; index += 1) run.unusable.add(null);
    counts.objectsSeen += live.length + tally.counts.leftOut.unnamed - unnamed;
    reportRows(run, report, recordsOf(tally.counts));
    for (const root of roots) {
      const inside = root.folder === '' ? live : live.filter((row) => isInFolder(row.name, root.folder));
      addRows(run, root, budget, inside);
    }
  };
  const failed = await readShards(run, report, async (name, shard) => {
    const pages = isParquet(name) ? parquetShardRows(shard, setup.bucket) : csvShardRows(shard, setup.bucket, inDoubt);
    for await (const page of pages) {
      run.signal.throwIfAborted();
      counts.pages += 1;
      take(page);
    }
  });
  take(withoutAmbiguous(inDoubt, recordsOf(tally.counts), report.manifest));
  return reportIssues(tally.counts, { ...report, bucket: setup.bucket, failed });
}

/** Tells of the rows read so far. */
export function reportRows(run: InventoryRun, { manifest }: OpenReport, rows: number): void {
  const message = `${String(rows)} rows of the report read`;
  run.onProgress({ source: 'gcs', step: 'report', done: rows, total: manifest.records, message });
}

/**
 * Opens one shard of a report after another. One that cannot be read costs only itself.
 *
 * @throws {StorageError} when no shard can be read: the error of the last
 */
export async function readShards(
  run: InventoryRun,
  { store, manifest }: OpenReport,
  read: (name: string, shard: ReadableObject) => Promise<void>,
): Promise<FailedShard[]> {
  const failed: FailedShard[] = [];
  for (const name of manifest.shards) {
    try {
      const { bucket, name: object } = parseAddress(name);
      const from = bucket === null ? store : run.openBucket(bucket);
      await read(name, await openObject(from, object, { signal: run.signal }));
    } catch (error) {
      run.signal.throwIfAborted();
      // A database that fails says nothing of the shard.
      if (!isInsightInventoryError(error) || error.code.startsWith('engine:')) throw error;
      failed.push({ name, error });
      if (failed.length === manifest.shards.length) throw error;
    }
  }
  return failed;
}

/**
 * Reads an address as it is given: `gs://bucket/path/…_manifest.json`, or the name of an object in the configured bucket.
 *
 * @throws {StorageError} of kind `invalid_request` for a bucket without an object
 */
function parseManifestAddress(address: string): ReturnType<typeof parseAddress> {
  const parsed = parseAddress(address);
  if (parsed.bucket !== null || (!address.startsWith('gs://') && address !== '')) return parsed;
  throw new StorageError('The manifest’s address names no object.', {
    kind: 'invalid_request',
    code: 'argument:manifest',
    remedy: 'Give gs://BUCKET/PATH/…_manifest.json.',
    bucket: address,
  });
}
