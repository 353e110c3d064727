import { describe, expect, it } from 'vitest';

import { createBucketStore } from '../../../src/storage/bucket-store.ts';
import type { StorageTransport } from '../../../src/storage/http-transport.ts';
import type { ObjectStore } from '../../../src/storage/object-store.ts';

/** A store that is answered every request with one body, or the bytes. */
function answered(body: unknown, bytes = new Uint8Array()): ObjectStore {
  const transport: StorageTransport = {
    getJson: () => Promise.resolve(body),
    getBytes: () => Promise.resolve(bytes),
  };
  return createBucketStore({ bucket: 'clips', now: () => 0, open: () => Promise.resolve(transport) });
}

const none = { name: 'StorageError', message: expect.stringContaining('not what the JSON API documents') as string };

describe('a page of a listing', () => {
  it.each([
    ['a text', 'x'],
    ['a list', []],
    ['nothing', null],
    ['another API', { kind: 'drive#files', files: [] }],
    ['no list of items', { items: 5 }],
    ['prefixes that are no texts', { prefixes: [5] }],
    ['a token that is no text', { nextPageToken: 5 }],
  ])('is none of %s', async (_, body) => {
    await expect(answered(body).listPage({})).rejects.toMatchObject(none);
    await expect(answered(body).listNames({})).rejects.toMatchObject(none);
  });

  it.each([
    ['an empty object', {}],
    ['a kind', { kind: 'storage#objects' }],
    ['an empty token', { nextPageToken: '' }],
  ])('may be empty: %s', async (_, body) => {
    expect(await answered(body).listPage({})).toEqual({ rows: [], prefixes: [], nextPageToken: null });
  });

  it('leaves out and counts what has no name', async () => {
    const store = answered({ items: [{ name: 'a.mp4', size: 5 }, { name: '' }, 7, { size: '1' }] });
    expect(await store.listPage({})).toMatchObject({ rows: [{ name: 'a.mp4', size: 5 }], unnamed: 3 });
    expect(await store.listNames({})).toMatchObject({ names: ['a.mp4'] });
  });

  it.each([
    ['a list', []],
    ['a text', 'x'],
    ['nothing', null],
    ['a text and a number', { take: '2', shot: 5 }],
  ])('keeps a row whose metadata are %s', async (_, metadata) => {
    const { rows } = await answered({ items: [{ name: 'a.mp4', metadata }] }).listPage({});
    expect(rows).toMatchObject([{ name: 'a.mp4' }]);
  });
});

describe('permissions', () => {
  it.each([
    ['none', {}, []],
    ['those that are texts', { permissions: ['storage.objects.list', 5] }, ['storage.objects.list']],
  ])('are %s', async (_, body, expected) => {
    expect(await answered(body).testPermissions(['storage.objects.list'])).toEqual(expected);
  });

  it.each([
    ['a text', 'x'],
    ['nothing', null],
    ['no list', { permissions: 5 }],
  ])('are unknown from %s', async (_, body) => {
    await expect(answered(body).testPermissions(['storage.objects.list'])).rejects.toMatchObject(none);
  });
});

describe('a range of bytes', () => {
  it('longer than was asked for is no answer', async () => {
    const store = answered(null, new Uint8Array(12));
    await expect(store.readRange({ name: 'a.mp4', start: 0, end: 9 })).rejects.toThrow('more bytes than asked for');
  });
});

it('throws on what is no failure of the platform: a mistake in code', async () => {
  const mistake = new TypeError('no function');
  const store = createBucketStore({ bucket: 'clips', now: () => 0, open: () => Promise.reject(mistake) });
  await expect(store.listPage({})).rejects.toBe(mistake);
});
