import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { StorageError } from '../../../../src/base/errors.ts';
import type { ObjectRow } from '../../../../src/files/describe-file.ts';
import {
  openObject,
  parseAddress,
  type ReadableObject,
  readManifest,
  readUnpacked,
  reportRow,
} from '../../../../src/inventory/insights/report-row.ts';
import type { ObjectStore, ReadRangeRequest } from '../../../../src/storage/object-store.ts';

const call = { signal: new AbortController().signal };

/** A store of one object; what it is asked for is kept. */
function storeOf(bytes: Uint8Array, row: Partial<ObjectRow> = {}): ObjectStore & { asked: ReadRangeRequest[] } {
  const asked: ReadRangeRequest[] = [];
  const refuse = (): never => {
    throw new Error('not asked for here');
  };
  return {
    asked,
    bucket: 'prints',
    ...{ listPage: refuse, listNames: refuse, testPermissions: refuse },
    getObject: (name) => Promise.resolve({ name, size: bytes.byteLength, ...row } as ObjectRow),
    readRange: (request) => {
      asked.push(request);
      return Promise.resolve(bytes.subarray(request.start, request.end + 1));
    },
  };
}

const object = (bytes: Uint8Array, read?: ReadableObject['read']): ReadableObject => ({
  ...{ size: bytes.byteLength, packed: false },
  read: read ?? ((start, end) => Promise.resolve(bytes.subarray(start, end))),
});

async function textOf(read: ReadableObject): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readUnpacked(read)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('a row of a report', () => {
  const row = (values: Readonly<Record<string, string>>): ReturnType<typeof reportRow> =>
    reportRow((column) => values[column] ?? null, 'prints');

  it.each([
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
    ['1767323045', '2026-01-02T03:04:05Z'],
    ['1767323045000', '2026-01-02T03:04:05Z'],
    ['1767323045000000', '2026-01-02T03:04:05Z'],
    ['1767323045000000000', '2026-01-02T03:04:05Z'],
    ['9999999999', '2286-11-20T17:46:39Z'],
    // No unit has so many digits today.
    ['17673230450', '17673230450'],
  ])('has the moment %s as %s', (given, read) => {
    expect(row({ name: 'a', timeCreated: given })).toMatchObject({ timeCreated: read, updated: null });
  });

  it.each([
    [{}, 'unnamed'],
    [{ name: 'a', timeDeleted: '2026-01-02T03:04:05Z' }, 'deleted'],
    [{ name: 'a', bucket: 'others' }, 'other_bucket'],
  ])('%o is left out', (values, why) => {
    expect(row(values)).toBe(why);
  });
});

describe('a manifest', () => {
  const manifestOf = (content: object | string, pack = (text: string): Uint8Array => Buffer.from(text)) =>
    readManifest(
      storeOf(pack(typeof content === 'string' ? content : JSON.stringify(content))),
      'r/x_manifest.json',
      call,
    );

  it.each([
    ['bare.csv', 'r/bare.csv'],
    ['other/place.csv', 'other/place.csv'],
    ['gs://prints/r/full.csv', 'r/full.csv'],
    ['gs://others/r/full.csv', 'gs://others/r/full.csv'],
  ])('that names %s has the shard %s', async (file, shard) => {
    expect(await manifestOf({ report_shards_file_names: [file, file] })).toEqual({
      ...{ shards: [shard], otherShards: 0, records: null, snapshotTime: null },
    });
  });

  it('is read packed, with what it says of its rows; only shards of the newest snapshot count', async () => {
    const names = ['a_2026-11-19T06:35_0.csv', 'a_2026-11-20T06:35_0.csv', 'a_2026-11-20T06:35_1.csv'];
    const given = { report_shards_file_names: names, records_processed: '7', snapshot_time: '2026-11-20T06:35:00Z' };
    expect(await manifestOf(given, (text) => gzipSync(text))).toEqual({
      shards: ['r/a_2026-11-20T06:35_0.csv', 'r/a_2026-11-20T06:35_1.csv'],
      ...{ otherShards: 1, records: 7, snapshotTime: '2026-11-20T06:35:00Z' },
    });
  });

  it.each([
    ['no JSON', 'rows', undefined],
    ['no shards', '{"report_shards_file_names":[]}', undefined],
    ['cut gzip', '{"report_shards_file_names":["a"]}', (text: string) => gzipSync(text).subarray(0, 12)],
  ])('of %s is none', async (_, content, pack) => {
    await expect(manifestOf(content, pack)).rejects.toMatchObject({ code: 'gcs:report_manifest' });
  });
});

describe('an address', () => {
  it('has a bucket, or is a bare name', () => {
    expect(parseAddress('gs://prints/a/b')).toEqual({ bucket: 'prints', name: 'a/b' });
    expect(parseAddress('a/b')).toEqual({ bucket: null, name: 'a/b' });
    expect(parseAddress('gs://prints/')).toEqual({ bucket: null, name: 'gs://prints/' });
  });
});

describe('an object that is read in parts', () => {
  const bytes = Buffer.from('0123456789');

  it.each([
    [{ generation: 17 }, '17'],
    [{ generation: null }, undefined],
    [{}, undefined],
  ])('of %o asks for the generation %s', async (row, generation) => {
    const store = storeOf(bytes, row);
    const opened = await openObject(store, 'a', call);
    expect(Buffer.from(await opened.read(2, 5)).toString()).toBe('234');
    expect(store.asked).toEqual([{ name: 'a', start: 2, end: 4, generation, packed: false }]);
  });

  it('without a size, or with fewer bytes than that, is broken', async () => {
    await expect(openObject(storeOf(bytes, { size: null }), 'a', call)).rejects.toMatchObject({
      code: 'gcs:object_size',
    });
    const opened = await openObject(storeOf(bytes, { size: 20 }), 'a', call);
    await expect(opened.read(0, 20)).rejects.toMatchObject({ code: 'gcs:short_read', retryable: true });
  });
});

describe('what an object holds', () => {
  it.each([
    ['plain', 'name,size', Buffer.from('name,size')],
    ['packed', 'name,size', gzipSync('name,size')],
    ['empty', '', Buffer.alloc(0)],
  ])('is given %s', async (_, text, bytes) => {
    expect(await textOf(object(bytes))).toBe(text);
  });

  it('cut short or damaged is said to be so', async () => {
    const packed = gzipSync('name,size\n'.repeat(50));
    for (const bytes of [packed.subarray(0, -9), Buffer.concat([packed.subarray(0, 10), Buffer.alloc(20, 0xff)])])
      await expect(textOf(object(bytes))).rejects.toMatchObject({ code: 'gcs:report_unreadable' });
  });

  it.each([
    ['an error of the store', new StorageError('gone', { kind: 'not_found', code: 'gcs:404', bucket: 'prints' })],
    ['a mistake in code', new TypeError('no function')],
  ])('that meets %s passes it on', async (_, thrown) => {
    const packed = gzipSync('name,size');
    const failing = object(packed, (start) => {
      return start === 0 ? Promise.resolve(packed.subarray(0, 12)) : Promise.reject(thrown);
    });
    await expect(textOf({ ...failing, size: 2 ** 23 })).rejects.toBe(thrown);
  });
});
