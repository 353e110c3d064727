import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { SCHEMA_IDS } from '../../../src/documents/shapes.ts';
import { listEnds } from '../../../src/metrics/ranks.ts';
import {
  type CollectionIssue,
  type CollectionSummary,
  ConfigError,
  createFileLedgerStore,
  createFileSnapshotStore,
  DataCollector,
  type DataCollectorOptions,
  InstagramAnalyticsManager,
  type InstagramAnalytics,
  type MediaRecord,
  GCSInventoryManager,
  isConfigError,
  type PlanningContext,
  type ProgressEvent,
  type Thumbnails,
} from '../../../src/index.ts';
import { createAccount } from '../../../src/testing/index.ts';
import { openAccount, openBucket } from '../../support/demo.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Gives the issues of the run itself. */
function ofCollector({ issues }: CollectionSummary): CollectionIssue[] {
  return issues.filter(({ source }) => source === 'collector');
}

const noRetry = { retry: { retries: 0 } };

describe('DataCollector', () => {
  it('writes two documents and a summary that tells their size and hash', async () => {
    const [{ instagram }, { gcs }, outputDir] = [await openAccount(), await openBucket(), await temporaryFolder()];
    const summary = await new DataCollector({ instagram, gcs, outputDir }).collectAllData();
    expect(await readdir(outputDir)).toHaveLength(3);
    for (const source of [summary.sources.instagram, summary.sources.gcs]) {
      const bytes = await readFile(source.file ?? '');
      expect(source.size_bytes).toBe(bytes.byteLength);
      expect(source.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
    expect(summary.sources.instagram.counts).toMatchObject({ media: 7, comments: 2, replies: 4 });
    expect(summary.sources.gcs.counts).toMatchObject({ files: 312, videos: 155, images: 155, audio: 2 });
    expect(JSON.parse(await readFile(summary.summary_file, 'utf8'))).toEqual({
      $schema: SCHEMA_IDS['collection-summary'],
      ...summary,
    });
  });

  it('writes pictures of the best and weakest posts when asked, and loses nothing when they cannot be had', async () => {
    const [{ instagram, graph }, outputDir] = [await openAccount(), await temporaryFolder()];
    const collector = new DataCollector({ instagram, outputDir });
    const summary = await collector.collectAllData({ thumbnails: true });
    const file = summary.thumbnails_file ?? '';
    expect(file).toMatch(/instagram_thumbnails_\d{8}_\d{6}\.json$/);
    const { images } = JSON.parse(await readFile(file, 'utf8')) as Thumbnails;
    const { recent_media: media } = JSON.parse(await readFile(summary.sources.instagram.file ?? '', 'utf8')) as {
      recent_media: MediaRecord[];
    };
    expect(Object.keys(images)).toEqual(listEnds(media));
    graph.addFault({
      match: ({ path }) => path.startsWith('/cdn/'),
      action: { kind: 'status', status: 503, body: {} },
    });
    const failed = await collector.collectAllData({ thumbnails: true });
    expect(failed).toMatchObject({
      status: 'partial',
      thumbnails_file: null,
      sources: { instagram: { status: 'complete' } },
    });
    expect(failed.issues.filter(({ scope }) => scope === 'thumbnails')).toHaveLength(1);
    expect((await collector.collectAllData()).thumbnails_file).toBeUndefined();
  });

  it('reads who follows and the stories when asked, which is no matter of the bucket', async () => {
    const dataset = createAccount({ posts: 3, stories: 2, followers: 1_000, endDate: new Date() });
    const [{ instagram }, { gcs }, outputDir] = [
      await openAccount({}, { dataset }),
      await openBucket(),
      await temporaryFolder(),
    ];
    const collector = new DataCollector({ instagram, gcs, outputDir });
    const { status, sources } = await collector.collectAllData({ audience: true, stories: true });
    expect(status).toBe('complete');
    const document = JSON.parse(await readFile(sources.instagram.file ?? '', 'utf8')) as InstagramAnalytics;
    expect(document.audience?.followers.country?.[0]).toEqual({ key: 'US', accounts: 500 });
    expect(Object.keys(document.online_followers ?? {})).toHaveLength(24);
    expect(document.stories).toHaveLength(2);
    expect((await collector.collectGcsData({ audience: true })).bucket_summary.total_files).toBe(312);
  });

  it('names files by the moment the run began, in UTC, and numbers a second run in the same second', async () => {
    const clock = { now: () => Date.UTC(2026, 10, 22, 15, 30, 7, 400), sleep: () => Promise.resolve() };
    const [{ gcs }, outputDir] = [await openBucket(), await temporaryFolder()];
    const collector = new DataCollector({ gcs, outputDir, clock });
    const first = await collector.collectAllData();
    const second = await collector.collectAllData();
    expect(first.summary_file).toBe(join(outputDir, 'data_collection_summary_20261122_153007.json'));
    expect(second.sources.gcs.file).toBe(join(outputDir, 'gcs_inventory_20261122_153007_2.json'));
    expect(second.summary_file).toBe(join(outputDir, 'data_collection_summary_20261122_153007_2.json'));
    expect(JSON.parse(await readFile(second.summary_file, 'utf8'))).toEqual({
      $schema: SCHEMA_IDS['collection-summary'],
      ...second,
    });
  });

  it('proposes a ledger entry for a plan whose post has appeared', async () => {
    const [{ instagram }, { gcs }, outputDir] = [await openAccount(), await openBucket(), await temporaryFolder()];
    const [post] = await instagram.getRecentMedia({ limit: 1 });
    const [clip] = await gcs.getLatestFiles({ limit: 1, category: 'video' });
    const plan = {
      title: 'Layers',
      why: [],
      when: post?.timestamp ?? '',
      caption: post?.caption ?? '',
      hashtags: [],
      audio: null,
      scenes: [{ file: clip?.gs_uri ?? '', start_seconds: 0, duration_seconds: 3, text: null }],
    };
    const collector = new DataCollector({ instagram, gcs, outputDir, plans: [plan] });
    const { planning_file } = await collector.collectAllData({ planning: true });
    const { ledger_proposals } = JSON.parse(await readFile(planning_file ?? '', 'utf8')) as PlanningContext;
    expect(ledger_proposals[0]).toMatchObject({ media_id: post?.id, files: [clip?.name], plan: 'Layers' });
  });

  it('compresses every file when asked', async () => {
    const [{ gcs }, outputDir] = [await openBucket(), await temporaryFolder()];
    const summary = await new DataCollector({ gcs, outputDir }).collectAllData({ compress: true });
    expect(summary.summary_file.endsWith('.json.gz')).toBe(true);
    const document: unknown = JSON.parse(gunzipSync(await readFile(summary.sources.gcs.file ?? '')).toString());
    expect(document).toMatchObject({ bucket_summary: { total_files: 312 } });
  });

  it('delivers the bucket when Instagram is down', async () => {
    const { graph, instagram } = await openAccount(noRetry);
    graph.addFault({ action: { kind: 'status', status: 503 } });
    const [{ gcs }, outputDir] = [await openBucket(), await temporaryFolder()];
    const summary = await new DataCollector({ instagram, gcs, outputDir }).collectAllData();
    expect(summary.status).toBe('partial');
    expect(summary.sources.instagram).toMatchObject({ status: 'failed', file: null, counts: {} });
    // What it cost is told, though there is no document; a batch counts as its items.
    expect(graph.stats().requests).toBeGreaterThan(0);
    expect(summary.sources.instagram.calls).toBeGreaterThanOrEqual(graph.stats().requests);
    expect(summary.sources.gcs).toMatchObject({ status: 'complete' });
    expect(summary.issues[0]).toMatchObject({ source: 'instagram', kind: 'transient' });
  });

  it('delivers the account when the bucket is down', async () => {
    const { bucket, gcs } = await openBucket(noRetry);
    bucket.addFault({ action: { kind: 'status', status: 503 } });
    const [{ instagram }, outputDir] = [await openAccount(), await temporaryFolder()];
    const summary = await new DataCollector({ instagram, gcs, outputDir }).collectAllData();
    expect(summary.sources.instagram.status).toBe('complete');
    expect(summary.sources.gcs).toMatchObject({ status: 'failed', file: null });
    expect(summary.status).toBe('partial');
  });

  it('fails only the source whose configuration is wrong, with an issue for every key', async () => {
    const [{ gcs }, outputDir] = [await openBucket(), await temporaryFolder()];
    const instagram = (): InstagramAnalyticsManager =>
      new InstagramAnalyticsManager({ userId: 'me', accessToken: '', login: 'facebook' });
    const summary = await new DataCollector({ instagram, gcs, outputDir }).collectAllData();
    expect(summary.sources).toMatchObject({ instagram: { status: 'failed' }, gcs: { status: 'complete' } });
    expect(summary.issues.map((issue) => issue.code)).toEqual(['config:userId', 'config:accessToken']);
  });

  it('keeps what there is when something of the caller’s own throws', async () => {
    const [{ instagram }, { gcs }, outputDir] = [await openAccount(), await openBucket(), await temporaryFolder()];
    const locked = (): never => {
      throw new Error('vault down, EAAGabcdefghijklmnopqrstuvwxyz0123456789');
    };
    const summary = await new DataCollector({ instagram: locked, gcs, outputDir }).collectAllData();
    expect(summary.status).toBe('partial');
    expect(summary.sources).toMatchObject({ instagram: { status: 'failed' }, gcs: { status: 'complete' } });
    expect(summary.issues[0]).toMatchObject({ source: 'instagram', kind: 'io', code: 'collector:failed' });
    expect(summary.issues[0]?.message).toContain('vault down');
    expect(JSON.stringify(summary)).not.toContain('EAAGabcdef');

    const history = { append: () => Promise.reject(new Error('db down')), list: () => Promise.resolve([]) };
    const kept = await new DataCollector({ instagram, gcs, outputDir, history }).collectAllData();
    expect(kept.status).toBe('partial');
    expect(kept.sources).toMatchObject({ instagram: { status: 'complete' }, gcs: { status: 'complete' } });
    expect(ofCollector(kept)).toMatchObject([{ scope: 'history', code: 'collector:failed' }]);
  });

  it('skips a source that is not given', async () => {
    const [{ gcs }, outputDir] = [await openBucket(), await temporaryFolder()];
    const summary = await new DataCollector({ gcs, outputDir }).collectAllData();
    expect(summary.status).toBe('complete');
    expect(summary.sources.instagram).toMatchObject({ status: 'skipped', file: null, calls: 0 });
  });

  it('calls a run without any source failed', async () => {
    const summary = await new DataCollector({ outputDir: await temporaryFolder() }).collectAllData();
    expect(summary.status).toBe('failed');
    expect(summary.issues).toMatchObject([{ source: 'collector', code: 'collector:no_source' }]);
  });

  it('lets a token that is refused fail its source alone', async () => {
    const { graph } = await openAccount();
    const [{ gcs }, outputDir] = [await openBucket(), await temporaryFolder()];
    const refused = {
      userId: graph.dataset.account.id,
      accessToken: 'EAAnotatokenofthissimulator',
      baseUrl: graph.url,
    };
    const instagram = new InstagramAnalyticsManager(refused);
    const summary = await new DataCollector({ instagram, gcs, outputDir }).collectAllData();
    expect(summary.issues).toMatchObject([{ source: 'instagram', kind: 'auth' }]);
    expect(summary.sources.gcs.status).toBe('complete');
    expect(JSON.stringify(summary)).not.toContain(refused.accessToken);
  });

  it('reports its progress while it runs', async () => {
    const [{ instagram }, { gcs }, outputDir] = [await openAccount(), await openBucket(), await temporaryFolder()];
    const events: ProgressEvent[] = [];
    const states: string[] = [];
    const collector = new DataCollector({
      instagram,
      gcs,
      outputDir,
      onProgress: (event) => {
        events.push(event);
        states.push(collector.getStatus().state);
      },
    });
    expect(collector.getStatus()).toMatchObject({ state: 'idle', started_at: null });
    const summary = await collector.collectAllData();
    expect(collector.getStatus().sources.gcs.file).toBe(summary.sources.gcs.file);
    expect(new Set(states)).toEqual(new Set(['running']));
    expect(new Set(events.map((event) => event.source))).toEqual(new Set(['instagram', 'gcs']));
    expect(collector.getStatus()).toMatchObject({
      state: 'done',
      sources: { instagram: { state: 'done', done: 7, total: 7 }, gcs: { state: 'done', done: 312 } },
    });
  });

  it('collects one after the other when asked', async () => {
    const [{ instagram }, { gcs }, outputDir] = [await openAccount(), await openBucket(), await temporaryFolder()];
    const order: string[] = [];
    const onProgress = ({ source }: ProgressEvent): void => void order.push(source);
    await new DataCollector({ instagram, gcs, outputDir, onProgress }).collectAllData({ parallel: false });
    expect(order.lastIndexOf('instagram')).toBeLessThan(order.indexOf('gcs'));
  });

  it('ends with the reason of the caller and writes nothing', async () => {
    const { graph, instagram } = await openAccount();
    graph.addFault({ action: { kind: 'hang', when: 'before' } });
    const [{ gcs }, outputDir] = [await openBucket(), await temporaryFolder()];
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = new DataCollector({ instagram, gcs, outputDir }).collectAllData({ signal: controller.signal });
    setTimeout(() => {
      controller.abort(reason);
    }, 20);
    await expect(running).rejects.toBe(reason);
    expect((await readdir(outputDir)).filter((name) => name.startsWith('instagram'))).toEqual([]);
  });

  it.each(['output folder', 'history', 'ledger'])('asks for nothing when the %s cannot be used', async (what) => {
    const [{ instagram, graph }, { gcs, bucket }, folder] = [
      await openAccount(),
      await openBucket(),
      await temporaryFolder(),
    ];
    const taken = join(folder, 'taken');
    await writeFile(taken, 'a file');
    const collector = new DataCollector({
      instagram,
      gcs,
      outputDir: what === 'output folder' ? taken : join(folder, 'out'),
      history: createFileSnapshotStore(what === 'history' ? taken : join(folder, 'history')),
      ledger: createFileLedgerStore(what === 'ledger' ? taken : join(folder, 'ledger')),
    });
    await expect(collector.collectAllData()).rejects.toMatchObject({ name: 'ExportError', kind: 'io' });
    expect([graph.stats().requests, bucket.stats().requests]).toEqual([0, 0]);
    const report = await collector.validateCollectionRequirements();
    const check = { 'output folder': 'output_dir', history: 'history', ledger: 'ledger' }[what];
    expect(report.checks.filter(({ ok }) => !ok)).toMatchObject([{ source: 'collector', check }]);
  });

  it('is partial when planning was asked for and there is no bucket', async () => {
    const [{ instagram }, outputDir] = [await openAccount(), await temporaryFolder()];
    const summary = await new DataCollector({ instagram, outputDir }).collectAllData({ planning: true });
    expect(summary).toMatchObject({ status: 'partial', planning_file: null });
    expect(ofCollector(summary)).toMatchObject([{ scope: 'planning', code: 'collector:planning_needs_both' }]);
  });

  it('is partial when an entry of the history or the ledger cannot be read, and plans with the others', async () => {
    const [{ instagram }, { gcs }, folder] = [await openAccount(), await openBucket(), await temporaryFolder()];
    const [kept, path] = [join(folder, 'history'), join(folder, 'ledger.ndjson')];
    await mkdir(kept);
    await writeFile(join(kept, 'snapshot_20250101_000000.json'), '{}');
    await writeFile(path, '{"media_id": "1", "files": [], "published_at": null}\n{"media_id": 2}\n');
    const stores = { history: createFileSnapshotStore(kept), ledger: createFileLedgerStore(path) };
    const collector = new DataCollector({ instagram, gcs, outputDir: join(folder, 'out'), ...stores });
    const summary = await collector.collectAllData({ planning: true });
    expect(summary.status).toBe('partial');
    expect(summary.planning_file).not.toBeNull();
    expect(ofCollector(summary).map(({ scope, code, id }) => [scope, code, id])).toEqual([
      ['history', 'io:damaged_entry', join(kept, 'snapshot_20250101_000000.json')],
      ['ledger', 'io:damaged_entry', `${path}, line 2`],
    ]);
  });

  it.each([
    ['a config', { instagram: { userId: '1', accessToken: 't' } }, 'instagram'],
    ['swapped managers', { gcs: new InstagramAnalyticsManager({ userId: '1', accessToken: 't' }) }, 'gcs'],
    ['an option that does not exist', { outputdir: 'x' }, 'outputdir'],
    ['a store without its methods', { ledger: {} }, 'ledger'],
    ['nothing', null, 'options'],
  ])('refuses %s in its constructor', (_, options, key) => {
    let error: unknown;
    try {
      new DataCollector(options as unknown as DataCollectorOptions);
    } catch (thrown) {
      error = thrown;
    }
    expect(isConfigError(error) && error.problems.map((problem) => problem.key)).toEqual([key]);
  });

  it('throws a ConfigError from the single collections when the source is not given', async () => {
    const collector = new DataCollector({});
    await expect(collector.collectInstagramData()).rejects.toSatisfy(isConfigError);
    await expect(collector.collectGcsData()).rejects.toBeInstanceOf(ConfigError);
  });
});

describe('validateCollectionRequirements', () => {
  it('passes with a valid token, all scopes and access to the bucket', async () => {
    const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
    const clock = { now: () => Date.UTC(2026, 10, 28), sleep: () => Promise.resolve() };
    const collector = new DataCollector({ instagram, gcs, outputDir: await temporaryFolder(), clock });
    const report = await collector.validateCollectionRequirements();
    expect(report.checks.filter((check) => !check.ok)).toEqual([]);
    expect(report.overall_validation).toBe(true);
    expect(report.checks.map(({ source, check }) => `${source}:${check}`)).toEqual([
      'instagram:config',
      'instagram:token',
      'instagram:scopes',
      'instagram:account',
      'gcs:config',
      'gcs:storage.objects.list',
      'gcs:storage.objects.get',
      'collector:output_dir',
    ]);
  });

  it('fails for a version that has ended, and warns of tables older than 90 days', async () => {
    const { graph } = await openAccount();
    const { gcs } = await openBucket();
    const config = { userId: '17841400000000001', accessToken: graph.token, baseUrl: graph.url, apiVersion: 'v21.0' };
    const instagram = new InstagramAnalyticsManager(config, noRetry);
    const outputDir = await temporaryFolder();
    const checksOn = async (day: number): Promise<string[]> => {
      const clock = { now: () => day, sleep: () => Promise.resolve() };
      const { checks } = await new DataCollector({
        ...{ instagram, gcs, outputDir, clock },
      }).validateCollectionRequirements();
      return checks
        .filter(({ check }) => check === 'api_version' || check === 'tables')
        .map(({ source, check, ok, remedy }) => `${source}:${check} ${String(ok)} ${remedy === null ? '' : 'remedy'}`);
    };
    expect(await checksOn(Date.UTC(2026, 10, 28))).toEqual(['instagram:api_version true remedy']);
    expect(await checksOn(Date.UTC(2027, 0, 21))).toEqual(['instagram:api_version false remedy']);
    expect(await checksOn(Date.UTC(2027, 2, 1))).toEqual([
      'instagram:api_version false remedy',
      'instagram:tables true remedy',
      'gcs:tables true remedy',
    ]);
  });

  it('says of an account that is refused that its scopes are granted for others', async () => {
    const { graph } = await openAccount();
    const granted = { scope: 'instagram_basic', target_ids: ['17841499999999999'] };
    const refusal = { error: { message: '(#10) No permission', type: 'OAuthException', code: 10 } };
    const fetch = async (request: Request): Promise<Response> => {
      const response = await globalThis.fetch(request);
      if (!request.url.includes('debug_token')) return Response.json(refusal, { status: 400 });
      const { data } = (await response.json()) as { data: object };
      return Response.json({ data: { ...data, granular_scopes: [granted] } });
    };
    const config = { userId: '17841400000000001', accessToken: graph.token, baseUrl: graph.url };
    const instagram = new InstagramAnalyticsManager(config, { fetch, ...noRetry });
    const collector = new DataCollector({ instagram, outputDir: await temporaryFolder() });
    const { overall_validation, checks } = await collector.validateCollectionRequirements();
    expect(overall_validation).toBe(false);
    expect(checks.find(({ check }) => check === 'access')?.remedy).toContain('for other accounts than userId');
  });

  it('names missing scopes, missing permissions and wrong settings, each with its remedy', async () => {
    const { instagram } = await openAccount({}, { scopes: ['instagram_basic', 'pages_show_list'] });
    const { gcs } = await openBucket({}, { permissions: ['storage.objects.list'] });
    const outputDir = await temporaryFolder();
    const report = await new DataCollector({ instagram, gcs, outputDir }).validateCollectionRequirements();
    const failed = report.checks.filter((check) => !check.ok);
    expect(failed.map(({ check }) => check)).toEqual(['scopes', 'storage.objects.get']);
    expect(failed[0]?.remedy).toContain('instagram_manage_insights');
    expect(failed[1]?.remedy).toContain('objectViewer');
    const broken = (): GCSInventoryManager => new GCSInventoryManager({ bucket: '' });
    const second = await new DataCollector({ gcs: broken, outputDir }).validateCollectionRequirements();
    expect(second.checks[0]).toMatchObject({ source: 'gcs', check: 'config', ok: false });
  });
});
