import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import type { InventoryDependencies } from '../../src/inventory/setup.ts';
import type { GcsConfig } from '../../src/runtime/platform-configs.ts';
import {
  startBucketSimulator,
  type BucketSimulator,
  type BucketSimulatorOptions,
} from '../../src/testing/bucket/start-bucket-simulator.ts';

const open: BucketSimulator[] = [];

async function simulate(options: BucketSimulatorOptions): Promise<BucketSimulator> {
  const simulator = await startBucketSimulator(options);
  open.push(simulator);
  return simulator;
}

function managerOf(
  { url, bucket }: BucketSimulator,
  config: Partial<GcsConfig> = {},
  deps: InventoryDependencies = {},
): GCSInventoryManager {
  const retry = { retries: 6, initialDelayMs: 1, maxDelayMs: 5 };
  return new GCSInventoryManager({ bucket, apiEndpoint: url, ...config }, { retry, ...deps });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

describe('a listing of 20,000 objects', () => {
  const generate = { shape: 'mixed', count: 20_000 } as const;

  it.each([
    ['503s', { kind: 'status', status: 503 }],
    ['429s', { kind: 'status', status: 429 }],
    ['resets in the middle of a page', { kind: 'reset', when: 'mid_body' }],
    ['cut bodies', { kind: 'truncated', how: 'content_length' }],
    ['half pages that say they are whole', { kind: 'truncated', how: 'matching_length' }],
    ['pages of a proxy', { kind: 'html', status: 502 }],
    ['empty answers', { kind: 'empty' }],
  ] as const)('loses and repeats nothing when a tenth of the requests end in %s', async (_what, action) => {
    const simulator = await simulate({ generate, pageCap: 200 });
    simulator.addFault({ action, probability: 0.1, seed: 7 });
    const seen: string[] = [];
    for await (const file of managerOf(simulator, { ignore: [] }).iterateFiles({ order: 'unordered' }))
      seen.push(file.name);
    const expected = Array.from(simulator.objects(), (object) => object.name).filter((name) => !name.endsWith('/'));
    expect(seen.length).toBe(expected.length);
    expect(new Set(seen)).toEqual(new Set(expected));
    expect(simulator.stats().misuse).toEqual([]);
  });

  it.each([3, 4, 5])('counts each object once when every %s. page is empty with a token', async (emptyPageEvery) => {
    const simulator = await simulate({ generate: { shape: 'tree', count: 1_500 }, pageCap: 25, emptyPageEvery });
    const { total } = await managerOf(simulator).analyzeFolders();
    expect(total.files).toBe(1_500);
    const seen: string[] = [];
    for await (const file of managerOf(simulator).iterateFiles({ order: 'unordered' })) seen.push(file.name);
    expect(new Set(seen).size).toBe(1_500);
    expect(seen).toHaveLength(1_500);
  });

  it('sends nothing more for any of several folders once the loop was left', async () => {
    const simulator = await simulate({
      objects: [
        { name: 'a/1.mp4', size: 1 },
        { name: 'b/1.mp4', size: 1 },
      ],
    });
    simulator.addFault({ action: { kind: 'status', status: 503 }, match: /prefix=b/ });
    const slow = { retry: { retries: 6, initialDelayMs: 40, maxDelayMs: 80 } };
    for await (const file of managerOf(simulator, { folders: ['a', 'b'] }, slow).iterateFiles({ order: 'unordered' })) {
      expect(file.name).toBe('a/1.mp4');
      break;
    }
    const { requests } = simulator.stats();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(simulator.stats().requests).toBe(requests);
  });

  it('obeys Retry-After, and gives up at once when the wait is longer than allowed', async () => {
    const simulator = await simulate({ generate, pageCap: 200 });
    simulator.addFault({ action: { kind: 'status', status: 429, retryAfter: 3_600 }, nth: 2 });
    const waits: number[] = [];
    const clock = {
      now: () => 0,
      sleep: (ms: number) => {
        waits.push(ms);
        return Promise.resolve();
      },
    };
    await expect(managerOf(simulator, {}, { clock }).scanFolder('')).rejects.toMatchObject({
      kind: 'rate_limit',
      retryAfterMs: 3_600_000,
    });
    expect(waits).toEqual([]);
    simulator.addFault({ action: { kind: 'status', status: 429, retryAfter: 2 }, times: 1 });
    await managerOf(simulator, {}, { clock }).getLatestFiles();
    expect(waits).toEqual([2_000]);
  });

  it('does not hammer a service that is down', async () => {
    const simulator = await simulate({ generate, pageCap: 200 });
    simulator.addFault({ action: { kind: 'status', status: 503 } });
    await expect(managerOf(simulator).generateInventory()).rejects.toMatchObject({
      kind: 'transient',
      code: 'gcs:503',
    });
    expect(simulator.stats().requests).toBe(7);
  });

  it('gives what was read with the error of a page that stays broken', async () => {
    const simulator = await simulate({ generate: { shape: 'flat', count: 30 }, pageCap: 10 });
    simulator.addFault({ action: { kind: 'status', status: 503 }, nth: 2, times: 100 });
    const failed: unknown = await managerOf(simulator)
      .scanFolder('')
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'StorageError' });
    const { partial } = failed as { partial: { items: { name: string }[]; after: string | null } };
    expect(partial.items).toHaveLength(10);
    // Where the listing can go on: behind the last of them.
    expect(partial.after).toBe(partial.items.at(-1)?.name);
  });

  it('ends a request that hangs after its time and tries again', async () => {
    const simulator = await simulate({ generate: { shape: 'flat', count: 30 } });
    simulator.addFault({ action: { kind: 'hang', when: 'mid_body' }, times: 1 });
    expect(await managerOf(simulator, {}, { timeoutMs: 500 }).scanFolder('')).toHaveLength(30);
    expect(simulator.stats().requests).toBe(2);
  });

  it('ends at the deadline of the method', async () => {
    const simulator = await simulate({ generate, pageCap: 10, latencyMs: 20 });
    await expect(managerOf(simulator, {}, { deadlineMs: 80 }).generateInventory()).rejects.toMatchObject({
      kind: 'timeout',
      code: 'timeout:deadline',
    });
    // What was on its way arrives, on a busy machine a while later; nothing follows it.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sent = simulator.stats().requests;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(simulator.stats().requests).toBe(sent);
  });
});

