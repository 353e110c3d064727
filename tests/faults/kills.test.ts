import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { openAccount } from '../support/demo.ts';
import { killWriters } from '../support/kill-writers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('leaves no half file and no leftovers of processes killed while they write', { timeout: 60_000 }, async () => {
  const bucket = await startBucketSimulator({ generate: { shape: 'flat', count: 300 } });
  onTestFinished(() => bucket.close());
  const { instagram, graph } = await openAccount();
  const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  const analytics = { ...(await instagram.collect()), recent_media: [], recent_activity: [] };
  const snapshot = { taken_at: '2026-01-01T00:00:00Z', analytics };
  const found = await killWriters(join(await temporaryFolder(), 'stores'), { bucket, account, snapshot }, { kills: 2 });
  expect(found).toMatchObject({ kills: 2, broken: [], leftOver: [] });
  expect(Object.keys(found.written)).toEqual(expect.arrayContaining(['ledger', 'token', 'values', 'exports']));
});
