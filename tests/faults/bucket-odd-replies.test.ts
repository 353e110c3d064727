import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import type { CollectionIssue } from '../../src/base/issues.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import type { GcsConfig } from '../../src/runtime/platform-configs.ts';

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
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

/** Gives an endpoint that answers as no simulator of the service would: every reply is the test's own. */
async function endpoint(
  answer: (query: URLSearchParams, path: string) => Reply,
): Promise<{ manager: (config?: Partial<GcsConfig>) => GCSInventoryManager; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response: ServerResponse) => {
    requests += 1;
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { status = 200, headers = {}, body } = answer(url.searchParams, url.pathname);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiEndpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    manager: (config = {}) =>
      new GCSInventoryManager(
        { bucket: 'prints', apiEndpoint, ...config },
        { retry: { retries: 1, initialDelayMs: 1 } },
      ),
    requests: () => requests,
  };
}

const file = (name: string, more: object = {}): object => ({
  name,
  size: '10',
  timeCreated: '2026-01-01T00:00:00Z',
  generation: '1',
  ...more,
});

describe('one odd row among ten thousand', () => {
  const names = Array.from({ length: 9_999 }, (_, index) => `a/${String(index).padStart(5, '0')}.mp4`);
  it.each([
    ['without a size', { name: 'b/odd.mp4' }, 'b/odd.mp4'],
    ['with a size of words', file('b/odd.mp4', { size: 'abc' }), 'b/odd.mp4'],
    ['with a negative size', file('b/odd.mp4', { size: '-1' }), 'b/odd.mp4'],
    ['with a size beyond 2^53', file('b/odd.mp4', { size: '9007199254740993' }), 'b/odd.mp4'],
    ['with a size that is an object', file('b/odd.mp4', { size: {} }), 'b/odd.mp4'],
    ['without a name', { size: '10' }, null],
    ['with an empty name', file(''), null],
    ['that is null', null, null],
    ['that is a text', 'b/odd.mp4', null],
  ])('%s costs only itself, with one issue', async (_what, odd, id) => {
    const { manager, requests } = await endpoint(() => ({
      body: { items: [...names.map((name) => file(name)), odd] },
    }));
    const inventory = await manager().generateInventory(undefined, { files: 'none' });
    expect(inventory.bucket_summary).toMatchObject({ total_files: 9_999, total_size_bytes: 99_990 });
    expect(inventory.inventory_info.listing.objects_seen).toBe(10_000);
    expect(inventory.issues).toMatchObject([{ code: 'gcs:odd_row', kind: 'invalid_response', id }]);
    expect(requests()).toBe(1);
    expect((await manager().analyzeFolders()).total).toMatchObject({ files: 9_999, size_bytes: 99_990 });
  });

  it('is shown where rows are shown, without a size and with the reason', async () => {
    const { manager } = await endpoint(() => ({ body: { items: [file('a.mp4'), { name: 'b.mp4' }] } }));
    const rows = await manager().scanFolder('');
    expect(rows[1]).toMatchObject({ name: 'b.mp4', size_bytes: null, unavailable: { size_bytes: 'failed' } });
    expect((await manager().getLargestFiles()).map(({ name }) => name)).toEqual(['a.mp4', 'b.mp4']);
    expect(await manager().searchFiles({ minSizeMb: 0 })).toHaveLength(1);
  });

  it.each(['getLargestFiles', 'getLatestFiles'] as const)(
    'is an issue of %s, which may leave it out as not the first',
    async (method) => {
      const rows = [file('a.mp4'), file('b.mp4', { size: '1e9', timeCreated: '2020-01-01T00:00:00Z' })];
      const { manager } = await endpoint(() => ({ body: { items: rows } }));
      const issues: CollectionIssue[] = [];
      await manager()[method]({ limit: 1, onIssue: (issue) => issues.push(issue) });
      expect(issues).toMatchObject([{ code: 'gcs:odd_row', id: 'b.mp4' }]);
    },
  );

  it('does not excuse a page that is no listing', async () => {
    const { manager } = await endpoint(() => ({ body: { items: 'none' } }));
    await expect(manager().generateInventory()).rejects.toMatchObject({ kind: 'invalid_response' });
  });
});

