import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import {
  type AccessToken,
  createFileStore,
  createFileTokenStore,
  createMemoryStore,
  type KeyValueStore,
  tokenProblem,
} from '../../../src/runtime/stores.ts';
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

const token: AccessToken = { value: 'canary-4711', expiresAt: '2027-01-01T00:00:00Z' };

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('createFileTokenStore', () => {
  it('gives null while there is no file', async () => {
    await expect(createFileTokenStore(folder.path('token.json')).load()).resolves.toBeNull();
  });

  it.each([token, { value: 'canary-4711', expiresAt: null }])('gives back what was saved', async (saved) => {
    const path = folder.path('state', 'token.json');
    await createFileTokenStore(path).save(saved);
    await expect(createFileTokenStore(path).load()).resolves.toEqual(saved);
  });

  it.skipIf(process.platform === 'win32')(
    'writes a file only its owner may read, even over one that others may',
    async () => {
      const path = folder.path('token.json');
      await writeFile(path, '{}', { mode: 0o644 });
      await createFileTokenStore(path).save(token);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
        access_token: 'canary-4711',
        expires_at: '2027-01-01T00:00:00Z',
      });
    },
  );

  it.each([
    ['no JSON', 'canary-4711'],
    ['broken JSON', '{"access_token":"canary-4711"'],
    ['an array', '["canary-4711"]'],
    ['an empty token', '{"access_token":"","expires_at":null}'],
    ['a number for a token', '{"access_token":4711}'],
    ['an expiry that is no time', '{"access_token":"canary-4711","expires_at":"soon"}'],
  ])('refuses a file that holds %s without showing it', async (_name, text) => {
    const path = folder.path('token.json');
    await writeFile(path, text);
    const error = await thrownBy(createFileTokenStore(path).load());
    expect(error).toMatchObject({ name: 'ConfigError', kind: 'config', code: 'config:tokenStore' });
    expect((error as Error).message).toContain(path);
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('canary');
  });

  it('accepts a file without an expiry', async () => {
    const path = folder.path('token.json');
    await writeFile(path, '{"access_token":"canary-4711"}');
    await expect(createFileTokenStore(path).load()).resolves.toEqual({ value: 'canary-4711', expiresAt: null });
  });

  it('says when the disk refuses', async () => {
    await mkdir(folder.path('token.json'));
    const store = createFileTokenStore(folder.path('token.json'));
    await expect(store.load()).rejects.toMatchObject({ kind: 'io', code: 'io:EISDIR' });
    const error = await thrownBy(store.save(token));
    expect(error).toMatchObject({ name: 'ExportError', kind: 'io' });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });
});

describe('tokenProblem', () => {
  it.each([
    '',
    '<YOUR_TOKEN>',
    'YOUR_ACCESS_TOKEN',
    'your-token-here',
    '${IG_TOKEN}',
    '{{token}}',
    'EAA...',
    'EAAxxxxxxxx',
    'changeme',
    'ACCESS_TOKEN',
    'PASTE_TOKEN',
    '[ACCESS_TOKEN]',
    'access_token=EAAtoken',
    '"EAAtoken"',
    'undefined',
    'TODO',
    'IGAA\u2026',
    'EAA tok',
    'EAA\u0442oken',
  ])('finds one in %j', (value) => {
    expect(tokenProblem(value)).not.toBeNull();
  });

  test.prop([fc.stringMatching(/^(?:EAA|IGAA|IGQV)[A-Za-wyz0-9]{40,200}$/)])(
    'finds none in what looks like a token',
    (value) => {
      fc.pre(!/your|placeholder|changeme/i.test(value));
      expect(tokenProblem(value)).toBeNull();
    },
  );
});
