import { afterEach, describe, expect, it } from 'vitest';

import { isGraphApiError, isStorageError } from '../../src/base/errors.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import { type BucketSimulator, startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { closeStudios, rejectionOf, startStudio } from '../unit/instagram/studio.ts';

const buckets: BucketSimulator[] = [];
afterEach(async () => {
  await Promise.all([closeStudios(), ...buckets.splice(0).map((bucket) => bucket.close())]);
});

describe.each(['packed', 'endless'] as const)('an answer that is too large (%s)', (how) => {
  const faults = [{ action: { kind: 'oversized', how } }] as const;

  it('ends a Graph request with its own error', async () => {
    const { manager } = await startStudio({ simulator: { faults } });
    const error = await rejectionOf(manager.getAccountInfo());
    expect(isGraphApiError(error) && error.code).toBe('graph:body_too_large');
  });

  it('ends a listing with its own error', async () => {
    const simulator = await startBucketSimulator({ objects: [{ name: 'a.mp4', size: 1 }], faults });
    buckets.push(simulator);
    const manager = new GCSInventoryManager({ bucket: simulator.bucket, apiEndpoint: simulator.url });
    const error = await rejectionOf(manager.generateInventory());
    expect(isStorageError(error) && error.code).toBe('gcs:body_too_large');
  });
});

describe('an error page of nothing but open tags', () => {
  it('is looked at in no time', async () => {
    const body = '<'.repeat(100_000);
    const headers = { 'content-type': 'text/plain' };
    const faults = [{ action: { kind: 'status', status: 400, body, headers } }] as const;
    const simulator = await startBucketSimulator({ objects: [{ name: 'a.mp4', size: 1 }], faults });
    buckets.push(simulator);
    const manager = new GCSInventoryManager({ bucket: simulator.bucket, apiEndpoint: simulator.url });
    const before = process.cpuUsage();
    const error = await rejectionOf(manager.generateInventory());
    expect(isStorageError(error) && error.code).toBe('gcs:400');
    expect(process.cpuUsage(before).user).toBeLessThan(2_500_000);
  });
});
