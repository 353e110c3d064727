import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { isStorageError } from '../../../src/base/errors.ts';
import { GCSInventoryManager } from '../../../src/inventory/gcs-inventory-manager.ts';
import { mendPrivateKey, readCredentials, readKeyFile } from '../../../src/storage/credentials.ts';
import { useTemporaryFolder } from '../runtime/temporary-folder.ts';

const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const LOCKED = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'canary' },
});
const KEY = { type: 'service_account', client_email: 'reader@studio.iam.gserviceaccount.com', private_key: PEM };

const EXTERNAL = { type: 'external_account', audience: 'x', subject_token_type: 'jwt', token_url: 'https://x.example' };

const { path: pathOf } = useTemporaryFolder();

/** Gives what a manager with this key file says, by an endpoint that is never reached. */
async function refusalOf(keyFilename: string): Promise<{ kind: string; code: string; text: string }> {
  const config = { bucket: 'prints', apiEndpoint: 'http://127.0.0.1:9', useAuth: true, keyFilename };
  const error: unknown = await new GCSInventoryManager(config).scanFolder('').catch((reason: unknown) => reason);
  if (!isStorageError(error)) throw new Error(`not ours: ${String(error)}`);
  return { kind: error.kind, code: error.code, text: `${error.message} ${error.remedy ?? ''}` };
}

describe('a key file of a wrong kind', () => {
  it.each([
    ['empty', ''],
    ['empty', ' \n'],
    ['cut_short', '{"type":"service_acc'],
    ['not_json', 'hello'],
    ['not_json', 'null'],
    ['not_json', '["a"]'],
    ['not_json', 'AIzaSyCanaryCanaryCanaryCanaryCanary12'],
    ['pem', PEM],
    ['p12', Buffer.from([0x30, 0x82, 0x0a, 0x10, 2, 1, 3])],
    ['utf16', Buffer.from(`\uFEFF${JSON.stringify(KEY)}`, 'utf16le')],
    ['utf16', Buffer.from([0xfe, 0xff, 0, 0x7b])],
    // Begin like the two before and are neither.
    ['not_json', Buffer.from([0x30])],
    ['not_json', Buffer.from([0xfe, 0x30])],
    ['oauth_client', JSON.stringify({ installed: { client_id: 'x', client_secret: 'canary' } })],
    ['oauth_client', JSON.stringify({ web: { client_id: 'x', client_secret: 'canary' } })],
    ['unknown_type', JSON.stringify({ type: 'gdch_service_account' })],
    ['no_key', '{}'],
    ['no_email', JSON.stringify({ ...KEY, client_email: '' })],
    ['no_private_key', JSON.stringify({ ...KEY, private_key: undefined })],
    ['bad_private_key', JSON.stringify({ ...KEY, private_key: 'x' })],
    ['encrypted_key', JSON.stringify({ ...KEY, private_key: LOCKED })],
    ['incomplete', JSON.stringify({ type: 'authorized_user', client_id: 'x', refresh_token: '' })],
    ['incomplete', JSON.stringify({ type: 'external_account', audience: 'x' })],
    ['incomplete', JSON.stringify({ ...EXTERNAL, credential_source: null })],
    ['incomplete', JSON.stringify({ type: 'impersonated_service_account' })],
    ['bad_private_key', JSON.stringify({ ...KEY, private_key: String(PEM).slice(0, 300) })],
  ])('%s is told by its own word, with its path and a remedy, and never shown', async (word, content) => {
    const path = pathOf('key.json');
    await writeFile(path, content);
    const { kind, code, text } = await refusalOf(path);
    expect(kind).toBe('auth');
    expect(code).toBe(`gcs:credentials_${word}`);
    expect(text).toContain(path);
    expect(text).not.toMatch(/canary|MII/i);
  });

  it('that is a folder, or not there, is reported at once', async () => {
    await mkdir(pathOf('folder'));
    const startedAt = Date.now();
    expect((await refusalOf(pathOf('folder'))).code).toBe('gcs:credentials_is_folder');
    expect((await refusalOf(pathOf('gone.json'))).code).toBe('gcs:credentials_file_missing');
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });

  it('that is a pipe is reported at once, not waited for', async () => {
    const path = pathOf('pipe');
    execFileSync('mkfifo', [path]);
    expect((await refusalOf(path)).code).toBe('gcs:credentials_not_a_file');
  });

  it.each([
    ['JSON', JSON.stringify(KEY)],
    ['indented JSON behind a folder', `/srv/${JSON.stringify(KEY, null, 2)}`],
    ['escaped JSON', JSON.stringify(JSON.stringify(KEY))],
    ['PEM', String(PEM)],
    ['base64', Buffer.from(JSON.stringify(KEY)).toString('base64')],
  ])('given in place of its path, as %s, is not shown', async (_how, text) => {
    const said = await refusalOf(text);
    expect(said.code).toBe('gcs:credentials_path_is_key');
    expect(said.text).not.toMatch(/MII|eyJ|BEGIN|studio/);
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is told as such', async () => {
    const path = pathOf('secret.json');
    await writeFile(path, '{}');
    await chmod(path, 0o000);
    expect((await refusalOf(path)).code).toBe('gcs:credentials_no_access');
  });
});

describe('a key file that can be mended', () => {
  const escaped = String(PEM).replaceAll('\n', '\\n');
  it.each([
    ['as it is', JSON.stringify(KEY)],
    ['with a byte order mark', `\uFEFF${JSON.stringify(KEY)}`],
    ['with escaped line ends', JSON.stringify({ ...KEY, private_key: escaped })],
    ['with escaped line ends and quotes', JSON.stringify({ ...KEY, private_key: `"${escaped}"` })],
    ['with Windows line ends', JSON.stringify({ ...KEY, private_key: String(PEM).replaceAll('\n', '\r\n') })],
  ])('%s is taken', async (_how, content) => {
    const path = pathOf('good.json');
    await writeFile(path, content);
    const read = await readKeyFile(path);
    expect(read['client_email']).toBe(KEY.client_email);
    expect(String(read['private_key']).replaceAll('\r', '')).toBe(PEM);
  });

  it('may stand in the configuration as well', async () => {
    const credentials = { client_email: KEY.client_email, private_key: escaped };
    expect((await readCredentials({ bucket: 'prints', credentials }))?.['private_key']).toBe(PEM);
    expect(mendPrivateKey(`'${escaped}'`)).toBe(PEM);
  });

  it('and credentials of another type are left to the auth library', async () => {
    const path = pathOf('login.json');
    const login = { type: 'authorized_user', client_id: 'a', client_secret: 'b', refresh_token: 'c' };
    await writeFile(path, JSON.stringify(login));
    expect(await readKeyFile(path)).toEqual(login);
  });
});

it('cannot read a key file at a path that is too long to be one', async () => {
  const { kind, code } = await refusalOf(`${'a/'.repeat(3_000)}key.json`);
  expect([kind, code]).toEqual(['auth', 'gcs:credentials_unreadable']);
});
