import { afterEach, describe, expect, it } from 'vitest';

import type { AnyInventory } from '../../../../src/documents/inventory.ts';
import { GCSInventoryManager } from '../../../../src/inventory/gcs-inventory-manager.ts';
import { createMemoryStore, type KeyValueStore } from '../../../../src/runtime/stores.ts';
import {
  type BigQuerySimulator,
  startBigQuerySimulator,
} from '../../../../src/testing/bigquery/start-bigquery-simulator.ts';

const VIEW = 'insights.object_attributes_latest_snapshot_view';
const ROWS = ['a', 'b', 'c'].map((name) => ({
  ...{ bucket: 'prints', name: `${name}.mp4`, size: 1_048_576, contentType: 'video/mp4', metadata: [] },
  timeCreated: '2026-01-02T03:04:05Z',
}));

const open: BigQuerySimulator[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

async function start(slowPolls = 0, pageCap = 10_000): Promise<BigQuerySimulator> {
  const simulator = await startBigQuerySimulator({ tables: { [VIEW]: ROWS }, slowPolls, pageCap });
  open.push(simulator);
  return simulator;
}

/** Changes answers to requests of this endpoint, dry runs apart. */
function edit(
  simulator: BigQuerySimulator,
  name: string,
  isDry: boolean,
  more: object,
  left: string[] = [],
): () => void {
  return simulator.addFault({
    match: ({ endpoint, body }) => endpoint === name && body.includes('"dryRun":true') === isDry,
    action: {
      kind: 'edit',
      edit: (json) => {
        const kept = Object.entries(json as object).filter(([key]) => !left.includes(key));
        return { ...Object.fromEntries(kept), ...more };
      },
    },
  });
}

function inventoryOf(simulator: BigQuerySimulator, store: KeyValueStore = createMemoryStore()): Promise<AnyInventory> {
  const manager = new GCSInventoryManager({ bucket: 'prints' }, { store, retry: { retries: 0, initialDelayMs: 1 } });
  return manager.generateInventoryFromDataset({
    ...{ projectId: simulator.project, dataset: 'insights', endpoint: simulator.url },
  });
}

describe('an answer of BigQuery', () => {
  it.each([
    ['that waits for no job', { jobComplete: false }, ['jobReference']],
    ['without a schema', {}, ['schema']],
    ['of another shape', { rows: 'many' }, []],
    ['with pages of no job', { pageToken: 'next' }, ['jobReference']],
    ['of more rows than it gives', { totalRows: '9' }, []],
  ])('%s is refused', async (_, more, left) => {
    const simulator = await start();
    edit(simulator, 'jobs.query', false, more, left);
    await expect(inventoryOf(simulator)).rejects.toMatchObject({ code: 'bigquery:malformed', retryable: true });
  });

  it('without the bytes of a dry run is taken as free', async () => {
    const simulator = await start();
    edit(simulator, 'jobs.query', true, {}, ['totalBytesProcessed']);
    expect((await inventoryOf(simulator)).bucket_summary.total_files).toBe(3);
  });

  it.each([
    ['no job', 'jobs.query', ['jobReference', 'totalBytesBilled'], {}],
    ['a job without its bytes', 'jobs.get', [], { statistics: { query: {} } }],
    ['a job of another shape', 'jobs.get', [], { statistics: null }],
  ])('of %s counts no bytes', async (_, endpoint, left, more) => {
    // Of a slow job the bytes are asked for.
    const simulator = await start(endpoint === 'jobs.get' ? 1 : 0);
    edit(simulator, endpoint, false, more, left);
    const inventory = await inventoryOf(simulator);
    expect(inventory.bucket_summary.total_files).toBe(3);
    expect(inventory.inventory_info).toMatchObject({ bytes_billed: 0 });
  });

  it('without rows on a page but a next one is read on', async () => {
    const simulator = await start(0, 1);
    const stop = simulator.addFault({
      match: ({ endpoint }) => endpoint === 'jobs.getQueryResults',
      action: { kind: 'edit', edit: (json) => ({ ...(json as object), rows: undefined }) },
    });
    await expect(inventoryOf(simulator)).rejects.toMatchObject({ code: 'bigquery:malformed' });
    stop();
    expect((await inventoryOf(simulator)).bucket_summary.total_files).toBe(3);
  });
});

describe('a job kept before a restart', () => {
  /** Runs to the third statement, so that two jobs are kept. */
  async function stopped(): Promise<{ simulator: BigQuerySimulator; store: KeyValueStore }> {
    const simulator = await start();
    const store = createMemoryStore();
    const stop = simulator.addFault({
      match: ({ endpoint, body }) =>
        endpoint === 'jobs.query' && body.includes('UNION ALL') && !body.includes('dryRun'),
      action: { kind: 'status', status: 403 },
    });
    await expect(inventoryOf(simulator, store)).rejects.toMatchObject({ kind: 'permission' });
    stop();
    return { simulator, store };
  }

  it('that is not there any more is started anew', async () => {
    const { store } = await stopped();
    // Another service knows none of the jobs.
    const other = await start();
    expect((await inventoryOf(other, store)).bucket_summary.total_files).toBe(3);
    expect(other.jobsRun).toBe(4);
  });

  it('is not paid for again where the service does not answer', async () => {
    const { simulator, store } = await stopped();
    const ran = simulator.jobsRun;
    simulator.addFault({
      match: ({ endpoint }) => endpoint === 'jobs.getQueryResults',
      action: { kind: 'status', status: 503 },
    });
    await expect(inventoryOf(simulator, store)).rejects.toMatchObject({ kind: 'transient' });
    expect(simulator.jobsRun).toBe(ran);
  });
});
