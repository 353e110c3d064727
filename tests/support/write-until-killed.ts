// Writes to every store at once until it is killed: write-until-killed.ts FOLDER NAME BUCKET ENDPOINT STORES [ONCE],
// where STORES are names of stores with commas between
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Snapshot } from '../../src/documents/analytics.ts';
import { DataCollector } from '../../src/collector/data-collector.ts';
import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import { createFileLedgerStore } from '../../src/runtime/history/ledger-store.ts';
import { createFileSnapshotStore } from '../../src/runtime/history/snapshot-store.ts';
import type { InstagramConfig } from '../../src/runtime/platform-configs.ts';
import { createFileStore, createFileTokenStore } from '../../src/runtime/stores.ts';

const [folder = '', name = '', bucket = '', apiEndpoint = '', stores = '', once] = process.argv.slice(2);
const ledger = createFileLedgerStore(join(folder, 'ledger', 'ledger.jsonl'));
const history = createFileSnapshotStore(join(folder, 'history'));
const token = createFileTokenStore(join(folder, 'token', 'token.json'));
const values = createFileStore(join(folder, 'values'));
const manager = new GCSInventoryManager({ bucket, apiEndpoint });
const account = JSON.parse(await readFile(join(folder, 'account.json'), 'utf8')) as InstagramConfig;
const instagram = new InstagramAnalyticsManager(account);
const collector = new DataCollector({ instagram, gcs: manager, outputDir: join(folder, 'collections') });
const snapshot = JSON.parse(await readFile(join(folder, 'snapshot.json'), 'utf8')) as Snapshot;
await mkdir(join(folder, 'exports'), { recursive: true });

/** Says what was written whole is said, so that the reader can look for it. */
const said = (store: string, id: string): void => void process.stdout.write(`${store} ${id}\n`);

async function repeat(store: string, write: (id: string, count: number) => Promise<unknown>): Promise<void> {
  if (!stores.split(',').includes(store)) return;
  for (let count = 0; ; count += 1) {
    const id = `${name}-${String(count)}`;
    await write(id, count);
    said(store, id);
    if (once !== undefined) return;
  }
}

await Promise.all([
  repeat('ledger', (id) => ledger.append({ media_id: id, files: [`${id}.mp4`], published_at: null })),
  // A history grows with each: a few are enough to be killed in.
  repeat('history', async (_, count) =>
    count < 3 ? history.append(snapshot) : new Promise((resume) => setTimeout(resume, 1_000)),
  ),
  repeat('token', (id) => token.save({ value: `EAA${id.replaceAll('-', '')}${'z'.repeat(200)}`, expiresAt: null })),
  repeat('values', (id, count) => values.set(`key${String(count % 20)}`, `${id} ${'v'.repeat(20_000)} end`)),
  // Documents stay: a few are enough to be killed in.
  repeat('collections', async (_, count) =>
    count < 3 ? collector.collectAllData() : new Promise((resume) => setTimeout(resume, 1_000)),
  ),
  repeat('exports', (_, count) =>
    manager.exportFiles(join(folder, 'exports', `files${String(count % 2)}.ndjson${count % 3 === 0 ? '.gz' : ''}`)),
  ),
]);
