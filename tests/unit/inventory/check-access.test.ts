import { afterEach, describe, expect, it } from 'vitest';

import { GCSInventoryManager } from '../../../src/inventory/gcs-inventory-manager.ts';
import type { GcsConfig } from '../../../src/runtime/platform-configs.ts';
import {
  type BucketSimulator,
  type BucketSimulatorOptions,
  startBucketSimulator,
} from '../../../src/testing/bucket/start-bucket-simulator.ts';

const open: BucketSimulator[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

const OBJECTS = ['a', 'b', 'c'].map((name) => ({ name: `video/${name}.mp4`, size: 10 }));

async function managerOf(
  options: BucketSimulatorOptions,
  config: Partial<GcsConfig> = {},
): Promise<GCSInventoryManager> {
  const simulator = await startBucketSimulator(options);
  open.push(simulator);
  return new GCSInventoryManager(
    { bucket: simulator.bucket, apiEndpoint: simulator.url, ...config },
    { retry: { retries: 0, initialDelayMs: 1 } },
  );
}

describe('the permissions of an account', () => {
  it('that cannot list say nothing of folders', async () => {
    const manager = await managerOf(
      { objects: OBJECTS, permissions: ['storage.objects.get'] },
      { folders: ['video', 'none'] },
    );
    expect(await manager.validateAccess()).toMatchObject({
      ok: false,
      checks: [{ ok: false }, { ok: true }],
      folders: [],
    });
  });

  it('that can list tell which folders have a file', async () => {
    const manager = await managerOf({ objects: OBJECTS }, { folders: ['video', 'none'] });
    expect(await manager.validateAccess()).toMatchObject({
      ok: false,
      folders: [
        { folder: 'video', ok: true },
        { folder: 'none', ok: false },
      ],
    });
  });
});

describe('a live check of a bucket', () => {
  const outcomes = async (manager: GCSInventoryManager): Promise<Record<string, string>> => {
    const { entries } = await manager.checkLive();
    return Object.fromEntries(entries.map(({ name, outcome }) => [name, outcome]));
  };

  it('asks in every way', async () => {
    const found = await outcomes(await managerOf({ objects: OBJECTS }));
    expect(found).toMatchObject({
      'objects.list fields': 'accepted',
      'objects.list pageToken': 'accepted',
      'objects.get': 'accepted',
      'range read': 'accepted',
    });
  });

  it('without objects tries neither pages nor an object', async () => {
    const found = await outcomes(await managerOf({ objects: [] }));
    expect(found).toMatchObject({
      'objects.list fields': 'accepted',
      'objects.list pageToken': 'not_tried',
      'objects.get': 'not_tried',
      'range read': 'not_tried',
    });
  });

  it('tells what was refused from what the network kept from an answer', async () => {
    const manager = await managerOf({ objects: OBJECTS });
    open[0]?.addFault({ match: /startOffset/, action: { kind: 'status', status: 400 } });
    open[0]?.addFault({ match: /endOffset/, action: { kind: 'status', status: 503 } });
    expect(await outcomes(manager)).toMatchObject({
      'objects.list startOffset': 'refused',
      'objects.list endOffset': 'not_tried',
      'objects.list versions': 'accepted',
    });
  });
});
