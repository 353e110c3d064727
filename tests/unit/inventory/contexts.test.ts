import { afterEach, describe, expect, it } from 'vitest';

import { GCSInventoryManager } from '../../../src/index.ts';
import { type BucketSimulator, type SimulatedObject, startBucketSimulator } from '../../../src/testing/index.ts';

const open: BucketSimulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bucket) => bucket.close()));
});

const OBJECTS: readonly SimulatedObject[] = [
  { name: 'video/a.mp4', size: 10, contexts: { shoot: 'spring', state: 'cut' } },
  { name: 'video/b.mp4', size: 10, contexts: { shoot: 'spring' } },
  { name: 'video/c.mp4', size: 10, contexts: { shoot: 'autumn' } },
  { name: 'video/d.mp4', size: 10 },
  { name: 'video/e.mp4', size: 10, asSent: { contexts: { custom: { shoot: 'spring', state: { value: 7 } } } } },
];

async function start(objects = OBJECTS, folders?: string[]) {
  const bucket = await startBucketSimulator({ objects });
  open.push(bucket);
  const manager = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url, folders });
  return { bucket, manager };
}

const names = (files: readonly { name: string }[]): string[] => files.map(({ name }) => name);
const filters = (bucket: BucketSimulator): (string | null)[] =>
  bucket.requests.filter(({ path }) => path.endsWith('/o')).map(({ query }) => query.get('filter'));

describe('object contexts', () => {
  it('are keys and values of a record; what is not as documented is left out', async () => {
    const { manager } = await start();
    const files = await manager.scanFolder('video');
    expect(files.map(({ contexts }) => contexts)).toEqual([
      { shoot: 'spring', state: 'cut' },
      { shoot: 'spring' },
      { shoot: 'autumn' },
      undefined,
      undefined,
    ]);
  });

  it.each([
    [{ shoot: 'spring' }, 'contexts."shoot"="spring"', ['video/a.mp4', 'video/b.mp4']],
    [{ shoot: true }, 'contexts."shoot":*', ['video/a.mp4', 'video/b.mp4', 'video/c.mp4']],
    [{ state: false, shoot: 'spring' }, '-contexts."state":*', ['video/b.mp4']],
  ])('%o is searched for by the service with %s', async (contexts, filter, found) => {
    const { bucket, manager } = await start();
    expect(names(await manager.searchFiles({ contexts }))).toEqual(found);
    expect(filters(bucket)).toEqual([filter]);
    const streamed: string[] = [];
    for await (const file of manager.iterateFiles({ query: { contexts } })) streamed.push(file.name);
    expect(streamed).toEqual(found);
    expect(bucket.stats().misuse).toEqual([]);
  });

  it('make a folder without a match no missing one', async () => {
    const { manager } = await start(OBJECTS, ['video']);
    expect(await manager.searchFiles({ contexts: { shoot: 'winter' } })).toEqual([]);
  });

  it('are found in a bucket that is listed in many ranges at once', async () => {
    const objects = Array.from({ length: 12_000 }, (_, index) => ({
      name: `clips/${String(index).padStart(5, '0')}.mp4`,
      ...(index % 400 === 0 ? { contexts: { shoot: 'spring' } } : {}),
    }));
    const { manager } = await start(objects);
    expect(await manager.searchFiles({ contexts: { shoot: 'spring' } })).toHaveLength(30);
  });
});

describe('the simulator', () => {
  it.each([
    'contexts.shoot="spring"',
    'contexts."shoot"',
    'name="a"',
    'contexts."shoot":* AND contexts."state":*',
    'contexts."shoot"=spring',
  ])('refuses the filter %s, which no document shows', async (filter) => {
    const { bucket } = await start();
    const query = new URLSearchParams({ filter });
    const answer = await fetch(`${bucket.url}/storage/v1/b/${bucket.bucket}/o?${query.toString()}`);
    expect(answer.status).toBe(400);
  });

  it('lists prefixes whatever the filter', async () => {
    const { bucket } = await start();
    const query = new URLSearchParams({ filter: 'contexts."none":*', delimiter: '/' });
    const answer = await fetch(`${bucket.url}/storage/v1/b/${bucket.bucket}/o?${query.toString()}`);
    expect(await answer.json()).toMatchObject({ prefixes: ['video/'] });
  });

  it.each([{ 'a/b': 'x' }, { '-a': 'x' }, { a: '' }, { a: "it's" }, { a: 'x'.repeat(257) }])(
    'takes no contexts the service refuses: %o',
    async (contexts) => {
      await expect(startBucketSimulator({ objects: [{ name: 'a', contexts }] })).rejects.toThrow(RangeError);
    },
  );
});
