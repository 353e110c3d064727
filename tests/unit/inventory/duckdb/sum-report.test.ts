import { readdir } from 'node:fs/promises';

import { describe, expect, it, vi } from 'vitest';

import { GCSInventoryManager } from '../../../../src/inventory/gcs-inventory-manager.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { startBucketSimulator } from '../../../../src/testing/bucket/start-bucket-simulator.ts';
import { comparable } from '../../../support/same-document.ts';
import { describeReports } from '../../../support/describe-reports.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describeReports('duckdb');

describe('a report read by DuckDB', () => {
  /** A review counts back from the day. */
  const clock = { ...systemClock, now: () => Date.UTC(2026, 10, 28, 17) };
  const shard = (rows: readonly [name: string, hour: number][]): string =>
    `bucket,name,size,timeCreated,md5Hash\n${rows
      .map(([name, hour]) => `prints,${name},${String(hour)},${new Date(hour * 3_600_000).toISOString()},HASH=\n`)
      .join('')}`;
  const clips = (from: number, count: number, hour: number): [string, number][] =>
    Array.from({ length: count }, (_, index) => [`v/${String(from + index)}.mp4`, hour + index]);

  it.each<[string, [string, number][][], number]>([
    ['older and newer rows behind', [clips(0, 600, 10_000), clips(600, 600, 9_500), clips(1_200, 600, 100)], 100],
    // The second shard names the first’s objects again, at later times: what counts is their first row.
    [
      'repeated rows that had kept others out',
      [clips(0, 600, 10_000), clips(0, 600, 90_000), clips(600, 600, 20_000)],
      0,
    ],
    // A quote that is never closed: read by the library's own reader.
    [
      'an odd row',
      [clips(0, 60, 10_000), [['"v/odd.mp4', 9_000], ...clips(60, 60, 10_000)], clips(120, 60, 10_020)],
      60,
    ],
  ])('keeps what a highlight and a review show, with %s', async (_, shards, contents) => {
    const names = shards.map((_rows, index) => `${String(index)}.csv`);
    const manifest = { name: 'r_manifest.json', content: JSON.stringify({ report_shards_file_names: names }) };
    const objects = [manifest, ...shards.map((rows, index) => ({ name: names[index] ?? '', content: shard(rows) }))];
    const simulator = await startBucketSimulator({ bucket: 'prints', objects });
    const manager = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: simulator.url }, { clock });
    const options = { files: 'none', review: true } as const;
    const read = (engine: 'builtin' | 'duckdb') =>
      manager.generateInventoryFromReport('r_manifest.json', undefined, { ...options, engine });
    const byDuckdb = await read('duckdb');
    expect(comparable(byDuckdb)).toEqual(comparable(await read('builtin')));
    expect(byDuckdb.review?.duplicates?.groups).toBe(contents);
    await simulator.close();
  });

  it('counts each object once, however many of its rows come again', async () => {
    const rows = shard(clips(0, 10_100, 10_000));
    const names = ['0.csv', '1.csv', '2.csv'];
    const manifest = { name: 'r_manifest.json', content: JSON.stringify({ report_shards_file_names: names }) };
    const contents = [rows, rows, shard([...clips(10_090, 20, 20_000), ...clips(10_105, 5, 30_000)])];
    const shards = contents.map((content, index) => ({ name: names[index] ?? '', content }));
    const simulator = await startBucketSimulator({ bucket: 'prints', objects: [manifest, ...shards] });
    const manager = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: simulator.url });
    const options = { engine: 'duckdb', files: 'none' } as const;
    const inventory = await manager.generateInventoryFromReport('r_manifest.json', undefined, options);
    expect(inventory.bucket_summary.total_files).toBe(10_110);
    expect(inventory.issues).toMatchObject([
      { code: 'gcs:report_repeated', message: expect.stringMatching(/^10115 rows name/) as string },
    ]);
    await simulator.close();
  });

  it.each([
    ['is read', 'bucket,name,size\nprints,a.mp4,1\n', true],
    ['cannot be read', 'nothing', false],
  ])('leaves nothing behind when it %s', async (_, content, succeeds) => {
    const folder = await temporaryFolder();
    vi.stubEnv('TMPDIR', folder);
    const manifest = { name: 'r_manifest.json', content: JSON.stringify({ report_shards_file_names: ['0.csv'] }) };
    const simulator = await startBucketSimulator({ bucket: 'prints', objects: [manifest, { name: '0.csv', content }] });
    const manager = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: simulator.url });
    const reading = manager.generateInventoryFromReport('r_manifest.json', undefined, { engine: 'duckdb' });
    if (succeeds) expect((await reading).inventory_info.engine).toBe('duckdb');
    else await expect(reading).rejects.toMatchObject({ code: 'gcs:report_unreadable' });
    expect(await readdir(folder)).toEqual([]);
    await simulator.close();
  });
});
