import { StorageError } from '../../base/errors.ts';
import type { CollectionIssue } from '../../base/issues.ts';
import type { ObjectRow } from '../../files/object-row.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { InventoryRun } from '../run.ts';
import { csvShardRows } from './csv-shard.ts';
import { parquetShardRows } from './parquet-shard.ts';
import { openObject } from './read-object.ts';
import { readManifest } from './report-manifest.ts';

/** Where a manifest lies. */
export interface ManifestAddress {
  /** `null` for the bucket of the configuration. */
  readonly bucket: string | null;
  readonly name: string;
}

/**
 * An address as it is given: `gs://bucket/path/…_manifest.json`, or the name of an object in the configured bucket.
 *
 * @throws {StorageError} of kind `invalid_request` for a bucket without an object
 */
export function parseManifestAddress(address: string): ManifestAddress {
  const match = /^gs:\/\/([^/]+)\/(.+)$/.exec(address);
  if (match?.[1] !== undefined && match[2] !== undefined) return { bucket: match[1], name: match[2] };
  if (!address.startsWith('gs://') && address !== '') return { bucket: null, name: address };
  throw new StorageError('The manifest’s address names no object.', {
    kind: 'invalid_request',
    code: 'manifest',
    remedy: 'Give gs://BUCKET/PATH/…_manifest.json.',
    bucket: address,
  });
}

/**
 * The objects of the inventoried bucket by a report, some at a time, instead of a listing. Shards are read one after
 * another, each by a request for 4 MiB at a time (Parquet: for a column at a time).
 *
 * @param store - of the bucket the report lies in
 * @param issues - told when the report has another number of rows than its manifest says
 * @throws {StorageError} when a shard cannot be read: the totals would be wrong without it
 */
export async function* listReport(
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
  let records = 0;
  for (const name of manifest.shards) {
    const shard = await openObject(store, name, { signal });
    const rows = name.toLowerCase().endsWith('.parquet')
      ? parquetShardRows(shard, setup.bucket)
      : csvShardRows(shard, setup.bucket);
    for await (const page of rows) {
      signal?.throwIfAborted();
      records += page.length;
      const live = page.filter((row) => row !== null);
      counts.pages += 1;
      counts.objectsSeen += live.length;
      run.onProgress({
        source: 'gcs',
        step: 'report',
        done: records,
        total: manifest.records,
        message: `${String(records)} rows of the report read`,
      });
      yield live;
    }
  }
  if (manifest.records !== null && manifest.records !== records)
    issues.push(incompleteReport(manifestName, manifest.records, records));
}

function incompleteReport(id: string, expected: number, found: number): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'report',
    id,
    kind: 'truncated',
    code: 'gcs:report_incomplete',
    message: `The manifest speaks of ${String(expected)} rows, the shards have ${String(found)}.`,
    remedy: 'Use the report of another day, or list the bucket.',
    retryable: false,
  };
}
