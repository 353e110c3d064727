import { afterEach, describe, expect, it } from 'vitest';

import type { GcsInventory } from '../../../src/documents/inventory.ts';
import { GCSInventoryManager } from '../../../src/inventory/gcs-inventory-manager.ts';
import { createMemoryStore } from '../../../src/runtime/stores.ts';
import {
  type BucketSimulator,
  type BucketSimulatorOptions,
  startBucketSimulator,
} from '../../../src/testing/bucket/start-bucket-simulator.ts';

const open: BucketSimulator[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

function withoutMeasurements(inventory: GcsInventory): string {
  const { listing, generated_at, ...info } = inventory.inventory_info;
  expect(listing.objects_seen).toBe(5_000);
  expect(generated_at).toBe('2026-11-22T00:00:00Z');
  return JSON.stringify({ ...inventory, inventory_info: info });
}

describe('the same bucket', () => {
  it('gives the same bytes however its pages come in, with and without cut points', async () => {
    const clock = { now: () => Date.UTC(2026, 10, 22), sleep: () => Promise.resolve() };
    const cutPoints = createMemoryStore();
    const documents: string[] = [];
    for (const [seed, concurrency] of [
      [1, 1],
      [2, 32],
      [3, 7],
      [4, 32],
    ] as const) {
      let turn = seed * 7;
      const simulator = await startBucketSimulator({
        generate: { shape: 'mixed', count: 5_000 },
        pageCap: 100,
        latencyMs: () => {
          turn = (turn * 31 + 11) % 101;
          return turn % 7;
        },
      });
      open.push(simulator);
      const config = { bucket: simulator.bucket, apiEndpoint: simulator.url };
      const manager = new GCSInventoryManager(config, { clock, concurrency });
      documents.push(withoutMeasurements(await manager.generateInventory(undefined, { cutPoints })));
      expect(simulator.stats().peakInFlight).toBeLessThanOrEqual(concurrency);
    }
    expect(new Set(documents).size).toBe(1);
  });

  it('remembers where to cut from one run to the next', async () => {
    const simulator = await startBucketSimulator({ generate: { shape: 'skewed', count: 5_000 }, pageCap: 100 });
    open.push(simulator);
    const manager = new GCSInventoryManager({ bucket: simulator.bucket, apiEndpoint: simulator.url });
    const cutPoints = createMemoryStore();
    const first = await manager.generateInventory(undefined, { cutPoints });
    const second = await manager.generateInventory(undefined, { cutPoints });
    // 50 pages at least; nothing is looked for the second time.
    expect(second.inventory_info.listing.requests).toBeLessThan(first.inventory_info.listing.requests);
    expect(second.bucket_summary).toEqual(first.bucket_summary);
    const broken = { get: () => Promise.resolve('not JSON'), set: () => Promise.reject(new Error('no disk')) };
    expect((await manager.generateInventory(undefined, { cutPoints: broken })).bucket_summary).toEqual(
      first.bucket_summary,
    );
  });
});

describe('a bucket with more files than a document holds', () => {
  it('says so, keeps the totals and the highlights, and points to exportFiles', async () => {
    const simulator = await startBucketSimulator({ generate: { shape: 'folder', count: 50_001 }, gzip: false });
    open.push(simulator);
    const manager = new GCSInventoryManager({ bucket: simulator.bucket, apiEndpoint: simulator.url });
    const inventory = await manager.generateInventory();
    expect(inventory.inventory_info.files).toBe('none');
    expect(inventory.bucket_summary.total_files).toBe(50_001);
    expect(Object.values(inventory.folder_inventories).every((folder) => folder.file_categories === null)).toBe(true);
    expect(inventory.highlights.newest_videos).toHaveLength(500);
    expect(inventory.issues).toMatchObject([{ kind: 'truncated', scope: 'files' }]);
    expect(inventory.issues[0]?.remedy).toContain('exportFiles');
  });
});

async function start(options: Partial<BucketSimulatorOptions> = {}) {
  const bucket = await startBucketSimulator({
    bucket: 'studio',
    objects: [
      { name: 'video/a.mp4', size: 1_000 },
      { name: 'video/a.mp4', size: 300, generation: '1', timeDeleted: '2026-11-20T00:00:00Z' },
      { name: 'video/b.mp4', size: 50, storageClass: 'RAPID', timeFinalized: null },
      { name: 'video/c.mp4', size: 70, storageClass: 'RAPID' },
      { name: 'video/gone.mp4', size: 4_000, softDeleteTime: '2026-11-26T00:00:00Z' },
      { name: 'other/gone.mp4', size: 9_000, softDeleteTime: '2026-11-26T00:00:00Z' },
    ],
    ...options,
  });
  open.push(bucket);
  return bucket;
}

describe('objects in no live listing', () => {
  it('are counted when asked for, each kind by itself, in no total', async () => {
    const bucket = await start();
    const manager = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url });
    const inventory = await manager.generateInventory(undefined, { otherObjects: true });
    expect(inventory.other_objects).toEqual({
      noncurrent: { count: 1, size_bytes: 300, size_mb: 0 },
      growing: { count: 1, size_bytes: 50, size_mb: 0 },
      soft_deleted: { count: 2, size_bytes: 13_000, size_mb: 0.01 },
    });
    expect(inventory.bucket_summary).toMatchObject({ total_files: 3, total_size_bytes: 1_120 });
    expect(inventory.storage_class_summary['RAPID']).toMatchObject({ count: 2 });
    expect(inventory.issues).toEqual([]);
  });

  it('are those of the configured folders, and are not asked for otherwise', async () => {
    const bucket = await start();
    const config = { bucket: bucket.bucket, apiEndpoint: bucket.url, folders: ['video'] };
    const manager = new GCSInventoryManager(config);
    const { other_objects: other } = await manager.generateInventory(undefined, { otherObjects: true });
    expect(other?.soft_deleted).toMatchObject({ count: 1, size_bytes: 4_000 });
    const before = bucket.stats().requests;
    const plain = await manager.generateInventory();
    expect('other_objects' in plain).toBe(false);
    expect(bucket.stats().requests - before).toBe(1);
  });

  it('that a bucket refuses to list are null, with an issue, and cost nothing else', async () => {
    const bucket = await start();
    bucket.addFault({
      match: ({ query }) => query.get('softDeleted') === 'true',
      action: { kind: 'status', status: 403 },
    });
    const manager = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url });
    const { other_objects: other, issues } = await manager.generateInventory(undefined, { otherObjects: true });
    expect(other).toMatchObject({ soft_deleted: null, noncurrent: { count: 1 } });
    expect(issues).toMatchObject([{ scope: 'other_objects.soft_deleted', kind: 'permission' }]);
  });

  const generations = Array.from({ length: 9 }, (_, index) => ({
    ...{ name: index < 5 ? 'a.mp4' : 'b.mp4', size: 10, generation: String(index + 8) },
    timeDeleted: '2026-11-20T00:00:00Z',
  }));
  const countOf = async (options: Partial<BucketSimulatorOptions>) => {
    const bucket = await start({ objects: generations, pageCap: 3, ...options });
    const manager = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url });
    return manager.generateInventory(undefined, { otherObjects: true });
  };

  it.each(['overlaps', 'doubles'] as const)('count each generation once though a page %s', async (flaw) => {
    const { other_objects: other, issues } = await countOf({ pageFlaw: () => flaw });
    expect(other?.noncurrent).toMatchObject({ count: 9, size_bytes: 90 });
    expect(issues).toEqual([]);
  });

  it('end though page tokens lead in a circle', async () => {
    const { other_objects: other, issues } = await countOf({
      pageFlaw: ({ index }) => (index === 2 ? 'circles' : undefined),
    });
    expect(other).toMatchObject({ noncurrent: null, soft_deleted: { count: 0 } });
    expect(issues).toMatchObject([{ scope: 'other_objects.versions', code: 'gcs:repeated_page' }]);
  });

  it('without a usable size are in no count, and an issue', async () => {
    const odd = { ...generations[0], name: 'odd.mp4', asSent: { size: 'ten' } };
    const { other_objects: other, issues } = await countOf({ objects: [...generations, odd] });
    expect(other?.noncurrent).toMatchObject({ count: 9, size_bytes: 90 });
    expect(issues).toMatchObject([{ scope: 'other_objects', code: 'gcs:odd_row', id: 'odd.mp4' }]);
  });
});
