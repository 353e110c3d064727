import { get } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';

import { fc, test } from '@fast-check/vitest';
import { afterEach, describe, expect, it } from 'vitest';

import { compileGlob } from '../../../src/testing/bucket/object-names.ts';
import { bucketFault, type BucketFaultName } from '../../../src/testing/bucket/refusals.ts';
import {
  type BucketSimulator,
  type BucketSimulatorOptions,
  startBucketSimulator,
} from '../../../src/testing/bucket/start-bucket-simulator.ts';
import { oddRow } from '../../../src/testing/shared/fault.ts';

let simulator: BucketSimulator;
afterEach(async () => {
  await simulator.close();
});

async function start(options: BucketSimulatorOptions): Promise<void> {
  simulator = await startBucketSimulator({ bucket: 'media', ...options });
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly json: Record<string, unknown>;
}

/** Sends a request with exactly these headers: fetch would ask for gzip and unpack it unseen. */
function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(`${simulator.url}/storage/v1/b/media/o${path}`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const isJson = response.headers['content-type']?.startsWith('application/json') === true;
        const json = (isJson ? JSON.parse(bytes.toString()) : {}) as Record<string, unknown>;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, json });
      });
    }).on('error', reject);
  });
}

const rowsOf = ({ json }: Answer): readonly Record<string, unknown>[] =>
  (json['items'] ?? []) as Record<string, unknown>[];
const namesOf = (answer: Answer): readonly unknown[] => rowsOf(answer).map((row) => row['name']);

describe('rows', () => {
  it('BR-01 say what they are told to say, in a listing and alone', async () => {
    await start({
      objects: [
        { name: 'a', asSent: { size: undefined } },
        { name: 'b', asSent: { size: 'abc', generation: 7 } },
        { name: 'c', asSent: { size: '-5' } },
        { name: 'd', asSent: { size: '9007199254740993' } },
        { name: 'e', asSent: { name: undefined } },
        { name: 'f', asSent: null },
        { name: 'g', size: 3 },
      ],
    });
    const fields = '?fields=items(name,size)';
    expect(rowsOf(await ask(fields))).toEqual([
      { name: 'a' },
      { name: 'b', size: 'abc' },
      { name: 'c', size: '-5' },
      { name: 'd', size: '9007199254740993' },
      { size: '0' },
      null,
      { name: 'g', size: '3' },
    ]);
    expect((await ask('/b')).json).toMatchObject({ size: 'abc', generation: 7 });
  });

  it('BR-02 are odd in every list of an answer with oddRow', async () => {
    await start({ objects: [{ name: 'a' }, { name: 'b' }], faults: [{ action: oddRow('missing_id', { row: 1 }) }] });
    expect(namesOf(await ask(''))).toEqual(['a', undefined]);
  });

  it('BR-03 of composite objects have a CRC32C and no MD5', async () => {
    await start({ objects: [{ name: 'a', componentCount: 4, size: 9 }] });
    const [row] = rowsOf(await ask(''));
    expect([row?.['md5Hash'], row?.['componentCount'], typeof row?.['crc32c']]).toEqual([undefined, 4, 'string']);
  });

  it('BR-04 under a key of Cloud KMS have no hash in a listing, and have them alone', async () => {
    await start({
      objects: [{ name: 'a', content: 'x', kmsKeyName: 'projects/p/locations/l/keyRings/r/cryptoKeys/k' }],
    });
    expect(rowsOf(await ask(''))[0]).not.toHaveProperty('crc32c');
    expect((await ask('/a')).json).toHaveProperty('md5Hash');
  });

  it('BR-05 under a key of the caller have no hash, and bytes for those who name the key', async () => {
    const customerEncryption = { encryptionAlgorithm: 'AES256', keySha256: 'a2V5' };
    await start({ objects: [{ name: 'a', content: 'secret', customerEncryption }] });
    const { json } = await ask('/a');
    expect([json['customerEncryption'], json['md5Hash'], json['crc32c']]).toEqual([
      customerEncryption,
      undefined,
      undefined,
    ]);
    const refused = await ask('/a?alt=media');
    expect([refused.status, refused.json]).toMatchObject([
      400,
      { error: { errors: [{ reason: 'resourceIsEncryptedWithCustomerEncryptionKey' }] } },
    ]);
    const { bytes } = await ask('/a?alt=media', { 'x-goog-encryption-key-sha256': 'a2V5' });
    expect(bytes.toString()).toBe('secret');
  });

  it('BR-06 that are soft-deleted are listed and read on request alone', async () => {
    const deleted = { name: 'a', generation: '7', softDeleteTime: '2026-11-20T10:00:00.000Z' };
    await start({ objects: [deleted, { name: 'b' }] });
    expect(namesOf(await ask(''))).toEqual(['b']);
    expect(namesOf(await ask('?versions=true'))).toEqual(['b']);
    const answer = await ask('?softDeleted=true');
    expect(rowsOf(answer)).toMatchObject([{ name: 'a', hardDeleteTime: '2026-11-27T10:00:00.000Z' }]);
    expect((await ask('/a')).status).toBe(404);
    expect((await ask('/a?softDeleted=true')).status).toBe(400);
    expect((await ask('/a?softDeleted=true&generation=7')).status).toBe(200);
  });

  it('BR-07 are named as they were stored: two spellings of one letter are two names', async () => {
    const [composed, decomposed] = ['Übung'.normalize('NFC'), 'Übung'.normalize('NFD')];
    await start({ objects: [{ name: `${composed}/a` }, { name: `${decomposed}/a` }] });
    expect(namesOf(await ask(`?prefix=${encodeURIComponent(composed)}`))).toEqual([`${composed}/a`]);
    expect(namesOf(await ask(''))).toEqual([`${decomposed}/a`, `${composed}/a`]);
  });
});

