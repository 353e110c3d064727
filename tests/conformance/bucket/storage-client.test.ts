import { type Bucket, type File, Storage } from '@google-cloud/storage';
import { afterEach, describe, expect, it } from 'vitest';

import { fillerBytes } from '../../../src/testing/bucket/media-reply.ts';
import type { BucketSimulator } from '../../../src/testing/bucket/start-bucket-simulator.ts';
import { SHAPES, startShape, type Truth, truthOf } from './client-buckets.ts';

const summary = (file: File): Truth => ({ name: file.name, size: Number(file.metadata.size) });

// The major after this one is held to the same by tests/packed, where it can be installed beside nothing else.
describe('@google-cloud/storage', () => {
  let simulator: BucketSimulator;
  let bucket: Bucket;
  const open = async (shape: (typeof SHAPES)[number]): Promise<void> => {
    simulator = await startShape(shape);
    bucket = new Storage({ apiEndpoint: simulator.url, projectId: 'test', timeout: 10_000 }).bucket(simulator.bucket);
  };
  afterEach(async () => {
    const { misuse } = simulator.stats();
    await simulator.close();
    expect(misuse).toEqual([]);
  });

  it.each(SHAPES)('lists, streams and pages a %s bucket to the truth', async (shape) => {
    await open(shape);
    const truth = truthOf(simulator);
    const [listed] = await bucket.getFiles();
    expect(listed.map(summary)).toEqual(truth);

    const streamed: Truth[] = [];
    for await (const file of bucket.getFilesStream()) streamed.push(summary(file as File));
    expect(streamed).toEqual(truth);

    const paged: Truth[] = [];
    let query: object | null = { autoPaginate: false, maxResults: 700 };
    while (query !== null) {
      const [files, next]: [File[], object | null] = (await bucket.getFiles(query)) as never;
      paged.push(...files.map(summary));
      query = next;
    }
    expect(paged).toEqual(truth);
  });

  it('reads folders, offsets and partial responses', async () => {
    await open('folder');
    const [files, , response] = await bucket.getFiles({ delimiter: '/', autoPaginate: false });
    expect(files).toEqual([]);
    expect(response).toMatchObject({ prefixes: ['drafts/', 'footage/', 'known/', 'stills/'] });
    const [known] = await bucket.getFiles({ startOffset: 'known/', endOffset: 'known0' });
    expect(known.map((file) => file.name)).toEqual([
      'known/filler.bin',
      'known/ten.txt',
      'known/ünï\u{1F600} 100%.txt',
    ]);
    // The client stops after one page when `fields` leaves the token out: a trap worth keeping visible.
    const [partial] = await bucket.getFiles({ fields: 'items(name)' });
    expect(partial).toHaveLength(1_000);
  });

  it('downloads whole objects with their checksum and ranges without', async () => {
    await open('flat');
    const ten = bucket.file('known/ten.txt');
    expect((await ten.download()).toString()).toBe('0123456789');
    expect((await ten.download({ validation: 'md5' })).toString()).toBe('0123456789');
    expect((await ten.download({ start: 2, end: 4 })).toString()).toBe('234');
    expect((await bucket.file('known/ünï\u{1F600} 100%.txt').download()).toString()).toBe('grüße');
    const filler = bucket.file('known/filler.bin');
    const [whole] = await filler.download();
    expect(whole.equals(fillerBytes(0, 300_000))).toBe(true);
    const [range] = await filler.download({ start: 131_000, end: 200_000 });
    expect(range.equals(fillerBytes(131_000, 200_001))).toBe(true);
  });

  it('sees metadata, permissions and errors as of the service', async () => {
    await open('flat');
    const [metadata] = await bucket.file('known/ten.txt').getMetadata();
    expect(metadata).toMatchObject({ name: 'known/ten.txt', size: '10', contentType: 'text/plain' });
    const [held] = await bucket.iam.testPermissions(['storage.objects.list', 'storage.objects.delete']);
    expect(held).toEqual({ 'storage.objects.list': true, 'storage.objects.delete': false });
    await expect(bucket.file('known/none').getMetadata()).rejects.toMatchObject({ code: 404 });
    await expect(bucket.storage.bucket('other').getFiles()).rejects.toMatchObject({ code: 404 });
    expect(await bucket.exists()).toEqual([true]);
  });
});
