/**
 * The simulators in node:test: a bucket that is known, a page that fails, and requests that are counted.
 *
 *   node --import tsx --test examples/testing/node-test.test.ts
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { GCSInventoryManager, isStorageError } from 'insight-inventory';
import { startBucketSimulator, type BucketSimulator } from 'insight-inventory/testing';

async function openStudio(t: TestContext): Promise<{ bucket: BucketSimulator; gcs: GCSInventoryManager }> {
  const bucket = await startBucketSimulator({
    bucket: 'studio',
    objects: [
      { name: 'clips/vase.mp4', size: 20_000_000, timeCreated: '2026-05-01T10:00:00Z' },
      { name: 'clips/vase.jpg', size: 300_000 },
      { name: 'notes/glaze.txt', content: 'fired at 1240 °C' },
    ],
  });
  t.after(() => bucket.close());
  const gcs = new GCSInventoryManager({ bucket: 'studio', apiEndpoint: bucket.url }, { retry: { retries: 0 } });
  return { bucket, gcs };
}

test('clips are counted, their stills are not', async (t) => {
  const { bucket, gcs } = await openStudio(t);
  const { categorized_summary } = await gcs.generateInventory();
  assert.equal(categorized_summary.videos.count, 1);
  assert.equal(bucket.stats().requests, 1);
  assert.deepEqual(bucket.stats().misuse, []);
});

test('a bucket that may not be listed is told as such, with the role to grant', async (t) => {
  const { bucket, gcs } = await openStudio(t);
  bucket.addFault({ action: { kind: 'status', status: 403 } });
  await assert.rejects(gcs.searchFiles('vase'), (error) => {
    assert.ok(isStorageError(error) && error.kind === 'permission');
    assert.match(error.remedy ?? '', /objectViewer/);
    return true;
  });
});

test('a file added later is found by the next search', async (t) => {
  const { bucket, gcs } = await openStudio(t);
  bucket.putObject({ name: 'clips/vase-2.mp4', size: 1_000 });
  assert.deepEqual(
    (await gcs.searchFiles({ glob: 'clips/*.mp4' })).map(({ name }) => name),
    ['clips/vase-2.mp4', 'clips/vase.mp4'],
  );
});
