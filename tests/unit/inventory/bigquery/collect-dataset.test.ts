import { afterEach, describe, expect, it } from 'vitest';

import { GCSInventoryManager } from '../../../../src/inventory/gcs-inventory-manager.ts';
import type { DatasetSource } from '../../../../src/inventory/options.ts';
import type { InventoryDependencies } from '../../../../src/inventory/setup.ts';
import { createMemoryStore } from '../../../../src/runtime/stores.ts';
import type { TableColumns } from '../../../../src/testing/bigquery/dataset-tables.ts';
import {
  type BigQuerySimulator,
  type BigQuerySimulatorOptions,
  startBigQuerySimulator,
} from '../../../../src/testing/bigquery/start-bigquery-simulator.ts';

const VIEW = 'insights.object_attributes_latest_snapshot_view';

function row(name: string, size: number | null, more: object = {}): Record<string, unknown> {
  return {
    bucket: 'prints',
    name,
    size,
    contentType: 'video/mp4',
    storageClass: 'STANDARD',
    timeCreated: '2026-01-02T03:04:05.678Z',
    updated: '2026-01-02T03:04:05Z',
    generation: 17,
    md5Hash: 'AAAA',
    crc32c: 'BBBB',
    metadata: [],
    ...more,
  };
}

const ROWS = [
  row('video/a.mp4', 2 * 2 ** 20, { metadata: [{ key: 'printer', value: 'mk3' }] }),
  row('video/b.mp4', 2 ** 20),
  row('music/s.mp3', 3 * 2 ** 20),
  row('video/', 0),
  row('video/soft.mp4', 1, { softDeleteTime: '2026-02-02T00:00:00Z' }),
  row('video/old.mp4', 1, { timeDeleted: '2026-02-02T00:00:00Z' }),
  row('video/odd.mp4', null),
  row('video/other.mp4', 1, { bucket: 'others' }),
];

