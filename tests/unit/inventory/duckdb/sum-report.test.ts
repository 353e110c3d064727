import { readdir } from 'node:fs/promises';

import { describe, expect, it, vi } from 'vitest';

import { GCSInventoryManager } from '../../../../src/inventory/gcs-inventory-manager.ts';
import { startBucketSimulator } from '../../../../src/testing/bucket/start-bucket-simulator.ts';
import { describeReports } from '../../../support/describe-reports.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describeReports('duckdb');

describe('a report read by DuckDB', () => {
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
