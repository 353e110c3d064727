import { afterEach, describe, expect, it } from 'vitest';

import { fillerBytes } from '../../../../src/testing/bucket/media-reply.ts';
import {
  type BucketSimulator,
  type BucketSimulatorOptions,
  startBucketSimulator,
} from '../../../../src/testing/bucket/start-bucket-simulator.ts';
import { mp4Bytes } from '../../../../src/testing/media-files/mp4-bytes.ts';

let simulator: BucketSimulator;
afterEach(() => simulator.close());

async function start(options: BucketSimulatorOptions = {}): Promise<void> {
  simulator = await startBucketSimulator({ bucket: 'media', ...options });
}

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${simulator.url}${path}`, { headers, redirect: 'manual' });
  const text = await response.text();
  const json: unknown = text.startsWith('{') ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, json };
}

const list = (query = '', headers: Record<string, string> = {}): Promise<Answer> =>
  get(`/storage/v1/b/media/o${query}`, headers);

const CLIPS = [
  { name: 'clips/a.mp4', content: 'abcdefghij', metadata: { camera: 'left', take: '2' } },
  { name: 'clips/b.mov', size: 5_000_000_000 },
  { name: 'readme', content: '', contentType: null, timeCreated: null },
];

describe('objects', () => {
  it('are listed with every int64 as text and the documented keys', async () => {
    await start({ objects: CLIPS });
    const { json, headers, text } = await list('?prefix=clips/a');
    expect(headers.get('content-type')).toBe('application/json; charset=UTF-8');
    expect(json).toEqual({
      kind: 'storage#objects',
      items: [
        {
          kind: 'storage#object',
          id: 'media/clips/a.mp4/1735689600000000',
          selfLink: `${simulator.url}/storage/v1/b/media/o/clips%2Fa.mp4`,
          mediaLink: `${simulator.url}/download/storage/v1/b/media/o/clips%2Fa.mp4?generation=1735689600000000&alt=media`,
          name: 'clips/a.mp4',
          bucket: 'media',
          generation: '1735689600000000',
          metageneration: '1',
          contentType: 'video/mp4',
          storageClass: 'STANDARD',
          size: '10',
          // Of 'abcdefghij', as md5sum and the storage client compute them.
          md5Hash: 'qSVXaULpSy71egZhAbSIdg==',
          crc32c: '5lmUNw==',
          etag: expect.any(String) as string,
          timeCreated: '2025-01-01T00:00:00.000Z',
          updated: '2025-01-01T00:00:00.000Z',
          timeStorageClassUpdated: '2025-01-01T00:00:00.000Z',
          timeFinalized: '2025-01-01T00:00:00.000Z',
          metadata: { camera: 'left', take: '2' },
        },
      ],
    });
    expect(text).toBe(`${JSON.stringify(json, null, 2)}\n`);
    expect((await list('?prefix=clips/a&prettyPrint=false')).text).toBe(JSON.stringify(json));
  });

  it('leave out what the row gives as null', async () => {
    await start({ objects: CLIPS });
    const { json } = await get('/storage/v1/b/media/o/readme');
    expect(json).toMatchObject({ name: 'readme', size: '0' });
    for (const key of ['timeCreated', 'updated', 'contentType', 'metadata', 'componentCount']) {
      expect(json).not.toHaveProperty(key);
    }
  });

  it('write generated rows as they would be written one by one', async () => {
    await start({ generate: { shape: 'mixed', count: 300 } });
    for (const pretty of ['true', 'false']) {
      const { json, text } = await list(`?prettyPrint=${pretty}`);
      expect(text.trim()).toBe(JSON.stringify(json, null, pretty === 'true' ? 2 : 0));
      const { items } = json as { items: { name: string; size: string }[] };
      expect(items.map(({ name, size }) => ({ name, size }))).toEqual(
        [...simulator.objects()].map(({ name, size }) => ({ name, size: String(size) })),
      );
      for (const item of [items[0], items[47], items[299]]) {
        const single = await get(`/storage/v1/b/media/o/${encodeURIComponent(item?.name ?? '')}`);
        expect(single.json).toEqual(item);
      }
    }
  });

  it('are found by both path forms and by generation', async () => {
    await start({ objects: CLIPS });
    expect((await get('/b/media/o/clips%2Fa.mp4?fields=name')).json).toEqual({ name: 'clips/a.mp4' });
    expect((await get('/storage/v1/b/media/o/clips%2Fa.mp4?generation=1735689600000000')).status).toBe(200);
    expect((await get('/storage/v1/b/media/o/clips%2Fa.mp4?generation=1')).json).toMatchObject({
      error: {
        code: 404,
        message: 'No such object: media/clips/a.mp4',
        errors: [{ domain: 'global', reason: 'notFound' }],
      },
    });
  });

  it('honour preconditions', async () => {
    await start({ objects: CLIPS });
    const path = '/storage/v1/b/media/o/clips%2Fa.mp4';
    expect((await get(`${path}?ifGenerationMatch=1735689600000000`)).status).toBe(200);
    expect((await get(`${path}?ifGenerationMatch=1`)).json).toMatchObject({
      error: { code: 412, errors: [{ reason: 'conditionNotMet' }] },
    });
    expect((await get(`${path}?ifMetagenerationNotMatch=1`)).status).toBe(304);
  });

  it('keep older generations only where the bucket has versioning', async () => {
    await start({ objects: [{ name: 'a', content: 'one' }], versioning: true });
    simulator.putObject({ name: 'a', content: 'three' });
    const names = async (query: string): Promise<unknown> =>
      ((await list(`?fields=items(size,timeDeleted)${query}`)).json as { items: unknown }).items;
    expect(await names('')).toEqual([{ size: '5' }]);
    expect(await names('&versions=true')).toEqual([
      { size: '3', timeDeleted: '2025-01-01T00:01:00.000Z' },
      { size: '5' },
    ]);
    await simulator.close();
    await start({ objects: [{ name: 'a', content: 'one' }] });
    simulator.putObject({ name: 'a', content: 'three' });
    expect(await names('&versions=true')).toEqual([{ size: '5' }]);
  });

  it('are gone when they are removed, and noncurrent where the bucket has versioning', async () => {
    const names = async (query: string): Promise<unknown> =>
      ((await list(`?fields=items(name)${query}`)).json as { items?: unknown }).items;
    await start({ objects: [{ name: 'a' }, { name: 'b' }], generate: { shape: 'flat', count: 1 } });
    const [generated = ''] = [...simulator.objects()].flatMap(({ name }) => (name.length > 1 ? [name] : []));
    for (const name of ['a', generated, 'none']) simulator.removeObject(name);
    expect(await names('&versions=true')).toEqual([{ name: 'b' }]);
    await simulator.close();
    await start({ objects: [{ name: 'a' }], versioning: true });
    simulator.removeObject('a');
    expect([await names(''), await names('&versions=true')]).toEqual([undefined, [{ name: 'a' }]]);
  });

  it('page through several generations of one name', async () => {
    await start({ versioning: true });
    for (let take = 0; take < 5; take += 1) simulator.putObject({ name: 'a', size: take });
    const sizes: string[] = [];
    let token = '';
    do {
      const { json } = await list(`?versions=true&maxResults=2&pageToken=${encodeURIComponent(token)}`);
      const page = json as { items: { size: string }[]; nextPageToken?: string };
      sizes.push(...page.items.map(({ size }) => size));
      token = page.nextPageToken ?? '';
    } while (token !== '');
    expect(sizes).toEqual(['0', '1', '2', '3', '4']);
  });

  it('of impossible names and sizes are refused', async () => {
    await start();
    expect(() => {
      simulator.putObject({ name: 'a\nb' });
    }).toThrow(RangeError);
    expect(() => {
      simulator.putObject({ name: 'a', content: 'abc', size: 4 });
    }).toThrow(RangeError);
    expect(() => {
      simulator.putObject({ name: 'a', content: () => new Uint8Array(1) });
    }).toThrow(/needs a size/);
    expect(() => {
      simulator.putObject({ name: 'a', size: -1 });
    }).toThrow(RangeError);
    expect(() => {
      simulator.putObject({ name: 'a', generation: 'x' });
    }).toThrow(RangeError);
  });
});

describe('media', () => {
  const media = (name: string, range?: string): Promise<Answer> =>
    get(`/download/storage/v1/b/media/o/${name}?alt=media`, range === undefined ? {} : { range });

  it('is served whole and by range, with hashes for bytes that are known', async () => {
    await start({ objects: CLIPS });
    const whole = await media('clips%2Fa.mp4');
    expect(whole).toMatchObject({ status: 200, text: 'abcdefghij' });
    expect(whole.headers.get('x-goog-hash')).toBe('crc32c=5lmUNw==,md5=qSVXaULpSy71egZhAbSIdg==');
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    const part = await media('clips%2Fa.mp4', 'bytes=2-4');
    expect(part).toMatchObject({ status: 206, text: 'cde' });
    expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(await media('clips%2Fa.mp4', 'bytes=-3')).toMatchObject({ status: 206, text: 'hij' });
  });

  it('outside the object is 416 with its size', async () => {
    await start({ objects: CLIPS });
    const beyond = await media('clips%2Fa.mp4', 'bytes=10-');
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe('bytes */10');
    expect((await media('readme', 'bytes=0-')).status).toBe(416);
    expect((await media('nothing')).status).toBe(404);
  });

  it('of an object with only a size is filler, anywhere in 5 GB', async () => {
    await start({ objects: CLIPS });
    const response = await fetch(`${simulator.url}/b/media/o/clips%2Fb.mov?alt=media`, {
      headers: { range: 'bytes=4999900000-4999999999' },
    });
    expect(response.status).toBe(206);
    expect(response.headers.get('x-goog-hash')).toBeNull();
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.equals(fillerBytes(4_999_900_000, 5_000_000_000))).toBe(true);
  });

  it('of a function asks it for the range alone', async () => {
    const asked: [number, number][] = [];
    const content = (from: number, to: number): Uint8Array => {
      asked.push([from, to]);
      return new Uint8Array(to - from).fill(65);
    };
    await start({ objects: [{ name: 'a', size: 1_000_000, content }] });
    expect((await media('a', 'bytes=500-509')).text).toBe('AAAAAAAAAA');
    expect(asked).toEqual([[500, 510]]);
  });

  it('of a made media file has the size of the file, which need not be said again', async () => {
    const file = mp4Bytes({ size: 400_000, durationSeconds: 12, width: 1080, height: 1920 });
    await start({ objects: [{ name: 'a', content: file }] });
    const response = await fetch(`${simulator.url}/b/media/o/a?alt=media`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.equals(file.read(0, 400_000))).toBe(true);
    expect(() => {
      simulator.putObject({ name: 'a', content: file, size: 4 });
    }).toThrow(/content of 400000 bytes/);
  });
});

describe('errors', () => {
  it('name a missing bucket', async () => {
    await start();
    for (const path of ['/storage/v1/b/other/o', '/storage/v1/b/other', '/storage/v1/b/other/o/x']) {
      const { status, json } = await get(path);
      expect(status).toBe(404);
      expect(json).toEqual({
        error: {
          code: 404,
          message: 'The specified bucket does not exist.',
          errors: [{ message: 'The specified bucket does not exist.', domain: 'global', reason: 'notFound' }],
        },
      });
    }
    expect((await get('/elsewhere')).status).toBe(404);
  });

  it('name a missing permission', async () => {
    await start({ objects: CLIPS, permissions: ['storage.objects.get'] });
    const { status, json } = await list();
    expect(status).toBe(403);
    expect(json).toMatchObject({ error: { code: 403, errors: [{ domain: 'global', reason: 'forbidden' }] } });
    expect((json as { error: { message: string } }).error.message).toContain(
      'does not have storage.objects.list access',
    );
    expect((await get('/storage/v1/b/media')).status).toBe(403);
    expect((await get('/storage/v1/b/media/o/readme')).status).toBe(200);
    expect((await get('/storage/v1/b/media/o/readme?projection=full')).status).toBe(403);
  });

  it('refuse a missing and a wrong token', async () => {
    await start({ accessToken: 'good' });
    const anonymous = await list();
    expect(anonymous.status).toBe(401);
    expect(anonymous.json).toMatchObject({
      error: { errors: [{ reason: 'required', locationType: 'header', location: 'Authorization' }] },
    });
    expect((await list('', { authorization: 'Bearer bad' })).json).toMatchObject({
      error: { code: 401, message: 'Invalid Credentials', errors: [{ reason: 'authError' }] },
    });
    expect((await list('', { authorization: 'Bearer good' })).status).toBe(200);
  });

  it('ask who pays on a requester-pays bucket', async () => {
    await start({ objects: CLIPS, requesterPays: true });
    for (const path of ['/o', '/o/readme', '', '/iam/testPermissions?permissions=storage.objects.get']) {
      const { json } = await get(`/storage/v1/b/media${path}`);
      expect(json).toMatchObject({ error: { code: 400, errors: [{ reason: 'required' }] } });
    }
    expect(simulator.stats().misuse).toHaveLength(4);
    expect((await list('?userProject=mine')).status).toBe(200);
    expect((await get('/storage/v1/b/media?userProject=mine')).json).toMatchObject({
      billing: { requesterPays: true },
    });
  });

  it.each([
    ['maxResults=0', 'invalidParameter'],
    ['maxResults=ten', 'invalidParameter'],
    ['fields=items(nam)', 'invalidParameter'],
    ['projection=most', 'invalidParameter'],
    ['versions=yes', 'invalidParameter'],
    ['pageToken=clips', 'invalid'],
    ['matchGlob=*.mp4&delimiter=-', 'invalid'],
    ['matchGlob=a[', 'invalid'],
    ['softDeleted=true&versions=true', 'invalid'],
    ['includeFoldersAsPrefixes=true', 'invalid'],
  ])('400 for %s', async (query, reason) => {
    await start({ objects: CLIPS });
    expect((await list(`?${query}`)).json).toMatchObject({
      error: { code: 400, errors: [{ domain: 'global', reason }] },
    });
  });

  it('refuse a token under other bounds and say so', async () => {
    await start({ generate: { shape: 'flat', count: 20 } });
    const { nextPageToken } = (await list('?maxResults=5')).json as { nextPageToken: string };
    const token = encodeURIComponent(nextPageToken);
    expect((await list(`?maxResults=7&fields=items(name)&pageToken=${token}`)).status).toBe(200);
    expect((await list(`?startOffset=clip_1&pageToken=${token}`)).status).toBe(400);
    expect(simulator.stats().misuse.map(({ rule }) => rule)).toEqual(['page_token_with_other_bounds']);
  });

  it('injected by status carry the documented reason', async () => {
    await start();
    const reasons: [number, string, string][] = [
      [400, 'global', 'invalid'],
      [401, 'global', 'authError'],
      [403, 'global', 'forbidden'],
      [404, 'global', 'notFound'],
      [412, 'global', 'conditionNotMet'],
      [429, 'usageLimits', 'rateLimitExceeded'],
      [500, 'global', 'internalError'],
      [502, 'global', 'backendError'],
      [503, 'global', 'backendError'],
      [504, 'global', 'backendError'],
    ];
    for (const [status, domain, reason] of reasons) {
      const remove = simulator.addFault({ match: '/o', action: { kind: 'status', status, retryAfter: 3 } });
      const received = await list();
      expect(received.status).toBe(status);
      expect(received.headers.get('retry-after')).toBe('3');
      expect(received.json).toMatchObject({ error: { code: status, errors: [{ domain, reason }] } });
      remove();
    }
    expect((await list()).status).toBe(200);
  });

  it('refuse to write', async () => {
    await start();
    const response = await fetch(`${simulator.url}/upload/storage/v1/b/media/o?name=a`, { method: 'POST', body: 'x' });
    expect(response.status).toBe(501);
  });
});

describe('the bucket', () => {
  it('is described', async () => {
    await start({ versioning: true });
    expect((await get('/storage/v1/b/media?fields=name,storageClass,versioning')).json).toEqual({
      name: 'media',
      storageClass: 'STANDARD',
      versioning: { enabled: true },
    });
  });

  it('says which permissions the caller has, without the key for none', async () => {
    await start({ permissions: ['storage.objects.list'] });
    const path = '/storage/v1/b/media/iam/testPermissions';
    expect((await get(`${path}?permissions=storage.objects.list&permissions=storage.objects.get`)).json).toEqual({
      kind: 'storage#testIamPermissionsResponse',
      permissions: ['storage.objects.list'],
    });
    expect((await get(`${path}?permissions=storage.objects.get`)).json).toEqual({
      kind: 'storage#testIamPermissionsResponse',
    });
    expect((await get(path)).status).toBe(400);
  });
});

describe('page sizes', () => {
  const pageSize = async (query: string): Promise<number> =>
    ((await list(query)).json as { items: unknown[] }).items.length;

  it('are 1,000 unless asked, 5,000 at most, 2,000 with access controls', async () => {
    await start({
      generate: { shape: 'flat', count: 6_000 },
      permissions: ['storage.objects.list', 'storage.objects.getIamPolicy'],
    });
    expect(await pageSize('?fields=items(name)')).toBe(1_000);
    expect(await pageSize('?fields=items(name)&maxResults=5000')).toBe(5_000);
    expect(await pageSize('?fields=items(name)&maxResults=2000&projection=full')).toBe(2_000);
    expect(simulator.stats().misuse).toEqual([]);
    expect(await pageSize('?fields=items(name)&maxResults=9000')).toBe(5_000);
    expect(await pageSize('?fields=items(name)&maxResults=5000&projection=full')).toBe(2_000);
    expect(simulator.stats().misuse.map(({ rule }) => rule)).toEqual(['limit_over_maximum', 'limit_over_maximum']);
  });

  it('are capped by pageCap, which is no fault of the client', async () => {
    await start({ generate: { shape: 'flat', count: 500 }, pageCap: 100 });
    expect(await pageSize('?maxResults=5000')).toBe(100);
    expect(await pageSize('')).toBe(100);
    expect(simulator.stats().misuse).toEqual([]);
  });

  it('can be empty or short and still lead on', async () => {
    await start({ generate: { shape: 'flat', count: 40 }, emptyPageEvery: 3, shortPageEvery: 2 });
    const sizes: number[] = [];
    const names: string[] = [];
    let token = '';
    do {
      const { json } = await list(`?maxResults=10&pageToken=${encodeURIComponent(token)}`);
      const page = json as { items?: { name: string }[]; nextPageToken?: string };
      sizes.push(page.items?.length ?? 0);
      names.push(...(page.items ?? []).map(({ name }) => name));
      token = page.nextPageToken ?? '';
    } while (token !== '');
    expect(sizes).toEqual([10, 5, 0, 5, 10, 0, 10]);
    expect(names).toEqual([...simulator.objects()].map(({ name }) => name));
  });
});

describe('misuse', () => {
  it('is empty for a clean client and names each wrong request', async () => {
    await start({ objects: CLIPS });
    await list('?prefix=a&delimiter=/&fields=items(name),nextPageToken&prettyPrint=false&quotaUser=x&key=k&alt=json');
    await get('/storage/v1/b/media/o/readme?alt=media&generation=1735689720000002');
    expect(simulator.stats()).toMatchObject({ misuse: [], byStatus: { '200': 2 } });
    await list('?access_token=secret');
    await list('?max_results=5');
    await get('/storage/v1/b/media/o/clips/a.mp4');
    expect(simulator.stats().misuse).toEqual([
      { rule: 'token_in_query', detail: 'access_token', request: 3, endpoint: 'objects.list' },
      { rule: 'unknown_parameter', detail: 'max_results', request: 4, endpoint: 'objects.list' },
      { rule: 'unencoded_object_name', detail: 'clips/a.mp4', request: 5, endpoint: 'objects.get' },
    ]);
  });
});

describe('gzip', () => {
  it('compresses JSON and leaves media alone', async () => {
    await start({ generate: { shape: 'flat', count: 1_000 } });
    const packed = await list('', { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(simulator.stats().bodyBytesSent).toBeLessThan(packed.text.length / 3);
    simulator.putObject({ name: 'a.txt', content: 'x'.repeat(10_000) });
    const stored = await get('/b/media/o/a.txt?alt=media', { 'accept-encoding': 'gzip' });
    expect(stored.headers.get('content-encoding')).toBeNull();
    expect(stored.headers.get('content-length')).toBe('10000');
    await simulator.close();
    await start({ generate: { shape: 'flat', count: 10 }, gzip: false });
    expect((await list('', { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBeNull();
  });
});

describe('a batch', () => {
  const part = (path: string, id: string): string =>
    `--x\r\nContent-Type: application/http\r\nContent-ID: <${id}>\r\n\r\nGET ${path} HTTP/1.1\r\n\r\n`;
  const post = async (parts: readonly string[], type = 'multipart/mixed; boundary=x'): Promise<Answer> => {
    const address = `${simulator.url}/batch/storage/v1`;
    const body = `${parts.join('')}--x--`;
    const response = await fetch(address, { method: 'POST', headers: { 'content-type': type }, body });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: null };
  };

  it('answers each call in a part of its own, as the call alone would be', async () => {
    await start({ objects: CLIPS });
    const path = '/storage/v1/b/media/o/readme';
    const { status, headers, text } = await post([part(path, 'a'), part('/storage/v1/b/media/o/gone', 'b')]);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^multipart\/mixed; boundary=/);
    expect(text).toContain('Content-ID: <response-a>\r\n\r\nHTTP/1.1 200 OK');
    expect(text).toContain((await get(path)).text);
    expect(text).toMatch(/<response-b>\r\n\r\nHTTP\/1.1 404 /);
  });

  it('refuses what is none, downloads, other hosts and more than a hundred calls', async () => {
    await start({ objects: CLIPS });
    expect((await post([], 'application/json')).status).toBe(400);
    const media = await post([part('/storage/v1/b/media/o/readme?alt=media', 'a'), part('http://a.test/b', 'b')]);
    expect(media.text.match(/HTTP\/1.1 400 /g)).toHaveLength(2);
    const many = Array.from({ length: 101 }, (_, index) => part('/storage/v1/b/media', String(index)));
    expect((await post(many)).status).toBe(400);
    expect(simulator.stats().misuse).toMatchObject([{ rule: 'batch_over_maximum', detail: '101 calls' }]);
  });
});

describe('what an object may say besides', () => {
  const READER = ['storage.objects.list', 'storage.objects.get'];
  const PATH = '/storage/v1/b/media/o/clips%2Fa.mp4';

  it('is in the headers of its bytes', async () => {
    const said = { contentDisposition: 'attachment', contentLanguage: 'es', md5Hash: null, crc32c: 'AAAAAA==' };
    await start({ objects: [{ name: 'clips/a.mp4', content: 'abcdefghij', ...said }] });
    const { headers } = await get(`${PATH}?alt=media`);
    expect(headers.get('content-disposition')).toBe('attachment');
    expect(headers.get('content-language')).toBe('es');
    expect(headers.get('x-goog-hash')).toBe('crc32c=AAAAAA==');
  });

  it('is who owns it and who may read it, for those who may know', async () => {
    await start({ objects: CLIPS, permissions: [...READER, 'storage.objects.getIamPolicy'] });
    for (const path of [PATH, '/storage/v1/b/media/o']) {
      const { json } = await get(`${path}?projection=full&prettyPrint=false`);
      const { items: [row] = [json] } = json as { items?: unknown[] };
      expect(row).toMatchObject({ owner: { entity: expect.any(String) as string }, acl: [{}] });
    }
    const { json } = await get(`${PATH}?projection=full&fields=owner(entity),name`);
    expect(json).toEqual({ name: 'clips/a.mp4', owner: { entity: expect.any(String) as string } });
  });

  it('is kept from others', async () => {
    await start({ objects: CLIPS, permissions: READER });
    for (const path of [PATH, '/storage/v1/b/media/o']) expect((await get(`${path}?projection=full`)).status).toBe(403);
  });

  it('is of the generation asked for, which is a number', async () => {
    await start({ objects: CLIPS });
    expect((await get(`${PATH}?generation=latest`)).status).toBe(400);
    expect((await get(`${PATH}?generation=1`)).status).toBe(404);
  });
});

describe('a batch', () => {
  const send = (body: string, type?: string): Promise<Response> =>
    fetch(`${simulator.url}/batch/storage/v1`, {
      method: 'POST',
      body: new TextEncoder().encode(body),
      headers: type === undefined ? {} : { 'content-type': type },
    });

  it('answers parts without a number, and those that ask nothing', async () => {
    await start({ objects: CLIPS });
    const parts = ['Content-Type: application/http\r\n\r\nGET /storage/v1/b/media/o/readme', 'nothing'];
    const body = `${parts.map((part) => `--x\r\n${part}\r\n`).join('')}--x--`;
    const text = await (await send(body, 'multipart/mixed; boundary=x')).text();
    expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(text).not.toContain('Content-ID');
  });

  it('is refused without its boundary', async () => {
    await start();
    expect((await send('--x--')).status).toBe(400);
    expect((await send('--x--', 'multipart/mixed')).status).toBe(400);
  });
});

it('has no folder whose name does not end as one', async () => {
  await start();
  await expect(startBucketSimulator({ folders: ['clips'] })).rejects.toThrow('has no / at its end');
});
