import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { createAccount } from '../../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator } from '../../src/testing/graph/start-graph-simulator.ts';
import { killWriters } from '../../tests/support/kill-writers.ts';
import { type Proof, table } from './section.ts';

const KILLS = 200;

/** Kills writers of all stores, of exports and of collections, and counts what is broken afterwards. */
export async function proveKills(): Promise<Proof> {
  const folder = await mkdtemp(join(tmpdir(), 'prove-'));
  const bucket = await startBucketSimulator({ generate: { shape: 'flat', count: 300 } });
  const graph = await startGraphSimulator({ dataset: createAccount({ posts: 5 }) });
  const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  const analytics = await new InstagramAnalyticsManager(account).collect();
  const snapshot = {
    taken_at: '2026-01-01T00:00:00Z',
    analytics: { ...analytics, recent_media: [], recent_activity: [] },
  };
  const killed = await killWriters(join(folder, 'stores'), { bucket, account, snapshot }, { kills: KILLS });
  await Promise.all([bucket.close(), graph.close(), rm(folder, { recursive: true })]);
  const { kills, cut, broken, leftOver, written } = killed;
  return {
    parts: {
      kills: [
        table(
          ['killed', 'cut in mid-write', 'unreadable afterwards', 'left over after the next run'],
          [[kills, cut, broken.length, leftOver.length]],
        ),
        table(['written whole before a kill', 'times'], Object.entries(written)),
      ].join('\n\n'),
    },
    problems: [...broken, ...leftOver],
  };
}
