/**
 * The same inventory from a Storage Insights inventory report instead of a listing: for buckets too large to list every
 * day. Without --config a report of the demo bucket is put beside it, once as CSV and once as Parquet.
 *
 *   npx tsx examples/storage-insights.ts
 *   npx tsx examples/storage-insights.ts --config insight-inventory.config.json --manifest gs://BUCKET/…_manifest.json
 */
import { parseArgs } from 'node:util';

import { parquetWriteBuffer } from 'hyparquet-writer';
import type { FileRecord, GcsInventory } from 'insight-inventory';
import type { BucketSimulator } from 'insight-inventory/testing';

import { fail } from './support/fail.ts';
import { openBucket } from './support/open-bucket.ts';

/** Writes what Google's service would write once a day: shards, and a manifest that says they are complete. */
function putReport(simulator: BucketSimulator, files: readonly FileRecord[], format: 'csv' | 'parquet'): string {
  const shard = `inventory_reports/daily_0.${format}`;
  simulator.putObject({ name: shard, content: format === 'csv' ? csvShard(files) : parquetShard(files) });
  const manifest = `inventory_reports/daily_${format}_manifest.json`;
  simulator.putObject({
    name: manifest,
    content: JSON.stringify({ report_shards_file_names: [shard], records_processed: files.length }),
  });
  return manifest;
}

function csvShard(files: readonly FileRecord[]): string {
  const rows = files.map(({ name, size_bytes, storage_class, created_time, content_type }) =>
    [`"${name.replaceAll('"', '""')}"`, size_bytes, storage_class, created_time, content_type].join(','),
  );
  return `${['name,size,storageClass,timeCreated,contentType', ...rows].join('\n')}\n`;
}

function parquetShard(files: readonly FileRecord[]): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'name', type: 'STRING', data: files.map(({ name }) => name) },
        { name: 'size', type: 'INT64', data: files.map(({ size_bytes }) => BigInt(size_bytes ?? 0)) },
        { name: 'storageClass', type: 'STRING', data: files.map((file) => file.storage_class) },
        { name: 'timeCreated', type: 'STRING', data: files.map((file) => file.created_time) },
        { name: 'contentType', type: 'STRING', data: files.map((file) => file.content_type) },
      ],
    }),
  );
}

function print(how: string, { bucket_summary, inventory_info }: GcsInventory): void {
  const { total_files, total_size_mb, newest_file } = bucket_summary;
  const { requests } = inventory_info.listing;
  console.log(
    `${how.padEnd(8)} ${String(total_files)} files, ${String(total_size_mb)} MB, newest ${newest_file?.name ?? 'none'}, ${String(requests)} requests`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' }, manifest: { type: 'string' } } });
  const { gcs, simulator, close } = await openBucket(values.config);
  try {
    if (values.manifest !== undefined) {
      print('report', await gcs.generateInventoryFromReport(values.manifest, undefined, { files: 'none' }));
      return;
    }
    if (simulator === null) throw new Error('--manifest names the report of a real bucket.');
    const files = await gcs.scanFolder('');
    print('listing', await gcs.generateInventory());
    for (const format of ['csv', 'parquet'] as const) {
      print(format, await gcs.generateInventoryFromReport(putReport(simulator, files, format)));
    }
  } finally {
    await close();
  }
}

main().catch(fail);
