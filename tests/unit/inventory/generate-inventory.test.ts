import { afterEach, describe, expect, it } from 'vitest';

import type { GcsInventory } from '../../../src/documents/inventory.ts';
import { GCSInventoryManager } from '../../../src/inventory/gcs-inventory-manager.ts';
import { createMemoryStore } from '../../../src/runtime/stores.ts';
import { startBucketSimulator, type BucketSimulator } from '../../../src/testing/bucket/start-bucket-simulator.ts';

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
