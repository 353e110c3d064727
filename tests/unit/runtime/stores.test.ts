import { mkdir, readdir } from 'node:fs/promises';

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { createFileStore, createMemoryStore, type KeyValueStore } from '../../../src/runtime/stores.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const folder = useTemporaryFolder();

const stores: [string, () => KeyValueStore][] = [
  ['createMemoryStore', () => createMemoryStore()],
  ['createFileStore', () => createFileStore(folder.path('store'))],
];

describe.each(stores)('%s', (_name, create) => {
  it('gives null for what was never set', async () => {
    await expect(create().get('hashtags')).resolves.toBeNull();
  });

  it('gives back what was set last, an empty text included', async () => {
    const store = create();
    await store.set('hashtags', '{"a":1}');
    await store.set('empty', '');
    await store.set('hashtags', '{"ä":"🎬"}');
    await expect(store.get('hashtags')).resolves.toBe('{"ä":"🎬"}');
    await expect(store.get('empty')).resolves.toBe('');
  });

  it('adds lines to what was set, each on its own', async () => {
    const store = create();
    await store.append?.('tags', 'a');
    await store.append?.('tags', 'b');
    await expect(store.get('tags')).resolves.toBe('a\nb\n');
    await store.set('tags', 'c');
    await store.append?.('tags', 'd');
    await expect(store.get('tags')).resolves.toBe('c\nd\n');
  });

  it('refuses half of a surrogate pair, which a file would give back as another character', async () => {
    await expect(create().set('a', '\uD800')).rejects.toMatchObject({ code: 'argument:value' });
    await expect(create().set('\uD800', 'a')).rejects.toMatchObject({ code: 'argument:key' });
    await expect(create().append?.('a', '\uD800')).rejects.toMatchObject({ code: 'argument:line' });
  });

  it('keeps keys apart that a file system would mix up', async () => {
    const store = create();
    const keys = [
      'a',
      'A',
      'a/b',
      'a-b',
      'a b',
      '',
      '..',
      '../a',
      '__proto__',
      'con',
      'x'.repeat(300),
      'x'.repeat(301),
    ];
    for (const key of keys) await store.set(key, `value of ${key}`);
    for (const key of keys) await expect(store.get(key)).resolves.toBe(`value of ${key}`);
  });
});

describe('createFileStore', () => {
  it('touches no disk until it is used', async () => {
    createFileStore(folder.path('store'));
    expect(await readdir(folder.path())).toEqual([]);
  });

  it('is read by the next one on the same folder', async () => {
    await createFileStore(folder.path('store')).set('k', 'v');
    await expect(createFileStore(folder.path('store')).get('k')).resolves.toBe('v');
  });

  test.prop(
    [fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom('../x', '/etc/passwd', '..\\x', 'a\0b'))],
    {
      numRuns: 40,
    },
  )('stays in its folder whatever the key', async (key) => {
    await createFileStore(folder.path('store')).set(key, 'v');
    expect(await readdir(folder.path())).toEqual(['store']);
  });

  it('says which file could not be read', async () => {
    const store = createFileStore(folder.path('store'));
    await store.set('k', 'v');
    const [file = ''] = await readdir(folder.path('store'));
    const other = createFileStore(folder.path('other'));
    await mkdir(folder.path('other', file), { recursive: true });
    await expect(other.get('k')).rejects.toMatchObject({
      name: 'InsightInventoryError',
      kind: 'io',
      code: 'io:EISDIR',
    });
  });
});
