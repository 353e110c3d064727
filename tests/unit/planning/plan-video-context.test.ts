import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import {
  createMemoryLedgerStore,
  createMemorySnapshotStore,
  DataCollector,
  describePlanningLine,
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
  it('says of seven posts that nothing can be concluded, and offers the unused clips', async () => {
    const context = await demoContext();
    expect(v.is(planningContextSchema, context)).toBe(true);
    expect(context.findings).toEqual([
      { id: 'F1', kind: 'no_finding', subject: [], figures: { posts: 7, traits: 0, excluded: 0 }, evidence: [] },
    ]);
    expect(context.timing.map(({ kind }) => kind)).toEqual(['no_slot', 'tried_slots', 'untried_slots']);
    expect(context.footage.counts).toEqual({ used: 0, unused: 155, uncertain: 0 });
    expect(context.cautions.map(({ kind }) => kind)).toEqual(['few_posts', 'no_ledger', 'unprobed', 'issue']);
  });

  it('compares the best, the weakest and the latest post to the median, and names the outliers', async () => {
    const { posts } = await demoContext();
    // Views of the others: 232, 252, 456, 475, 633, 1001: median 465.5, and 3467 / 465.5 = 7.45.
    expect(posts.best[0]?.figures.views).toEqual({ value: 3_467, median: 465.5, ratio: 7.45, posts: 6, at: 'now' });
    expect(posts.weakest?.figures.interactions.value).toBe(1);
    expect(posts.latest?.timestamp).toBe('2025-08-18T23:32:42Z');
    expect(posts.outliers.map(({ figures }) => [figures['figure'], figures['ratio']])).toEqual([
      ['views', 7.45],
      ['engagement_rate', 7.54],
    ]);
  });

  it('names the comment and the post behind what the audience asks', async () => {
    const { audience } = await demoContext();
    expect(audience).toMatchObject([
      { kind: 'question', figures: { comments: 1, posts: 1, answered: 1, unanswered: 0 } },
    ]);
    expect(audience[0]?.evidence).toHaveLength(2);
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
    const line = context.findings.find(({ subject }) => subject.includes('glaze'));
    expect(line?.estimate?.verdict).toBe('helps');
    expect(line?.evidence.length).toBeGreaterThan(30);
    expect(line === undefined ? '' : describePlanningLine(line)).toMatch(/^Hashtag glaze went together with posts/);
  });

  it('looks at the newest videos of an inventory without rows, and says so', async () => {
    const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
    const inventory = await gcs.generateInventory(undefined, { files: 'none' });
    const context = planVideoContext({ analytics: await instagram.collect(), inventory });
    expect(context.planning_info.footage_source).toBe('highlights');
    expect(context.cautions.map(({ kind }) => kind)).toContain('highlights_only');
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
    expect(context.footage.counts).toEqual({ used: 1, unused: 154, uncertain: 0 });
  });

  it.each([
    ['the configured time zone', 'America/New_York', 'America/New_York'],
    ['UTC when none is configured', undefined, 'UTC'],
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
    expect(context.planning_info.timezone).toBe(expected);
    expect(context.timing.length).toBeGreaterThan(0);
    for (const { figures } of context.timing) expect(figures['timezone']).toBe(expected);
  });
});
