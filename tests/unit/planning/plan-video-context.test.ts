import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import {
  analyzeDocuments,
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
import { requireSameDocuments } from '../../../src/planning/plan-video-context.ts';
import { analytics, comment, file, inventory, post } from '../assistant/samples.ts';

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
    const collected = await instagram.collect({ limit: 200, comments: false });
    const context = planVideoContext({ analytics: collected, inventory: await gcs.generateInventory() });
    const line = context.findings.find(({ subject }) => subject.includes('glaze'));
    expect(line?.estimate?.verdict).toBe('helps');
    expect(line?.evidence.length).toBeGreaterThan(30);
    expect(line === undefined ? '' : describePlanningLine(line)).toMatch(/^Hashtag glaze went together with posts/);
  });

  it('looks at the newest videos of an inventory without rows, and says so', async () => {
    const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
    const bare = await gcs.generateInventory(undefined, { files: 'none' });
    const context = planVideoContext({ analytics: await instagram.collect(), inventory: bare });
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

describe('a plan of small documents', () => {
  const cautionsOf = (...args: Parameters<typeof planVideoContext>): unknown[] =>
    planVideoContext(...args).cautions.map(({ id, kind, figures, subject, evidence }) => [
      id,
      kind,
      figures,
      ...(subject.length > 0 ? [subject] : []),
      ...(evidence.length > 0 ? [evidence] : []),
    ]);
  const posts = (count: number, maturing = 0): ReturnType<typeof post>[] =>
    Array.from({ length: count }, (_, index) =>
      post({
        id: `17${String(index)}`,
        timestamp: `2026-11-01T10:${String(10 + index)}:00Z`,
        maturing: index < maturing,
      }),
    );
  const probed = file('video/a.mp4', {
    video_metadata: { format: 'MP4', content_type: 'video', duration_seconds: 12, orientation: 'portrait' },
  });

  it('of nothing says that there is nothing', () => {
    const context = planVideoContext({});
    expect(context.planning_info).toEqual({
      planning_version: '3.0',
      rate_unit: 'percent',
      as_of: null,
      inventory_generated_at: null,
      posts_analyzed: 0,
      posts_maturing: 0,
      footage_source: null,
      timezone: 'UTC',
      snapshots: 0,
      ledger_entries: 0,
    });
    expect(context.account).toEqual({
      username: null,
      followers_count: null,
      median_engagement_rate: null,
      engagement_basis: null,
    });
    expect(context.footage).toEqual({
      counts: { used: 0, unused: 0, uncertain: 0 },
      clips: [],
      series: [],
      lines: [],
    });
    expect(cautionsOf({})).toEqual([
      ['C1', 'no_account', {}],
      ['C2', 'no_inventory', {}],
    ]);
  });

  it('names what it was made from', () => {
    const rated = posts(2, 1).map((one) => post({ ...one, insights: { reach: 100, total_interactions: 5 } }));
    const account = analytics(rated);
    const context = planVideoContext({
      analytics: account,
      inventory: inventory([probed]),
      history: [{ taken_at: '2026-11-01T00:00:00Z', analytics: account }],
      ledger: [{ media_id: '170', files: ['video/a.mp4'], published_at: null }],
      notes: { TU: 'Tumblers' },
      timezone: 'Europe/Berlin',
    });
    expect(context.planning_info).toEqual({
      planning_version: '3.0',
      rate_unit: 'percent',
      as_of: '2026-11-22T12:00:00Z',
      inventory_generated_at: '2026-11-22T12:00:00Z',
      posts_analyzed: 2,
      posts_maturing: 1,
      footage_source: 'files',
      timezone: 'Europe/Berlin',
      snapshots: 1,
      ledger_entries: 1,
    });
    expect(context.account).toEqual({
      username: 'studio',
      followers_count: 1_000,
      median_engagement_rate: 5,
      engagement_basis: 'reach',
    });
    expect(context.notes).toEqual([{ about: 'TU', text: 'Tumblers' }]);
    expect(context.footage.counts).toEqual({ used: 1, unused: 0, uncertain: 0 });
  });

  it.each<[string, Parameters<typeof planVideoContext>[0], unknown[]]>([
    ['no post', { analytics: analytics([]) }, [['C1', 'few_posts', { posts: 0 }]]],
    ['19 posts', { analytics: analytics(posts(19)) }, [['C1', 'few_posts', { posts: 19 }]]],
    ['20 posts', { analytics: analytics(posts(20)) }, []],
    ['posts not read', { analytics: analytics([], { recent_media: null }) }, [['C1', 'posts_unread', {}]]],
    ['young posts', { analytics: analytics(posts(20, 2)) }, [['C1', 'maturing', { posts: 2 }, ['170', '171']]]],
  ])('with %s says so', (_what, documents, expected) => {
    expect(cautionsOf({ inventory: inventory([]), ...documents })).toEqual(expected);
  });

  const twenty = analytics(posts(20));
  const unprobed = file('video/b.mp4');
  const entry = { media_id: '1', files: ['nothing'], published_at: null };
  const newest = inventory([], { folder_inventories: {} });
  newest.highlights = { newest: [], newest_videos: [probed, unprobed], largest: [] };
  newest.categorized_summary = { ...newest.categorized_summary, videos: { count: 9, size_mb: 9 } };

  it.each<[string, Parameters<typeof planVideoContext>[0], unknown[]]>([
    ['clips and a ledger', { inventory: inventory([probed]), ledger: [entry] }, []],
    ['clips and no ledger', { inventory: inventory([probed]) }, [['C1', 'no_ledger', {}]]],
    [
      'clips of unknown length',
      { inventory: inventory([probed, unprobed]), ledger: [entry] },
      [['C1', 'unprobed', { unknown: 1, clips: 2 }]],
    ],
    [
      'the newest of many clips',
      { inventory: newest, ledger: [entry] },
      [
        ['C1', 'unprobed', { unknown: 1, clips: 2 }],
        ['C2', 'highlights_only', { looked_at: 2, videos: 9 }],
      ],
    ],
    [
      'issues of both documents',
      {
        analytics: { ...twenty, issues: [{ kind: 'rate_limited', message: 'Too many.' }] as never },
        inventory: inventory([], { issues: [{ kind: 'forbidden', message: 'No.' }] as never }),
      },
      [
        ['C1', 'issue', { kind: 'rate_limited' }, ['Too many.']],
        ['C2', 'issue', { kind: 'forbidden' }, ['No.']],
      ],
    ],
  ])('of %s says so', (_what, documents, expected) => {
    expect(cautionsOf({ analytics: twenty, ...documents })).toEqual(expected);
  });

  it('numbers the lines of each section behind its letter', () => {
    const context = planVideoContext({
      analytics: twenty,
      inventory: inventory([probed, file('music/a.mp3'), file('x1.mp4'), file('x1_raw.mp4')]),
      onlineFollowers: { '8': 3, '9': 1 },
    });
    expect(context.state.map(({ id }) => id)).toEqual(['S1', 'S2']);
    expect(context.timing.at(-1)?.id).toBe(`T${String(context.timing.length)}`);
    expect(context.footage.lines.map(({ id, kind }) => [id, kind])).toEqual([
      ['G1', 'family'],
      ['G2', 'music'],
    ]);
    expect(context.timing.at(-1)?.kind).toBe('online_hours');
  });
});

describe('an analysis', () => {
  const documents = {
    analytics: analytics([post({ comments: [comment({ text: 'Nice.', username: 'a' })] })]),
    inventory: inventory([]),
    history: [{ taken_at: '2026-11-01T00:00:00Z', analytics: analytics([]) }],
    ledger: [],
    notes: { TU: 'Tumblers' },
  };
  const analysis = analyzeDocuments(documents);

  it('judges the comments of all posts, and none without posts', () => {
    expect(analysis.comments).toMatchObject({ level: 'low', signals: { comments: 1 } });
    expect(analyzeDocuments({}).comments).toBeNull();
    expect(analyzeDocuments({ analytics: analytics([], { recent_media: null }) }).comments).toBeNull();
    expect(analyzeDocuments({ analytics: analytics([]) }).comments?.level).toBe('none');
  });

  it.each<[string, object]>([
    ['the very same', documents],
    ['a copy of a list', { ...documents, history: [...documents.history] }],
    ['null for what is left out', { ...documents, onlineFollowers: null, timezone: undefined }],
    ['nothing for an empty list', { ...documents, ledger: undefined }],
  ])('is of %s', (_what, given) => {
    expect(() => {
      requireSameDocuments(given, analysis);
    }).not.toThrow();
  });

  it.each<[string, object]>([
    ['analytics', { ...documents, analytics: { ...documents.analytics } }],
    ['inventory', { ...documents, inventory: null }],
    ['history', { ...documents, history: [] }],
    ['history', { ...documents, history: undefined }],
    ['history', { ...documents, history: documents.history.map((one) => ({ ...one })) }],
    ['history', { ...documents, history: [...documents.history, ...documents.history] }],
    ['history', { ...documents, history: 'none' }],
    ['ledger', { ...documents, ledger: [1] }],
    ['ledger', { ...documents, ledger: 'none' }],
    ['notes', { ...documents, notes: { TU: 'Tumblers' } }],
  ])('is of no other %s', (key, given) => {
    expect(() => {
      requireSameDocuments(given, analysis);
    }).toThrow(
      `analysis was made from another value of "${key}". Give the documents it was made from, which are its key "documents", or leave the analysis out.`,
    );
  });
});
