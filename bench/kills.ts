/**
 * Kills processes at random moments while they write the ledger, the history, a token, values and exports, and prints what
 * was cut, what is broken and what is left over: `npx tsx bench/kills.ts [--kills 200]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { InstagramAnalyticsManager } from '../src/index.ts';
import { datasetFromExport, demoDataset, startBucketSimulator, startGraphSimulator } from '../src/testing/index.ts';
import { killWriters } from '../tests/support/kill-writers.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' } } });
const folder = await mkdtemp(join(tmpdir(), 'kills-'));
const bucket = await startBucketSimulator({ generate: { shape: 'flat', count: 300 } });
const graph = await startGraphSimulator({ dataset: datasetFromExport(demoDataset().account) });
const { id } = graph.dataset.account;
const instagram = new InstagramAnalyticsManager({ userId: id, accessToken: graph.token, baseUrl: graph.url });
const analytics = { ...(await instagram.collect()), recent_media: [], recent_activity: [] };
const snapshot = { taken_at: '2026-01-01T00:00:00Z', analytics };
const found = await killWriters(join(folder, 'stores'), bucket, snapshot, { kills: Number(values.kills) });
console.log(JSON.stringify(found, null, 2));
await rm(folder, { recursive: true });
process.exit(found.broken.length + found.leftOver.length === 0 ? 0 : 1);