describe('each object once', () => {
  const pages: Record<string, { items: object[]; nextPageToken?: string }> = {
    '': { items: [file('a/1'), file('a/2')], nextPageToken: 'T' },
    T: { items: [file('a/2'), file('b/3')], nextPageToken: 'U' },
    U: { items: [file('b/3'), file('b/3'), file('b/4')] },
  };
  const answer = (query: URLSearchParams): Reply => ({ body: pages[query.get('pageToken') ?? ''] });

  it('in every method, though pages overlap and a page repeats a name', async () => {
    const { manager } = await endpoint(answer);
    const expected = ['a/1', 'a/2', 'b/3', 'b/4'];
    for (const order of ['name', 'unordered'] as const) {
      const names: string[] = [];
      for await (const { name } of manager().iterateFiles({ order })) names.push(name);
      expect(names).toEqual(expected);
    }
    expect((await manager().generateInventory()).bucket_summary.total_files).toBe(4);
    const dir = await mkdtemp(join(tmpdir(), 'bucket-odd-'));
    try {
      expect(await manager().exportFiles(join(dir, 'x.ndjson'))).toMatchObject({ rows: 4 });
      expect((await readFile(join(dir, 'x.ndjson'), 'utf8')).split('\n')).toHaveLength(5);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('of an endpoint that keeps no order', async () => {
    const disordered: typeof pages = {
      '': { items: [file('b'), file('a'), file('b')], nextPageToken: 'T' },
      T: { items: [file('a'), file('0')] },
    };
    const { manager } = await endpoint((query) => ({ body: disordered[query.get('pageToken') ?? ''] }));
    const names: string[] = [];
    for await (const { name } of manager().iterateFiles()) names.push(name);
    expect(names).toEqual(['b', 'a', '0']);
  });

  it('of an endpoint that ignores where a part of the names begins and ends', async () => {
    const all = Array.from({ length: 400 }, (_, index) => `f/${String(index).padStart(3, '0')}`);
    const { manager } = await endpoint((query) => {
      const from = Number(query.get('pageToken') ?? '0');
      const next = from + 20;
      return {
        body: {
          items: all.slice(from, next).map((name) => file(name)),
          ...(next < all.length ? { nextPageToken: String(next) } : {}),
        },
      };
    });
    expect((await manager().scanFolder('f')).map(({ name }) => name)).toEqual(all);
  });
});

describe('a listing ends', () => {
  it.each([1, 2, 3, 7, 40])('though its page tokens lead in a circle of %i', async (length) => {
    for (const order of ['name', 'unordered'] as const) {
      const { manager, requests } = await endpoint((query) => {
        const at = Number(query.get('pageToken') ?? '0');
        return { body: { items: [file(`f/${String(at)}`)], nextPageToken: String((at % length) + 1) } };
      });
      const run = async (): Promise<number> => {
        let rows = 0;
        for await (const { size_bytes } of manager().iterateFiles({ order })) rows += size_bytes ?? 0;
        return rows;
      };
      await expect(run()).rejects.toMatchObject({
        code: expect.stringMatching(/^gcs:(?:repeated_page|no_progress)$/) as string,
      });
      expect(requests()).toBeLessThan(4 * length + 20);
    }
  });

  it('though every page has a token of its own and nothing new', async () => {
    let page = 0;
    const { manager } = await endpoint(() => ({ body: { items: [file('a')], nextPageToken: String((page += 1)) } }));
    await expect(manager().scanFolder('')).rejects.toMatchObject({ code: 'gcs:no_progress' });
  });
});

describe('a page token the service no longer takes', () => {
  const all = Array.from({ length: 150 }, (_, index) => `f/${String(index).padStart(5, '0')}.mp4`);
  const bucket =
    (refuse: (token: string) => boolean) =>
    (query: URLSearchParams): Reply => {
      const token = query.get('pageToken');
      if (token !== null && refuse(token)) {
        return { status: 400, body: { error: { code: 400, errors: [{ reason: 'invalid', message: 'pageToken' }] } } };
      }
      const from =
        token === null ? all.findIndex((name) => name >= (query.get('startOffset') ?? '')) : Number(token.slice(1));
      const next = from + 50;
      const items = from === -1 ? [] : all.slice(from, next).map((name) => file(name));
      return { body: { items, ...(from !== -1 && next < all.length ? { nextPageToken: `t${String(next)}` } : {}) } };
    };

  it('costs nothing: the listing goes on behind the last name', async () => {
    for (const order of ['name', 'unordered'] as const) {
      const { manager } = await endpoint(bucket((token) => token === 't50'));
      const names: string[] = [];
      for await (const { name } of manager().iterateFiles({ order })) names.push(name);
      expect(names).toEqual(all);
    }
  });

  it('ends the listing where no token is taken at all and names do not help', async () => {
    const { manager, requests } = await endpoint((query) =>
      query.get('pageToken') === null
        ? { body: { items: [file('f/1')], nextPageToken: 'T' } }
        : { status: 400, body: { error: { code: 400, errors: [{ reason: 'invalid' }] } } },
    );
    await expect(manager().scanFolder('f')).rejects.toMatchObject({ status: 400 });
    expect(requests()).toBeLessThan(6);
  });
});

describe('a listing that broke', () => {
  it('says from which name on it goes on, and goes on there', async () => {
    const all = Array.from({ length: 90 }, (_, index) => `f/${String(index).padStart(3, '0')}`);
    let isDown = true;
    const { manager } = await endpoint((query) => {
      const start = query.get('startOffset') ?? '';
      const from = Math.max(
        Number(query.get('pageToken') ?? '0'),
        all.findIndex((name) => name >= start),
      );
      if (isDown && from >= 60) return { status: 403, body: { error: { code: 403 } } };
      const next = from + 30;
      return {
        body: {
          items: all.slice(from, next).map((name) => file(name)),
          ...(next < all.length ? { nextPageToken: String(next) } : {}),
        },
      };
    });
    const broken = (await manager()
      .scanFolder('f')
      .catch((error: unknown) => error)) as { partial: { items: { name: string }[]; after: string } };
    const read = broken.partial.items.map(({ name }) => name);
    expect(read.length).toBeGreaterThan(0);
    isDown = false;
    const rest = await manager().scanFolder('f', { after: broken.partial.after });
    expect(rest[0]?.name).toBe(all[read.indexOf(broken.partial.after) + 1]);
    expect(new Set([...read, ...rest.map(({ name }) => name)])).toEqual(new Set(all));
  });
});

describe('a folder that is not there', () => {
  const answer = (query: URLSearchParams): Reply => ({
    body: {
      items: ['video/a.mp4'].filter((name) => name.startsWith(query.get('prefix') ?? '')).map((name) => file(name)),
    },
  });

  it('is named by every method that was asked for it', async () => {
    const { manager } = await endpoint(answer);
    const missing = {
      kind: 'not_found',
      code: 'gcs:folder_not_found',
      message: expect.stringContaining('"vidoe"') as string,
    };
    const gcs = manager();
    await expect(gcs.scanFolder('vidoe')).rejects.toMatchObject(missing);
    await expect(gcs.searchFiles({ folder: 'vidoe' })).rejects.toMatchObject(missing);
    await expect(gcs.getLatestFiles({ folder: 'vidoe' })).rejects.toMatchObject(missing);
    await expect(gcs.getFilesByCategory('video', { folder: 'vidoe' })).rejects.toMatchObject(missing);
    await expect(manager({ draftFolder: 'vidoe' }).getDraftFiles()).rejects.toMatchObject(missing);
    await expect(manager({ folders: ['vidoe'] }).analyzeFolders()).rejects.toMatchObject(missing);
    await expect(gcs.iterateFiles({ folder: 'vidoe' }).next()).rejects.toMatchObject(missing);
  });

  it('does not take the folders beside it along', async () => {
    const { manager } = await endpoint(answer);
    const gcs = manager({ folders: ['vidoe', 'video'] });
    const told: (string | null)[] = [];
    const onIssue = ({ id, code }: CollectionIssue): void => {
      told.push(id);
      expect(code).toBe('gcs:folder_not_found');
    };
    expect(await gcs.searchFiles('.mp4', { onIssue })).toHaveLength(1);
    await gcs.analyzeFolders({ onIssue });
    await gcs.getLatestFiles({ onIssue });
    await gcs.getFilesByCategory('video', { onIssue });
    for await (const { name } of gcs.iterateFiles({ onIssue })) expect(name).toBe('video/a.mp4');
    expect(told).toEqual(Array.from({ length: 5 }, () => 'vidoe'));
    const dir = await mkdtemp(join(tmpdir(), 'bucket-odd-'));
    try {
      const { issues, rows } = await gcs.exportFiles(join(dir, 'x.csv'));
      expect(rows).toBe(1);
      expect(issues).toMatchObject([{ code: 'gcs:folder_not_found', id: 'vidoe' }]);
    } finally {
      await rm(dir, { recursive: true });
    }
    expect((await gcs.generateInventory()).issues).toMatchObject([{ code: 'gcs:folder_not_found', id: 'vidoe' }]);
  });
});

describe('files that are refused for one reason', () => {
  const listed = Array.from({ length: 300 }, (_, index) => file(`v${String(index).padStart(3, '0')}.mp4`));
  const refuse = (status: number, reason: string, message: string): Reply => ({
    status,
    body: { error: { code: status, message, errors: [{ domain: 'global', reason, message }] } },
  });

  it.each([
    ['a permission', refuse(403, 'forbidden', 'a@b.c does not have storage.objects.get access.'), 'gcs:403'],
    ['the daily limit', refuse(403, 'dailyLimitExceeded', 'Daily Limit Exceeded'), 'gcs:403/dailyLimitExceeded'],
  ])('%s: are one issue, found after a few', async (_what, reply, code) => {
    const { manager, requests } = await endpoint((_query, path) =>
      path.endsWith('/o') ? { body: { items: listed } } : reply,
    );
    const { issues } = await manager().generateInventory(undefined, { probe: true });
    expect(issues).toMatchObject([{ code, id: null, message: expect.stringContaining('300 files') as string }]);
    // The listing, five in a row, and what was on its way then.
    expect(requests()).toBeLessThan(20);
  });

  it.each([
    ['a customer’s key', refuse(400, 'resourceIsEncryptedWithCustomerEncryptionKey', 'encrypted with a customer key')],
    ['objects that are gone', refuse(404, 'notFound', 'No such object')],
    ['objects that were changed', refuse(412, 'conditionNotMet', 'At least one of the pre-conditions did not hold.')],
  ])('%s: are one issue a folder, and say nothing of other folders', async (_what, reply) => {
    const read = [file('z/a.bmp'), file('z/b.bmp')];
    const { manager, requests } = await endpoint((_query, path) => {
      if (path.endsWith('/o')) return { body: { items: [...listed, ...read] } };
      return path.includes('z%2F') ? { status: 206, body: Buffer.from('BM') } : reply;
    });
    const { issues } = await manager().generateInventory(undefined, { probe: true });
    expect(issues.filter(({ code }) => code.startsWith('gcs:'))).toMatchObject([
      { id: null, remedy: expect.any(String) as string, message: expect.stringContaining('300 files') as string },
    ]);
    // The other folder was asked for, and has no picture in it.
    expect(issues.filter(({ code }) => code === 'media:unreadable')).toHaveLength(2);
    expect(requests()).toBeLessThan(60);
  });
});

describe('an object whose name ends in a slash', () => {
  it('is a file where it has bytes, and the marker of a folder where it has none', async () => {
    const items = [file('a/', { size: '0' }), file('a/b.mp4'), file('a/c/', { size: '700', contentType: 'video/mp4' })];
    const { manager } = await endpoint(() => ({ body: { items } }));
    const inventory = await manager().generateInventory();
    expect(inventory.bucket_summary).toMatchObject({ total_files: 2, total_size_bytes: 710 });
    expect(inventory.inventory_info.listing.objects_ignored).toBe(1);
    expect(inventory.folder_inventories['a']?.file_categories?.videos.map(({ name }) => name)).toEqual([
      'a/b.mp4',
      'a/c/',
    ]);
    expect((await manager().analyzeFolders()).total).toMatchObject({ files: 2, size_bytes: 710 });
    expect(await manager().searchFiles('')).toHaveLength(2);
  });
});

describe('an object stored with Content-Encoding: gzip', () => {
  it.each([
    ['its encoding, brotli', { 'content-encoding': 'br' }],
    ['its encoding in capitals', { 'content-encoding': 'GZIP' }],
    ['a header of the service', { 'x-goog-stored-content-encoding': 'gzip' }],
    ['a warning alone', { warning: '214 UploadServer gunzipped' }],
  ])('is not probed by the bytes it is unpacked to, told by %s', async (_how, headers) => {
    const wav = Buffer.alloc(5_760_044);
    wav.write('RIFF', 0);
    const { manager } = await endpoint((query, path) =>
      query.get('alt') === 'media'
        ? { headers, body: wav }
        : { body: path.endsWith('/o') ? { items: [file('a.wav', { size: '5600', contentEncoding: 'gzip' })] } : {} },
    );
    const [record] = await manager().scanFolder('');
    if (record === undefined) throw new Error('nothing listed');
    await expect(manager().probeMedia(record)).rejects.toMatchObject({ kind: 'unsupported', code: 'gcs:stored_gzip' });
  });
});

describe('an answer that is no page of a listing', () => {
  it.each([
    ['an error called 200', { error: { code: 403, message: 'Forbidden' } }],
    ['the list of another API', { kind: 'drive#files', files: [] }],
    ['a list', []],
  ])('does not pass for a bucket without objects: %s', async (_what, body) => {
    const { manager } = await endpoint(() => ({ body }));
    await expect(manager().generateInventory()).rejects.toMatchObject({ kind: 'invalid_response' });
  });

  it.each([{}, { kind: 'storage#objects' }, { prefixes: [] }])(
    '%j is one of a bucket without objects',
    async (body) => {
      const { manager } = await endpoint(() => ({ body }));
      expect((await manager().generateInventory()).bucket_summary.total_files).toBe(0);
    },
  );
});

describe('a web page in place of an answer', () => {
  it.each([200, 403, 404])('with status %i is told as such', async (status) => {
    const { manager } = await endpoint(() => ({
      status,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Login</title>',
    }));
    await expect(manager().scanFolder('')).rejects.toMatchObject({
      kind: 'invalid_response',
      message: expect.stringContaining('web page') as string,
      remedy: expect.stringContaining('gcs_api_endpoint') as string,
    });
  });
});

describe('a text with half of a surrogate pair, which no stored name has', () => {
  it('is asked for as it can be sent, and found nowhere', async () => {
    const asked: string[] = [];
    const { manager } = await endpoint((query, path) => {
      asked.push(path, ...query.values());
      return { body: {} };
    });
    const gcs = manager();
    for (const odd of ['\uD800', 'a\uDC00b']) {
      await expect(gcs.scanFolder(odd)).rejects.toMatchObject({ kind: 'not_found' });
      await expect(gcs.searchFiles({ folder: odd })).rejects.toMatchObject({ kind: 'not_found' });
      expect(await gcs.searchFiles({ glob: `${odd}*` })).toEqual([]);
    }
    expect(asked).toEqual(expect.arrayContaining(['\uFFFD/', 'a\uFFFDb/']));
  });
});
