import { afterEach, describe, expect, it } from 'vitest';

import type { FileRecord } from '../../../src/documents/file.ts';
import { filesOf, GCSInventoryManager, type GcsInventory, reviewFiles } from '../../../src/index.ts';
import { planReview, ReviewFigures, ReviewPlan } from '../../../src/inventory/rows-and-review.ts';
import { describeFile } from '../../../src/files/describe-file.ts';
import { startBucketSimulator } from '../../../src/testing/index.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const OBJECTS = Array.from({ length: 120 }, (_, index) => ({
  name: `${index % 3 === 0 ? 'video' : 'other'}/f${String(index).padStart(3, '0')}.${index % 2 === 0 ? 'mp4' : 'jpg'}`,
  size: ((index % 40) % 7) * 1_000,
  timeCreated: new Date(Date.UTC(2024, index % 30, 1 + (index % 28))).toISOString(),
  updated: new Date(Date.UTC(2025, index % 22, 1)).toISOString(),
  md5Hash: index % 30 === 0 ? null : `M${String(index % 40)}`,
  crc32c: `C${String(index % 40)}`,
}));

async function manager(pageCap: number, folders?: string[]) {
  const bucket = await startBucketSimulator({ bucket: 'studio', objects: OBJECTS, pageCap });
  open.push(bucket);
  return { bucket, manager: new GCSInventoryManager({ bucket: 'studio', apiEndpoint: bucket.url, folders }) };
}

const ofFiles = (inventory: GcsInventory): object =>
  reviewFiles(filesOf(inventory), { now: inventory.inventory_info.generated_at, staleDays: 30 });

describe('the review of a listing', () => {
  it('is what reviewFiles says of the files, and not there when nobody asked', async () => {
    const { manager: studio } = await manager(1_000);
    const inventory = await studio.generateInventory(undefined, { review: { staleDays: 30 } });
    expect(inventory.review).toEqual(ofFiles(inventory));
    expect(inventory.review?.duplicates?.groups).toBeGreaterThan(10);
    expect(inventory.issues).toEqual([]);
    expect('review' in (await studio.generateInventory())).toBe(false);
    expect('review' in (await studio.generateInventory(undefined, { review: false }))).toBe(false);
  });

  it('is of the folders that were listed, each object once', async () => {
    const { manager: studio } = await manager(1_000, ['video', 'video/none', 'other']);
    const inventory = await studio.generateInventory(undefined, { review: { staleDays: 30 } });
    expect(inventory.review).toEqual(ofFiles(inventory));
  });

  it('asks for checksums and last changes, and completes the stale files it names', async () => {
    // Beyond the pages that come whole anyway.
    const { manager: studio, bucket } = await manager(4);
    const whole = await studio.generateInventory(undefined, { review: { staleDays: 30 } });
    const summed = await studio.generateInventory(undefined, { files: 'none', review: { staleDays: 30 } });
    expect(summed.review).toEqual(whole.review);
    expect(summed.review?.stale.largest).toHaveLength(20);
    expect(summed.review?.stale.largest.every(({ generation }) => generation !== null)).toBe(true);
    expect(bucket.stats().requests).toBeGreaterThan(60);
  });
});

describe('files to compare', () => {
  const rows = ['a', 'b', 'c'].map((name) => ({ name, size: '5', md5Hash: 'M', timeCreated: '2020-01-01T00:00:00Z' }));
  const describeRow = (row: { name: string }): FileRecord => describeFile(row, { bucket: 'studio' });

  it('are as many as are allowed, over all listings together', () => {
    for (const limit of [2, 3]) {
      const plan = new ReviewPlan({ days: 1, beforeMs: Date.UTC(2021, 0) }, limit);
      const [one, other, whole] = [new ReviewFigures(plan), new ReviewFigures(plan), new ReviewFigures(plan)];
      for (const row of rows) (row.name === 'b' ? other : one).add(row, 'other', 5, describeRow);
      whole.addFigures(one);
      whole.addFigures(other);
      const review = whole.result();
      expect(review.stale).toMatchObject({ files: 3, size_bytes: 15 });
      expect(review.by_month).toMatchObject([{ month: '2020-01', files: 3 }]);
      expect(review.duplicates?.redundant_files ?? null).toBe(limit === 2 ? null : 2);
    }
  });

  it('are not counted when they are empty', () => {
    const plan = new ReviewPlan({ days: 1, beforeMs: 0 }, 1);
    const figures = new ReviewFigures(plan);
    for (const row of rows) figures.add(row, 'other', 0, describeRow);
    expect(figures.result().duplicates).toMatchObject({ groups: 0 });
  });

  it('are none where no review was asked for', () => {
    expect(planReview(undefined, 0)).toBeNull();
    expect(planReview(false, 0)).toBeNull();
    expect(planReview(true, Date.UTC(2026, 10, 28, 5))?.rule).toEqual({ days: 365, beforeMs: Date.UTC(2025, 10, 28) });
  });
});