describe('zonal buckets', () => {
  it('BZ-01 have objects that still grow', async () => {
    await start({ objects: [{ name: 'a', storageClass: 'RAPID', timeFinalized: null }, { name: 'b' }] });
    const rows = rowsOf(await ask(''));
    expect(rows.map((row) => 'timeFinalized' in row)).toEqual([false, true]);
  });
});

describe('folders', () => {
  it('BF-01 without objects are prefixes on request alone, and never rows', async () => {
    await start({
      objects: [{ name: 'a/x' }, { name: 'c/' }, { name: 'c/y' }],
      folders: ['a/', 'b/', 'b/inner/', 'c/'],
    });
    expect((await ask('?delimiter=/')).json['prefixes']).toEqual(['a/', 'c/']);
    const withFolders = await ask('?delimiter=/&includeFoldersAsPrefixes=true');
    expect([withFolders.json['prefixes'], namesOf(withFolders)]).toEqual([['a/', 'b/', 'c/'], []]);
    const inside = await ask('?delimiter=/&includeFoldersAsPrefixes=true&prefix=b/');
    expect([inside.json['prefixes'], namesOf(inside)]).toEqual([['b/inner/'], []]);
    const trailing = await ask('?delimiter=/&includeFoldersAsPrefixes=true&includeTrailingDelimiter=true');
    expect([trailing.json['prefixes'], namesOf(trailing)]).toEqual([['a/', 'b/', 'c/'], ['c/']]);
    expect(namesOf(await ask(''))).toEqual(['a/x', 'c/', 'c/y']);
    expect((await ask('?includeFoldersAsPrefixes=true')).status).toBe(400);
  });
});

