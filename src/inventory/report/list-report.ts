import * as v from 'valibot';

import { StorageError } from '../../base/errors.ts';
import type { CollectionIssue } from '../../base/issues.ts';
import { isInFolder } from '../../files/folder-path.ts';
import type { ObjectRow } from '../../files/object-row.ts';
import type { ObjectStore, StoreCall } from '../../storage/object-store.ts';
import { assembleParts, type InventoryParts } from '../build-inventory.ts';
import type { ReportInventoryOptions } from '../options.ts';
import { RowBudget } from '../row-keeper.ts';
import type { InventoryRun } from '../run.ts';
import { addRows, planRoots } from '../scan-folders.ts';
import { csvShardRows } from './csv-shard.ts';
import { parquetShardRows } from './parquet-shard.ts';
import { openObject } from './read-object.ts';

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
      signal.throwIfAborted();
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

/** What a manifest says of its report. */
export interface ReportManifest {
  /** Full object names of the shards, in the manifest's order. */
  readonly shards: readonly string[];
  /** Rows of all shards together; `null` when the manifest does not say. */
  readonly records: number | null;
  /** When the bucket looked like this, as the manifest has it; `null` when it does not say. */
  readonly snapshotTime: string | null;
}

/** Only the shards are certain to be there. Source: independent readers of such reports, 2026-11-22; not a live one. */
const manifestSchema = v.object({
  report_shards_file_names: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1)),
  records_processed: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.number()), null),
  snapshot_time: v.nullish(v.string(), null),
});

/** A manifest is a few kilobytes; more is something else. */
const MAX_MANIFEST_BYTES = 4_194_304;

/**
 * Reads a Storage Insights manifest, which is written last and so says that the report is complete.
 *
 * @throws {StorageError} when it cannot be read, and with code `gcs:report_manifest` when it is no manifest
 */
export async function readManifest(store: ObjectStore, name: string, call: StoreCall): Promise<ReportManifest> {
  const bytes = await store.readRange({ name, start: 0, end: MAX_MANIFEST_BYTES - 1 }, call);
  const text = Buffer.from(bytes).toString('utf8');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), manifestSchema), text);
  if (!parsed.success) {
    throw new StorageError(`gs://${store.bucket}/${name} is no manifest of a Storage Insights inventory report.`, {
      kind: 'invalid_response',
      code: 'gcs:report_manifest',
      remedy: 'Name the object that ends in _manifest.json, beside the shards of the report.',
      bucket: store.bucket,
      objectName: name,
    });
  }
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const { report_shards_file_names: files, records_processed: records, snapshot_time: snapshotTime } = parsed.output;
  return { shards: files.map((file) => shardName(file, folder)), records, snapshotTime };
}

/** Shards are named bare, beside the manifest; a full address is taken as well. */
function shardName(file: string, folder: string): string {
  const address = /^gs:\/\/[^/]+\/(.+)$/.exec(file);
  return address?.[1] ?? (file.includes('/') ? file : folder + file);
}
