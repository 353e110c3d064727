import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { startBigQuerySimulator } from '../../../src/testing/bigquery/start-bigquery-simulator.ts';
import { startBucketSimulator } from '../../../src/testing/bucket/start-bucket-simulator.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { runCli } from './run-cli.ts';

const CSV = 'bucket,name,size,timeCreated\nprints,video/a.mp4,1048576,2026-01-02T03:04:05Z\n';

async function folderWithConfig(): Promise<string> {
  const folder = await temporaryFolder();
  const simulator = await startBucketSimulator({
    bucket: 'prints',
    objects: [
      { name: 'video/a.mp4', size: 1_048_576 },
      { name: 'r_manifest.json', content: JSON.stringify({ report_shards_file_names: ['0.csv'] }) },
      { name: '0.csv', content: CSV },
    ],
  });
  onTestFinished(() => simulator.close());
  const config = { gcs_bucket: 'prints', gcs_api_endpoint: simulator.url, gcs_folders: ['video'] };
  await writeFile(join(folder, 'insight-inventory.config.json'), JSON.stringify(config));
  return folder;
}

describe('the command inventory', () => {
  it('lists the bucket', async () => {
    const { code, stdout } = await runCli(await folderWithConfig(), ['inventory', '--json']);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { source: 'listing', files: 'all', issues: [] }]);
  });

  it('reviews it when asked', async () => {
    const argv = ['inventory', '--review', '--stale-days', '30000', '--files', 'none'];
    const { code, stdout } = await runCli(await folderWithConfig(), argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Not changed for 30,000 days: 0 files, 0 MB\.\nCopies: 0 files, 0 MB\./);
  });

  it.each(['builtin', 'duckdb'])('reads a report by %s', async (engine) => {
    const argv = ['inventory', '--report', 'r_manifest.json', '--engine', engine, '--files', 'none'];
    const { code, stdout } = await runCli(await folderWithConfig(), argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/files +1, 1 MB in 1 folders[\s\S]*Written: collected_data.gcs_inventory_/);
  });

  it('asks BigQuery, and says what it cost', async () => {
    const row = { bucket: 'prints', name: 'video/a.mp4', size: 1_048_576, metadata: [] };
    const bigquery = await startBigQuerySimulator({
      tables: { 'insights.object_attributes_latest_snapshot_view': [row] },
    });
    onTestFinished(() => bigquery.close());
    const argv = ['inventory', '--dataset', `${bigquery.project}.insights`, '--bigquery-endpoint', bigquery.url];
    const folder = await folderWithConfig();
    const { code, stdout } = await runCli(folder, argv);
    expect([code, stdout]).toEqual([0, expect.stringContaining('BigQuery charges for 41,943,040 bytes, $0.0002')]);
    const limited = await runCli(folder, [...argv, '--max-bytes-billed', '10']);
    expect([limited.code, limited.stderr]).toEqual([1, expect.stringContaining('--max-bytes-billed')]);
  });

  it.each([
    [['--engine', 'bigquery'], '--engine bigquery takes --dataset.'],
    [['--engine', 'listing', '--report', 'r'], '--engine listing takes neither'],
    [['--report', 'r', '--dataset', 'd'], 'Name one of them'],
    [['--stale-days', '5'], 'Give --review too.'],
    [['--dataset', 'd'], 'which project pays'],
    [['--files', 'some'], '--files does not take "some"'],
  ])('refuses what is invalid: %j', async (options, says) => {
    const { code, stderr } = await runCli(await folderWithConfig(), ['inventory', ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });
});
