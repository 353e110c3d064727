import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import {
  createMemoryLedgerStore,
  createMemorySnapshotStore,
  DataCollector,
  planningContextSchema,
  planVideoContext,
  type PlanningContext,
} from '../../../src/index.ts';
import { createAccount, startGraphSimulator } from '../../../src/testing/index.ts';
import { InstagramAnalyticsManager } from '../../../src/index.ts';
import { readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { openAccount, openBucket } from '../../support/demo.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function demoContext(): Promise<PlanningContext> {
  const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
  return planVideoContext({ analytics: await instagram.collect(), inventory: await gcs.generateInventory() });
}

describe('planVideoContext', () => {
  it('says of seven posts that nothing can be told, and offers the unused clips', async () => {
    const context = await demoContext();
    expect(v.is(planningContextSchema, context)).toBe(true);
    expect(context.what_worked).toEqual([]);
    expect(context.what_did_not).toEqual([]);
    expect(context.when_to_post).toEqual([{ text: 'No best time can be told from 7 posts.', evidence: [] }]);
    expect(context.footage_counts).toEqual({ used: 0, unused: 155, uncertain: 0 });
    expect(context.cautions[0]?.text).toContain('7 posts are few');
    expect(context.cautions.map((line) => line.text).join('\n')).toContain('probe them');
  });

  it('names the comment and the post behind what the audience asks', async () => {
    const context = await demoContext();
    for (const line of context.audience_asks) expect(line.evidence).toHaveLength(2);
  });

  it('finds a planted tag that helps and names the posts it rests on', async () => {
    const dataset = createAccount({
      seed: 7,
      posts: 200,
      effects: { tags: [{ tag: 'glaze', ratio: 2.2, share: 0.3 }] },
    });
    const graph = await startGraphSimulator({ dataset });
    onTestFinished(() => graph.close());
    const instagram = new InstagramAnalyticsManager({
      userId: dataset.account.id,
      accessToken: graph.token,
      baseUrl: graph.url,
    });
    const { gcs } = await openBucket();
    const analytics = await instagram.collect({ limit: 200, comments: false });
    const context = planVideoContext({ analytics, inventory: await gcs.generateInventory() });
    const line = context.what_worked.find(({ text }) => text.includes('glaze'));
    expect(line?.estimate?.verdict).toBe('helps');
    expect(line?.evidence.length).toBeGreaterThan(30);
  });

  it('looks at the newest videos of an inventory without rows, and says so', async () => {
    const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
    const inventory = await gcs.generateInventory(undefined, { files: 'none' });
    const context = planVideoContext({ analytics: await instagram.collect(), inventory });
    expect(context.planning_info.footage_source).toBe('highlights');
    expect(context.cautions.map((line) => line.text).join('\n')).toContain('newest videos');
  });
});

describe('DataCollector with planning', () => {
  it('keeps the account in the history, reads the ledger and writes a fourth document', async () => {
    const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
    const clip = (await gcs.getLatestFiles({ limit: 1, category: 'video' }))[0]?.name ?? '';
    const history = createMemorySnapshotStore();
    const ledger = createMemoryLedgerStore([{ media_id: '1', files: [clip], published_at: null }]);
    const collector = new DataCollector({ instagram, gcs, history, ledger, outputDir: await temporaryFolder() });
    const summary = await collector.collectAllData({ planning: true });
    expect(await history.list()).toHaveLength(1);
    const context = v.parse(planningContextSchema, JSON.parse(await readFile(summary.planning_file ?? '', 'utf8')));
    expect(context.footage_counts).toEqual({ used: 1, unused: 154, uncertain: 0 });
  });

  it.each([
    ['the configured time zone', 'America/New_York', '(America/New_York)'],
    ['UTC when none is configured', undefined, '(UTC)'],
  ])('tells posting times by %s', async (_what, timezone, expected) => {
    const { graph } = await openAccount({}, { dataset: createAccount({ posts: 60, mix: { reels: 1 } }) });
    const { id: userId } = graph.dataset.account;
    const config = { userId, accessToken: graph.token, baseUrl: graph.url, maxMediaItems: 60, timezone };
    const { gcs } = await openBucket();
    const collector = new DataCollector({
      instagram: () => new InstagramAnalyticsManager(config),
      gcs,
      outputDir: await temporaryFolder(),
    });
    const summary = await collector.collectAllData({ planning: true });
    const context = v.parse(planningContextSchema, JSON.parse(await readFile(summary.planning_file ?? '', 'utf8')));
    expect(context.when_to_post.length).toBeGreaterThan(0);
    for (const { text } of context.when_to_post) expect(text).toContain(expected);
  });
});
