import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, describe, expect, it } from 'vitest';

import { GCSInventoryManager } from '../../../../src/inventory/gcs-inventory-manager.ts';
import type { GcsConfig } from '../../../../src/runtime/gcs-config.ts';
import { startBucketSimulator, type BucketSimulator } from '../../../../src/testing/bucket/start-bucket-simulator.ts';
import type { SimulatedObject } from '../../../../src/testing/bucket/simulated-object.ts';

const STAMP = 'inventory_reports/3f2a_2026-11-20T06:35';
const MANIFEST = `${STAMP}_manifest.json`;

const open: BucketSimulator[] = [];

async function managerOf(
  objects: readonly SimulatedObject[],
  config: Partial<GcsConfig> = {},
): Promise<{ manager: GCSInventoryManager; simulator: BucketSimulator }> {
  const simulator = await startBucketSimulator({ bucket: 'prints', objects });
  open.push(simulator);
  const manager = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: simulator.url, ...config });
  return { manager, simulator };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

function manifest(shards: readonly string[], facts: object = {}): SimulatedObject {
  return { name: MANIFEST, content: JSON.stringify({ report_shards_file_names: shards, ...facts }) };
}

const HEADER = 'bucket,name,size,storageClass,timeCreated,updated,contentType,crc32c,md5Hash,generation,timeDeleted';
const ROWS = [
  'prints,video/a.mp4,2097152,STANDARD,2025-04-22T19:55:00.123Z,2025-04-22T19:55:00Z,video/mp4,AAAA,BBBB,17,',
  'prints,"video/b, ""the best"".mp4",1048576,NEARLINE,2025-04-30T13:47:00Z,,video/mp4,,,18,',
  'prints,music/s.mp3,3145728,STANDARD,2025-01-02T00:00:00Z,,audio/mpeg,,,19,',
  'prints,video/old.mp4,1,STANDARD,2024-01-02T00:00:00Z,,video/mp4,,,20,2025-01-01T00:00:00Z',
  'prints,video/,0,STANDARD,2024-01-02T00:00:00Z,,text/plain,,,21,',
];

describe('an inventory from a report of CSV shards', () => {
  it('has the figures a listing of the same objects would have', async () => {
    const { manager, simulator } = await managerOf([
      manifest(['3f2a_2026-11-20T06:35_0.csv', '3f2a_2026-11-20T06:35_1.csv'], { records_processed: 5 }),
      { name: `${STAMP}_0.csv`, content: `${[HEADER, ...ROWS.slice(0, 2)].join('\n')}\n` },
      { name: `${STAMP}_1.csv`, content: [HEADER, ...ROWS.slice(2)].join('\r\n') },
    ]);
    const inventory = await manager.generateInventoryFromReport(`gs://prints/${MANIFEST}`);
    expect(inventory.inventory_info).toMatchObject({ source: 'storage_insights', files: 'all' });
    // 2 + 1 + 3 MiB; the deleted version is no file, and the marker is none either.
    expect(inventory.bucket_summary).toMatchObject({ total_files: 3, total_size_mb: 6 });
    expect(Object.keys(inventory.folder_inventories)).toEqual(['', 'music', 'video']);
    expect(inventory.folder_inventories['video']?.file_categories?.videos).toMatchObject([
      {
        name: 'video/a.mp4',
        size_bytes: 2_097_152,
        created_time: '2025-04-22T19:55:00Z',
        generation: '17',
        md5_hash: 'BBBB',
        metadata: null,
      },
      { name: 'video/b, "the best".mp4', updated_time: null, crc32c: null, storage_class: 'NEARLINE' },
    ]);
    expect(inventory.inventory_info.listing).toMatchObject({ objects_seen: 4, objects_ignored: 1 });
    expect(inventory.issues).toEqual([]);
    // The manifest, and for each shard its description and its bytes.
    expect(simulator.stats().requests).toBe(5);
  });

  it('finds columns by their names, whatever their order and separator', async () => {
    const { manager } = await managerOf(
      [
        manifest(['s_0.csv']),
        { name: 'inventory_reports/s_0.csv', content: '\uFEFFsize|name\n5|video/a.mp4\n7|music/b.mp3\n' },
      ],
      { folders: ['video'] },
    );
    const inventory = await manager.generateInventoryFromReport(MANIFEST);
    expect(inventory.bucket_summary).toMatchObject({ total_files: 1, total_size_bytes: 5 });
    expect(inventory.storage_class_summary).toEqual({});
  });

  it('says so when rows are missing', async () => {
    const { manager } = await managerOf([
      manifest(['s_0.csv'], { records_processed: '9' }),
      { name: 'inventory_reports/s_0.csv', content: 'name,size\na,1\n' },
    ]);
    const inventory = await manager.generateInventoryFromReport(MANIFEST);
    expect(inventory.issues).toMatchObject([{ kind: 'truncated', code: 'gcs:report_incomplete', scope: 'report' }]);
  });

  it.each([
    ['a manifest that is none', [{ name: MANIFEST, content: '{"shards":[]}' }], { code: 'gcs:report_manifest' }],
    ['a manifest that is not there', [], { kind: 'not_found' }],
    [
      'a shard that is not there',
      [manifest(['gone.csv'])],
      { kind: 'not_found', objectName: 'inventory_reports/gone.csv' },
    ],
    [
      'a shard without a header',
      [manifest(['s_0.csv']), { name: 'inventory_reports/s_0.csv', content: 'a.mp4,5\n' }],
      { code: 'gcs:report_unreadable' },
    ],
    [
      'a shard with a broken row',
      [manifest(['s_0.csv']), { name: 'inventory_reports/s_0.csv', content: 'name,size\na.mp4\n' }],
      { code: 'gcs:report_unreadable' },
    ],
    [
      'Parquet that is none',
      [manifest(['s_0.parquet']), { name: 'inventory_reports/s_0.parquet', content: 'PAR1 no' }],
      { code: 'gcs:report_unreadable' },
    ],
  ])('ends with an error that names %s', async (_what, objects, expected) => {
    const { manager } = await managerOf(objects);
    await expect(manager.generateInventoryFromReport(MANIFEST)).rejects.toMatchObject(expected);
  });
});

describe('an inventory from a report of Parquet shards', () => {
  it('has the same figures, read group by group', async () => {
    const names = Array.from({ length: 45_000 }, (_, index) => `video/clip_${String(index).padStart(6, '0')}.mp4`);
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'name', data: names, type: 'STRING' },
        { name: 'size', data: names.map((_, index) => BigInt(index)), type: 'INT64' },
        { name: 'timeCreated', data: names.map((_, index) => new Date(index * 1_000)), type: 'TIMESTAMP' },
        { name: 'storageClass', data: names.map(() => 'STANDARD'), type: 'STRING' },
      ],
      rowGroupSize: 30_000,
    });
    const { manager } = await managerOf([
      manifest(['s_0.parquet'], { records_processed: 45_000 }),
      { name: 'inventory_reports/s_0.parquet', content: new Uint8Array(bytes) },
    ]);
    const inventory = await manager.generateInventoryFromReport(MANIFEST, undefined, { files: 'none' });
    // 0 + 1 + … + 44,999 bytes.
    expect(inventory.bucket_summary).toMatchObject({
      total_files: 45_000,
      total_size_bytes: 1_012_477_500,
      newest_file: { name: 'video/clip_044999.mp4', created_time: '1970-01-01T12:29:59Z' },
    });
    expect(inventory.storage_class_summary['STANDARD']?.count).toBe(45_000);
    expect(inventory.issues).toEqual([]);
  });
});
