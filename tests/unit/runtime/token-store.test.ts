import { inspect } from 'node:util';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { createFileTokenStore, tokenProblem } from '../../../src/runtime/token-store.ts';
import type { AccessToken } from '../../../src/runtime/token-store.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const folder = useTemporaryFolder();
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