describe('objects stored gzip', () => {
  const text = Buffer.from('glaze '.repeat(2_000));
  const packed = gzipSync(text);
  const object = { name: 'a', content: packed, contentEncoding: 'gzip', contentType: 'text/plain' };

  it('BG-01 are unpacked for clients that take no gzip, whatever range they ask for', async () => {
    await start({ objects: [object] });
    expect(rowsOf(await ask(''))).toMatchObject([{ size: String(packed.length) }]);
    const { status, headers, bytes } = await ask('/a?alt=media', { range: 'bytes=0-9' });
    expect([status, bytes.equals(text), headers['content-range']]).toEqual([200, true, undefined]);
    expect(headers).toMatchObject({
      'x-goog-stored-content-encoding': 'gzip',
      'x-goog-stored-content-length': String(packed.length),
      warning: '214 UploadServer gunzipped',
    });
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('BG-02 are sent as they are, by range too, to clients that take gzip', async () => {
    await start({ objects: [object] });
    const whole = await ask('/a?alt=media', { 'accept-encoding': 'gzip' });
    expect(gunzipSync(whole.bytes).equals(text)).toBe(true);
    const part = await ask('/a?alt=media', { 'accept-encoding': 'gzip', range: 'bytes=0-9' });
    expect([part.status, part.bytes.equals(packed.subarray(0, 10))]).toEqual([206, true]);
  });

  it('BG-03 stay packed with no-transform, and where they are no gzip', async () => {
    await start({
      objects: [
        { ...object, cacheControl: 'no-transform' },
        { name: 'b', content: 'plain', contentEncoding: 'gzip' },
      ],
    });
    expect((await ask('/a?alt=media')).bytes.equals(packed)).toBe(true);
    expect((await ask('/b?alt=media')).bytes.toString()).toBe('plain');
  });
});

describe('pages with a flaw', () => {
  const objects = Array.from({ length: 9 }, (_, index) => ({ name: `o${String(index)}` }));

  async function pages(): Promise<string[]> {
    const found: string[] = [];
    let token = '';
    for (let page = 0; page < 6; page += 1) {
      const { json } = await ask(`?maxResults=3${token}`);
      found.push(((json['items'] ?? []) as { name: string }[]).map(({ name }) => name).join(' '));
      if (json['nextPageToken'] === undefined) return found;
      token = `&pageToken=${encodeURIComponent(json['nextPageToken'] as string)}`;
    }
    return found;
  }

  it('BP-01 repeat, circle, overlap and double', async () => {
    await start({ objects, pageFlaw: () => 'repeats' });
    expect(new Set(await pages()).size).toBe(1);
    await simulator.close();
    await start({ objects, pageFlaw: ({ index }) => (index === 1 ? 'circles' : undefined) });
    expect(await pages()).toEqual(['o0 o1 o2', 'o3 o4 o5', 'o0 o1 o2', 'o3 o4 o5', 'o0 o1 o2', 'o3 o4 o5']);
    await simulator.close();
    await start({ objects, pageFlaw: ({ index }) => (index === 0 ? 'overlaps' : undefined) });
    expect(await pages()).toEqual(['o0 o1 o2', 'o2 o3 o4', 'o5 o6 o7', 'o8']);
    await simulator.close();
    await start({ objects, pageFlaw: ({ index }) => (index === 2 ? 'doubles' : undefined) });
    expect(await pages()).toEqual(['o0 o1 o2', 'o3 o4 o5', 'o6 o7 o8 o8']);
  });
});

describe('refusals', () => {
  it.each<[BucketFaultName, number, string]>([
    ['service_usage', 403, 'forbidden'],
    ['ip_filter', 403, 'forbidden'],
    ['vpc_service_controls', 403, 'securityPolicyViolated'],
    ['api_disabled', 403, 'accessNotConfigured'],
    ['kms_permission', 403, 'forbidden'],
    ['billing_disabled', 403, 'accountDisabled'],
    ['daily_limit', 403, 'dailyLimitExceeded'],
    ['user_rate_limit', 403, 'userRateLimitExceeded'],
    ['customer_key', 400, 'resourceIsEncryptedWithCustomerEncryptionKey'],
    ['page_token_refused', 400, 'invalid'],
  ])('BX-01 %s', async (name, status, reason) => {
    await start({ faults: [{ match: '/o', action: bucketFault(name) }] });
    const answer = await ask('');
    expect([answer.status, answer.json]).toMatchObject([status, { error: { code: status, errors: [{ reason }] } }]);
  });

  it('BX-02 HTML with status 200, as networks with a login page give', async () => {
    await start({ faults: [{ action: { kind: 'html', status: 200 } }] });
    const { status, headers, bytes } = await ask('');
    expect([status, headers['content-type'], bytes.toString().slice(0, 6)]).toEqual([
      200,
      'text/html; charset=UTF-8',
      '<html>',
    ]);
  });

  it('BX-03 a name no bucket can have', async () => {
    await start({});
    const response = await fetch(`${simulator.url}/storage/v1/b/My_Bucket/o`);
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('Invalid bucket name') as string,
    ]);
  });
});

/** Gives the documented rules of `matchGlob`, tried one character at a time: slow, and nothing is compiled. */
function matchesSlowly(parts: readonly string[], name: string): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return name === '';
  const ends = Array.from({ length: name.length + 1 }, (_, end) => end);
  if (part === '**') return ends.some((end) => matchesSlowly(rest, name.slice(end)));
  if (part === '*')
    return ends.some((end) => !name.slice(0, end).includes('/') && matchesSlowly(rest, name.slice(end)));
  if (part.startsWith('{')) {
    const words = part.slice(1, -1).split(',');
    return words.some((word) => name.startsWith(word) && matchesSlowly(rest, name.slice(word.length)));
  }
  const first = name[0];
  if (first === undefined) return false;
  if (part === '?') return first !== '/' && matchesSlowly(rest, name.slice(1));
  if (part.startsWith('[')) {
    const isNegated = part[1] === '!';
    const isMember = part.slice(isNegated ? 2 : 1, -1).includes(first);
    return first !== '/' && isMember !== isNegated && matchesSlowly(rest, name.slice(1));
  }
  return name.startsWith(part) && matchesSlowly(rest, name.slice(part.length));
}

describe('globs', () => {
  const plain = ['a', 'b', '/', '.', ' (1)', '|', '+', '^'];
  const parts = fc.array(fc.constantFrom('*', '?', '[ab]', '[!a]', '{a,b.}', ...plain), { maxLength: 6 });
  const name = fc.array(fc.constantFrom(...plain), { maxLength: 5 }).map((characters) => characters.join(''));

  test.prop([parts, fc.nat(6), name])('BM-01 match what the documented rules say', (some, at, path) => {
    // Two stars in a row are another sign, so `**` goes between parts that are none.
    const pattern = some
      .toSpliced(at, 0, '**')
      .filter((part, index, all) => part !== '*' || !all[index - 1]?.startsWith('*'));
    fc.pre(!pattern.join('').includes('***'));
    expect(compileGlob(pattern.join('')).test(path)).toBe(matchesSlowly(pattern, path));
  });
});