describe('a document', () => {
  it('lists a permission that is missing for one folder with the role to grant, and delivers the rest', async () => {
    const simulator = await simulate({
      objects: [
        { name: 'open/a.mp4', size: 1 },
        { name: 'closed/b.mp4', size: 1 },
      ],
    });
    simulator.addFault({ match: /prefix=closed/, action: { kind: 'status', status: 403 } });
    const inventory = await managerOf(simulator, { folders: ['closed', 'open'] }).generateInventory();
    expect(inventory.bucket_summary.total_files).toBe(1);
    expect(inventory.folder_inventories['closed']?.total_files).toBeNull();
    const [issue] = inventory.issues;
    expect(issue).toMatchObject({ source: 'gcs', scope: 'folder', id: 'closed', kind: 'permission', retryable: false });
    expect(issue?.remedy).toContain('roles/storage.objectViewer');
    // A refusal is final: one request each.
    expect(simulator.stats().requests).toBe(2);
  });

  it('of a bucket that is not there is an error that names the setting', async () => {
    const simulator = await simulate({});
    await expect(managerOf(simulator, { bucket: 'elsewhere' }).generateInventory()).rejects.toMatchObject({
      kind: 'not_found',
      remedy: expect.stringContaining('gcs_bucket') as string,
    });
  });

  it('of credentials the service refuses is an error of kind auth', async () => {
    const simulator = await simulate({ accessToken: 'right' });
    await expect(managerOf(simulator).generateInventory()).rejects.toMatchObject({ kind: 'auth', status: 401 });
  });

  it('that cannot be read whole leaves the old file as it was', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'bucket-faults-'));
    try {
      const path = join(dir, 'files.ndjson');
      await writeFile(path, 'old');
      const simulator = await simulate({ generate: { shape: 'flat', count: 50 }, pageCap: 10 });
      simulator.addFault({ action: { kind: 'status', status: 503 }, nth: 3, times: 100 });
      await expect(managerOf(simulator).exportFiles(path)).rejects.toMatchObject({ kind: 'transient' });
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(dir)).toEqual(['files.ndjson']);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

describe('credentials', () => {
  const KEY = '-----BEGIN PRIVATE KEY-----\nnot-a-key-canary\n-----END PRIVATE KEY-----\n';

  it('that are no key are an error of kind auth that shows none of them', async () => {
    const simulator = await simulate({});
    const manager = managerOf(simulator, { useAuth: true, credentials: { client_email: 'a@b.c', private_key: KEY } });
    const failed: unknown = await manager.generateInventory().catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'auth', code: 'gcs:credentials_bad_private_key' });
    expect(`${String(failed)}${JSON.stringify(failed)}${(failed as Error).stack ?? ''}`).not.toContain('canary');
  });

  it('in a file that is not there are an error that says so', async () => {
    const simulator = await simulate({});
    const manager = managerOf(simulator, { useAuth: true, keyFilename: '/no/such/key.json' });
    const report = await manager.validateAccess();
    expect(report.ok).toBe(false);
    expect(report.checks[0]?.remedy).toContain('key file');
  });
});
