import { isInsightInventoryError, StorageError } from '../../base/errors.ts';
import type { CollectionIssue } from '../../base/issues.ts';
import { isInFolder } from '../../files/folder-path.ts';
import type { ObjectRow } from '../../files/object-row.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { assembleParts, type InventoryParts } from '../build-inventory.ts';
import type { ReportInventoryOptions } from '../options.ts';
import { RowBudget } from '../row-keeper.ts';
import type { InventoryRun } from '../run.ts';
import { addRows, planRoots } from '../scan-folders.ts';
import { csvShardRows } from './csv-shard.ts';
import { parquetShardRows } from './parquet-shard.ts';
import { readManifest } from './read-manifest.ts';
import { openObject } from './read-object.ts';
import { ReportTally } from './report-tally.ts';

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
  const scans = roots.map((root) => ({ root, error: null }));
  return assembleParts(run, { source: 'storage_insights', scans, budget, issues });
}

/** Where a manifest lies. */
export interface ManifestAddress {
  /** `null` for the bucket of the configuration. */
  readonly bucket: string | null;
  readonly name: string;
}

/**
 * Reads an address as it is given: `gs://bucket/path/…_manifest.json`, or the name of an object in the configured bucket.
 *
 * @throws {StorageError} of kind `invalid_request` for a bucket without an object
 */
function parseManifestAddress(address: string): ManifestAddress {
  const match = /^gs:\/\/([^/]+)\/(.+)$/.exec(address);
  if (match?.[1] !== undefined && match[2] !== undefined) return { bucket: match[1], name: match[2] };
  if (!address.startsWith('gs://') && address !== '') return { bucket: null, name: address };
  throw new StorageError('The manifest’s address names no object.', {
    kind: 'invalid_request',
    code: 'argument:manifest',
    remedy: 'Give gs://BUCKET/PATH/…_manifest.json.',
    bucket: address,
  });
}

/**
 * Lists the objects of the inventoried bucket by a report, some at a time, each once. Shards are read one after another,
 * each by a request for 4 MiB at a time (Parquet: for a column at a time). A shard that cannot be read costs only itself.
 *
 * @param store - of the bucket the report lies in
 * @param issues - given what is missing from the report or was left out of it
 * @throws {StorageError} when no shard can be read; {ResponseValidationError} with code `gcs:report_other_bucket` when
 * every row is another bucket's
 */
async function* listReport(
  run: InventoryRun,
  store: ObjectStore,
  manifestName: string,
  issues: CollectionIssue[],
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const { setup, counts, signal } = run;
  const manifest = await readManifest(store, manifestName, { signal });
  setup.deps.logger.info('inventory report found', {
    shards: manifest.shards.length,
    records: manifest.records,
    snapshot_time: manifest.snapshotTime,
  });
  const tally = new ReportTally(setup.bucket);
  for (const name of manifest.shards) {
    try {
      const shard = await openObject(store, name, { signal });
      const rows = name.toLowerCase().endsWith('.parquet')
        ? parquetShardRows(shard, setup.bucket)
        : csvShardRows(shard, setup.bucket);
      for await (const page of rows) {
        signal.throwIfAborted();
        const unnamed = tally.unnamed;
        const live = tally.take(page);
        for (let index = unnamed; index < tally.unnamed; index += 1) run.odd.add(null);
        counts.pages += 1;
        counts.objectsSeen += live.length + tally.unnamed - unnamed;
        run.onProgress({
          source: 'gcs',
          step: 'report',
          done: tally.records,
          total: manifest.records,
          message: `${String(tally.records)} rows of the report read`,
        });
        yield live;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isInsightInventoryError(error)) throw error;
      tally.failed.push({ name, error });
      if (tally.failed.length === manifest.shards.length) throw error;
    }
  }
  issues.push(...tally.issues(manifest, manifestName));
}
