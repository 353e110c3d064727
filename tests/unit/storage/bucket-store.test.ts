import { Storage } from '@google-cloud/storage';
import { afterEach, describe, expect, it } from 'vitest';

import { createBucketStore } from '../../../src/storage/bucket-store.ts';
import { listPages } from '../../../src/storage/list-pages.ts';
import type { ObjectStore } from '../../../src/storage/object-store.ts';
import { bucketOf, openStorage, sdkTransport, type StorageLike } from '../../../src/storage/open-storage.ts';
import {
  type BucketSimulator,
  type BucketSimulatorOptions,
  startBucketSimulator,
} from '../../../src/testing/bucket/start-bucket-simulator.ts';

const open: BucketSimulator[] = [];

async function simulate(options: BucketSimulatorOptions): Promise<BucketSimulator> {
  const simulator = await startBucketSimulator(options);
  open.push(simulator);
  return simulator;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

const now = (): number => 0;

/** Our own requests, and those of a caller's client: both have to do the same. */
const WAYS: readonly [string, (simulator: BucketSimulator, userProject?: string) => ObjectStore][] = [
  [
    'own requests',
    ({ url, bucket }, userProject) => {
      const config = { bucket, apiEndpoint: url, userProject };
      return createBucketStore({ bucket, now, open: () => openStorage(config, { timeoutMs: 2_000, now }) });
    },
  ],
  [
    'a client of the caller',
    ({ url, bucket }, userProject) => {
      const storage: StorageLike = new Storage({
        apiEndpoint: url,
        projectId: 'test',
        timeout: 2_000,
        retryOptions: { autoRetry: false },
      });
      const config = { bucket, userProject };
      return createBucketStore({
        bucket,
        now,
        open: () => Promise.resolve(sdkTransport(bucketOf(storage, config), userProject)),
      });
    },
  ],
];

describe.each(WAYS)('a bucket through %s', (_way, storeOf) => {
  it('lists page after page to the end, though the fields asked for are few', async () => {
    const simulator = await simulate({ generate: { shape: 'mixed', count: 2_500 }, pageCap: 1_000 });
    const names: string[] = [];
    for await (const page of listPages(storeOf(simulator), {})) names.push(...page.rows.map((row) => row.name));
    expect(names).toEqual(Array.from(simulator.objects(), (object) => object.name));
    expect(simulator.stats().requests).toBe(3);
    expect(simulator.stats().misuse).toEqual([]);
    const query = simulator.requests[0]?.query ?? new URLSearchParams();
    expect(query.get('maxResults')).toBe('5000');
    expect(query.get('prettyPrint')).toBe('false');
    expect(query.get('fields')).toMatch(/^nextPageToken,prefixes,items\(name,size,/);
  });

  it('takes short pages and empty pages with a token for what they are', async () => {
    const simulator = await simulate({
      generate: { shape: 'flat', count: 50 },
      pageCap: 10,
      emptyPageEvery: 2,
      shortPageEvery: 3,
    });
    let rows = 0;
    for await (const page of listPages(storeOf(simulator), {})) rows += page.rows.length;
    expect(rows).toBe(50);
  });

  it('lists a level with its sub-folders', async () => {
    const simulator = await simulate({
      objects: [{ name: 'a/b/1' }, { name: 'a/c/2' }, { name: 'a/3' }, { name: 'z' }],
    });
    const page = await storeOf(simulator).listPage({ prefix: 'a/', delimiter: '/' });
    expect(page.prefixes).toEqual(['a/b/', 'a/c/']);
    expect(page.rows.map((row) => row.name)).toEqual(['a/3']);
  });

  it('sends any name as it is', async () => {
    const name = 'Größe %2F #1/\u{1F600} +?&=.mp4';
    const simulator = await simulate({
      objects: [
        { name, size: 5, content: 'hello' },
        { name: 'zz', size: 0 },
      ],
    });
    const store = storeOf(simulator);
    expect((await store.getObject(name)).name).toBe(name);
    const found = await store.listNames({ startOffset: name, endOffset: `${name}a`, maxResults: 1 });
    expect(found.names).toEqual([name]);
    expect(Buffer.from(await store.readRange({ name, start: 1, end: 3 })).toString()).toBe('ell');
  });

  it('reads what exists of a range, and nothing beyond the end', async () => {
    const simulator = await simulate({ objects: [{ name: 'a', content: '0123456789' }] });
    const store = storeOf(simulator);
    expect(Buffer.from(await store.readRange({ name: 'a', start: 7, end: 99 })).toString()).toBe('789');
    expect((await store.readRange({ name: 'a', start: 10, end: 20 })).byteLength).toBe(0);
    await expect(store.readRange({ name: 'gone', start: 0, end: 1 })).rejects.toMatchObject({
      kind: 'not_found',
      objectName: 'gone',
    });
  });

  it('says which permissions the account has', async () => {
    const simulator = await simulate({ permissions: ['storage.objects.list'] });
    const asked = ['storage.objects.list', 'storage.objects.get'];
    expect(await storeOf(simulator).testPermissions(asked)).toEqual(['storage.objects.list']);
  });

  it('bills the project named for a requester-pays bucket, and names the setting without one', async () => {
    const simulator = await simulate({ objects: [{ name: 'a', content: 'x' }], requesterPays: true });
    await expect(storeOf(simulator).listPage({})).rejects.toMatchObject({
      remedy: expect.stringContaining('userProject') as string,
      retryable: false,
    });
    const paying = storeOf(simulator, 'my-project');
    expect((await paying.listPage({})).rows).toHaveLength(1);
    expect((await paying.readRange({ name: 'a', start: 0, end: 0 })).byteLength).toBe(1);
  });

  it.each([
    ['a cut in the body with a length', { kind: 'truncated', how: 'content_length' }, 'network'],
    ['a cut in a chunked body', { kind: 'truncated', how: 'chunked' }, 'network'],
    ['half a page that says it is whole', { kind: 'truncated', how: 'matching_length' }, 'invalid_response'],
    ['a reset before the answer', { kind: 'reset', when: 'before' }, 'network'],
    ['a reset in the body', { kind: 'reset', when: 'mid_body' }, 'network'],
    ['broken JSON', { kind: 'malformed_json' }, 'invalid_response'],
    ['an empty answer', { kind: 'empty' }, 'invalid_response'],
    ['a proxy’s page', { kind: 'html', status: 502 }, 'transient'],
    ['a 503', { kind: 'status', status: 503 }, 'transient'],
  ] as const)('is worth another try after %s', async (_what, action, kind) => {
    const simulator = await simulate({ objects: [{ name: 'a'.repeat(200) }] });
    simulator.addFault({ action, times: 1 });
    const store = storeOf(simulator);
    const failed = await store.listPage({}).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'StorageError', retryable: true });
    // The client library hangs on a cut body until its timeout, which then is what it reports (version 7.22).
    expect([kind, 'timeout']).toContain((failed as { kind: string }).kind);
    expect(failed).not.toHaveProperty('cause');
    expect((await store.listPage({})).rows).toHaveLength(1);
  });
});

