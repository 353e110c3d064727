// The installed storage client on the bucket simulator of the package: what it lists, streams, pages and downloads is
// the truth, on every shape of names. Prints its version.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Storage } from '@google-cloud/storage';
import { startBucketSimulator } from 'insight-inventory/testing';

const SHAPES = ['flat', 'tree', 'timestamps', 'hash', 'mixed', 'folder', 'skewed'];
const summary = (file) => ({ name: file.name, size: Number(file.metadata.size) });

for (const shape of SHAPES) {
  const simulator = await startBucketSimulator({
    bucket: 'media',
    generate: { shape, count: 1_300 },
    objects: [{ name: 'known/ünï\u{1F600} 100%.txt', content: '0123456789' }],
  });
  try {
    const truth = [...simulator.objects()].map(({ name, size }) => ({ name, size }));
    const bucket = new Storage({ apiEndpoint: simulator.url, projectId: 'test', timeout: 10_000 }).bucket('media');

    const [listed] = await bucket.getFiles();
    assert.deepEqual(listed.map(summary), truth);

    const streamed = [];
    for await (const file of bucket.getFilesStream()) streamed.push(summary(file));
    assert.deepEqual(streamed, truth);

    const paged = [];
    let query = { autoPaginate: false, maxResults: 700 };
    while (query !== null) {
      const [files, next] = await bucket.getFiles(query);
      paged.push(...files.map(summary));
      query = next ?? null;
    }
    assert.deepEqual(paged, truth);

    const known = bucket.file('known/ünï\u{1F600} 100%.txt');
    assert.equal((await known.download()).toString(), '0123456789');
    assert.equal((await known.download({ start: 2, end: 4 })).toString(), '234');
    await assert.rejects(bucket.file('known/none').getMetadata(), { code: 404 });
    assert.deepEqual(simulator.stats().misuse, []);
  } finally {
    await simulator.close();
  }
}

const manifest = new URL('node_modules/@google-cloud/storage/package.json', import.meta.url);
console.log(JSON.parse(readFileSync(manifest, 'utf8')).version);
