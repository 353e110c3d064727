import { Storage } from '@google-cloud/storage';
import { fc } from '@fast-check/vitest';
import { afterEach, describe, expect, it } from 'vitest';

import type { FileRecord } from '../../../src/documents/file.ts';
import type { GcsInventory } from '../../../src/documents/inventory.ts';
import { compareLargest, compareNewest } from '../../../src/files/top-files.ts';
import { FieldsByNeed } from '../../../src/inventory/complete-rows.ts';
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

const clock = { now: () => Date.UTC(2026, 10, 28), sleep: () => Promise.resolve() };

async function start(options: BucketSimulatorOptions): Promise<BucketSimulator> {
  const simulator = await startBucketSimulator({ gzip: false, ...options });
  open.push(simulator);
  return simulator;
}

function managerOf({ bucket, url }: BucketSimulator, concurrency = 8): GCSInventoryManager {
  return new GCSInventoryManager({ bucket, apiEndpoint: url }, { clock, concurrency });
}

/** Gives the highlights of whole records, by the definition of each. */
function highlightsOf(files: readonly FileRecord[]): GcsInventory['highlights'] {
  const newest = files.toSorted(compareNewest);
  return {
    newest: newest.slice(0, 50),
    newest_videos: newest.filter((file) => file.file_category === 'video').slice(0, 500),
    largest: files.toSorted(compareLargest).slice(0, 20),
  };
}

function askedFields({ requests }: BucketSimulator): string[] {
  const lists = requests.filter(({ endpoint }) => endpoint === 'objects.list');
  const fields = lists.map(({ query }) => /items\((.*)\)/.exec(query.get('fields') ?? '')?.[1] ?? '');
  return fields.filter((items) => items !== 'name');
}

const FIVE = 'name,size,contentType,storageClass,timeCreated';

const object = fc.record({
  name: fc.integer({ min: 0, max: 9_999 }).map((number) => `clips/${String(number)}`),
  extension: fc.constantFrom('.mp4', '.jpg', ''),
  size: fc.integer({ min: 0, max: 50 }),
  seconds: fc.integer({ min: 0, max: 50 }),
  printer: fc.option(fc.constantFrom('mk3', 'mk4')),
});