describe('own requests', () => {
  it('do not follow a redirect to another host', async () => {
    const simulator = await simulate({ faults: [{ action: { kind: 'redirect' } }] });
    const [, storeOf] = WAYS[0] ?? [];
    await expect(storeOf?.(simulator).listPage({})).rejects.toMatchObject({ code: 'gcs:302', retryable: false });
    expect(simulator.stats().requests).toBe(1);
  });

  it('are really cancelled by an abort', async () => {
    const simulator = await simulate({ faults: [{ action: { kind: 'hang' } }] });
    const [, storeOf] = WAYS[0] ?? [];
    const controller = new AbortController();
    const reason = new Error('enough');
    const listing = storeOf?.(simulator).listPage({}, { signal: controller.signal });
    setTimeout(() => {
      controller.abort(reason);
    }, 30);
    await expect(listing).rejects.toBe(reason);
    // The server hangs for ever: only a connection that was closed ends it.
    await expect.poll(() => simulator.stats().inFlight).toBe(0);
  });

  it('carry no credentials to a custom endpoint by default', async () => {
    const simulator = await simulate({ objects: [{ name: 'a' }] });
    const [, storeOf] = WAYS[0] ?? [];
    await storeOf?.(simulator).listPage({});
    expect(simulator.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('find the service under /storage/v1 even where STORAGE_EMULATOR_HOST names the bare host', async () => {
    const simulator = await simulate({ objects: [{ name: 'a' }] });
    const before = process.env['STORAGE_EMULATOR_HOST'];
    process.env['STORAGE_EMULATOR_HOST'] = simulator.url;
    try {
      const { bucket } = simulator;
      const store = createBucketStore({ bucket, now, open: () => openStorage({ bucket }, { timeoutMs: 2_000, now }) });
      expect((await store.listPage({})).rows).toHaveLength(1);
      expect(simulator.requests[0]?.path).toBe(`/storage/v1/b/${bucket}/o`);
    } finally {
      if (before === undefined) delete process.env['STORAGE_EMULATOR_HOST'];
      else process.env['STORAGE_EMULATOR_HOST'] = before;
    }
  });
});

describe('a batch', () => {
  const [[, own], [, client]] = WAYS as [(typeof WAYS)[0], (typeof WAYS)[0]];
  const NAMES = ['a b/ü.mp4', 'gone.mp4', 'c#?&.txt'];
  const objects = [
    { name: 'a b/ü.mp4', metadata: { printer: 'mk3' } },
    { name: 'c#?&.txt', size: 3 },
  ];

  it('gives the rows of several names in their order, null for one that is not there, by one request', async () => {
    const simulator = await simulate({ objects, requesterPays: true });
    const rows = await own(simulator, 'payer').getObjects?.(NAMES);
    expect(rows).toMatchObject([{ name: 'a b/ü.mp4', metadata: { printer: 'mk3' } }, null, { name: 'c#?&.txt' }]);
    expect(rows?.[2]).toEqual(await own(simulator, 'payer').getObject('c#?&.txt'));
    expect(simulator.stats().byEndpoint).toEqual({ batch: 1, 'objects.get': 1 });
    expect(simulator.stats().misuse).toEqual([]);
  });

  it('is unknown to a client of the caller', async () => {
    const simulator = await simulate({ objects });
    expect(await client(simulator).getObjects?.(NAMES)).toBeNull();
    expect(simulator.requests).toEqual([]);
  });

  it('fails with the error of its part, which says whether to try again', async () => {
    const simulator = await simulate({ objects, permissions: ['storage.objects.list'] });
    const refused = own(simulator).getObjects?.(NAMES);
    await expect(refused).rejects.toMatchObject({ kind: 'permission', status: 403, retryable: false });
    const busy = await simulate({ objects });
    const isLast = ({ item }: { item: number | null }): boolean => item === 2;
    busy.addFault({ match: isLast, action: { kind: 'status', status: 429, retryAfter: 3 } });
    const error = { kind: 'rate_limit', retryable: true, retryAfterMs: 3_000 };
    await expect(own(busy).getObjects?.(NAMES)).rejects.toMatchObject(error);
  });

  it.each([
    ['no parts', { kind: 'headers', headers: { 'content-type': 'text/html' } }],
    ['a part less', { kind: 'malformed_json' }],
    ['nothing', { kind: 'empty' }],
  ] as const)('with %s is an answer of something else', async (_what, action) => {
    const simulator = await simulate({ objects });
    simulator.addFault({ match: '/batch', action });
    const error = { kind: 'invalid_response', retryable: true };
    await expect(own(simulator).getObjects?.(NAMES)).rejects.toMatchObject(error);
  });
});
