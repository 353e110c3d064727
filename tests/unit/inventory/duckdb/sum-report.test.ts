import { readdir } from 'node:fs/promises';

import { describe, expect, it, vi } from 'vitest';

import { GCSInventoryManager } from '../../../../src/inventory/gcs-inventory-manager.ts';
import { startBucketSimulator } from '../../../../src/testing/bucket/start-bucket-simulator.ts';
import { comparable } from '../../../support/same-document.ts';
import { describeReports } from '../../../support/describe-reports.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describeReports('duckdb');

describe('a report read by DuckDB', () => {
  const shard = (rows: readonly [name: string, hour: number][]): string =>
    `bucket,name,size,timeCreated,md5Hash\n${rows
      .map(([name, hour]) => `prints,${name},${String(hour)},${new Date(hour * 3_600_000).toISOString()},HASH=\n`)
      .join('')}`;
  const clips = (from: number, count: number, hour: number): [string, number][] =>
    Array.from({ length: count }, (_, index) => [`v/${String(from + index)}.mp4`, hour + index]);

  it.each([
    ['older and newer rows behind', [clips(0, 600, 10_000), clips(600, 600, 9_500), clips(1_200, 600, 100)]],
    // The second shard names the first’s objects again, at later times: what counts is their first row.
    ['repeated rows that had kept others out', [clips(0, 600, 10_000), clips(0, 600, 90_000), clips(600, 600, 20_000)]],
  ])('keeps what a highlight shows, with %s', async (_, shards) => {
    const names = shards.map((_rows, index) => `${String(index)}.csv`);
    const manifest = { name: 'r_manifest.json', content: JSON.stringify({ report_shards_file_names: names }) };
    const objects = [manifest, ...shards.map((rows, index) => ({ name: names[index] ?? '', content: shard(rows) }))];
    const simulator = await startBucketSimulator({ bucket: 'prints', objects });
    const manager = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: simulator.url });
    const read = (engine: 'builtin' | 'duckdb') =>
      manager.generateInventoryFromReport('r_manifest.json', undefined, { engine, files: 'none' });
    expect(comparable(await read('duckdb'))).toEqual(comparable(await read('builtin')));
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