const open: BigQuerySimulator[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

async function bigquery(options: Partial<BigQuerySimulatorOptions> = {}): Promise<BigQuerySimulator> {
  const simulator = await startBigQuerySimulator({ tables: { [VIEW]: ROWS }, ...options });
  open.push(simulator);
  return simulator;
}

const FAST: InventoryDependencies = { retry: { retries: 3, initialDelayMs: 1, maxDelayMs: 2 } };

function managerOf(deps: InventoryDependencies = {}): GCSInventoryManager {
  return new GCSInventoryManager({ bucket: 'prints' }, { ...FAST, ...deps });
}

function sourceOf(simulator: BigQuerySimulator, more: Partial<DatasetSource> = {}): DatasetSource {
  return { projectId: simulator.project, dataset: 'insights', endpoint: simulator.url, ...more };
}

const operations = (simulator: BigQuerySimulator): string[] => simulator.requests.map(({ endpoint }) => endpoint);

describe('an inventory from a dataset', () => {
  it('has live objects of the bucket alone, and says what it cost', async () => {
    const simulator = await bigquery();
    const inventory = await managerOf().generateInventoryFromDataset(sourceOf(simulator));
    expect(inventory.bucket_summary).toMatchObject({ total_files: 3, total_size_mb: 6 });
    expect(Object.keys(inventory.folder_inventories)).toEqual(['', 'music', 'video']);
    const [first] = inventory.folder_inventories['video']?.file_categories?.videos ?? [];
    expect(first).toMatchObject({
      name: 'video/a.mp4',
      metadata: { printer: 'mk3' },
      created_time: '2026-01-02T03:04:05Z',
    });
    expect(inventory.issues).toMatchObject([{ code: 'gcs:odd_row', id: 'video/odd.mp4' }]);
    // Five statements of 10 MiB, the least that is charged for one; 62.5 MiB cost $0.0003.
    expect(inventory.inventory_info).toMatchObject({ source: 'dataset', engine: 'bigquery', cost_usd: 0.0003 });
    expect(inventory.inventory_info.bytes_billed).toBe(5 * 10 * 2 ** 20);
    expect(simulator.stats().misuse).toEqual([]);
  });

  it('asks what it would read first, and runs nothing that is beyond the limit', async () => {
    const simulator = await bigquery();
    const source = sourceOf(simulator, { maximumBytesBilled: 100 });
    await expect(managerOf().generateInventoryFromDataset(source)).rejects.toMatchObject({
      kind: 'quota',
      code: 'bigquery:too_expensive',
    });
    expect(simulator.jobsRun).toBe(0);
    expect(simulator.requests.every(({ body }) => body.includes('"dryRun":true'))).toBe(true);
  });

  it('sends a limit with every statement, what is left of it', async () => {
    const simulator = await bigquery();
    const source = sourceOf(simulator, { maximumBytesBilled: 15 * 2 ** 20 });
    await expect(managerOf().generateInventoryFromDataset(source)).rejects.toMatchObject({
      code: 'bigquery:bytesBilledLimitExceeded',
      remedy: 'Raise maximumBytesBilled (--max-bytes-billed).',
    });
    expect(simulator.jobsRun).toBe(1);
  });

  it('waits for slow jobs and reads every page', async () => {
    const rows = Array.from({ length: 95 }, (_, index) => row(`v/${String(index)}.mp4`, 1));
    const simulator = await bigquery({ tables: { [VIEW]: rows }, slowPolls: 2, pageCap: 10 });
    const inventory = await managerOf().generateInventoryFromDataset(sourceOf(simulator));
    expect(inventory.folder_inventories['v']?.file_categories?.videos).toHaveLength(95);
    expect(operations(simulator)).toContain('jobs.getQueryResults');
    // A slow job says what it cost only by jobs.get.
    expect(operations(simulator).filter((name) => name === 'jobs.get').length).toBe(4);
    expect(inventory.inventory_info.bytes_billed).toBe(4 * 10 * 2 ** 20);
  });

  it.each(['repeats', 'circles', 'overlaps', 'doubles'] as const)(
    'ends with an error when a page %s',
    async (pageFlaw) => {
      const simulator = await bigquery({ pageCap: 2, pageFlaw });
      await expect(managerOf().generateInventoryFromDataset(sourceOf(simulator))).rejects.toMatchObject({
        code: 'bigquery:malformed',
      });
      expect(simulator.requests.length).toBeLessThan(20);
    },
  );

  it('is sent again through faults, and no statement is paid for twice', async () => {
    const simulator = await bigquery();
    simulator.addFault({ match: ({ endpoint }) => endpoint === 'jobs.query', action: { kind: 'reset' }, times: 2 });
    simulator.addFault({
      match: ({ endpoint }) => endpoint === 'jobs.query',
      action: { kind: 'status', status: 503 },
      times: 1,
    });
    const inventory = await managerOf().generateInventoryFromDataset(sourceOf(simulator), undefined, { files: 'none' });
    expect(inventory.bucket_summary.total_files).toBe(3);
    expect(simulator.jobsRun).toBe(4);
  });

  it('goes on with its jobs after a restart', async () => {
    const simulator = await bigquery();
    const store = createMemoryStore();
    // Stops in the third statement, when two have run.
    const stop = simulator.addFault({
      match: ({ endpoint, body }) =>
        endpoint === 'jobs.query' && body.includes('UNION ALL') && !body.includes('dryRun'),
      action: { kind: 'status', status: 403 },
    });
    await expect(managerOf({ store }).generateInventoryFromDataset(sourceOf(simulator))).rejects.toMatchObject({
      kind: 'permission',
    });
    stop();
    expect(simulator.jobsRun).toBe(2);
    const inventory = await managerOf({ store }).generateInventoryFromDataset(sourceOf(simulator));
    expect(inventory.bucket_summary.total_files).toBe(3);
    expect(simulator.jobsRun).toBe(5);
    // Once the document is made its jobs are forgotten.
    await managerOf({ store }).generateInventoryFromDataset(sourceOf(simulator));
    expect(simulator.jobsRun).toBe(10);
  });

  it.each([
    ['a dataset that is not there', { dataset: 'none' }, {}, 'not_found', 'bigquery:notFound'],
    [
      'a project that is another’s',
      { projectId: 'other-project', datasetProjectId: 'simulated-project' },
      {},
      'permission',
      'bigquery:accessDenied',
    ],
    ['an account without the role', {}, { mayRunJobs: false }, 'permission', 'bigquery:accessDenied'],
    ['credentials that are refused', {}, { accessToken: 'secret' }, 'auth', 'bigquery:authError'],
    ['another location', { location: 'EU' }, {}, 'not_found', 'bigquery:notFound'],
  ] as const)('names the cause of %s', async (_, source, options, kind, code) => {
    const simulator = await bigquery(options);
    const failing = managerOf().generateInventoryFromDataset(sourceOf(simulator, source));
    await expect(failing).rejects.toMatchObject({ kind, code });
  });

  it('refuses names that would be part of a statement', async () => {
    const simulator = await bigquery();
    const source = sourceOf(simulator, { dataset: 'x`; DROP TABLE y; --' });
    await expect(managerOf().generateInventoryFromDataset(source)).rejects.toMatchObject({
      name: 'ConfigError',
      problems: [{ key: 'dataset' }],
    });
    expect(simulator.requests).toEqual([]);
  });

  it('reads a table with the columns of a report, as texts', async () => {
    const columns: TableColumns = Object.fromEntries(
      [
        'bucket',
        'name',
        'size',
        'contentType',
        'storageClass',
        'timeCreated',
        'timeDeleted',
        'updated',
        'generation',
        'md5Hash',
        'crc32c',
      ].map((name) => [name, 'STRING' as const]),
    );
    const rows = [
      {
        bucket: 'prints',
        name: 'a.mp4',
        size: '1048576',
        timeCreated: '2026-01-02T03:04:05Z',
        updated: 'yesterday',
        timeDeleted: '',
      },
      { bucket: 'prints', name: 'b.mp4', size: 'abc' },
      { bucket: 'prints', name: 'c.mp4', size: '1', timeDeleted: '2026-01-02T03:04:05Z' },
    ];
    const simulator = await bigquery({ tables: { 'lake.report': rows }, columns: { 'lake.report': columns } });
    const source = sourceOf(simulator, { dataset: 'lake', table: 'report' });
    const inventory = await managerOf().generateInventoryFromDataset(source);
    expect(inventory.bucket_summary).toMatchObject({ total_files: 1, total_size_bytes: 1_048_576 });
    expect(inventory.highlights.newest[0]).toMatchObject({
      created_time: '2026-01-02T03:04:05Z',
      updated_time: null,
      unavailable: { updated_time: 'failed' },
    });
  });

  it('ends when it is stopped', async () => {
    const simulator = await bigquery({ slowPolls: 1_000, latencyMs: 20 });
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => {
      controller.abort(reason);
    }, 200);
    const running = managerOf().generateInventoryFromDataset(sourceOf(simulator), undefined, {
      signal: controller.signal,
    });
    await expect(running).rejects.toBe(reason);
  });
});

describe('the stand-in of BigQuery', () => {
  it.each([
    ['SELECT split_part(name, 1, 2) FROM x', 'Function not found: split_part'],
    ['SELECT "name" FROM x', 'Unexpected """'],
    ['SELECT 1::INT64', 'Unexpected "::"'],
    ["SELECT '\\d'", 'Illegal escape sequence'],
    ['SELECT 1 FROM `simulated-project.insights.none`', 'Not found: Table'],
  ])('refuses what GoogleSQL does not have: %s', async (query, says) => {
    const simulator = await bigquery();
    const response = await fetch(`${simulator.url}/bigquery/v2/projects/${simulator.project}/queries`, {
      method: 'POST',
      body: JSON.stringify({ query, useLegacySql: false }),
    });
    expect(response.ok).toBe(false);
    expect(await response.text()).toContain(says.replaceAll('"', '\\"'));
  });
});
