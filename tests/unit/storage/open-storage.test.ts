import { afterEach, describe, expect, it, vi } from 'vitest';

import { createBucketStore } from '../../../src/storage/bucket-store.ts';
import { keyFileOf } from '../../../src/storage/credentials.ts';
import { openStorage, sdkTransport, type StorageReadStream } from '../../../src/storage/open-storage.ts';
import { startBucketSimulator } from '../../../src/testing/bucket/start-bucket-simulator.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the bytes from a client of the caller', () => {
  /** A client that streams these chunks after a response with these headers, and what was asked of it. */
  function clientOf(chunks: readonly unknown[], headers: unknown) {
    const asked: unknown[] = [];
    let given = 0;
    const stream: StorageReadStream = {
      on: (_event, listener) => {
        listener({ headers });
      },
      destroy: () => undefined,
      async *[Symbol.asyncIterator]() {
        for (const chunk of chunks) {
          given += 1;
          yield await Promise.resolve(chunk);
        }
      },
    };
    const file = (name: string, options?: { generation?: string }) => {
      asked.push(name, options);
      return { createReadStream: () => stream };
    };
    const request = (): never => {
      throw new Error('nothing else is asked');
    };
    return { transport: sdkTransport({ file, request }, undefined), asked, given: () => given };
  }
  const range = { name: 'a.mp4', start: 0, end: 3 };
  const two = Uint8Array.of(1, 2);

  it('are those of the generation that was asked for', async () => {
    const { transport, asked } = clientOf([two], {});
    expect(await transport.getBytes({ ...range, generation: '7' }, undefined)).toEqual(Buffer.from(two));
    await transport.getBytes(range, undefined);
    expect(asked).toEqual(['a.mp4', { generation: '7' }, 'a.mp4', {}]);
  });

  it('are its chunks of bytes and nothing else it gives', async () => {
    const { transport } = clientOf([two, 'text', null, two], null);
    expect(await transport.getBytes(range, undefined)).toEqual(Buffer.from([1, 2, 1, 2]));
  });

  it('end with the first chunk beyond the range', async () => {
    const { transport, given } = clientOf([two, two, two, two, two], {});
    expect((await transport.getBytes(range, undefined)).byteLength).toBe(6);
    expect(given()).toBe(3);
  });

  it.each([
    ['version 7', { 'content-encoding': 'gzip' }],
    ['version 8', new Headers({ 'Content-Encoding': 'gzip' })],
  ])('are refused where they are packed, by the headers of %s', async (_, headers) => {
    const { transport } = clientOf([two], headers);
    await expect(transport.getBytes(range, undefined)).rejects.toThrow();
    expect(await transport.getBytes({ ...range, packed: true }, undefined)).toEqual(Buffer.from(two));
  });
});

describe('a proxy in the environment', () => {
  it.each([
    ['HTTP_PROXY', 'set', 'the client', 'http://127.0.0.1:9'],
    ['http_proxy', 'set', 'the client', 'http://127.0.0.1:9'],
    ['HTTP_PROXY', 'empty', 'our own code', ''],
  ])('in %s, %s, has the requests sent by %s', async (name, _, sender, value) => {
    const simulator = await startBucketSimulator({ bucket: 'media', objects: [{ name: 'a' }] });
    for (const other of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']) vi.stubEnv(other, undefined);
    vi.stubEnv(name, value);
    // The client's own list of hosts that are asked without the proxy.
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    const config = { bucket: 'media', apiEndpoint: simulator.url };
    const open = (): ReturnType<typeof openStorage> => openStorage(config, { timeoutMs: 2_000, now: () => 0 });
    // Only our own requests can be batched.
    expect((await open()).getJsonBatch === undefined).toBe(sender === 'the client');
    const store = createBucketStore({ bucket: 'media', now: () => 0, open });
    expect((await store.listPage({})).rows).toMatchObject([{ name: 'a' }]);
    await simulator.close();
  });

  it.each(['HTTPS_PROXY', 'https_proxy'])('in %s counts for addresses of https alone', async (name) => {
    for (const other of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']) vi.stubEnv(other, undefined);
    vi.stubEnv(name, 'http://127.0.0.1:9');
    const opened = (apiEndpoint: string): ReturnType<typeof openStorage> =>
      openStorage({ bucket: 'media', apiEndpoint }, { timeoutMs: 2_000, now: () => 0 });
    expect(await opened('http://127.0.0.1:9')).toHaveProperty('getJsonBatch');
    expect(await opened('https://127.0.0.1:9')).not.toHaveProperty('getJsonBatch');
  });
});

it('names no key file where the configuration has the key itself', () => {
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/keys/reader.json');
  expect(keyFileOf({ bucket: 'media', credentials: { client_email: 'x', private_key: 'y' } })).toBeNull();
  expect(keyFileOf({ bucket: 'media' })).toBe('/keys/reader.json');
});
