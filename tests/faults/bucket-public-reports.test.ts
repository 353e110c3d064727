import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { isStorageError } from '../../src/base/errors.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import type { GcsConfig } from '../../src/runtime/platform-configs.ts';
import { mendPrivateKey } from '../../src/storage/credentials.ts';
import { toStorageError } from '../../src/storage/storage-error.ts';
import { readTokenFailure } from '../../src/storage/storage-failure.ts';

const open: Server[] = [];
afterEach(async () => {
  await Promise.all(
    open.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly body: unknown;
}

/** Gives a manager of a bucket whose every reply is the test's own. */
async function bucketOf(
  answer: (url: URL, request: IncomingMessage) => Reply,
  config: Partial<GcsConfig> = {},
): Promise<GCSInventoryManager> {
  const server = createServer((request, response) => {
    const { status = 200, type, body } = answer(new URL(request.url ?? '/', 'http://localhost'), request);
    response.writeHead(status, { 'content-type': type ?? 'application/json; charset=UTF-8' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiEndpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return new GCSInventoryManager(
    { bucket: 'prints', apiEndpoint, ...config },
    { retry: { retries: 1, initialDelayMs: 1 } },
  );
}

const object = (name: string, more: object = {}): object => ({
  name,
  size: '10',
  timeCreated: '2026-01-01T00:00:00Z',
  generation: '1',
  ...more,
});
const refusal = (code: number, reason: string | undefined, message: string, more: object = {}): Reply => ({
  status: code,
  body: { error: { code, message, ...(reason === undefined ? {} : { errors: [{ reason, message }] }), ...more } },
});
const names = (files: readonly { name: string }[]): string[] => files.map(({ name }) => name);

/** Gives what a scan of the bucket is refused with. */
async function refusalOf(
  answer: Reply,
): Promise<{ kind: string; code: string; message: string; remedy: string | null }> {
  const error: unknown = await (await bucketOf(() => answer)).scanFolder('').catch((reason: unknown) => reason);
  if (!isStorageError(error)) throw new Error(`not ours: ${String(error)}`);
  return error;
}

describe('public reports of listing', () => {
  it('an emulator that ignores maxResults gives one large page (fake-gcs-server#1912)', async () => {
    const all = Array.from({ length: 12_000 }, (_, index) => object(`f/${String(index).padStart(6, '0')}`));
    const gcs = await bucketOf(() => ({ body: { items: all } }));
    expect((await gcs.generateInventory(undefined, { files: 'none' })).bucket_summary.total_files).toBe(12_000);
  });

  it('an emulator sends an empty list of prefixes (fake-gcs-server#206)', async () => {
    const gcs = await bucketOf(() => ({ body: { items: [object('a')], prefixes: [] } }));
    expect(await gcs.scanFolder('')).toHaveLength(1);
  });

  it('an emulator ignores startOffset: nothing is listed twice or left out (fake-gcs-server#464, floci-gcp#21)', async () => {
    const all = ['list/A', 'list/B', 'list/C'].map((name) => object(name));
    const gcs = await bucketOf(() => ({ body: { items: all } }));
    expect(names(await gcs.scanFolder('list', { after: 'list/A' }))).toEqual(['list/B', 'list/C']);
  });

  it('a backend repeats its last page for ever (duplicati#7285)', async () => {
    let page = 0;
    const gcs = await bucketOf(() => {
      page += 1;
      const items = [object(`f/${String(Math.min(page, 5))}`)];
      return { body: { items, nextPageToken: String(page) } };
    });
    await expect(gcs.scanFolder('')).rejects.toMatchObject({ code: 'gcs:no_progress' });
    expect(page).toBeLessThan(60);
  });

  it('a prefix gives an empty page with a token, then objects (nodejs-storage#2576)', async () => {
    const gcs = await bucketOf((url) =>
      url.searchParams.get('pageToken') === null
        ? { body: { nextPageToken: 'T' } }
        : { body: { items: [object('u/images/1.jpg')] } },
    );
    expect(await gcs.scanFolder('u/images')).toHaveLength(1);
  });

  it('a bucket without an object answers without items (s3scanner#97)', async () => {
    const gcs = await bucketOf(() => ({ body: { kind: 'storage#objects' } }));
    expect((await gcs.generateInventory()).bucket_summary.total_files).toBe(0);
  });

  it('a description comes without a size (rohmu#83)', async () => {
    const gcs = await bucketOf(() => ({ body: { items: [object('a'), object('b', { size: undefined })] } }));
    const { bucket_summary: summary, issues } = await gcs.generateInventory();
    expect(summary.total_files).toBe(1);
    expect(issues).toMatchObject([{ code: 'gcs:odd_row', id: 'b' }]);
  });

  it('folders without markers are folders (gcsfuse#356, gcsfuse#289), and markers are no files (rclone#7038)', async () => {
    const items = [object('foo/', { size: '0' }), object('foo/bar/', { size: '0' }), object('up/loaded/a.mp4')];
    const inventory = await (await bucketOf(() => ({ body: { items } }))).generateInventory();
    expect(Object.keys(inventory.folder_inventories)).toEqual(['', 'foo', 'up']);
    expect(inventory.folder_inventories['foo']).toMatchObject({ total_files: 0, subfolders: ['bar'] });
  });

  it('several generations of a name are one file, the first (floci-gcp#181)', async () => {
    const items = [object('a', { generation: '2' }), object('a', { generation: '1' })];
    const gcs = await bucketOf(() => ({ body: { items } }));
    expect(await gcs.scanFolder('')).toMatchObject([{ name: 'a', generation: '2' }]);
  });

  it('a Mac spells a letter with two characters (Immich#30657): its folder is found by either spelling', async () => {
    const stored = ['Cafe\u0301/a.mp4', 'Cafe\u0301/raw/b.mp4', 'Café/c.mp4'];
    const answer = (url: URL): Reply => ({
      body: {
        items: stored
          .filter((name) => name.startsWith(url.searchParams.get('prefix') ?? ''))
          .map((name) => object(name)),
      },
    });
    for (const folder of ['Café', 'Cafe\u0301']) {
      const gcs = await bucketOf(answer, { folders: [folder, 'Cafe\u0301'] });
      expect(names(await gcs.scanFolder(folder))).toEqual(stored);
      const inventory = await gcs.generateInventory();
      expect(inventory.bucket_summary.total_files).toBe(3);
      expect(inventory.folder_inventories[folder]).toMatchObject({ total_files: 3, subfolders: ['raw'] });
      expect(inventory.issues).toEqual([]);
    }
  });

  it('one odd name does not end the scan of its neighbours (Immich#17224)', async () => {
    const odd = ['a/\u{FFFD}§\u0001.mp4', 'a/b c [1] 100%+é#?.mp4', 'a/\u202Efdp.exe', 'a/line\nend.mp4'];
    const gcs = await bucketOf(() => ({ body: { items: [...odd].sort().map((name) => object(name)) } }));
    expect(new Set(names(await gcs.scanFolder('a')))).toEqual(new Set(odd));
  });

  it('names with brackets, plus signs and percent signs are asked for as they are (arrow-rs#7148, google-api-java-client-services#3783)', async () => {
    const asked: string[] = [];
    const gcs = await bucketOf((url) => {
      asked.push(url.pathname);
      return url.pathname.endsWith('/o')
        ? { body: { items: [object('[foo]/a+b %20.mp4')] } }
        : { status: 404, body: {} };
    });
    const [file] = await gcs.scanFolder('');
    if (file !== undefined) await gcs.probeMedia(file).catch(() => undefined);
    expect(asked.at(-1)?.replace(/^.*\/o\//, '')).toBe('%5Bfoo%5D%2Fa%2Bb%20%2520.mp4');
  });
});

describe('public reports of refusals', () => {
  it('a requester-pays bucket answers 400 "required" (grid#2588, gcsfs#470), or in other words (cromwell#6556)', async () => {
    const plain = 'Bucket is requester pays bucket but no user project provided.';
    const enhanced = `400 Bad Request GET https://storage.googleapis.com/… { "message": "${plain}" }`;
    for (const message of [plain, enhanced]) {
      const { code, remedy } = await refusalOf(refusal(400, 'required', message));
      expect(code).toBe('gcs:400/userProjectMissing');
      expect(remedy).toContain('gcs_user_project');
    }
  });

  it('a project that may not be billed is no missing listing (gcsfs#678)', async () => {
    const message =
      "a@b.c does not have serviceusage.services.use access. Permission 'serviceusage.services.use' denied.";
    const { code, remedy } = await refusalOf(refusal(403, 'forbidden', message));
    expect(code).toBe('gcs:403/userProjectAccessDenied');
    expect(remedy).toContain('roles/serviceusage.serviceUsageConsumer');
  });

  it('VPC Service Controls answer in the newer envelope (cloudquery#1062)', async () => {
    const reply = refusal(
      403,
      undefined,
      "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: eYhD",
      {
        status: 'PERMISSION_DENIED',
        details: [{ reason: 'SECURITY_POLICY_VIOLATED' }],
      },
    );
    expect(await refusalOf(reply)).toMatchObject({
      code: 'gcs:403/vpcServiceControls',
      message: expect.stringContaining('eYhD') as string,
    });
  });

  it('a download is refused in plain text that is called HTML (firebase-tools#3647)', async () => {
    const gcs = await bucketOf((url) =>
      url.searchParams.get('alt') === 'media'
        ? {
            status: 403,
            type: 'text/html; charset=UTF-8',
            body: 'a@b.c does not have storage.objects.get access to the Google Cloud Storage object.',
          }
        : { body: { items: [object('a.mp4')] } },
    );
    const [file] = await gcs.scanFolder('');
    if (file === undefined) throw new Error('nothing listed');
    await expect(gcs.probeMedia(file)).rejects.toMatchObject({ kind: 'permission', code: 'gcs:403' });
  });

  it('an answer of the older API comes in XML (nextcloud/server#12537)', async () => {
    const body =
      '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';
    expect(await refusalOf({ status: 429, type: 'application/xml', body })).toMatchObject({ kind: 'rate_limit' });
    const kms =
      '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Permission denied on Cloud KMS key.</Message></Error>';
    expect(await refusalOf({ status: 403, type: 'application/xml', body: kms })).toMatchObject({
      code: 'gcs:403/kmsKey',
    });
  });

  it('a limit is reached while others write (gcsfuse#2453): it is waited for and tried again', async () => {
    let asked = 0;
    const gcs = await bucketOf(() => {
      asked += 1;
      return asked === 1
        ? refusal(429, 'rateLimitExceeded', 'exceeds the rate limit')
        : { body: { items: [object('a')] } };
    });
    expect(await gcs.scanFolder('')).toHaveLength(1);
  });

  it('an emulator knows no /storage/v1 (gcp-storage-emulator#209): the address is named, not the bucket', async () => {
    const reply = { status: 404, type: 'text/html', body: '<!doctype html><title>Not Found</title>' };
    expect(await refusalOf(reply)).toMatchObject({
      kind: 'invalid_response',
      remedy: expect.stringContaining('gcs_api_endpoint') as string,
    });
  });
});

describe('public reports of keys', () => {
  const word = (message: string, more: object = {}): string | undefined =>
    readTokenFailure(Object.assign(new Error(message), more), 0).failure.credentials?.word;

  it('a wrong clock is told from a wrong key (node-google-spreadsheet#409), and thought of where it is not said (google-auth-library-nodejs#129)', () => {
    const said =
      'invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.';
    expect(word(said)).toBe('clock');
    const { failure } = readTokenFailure(new Error('invalid_grant'), 0);
    expect(toStorageError(failure, { bucket: 'b', operation: 'list' }).remedy).toContain('clock');
  });

  it('the metadata server stumbles (nodejs-storage#1288, gcp-metadata#436): it is tried again', () => {
    const message =
      'Could not refresh access token: Unsuccessful response status code. Request failed with status code 500';
    const { failure } = readTokenFailure(new Error(message), 0);
    expect(toStorageError(failure, { bucket: 'b', operation: 'list' })).toMatchObject({
      kind: 'transient',
      retryable: true,
    });
  });

  it('a machine has no service account (nodejs-storage#432, cml#1184)', () => {
    expect(
      word('Could not refresh access token: A Not Found error for the Compute Engine built-in service account.'),
    ).toBe('machine');
    expect(word('Could not refresh access token.')).toBe('refused');
  });

  it('the token endpoint hangs up (google-cloud-node#2623): a network fault that is tried again', () => {
    const { failure } = readTokenFailure(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 0);
    expect(toStorageError(failure, { bucket: 'b', operation: 'list' })).toMatchObject({
      kind: 'network',
      retryable: true,
    });
  });

  it.each([
    ['escaped line ends (google-indexing-script#77)', (pem: string) => pem.replaceAll('\n', '\\n')],
    ['line ends escaped twice (nocodb#2207)', (pem: string) => pem.replaceAll('\n', '\\\\n')],
    ['spaces in place of line ends (google-cloud-node#272)', (pem: string) => pem.replaceAll('\n', ' ')],
    [
      'no spaces at all (directus#21287)',
      (pem: string) =>
        pem
          .replaceAll('PRIVATE KEY', 'PRIVATEKEY')
          .replaceAll('BEGIN ', 'BEGIN')
          .replaceAll('END ', 'END')
          .replaceAll('\n', '\\n'),
    ],
    ['quotes around it', (pem: string) => `"${pem.replaceAll('\n', '\\n')}"`],
  ])('a private key with %s is mended', (_how, spoil) => {
    const body = `${'A'.repeat(64)}\n${'b+/'.repeat(10)}==`;
    const pem = `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
    expect(mendPrivateKey(spoil(pem))).toBe(pem);
  });

  it('the whole key file is given as the private key (nocodb#8534)', async () => {
    const credentials = { client_email: 'a@b.c', private_key: '{"type":"service_account","private_key":"canary"}' };
    const gcs = await bucketOf(() => ({ body: { items: [] } }), { useAuth: true, credentials });
    await expect(gcs.scanFolder('')).rejects.toMatchObject({ kind: 'auth', code: 'gcs:credentials_key_is_file' });
  });
});

describe('a folder that is an address', () => {
  it('is refused with the path to give', async () => {
    const gcs = await bucketOf(() => ({ body: { items: [] } }));
    const refused = {
      kind: 'invalid_request',
      remedy: expect.stringContaining('gs://') as string,
    };
    await expect(gcs.scanFolder('gs://prints/video/')).rejects.toMatchObject(refused);
    await expect(gcs.getLatestFiles({ folder: 'gs://prints/video' })).rejects.toMatchObject(refused);
    await expect(gcs.searchFiles({ folder: 'gs://prints/video' })).rejects.toMatchObject(refused);
  });
});