describe('rows that are shown', () => {
  it('are whole, however few properties their pages were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { minLength: 60, maxLength: 200 }),
        fc.record({
          pageCap: fc.integer({ min: 3, max: 12 }),
          concurrency: fc.integer({ min: 1, max: 9 }),
          failing: fc.constantFrom(0, 0.1),
          mayGet: fc.boolean(),
        }),
        async (objects, { pageCap, concurrency, failing, mayGet }) => {
          const simulator = await start({
            objects: objects.map(({ name, extension, size, seconds, printer }) => ({
              name: name + extension,
              size,
              timeCreated: new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString(),
              ...(printer === null ? {} : { metadata: { printer } }),
            })),
            pageCap,
            faults: [{ probability: failing, action: { kind: 'status', status: 503 } }],
            permissions: ['storage.objects.list', ...(mayGet ? ['storage.objects.get'] : [])],
          });
          const manager = managerOf(simulator, concurrency);
          const truth = highlightsOf(await manager.scanFolder(''));
          const inventory = await manager.generateInventory(undefined, { files: 'none' });
          expect(inventory.highlights).toEqual(truth);
          expect(inventory.issues).toEqual([]);
          expect(await manager.getLatestFiles({ limit: 7 })).toEqual(truth.newest.slice(0, 7));
          expect(await manager.getLargestFiles({ limit: 7 })).toEqual(truth.largest.slice(0, 7));
          expect(simulator.stats().misuse).toEqual([]);
          await simulator.close();
        },
      ),
      { numRuns: 6 },
    );
  });

  it('cost one request for a hundred of them, and none in a bucket of few pages', async () => {
    const large = await start({ generate: { shape: 'flat', count: 10_000 }, pageCap: 100 });
    const inventory = await managerOf(large).generateInventory(undefined, {
      files: 'none',
      cutPoints: createMemoryStore(),
    });
    // 10,000 objects in 512 draws: the newest 50, the newest 500 videos and the largest 20 are in 520 to 570 rows.
    expect(large.stats().byEndpoint['batch']).toBe(6);
    expect(large.stats().byEndpoint['objects.get']).toBeUndefined();
    expect(inventory.inventory_info.listing.requests).toBe(large.requests.length);
    const fields = askedFields(large);
    expect(fields.filter((asked) => asked !== FIVE)).toHaveLength(8);
    expect(fields.length).toBeGreaterThanOrEqual(100);

    const small = await start({ generate: { shape: 'flat', count: 800 }, pageCap: 100 });
    await managerOf(small, 1).generateInventory(undefined, { files: 'none' });
    expect(small.requests).toHaveLength(8);
  });

  it('come from pages of whole records where single objects may not be read, or a client has no batches', async () => {
    const simulator = await start({
      generate: { shape: 'flat', count: 5_000 },
      pageCap: 100,
      permissions: ['storage.objects.list'],
    });
    const whole = highlightsOf(await managerOf(simulator).scanFolder(''));
    const before = simulator.requests.length;
    const listed = await managerOf(simulator).generateInventory(undefined, { files: 'none' });
    expect(listed.highlights).toEqual(whole);
    // 50 pages, looks, one refused batch each at most, and pages again: less than one for each of 500 rows.
    expect(simulator.requests.length - before).toBeLessThan(200);

    const storage = new Storage({ apiEndpoint: simulator.url, projectId: 'test' });
    const config = { bucket: simulator.bucket };
    const sdk = new GCSInventoryManager(config, { clock, storage });
    expect((await sdk.generateInventory(undefined, { files: 'none' })).highlights).toEqual(whole);
  });

  it('stay as they were listed when the object is another by then, and say so', async () => {
    const objects = Array.from({ length: 100 }, (_, index) => ({ name: `clip_${String(index + 100)}.mp4`, size: 5 }));
    const simulator = await start({ objects, pageCap: 10 });
    const name = 'clip_199.mp4';
    simulator.addFault({
      match: ({ endpoint, item }) => {
        if (endpoint === 'batch' && item === null) simulator.putObject({ name, size: 7 });
        return false;
      },
      action: { kind: 'status', status: 500 },
    });
    const files = await managerOf(simulator, 1).getLatestFiles({ limit: 100 });
    const replaced = files.find((file) => file.name === name);
    expect(replaced?.size_bytes).toBe(5);
    expect(replaced?.unavailable).toMatchObject({ generation: 'failed', md5_hash: 'failed' });
    expect(files.filter(({ generation }) => generation === null)).toEqual([replaced]);
  });

  it('are shown without the rest, with an issue, when neither way answers', async () => {
    const simulator = await start({ generate: { shape: 'flat', count: 2_000 }, pageCap: 100 });
    const isForRest = ({ endpoint, query }: { endpoint: string; query: URLSearchParams }): boolean =>
      endpoint === 'batch' || (query.get('maxResults') === '5000' && (query.get('startOffset') ?? '') !== '');
    let listed = 0;
    simulator.addFault({
      match: (request) => {
        if (request.endpoint === 'batch') listed += 1;
        return listed > 0 && isForRest(request);
      },
      action: { kind: 'status', status: 400 },
    });
    const inventory = await managerOf(simulator, 1).generateInventory(undefined, { files: 'none' });
    expect(inventory.bucket_summary.total_files).toBe(2_000);
    expect(inventory.issues).toMatchObject([{ source: 'gcs', scope: 'highlights', code: 'gcs:400' }]);
    const narrow = inventory.highlights.newest_videos.find(({ generation }) => generation === null);
    expect(narrow?.unavailable).toMatchObject({ generation: 'failed', crc32c: 'failed', updated_time: 'failed' });
    expect(narrow?.storage_class).toBe('STANDARD');
    await expect(managerOf(simulator, 1).getLatestFiles({ limit: 300 })).rejects.toMatchObject({ status: 400 });
  });

  it('are listed whole while all may be shown', () => {
    let showsAll = true;
    const { next } = new FieldsByNeed(() => showsAll);
    expect(Array.from({ length: 10 }, next)).toEqual(Array.from({ length: 10 }, () => 'record'));
    showsAll = false;
    expect(next()).toBe('totals');
  });
});
