import { fc, test } from '@fast-check/vitest';
import * as v from 'valibot';
import { afterEach, beforeAll, describe, expect } from 'vitest';

import { instagramAnalyticsSchema, type InstagramAnalytics } from '../../src/documents/analytics.ts';
import type { MediaInsightKey, MediaRecord } from '../../src/documents/media.ts';
import type { GraphSimulatorOptions } from '../../src/testing/graph/graph-state.ts';
import type { MediaNode } from '../../src/testing/graph/dataset/graph-dataset.ts';
import type { Fault, FaultAction } from '../../src/testing/shared/fault.ts';
import {
  closeStudios,
  refuse,
  retireMetric,
  startStudio,
  type Studio,
  type StudioOptions,
} from '../unit/instagram/studio.ts';

const LOGINS = ['facebook', 'instagram'] as const;
type Login = (typeof LOGINS)[number];

const POSTS = 12;
const ACCOUNT = { posts: POSTS, mix: { reels: 4, image: 4, carousel: 3, feed_video: 1 }, commentsPerPost: 2 };
/** Pages of 4: 0–3, 4–7, 8–11. */
const PAGING: GraphSimulatorOptions['paging'] = { rows: ({ edge }) => (edge === 'media' ? 4 : undefined) };

/** Graph's name of a metric and the record's. */
const METRICS = {
  views: 'views',
  reach: 'reach',
  likes: 'likes',
  comments: 'comments',
  saved: 'saved',
  shares: 'shares',
  total_interactions: 'total_interactions',
  reposts: 'reposts',
  follows: 'follows',
  profile_visits: 'profile_visits',
  ig_reels_avg_watch_time: 'avg_watch_time_ms',
  reels_skip_rate: 'skip_rate',
} as const satisfies Record<string, MediaInsightKey>;
type Metric = keyof typeof METRICS;
const NAMES = Object.keys(METRICS) as Metric[];
/** What the platform refuses of the account, one at a time. */
const ACCOUNT_METRICS = ['views', 'likes', 'saves', 'profile_views', 'website_clicks'] as const;

/** What goes wrong; everything else must come out as if nothing had. */
interface PlannedFaults {
  /** Posts and the metrics each refuses. */
  readonly rejects: readonly (readonly [number, readonly Metric[]])[];
  readonly beforeBusinessAccount: readonly number[];
  readonly withoutInsights: readonly number[];
  /** Metrics this server has never heard of. */
  readonly unknown: readonly Metric[];
  /** Posts whose own insights, and whose own comments, cannot be read when they are asked alone. */
  readonly deadInsights: readonly number[];
  readonly deadComments: readonly number[];
  /** The first page that cannot be read; none when `null`. */
  readonly brokenPage: number | null;
  /** Lists refuse comments, or insights, inside them. */
  readonly noNestedComments: boolean;
  readonly noNestedInsights: boolean;
  readonly accountMetrics: readonly (typeof ACCOUNT_METRICS)[number][];
  readonly deadAccount: boolean;
  readonly how: FaultAction;
  /** Every n-th request stumbles once. */
  readonly stumbles: boolean;
}

const post = fc.integer({ min: 0, max: POSTS - 1 });
const somePosts = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.uniqueArray(post, { maxLength: 4 }));
const plannedFaults: fc.Arbitrary<PlannedFaults> = fc.record({
  rejects: fc.uniqueArray(fc.tuple(post, fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })), {
    maxLength: 5,
    selector: ([place]) => place,
  }),
  beforeBusinessAccount: somePosts,
  withoutInsights: somePosts,
  unknown: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }),
  ),
  deadInsights: somePosts,
  deadComments: somePosts,
  brokenPage: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 3 }),
  noNestedComments: fc.boolean(),
  noNestedInsights: fc.boolean(),
  accountMetrics: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    fc.uniqueArray(fc.constantFrom(...ACCOUNT_METRICS), { maxLength: 2 }),
  ),
  deadAccount: fc.boolean(),
  how: fc.constantFrom<FaultAction>(
    { kind: 'html' },
    { kind: 'status', status: 200, body: { surprise: true } },
    { kind: 'malformed_json' },
    {
      kind: 'status',
      status: 400,
      body: { error: { message: 'Gone', type: 'GraphMethodException', code: 100, error_subcode: 33 } },
    },
  ),
  stumbles: fc.boolean(),
});

const has = (places: readonly number[], place: number): boolean => places.includes(place);

function flawed(media: readonly MediaNode[], given: PlannedFaults): readonly MediaNode[] {
  const rejects = new Map(given.rejects);
  return media.map((node, place) => ({
    ...node,
    ...(rejects.has(place) ? { rejects: rejects.get(place) } : {}),
    ...(has(given.beforeBusinessAccount, place) ? { beforeBusinessAccount: true } : {}),
    ...(has(given.withoutInsights, place) ? { insights: {} } : {}),
  }));
}

function faultsOf(media: readonly MediaNode[], given: PlannedFaults): Fault[] {
  const idAt = (place: number): string => media[place]?.id ?? '';
  const nested = (what: RegExp): Fault =>
    refuse(({ endpoint, query }) => endpoint === '/{ig-user}/media' && what.test(query.get('fields') ?? ''), {
      code: 10,
      message: '(#10) Application does not have permission for this action',
    });
  const dead = (path: string): Fault => ({ match: path, action: given.how });
  const pageOf = (query: URLSearchParams): number =>
    query.has('after')
      ? Number(
          Buffer.from(query.get('after')?.slice(5) ?? '', 'base64url')
            .toString()
            .split('|')[2],
        )
      : 0;
  const { brokenPage } = given;
  return [
    ...(given.stumbles ? [{ nth: 2, times: 1, action: { kind: 'html' as const } }] : []),
    ...(brokenPage === null
      ? []
      : [
          {
            match: ({ endpoint, query }: { endpoint: string; query: URLSearchParams }) =>
              endpoint === '/{ig-user}/media' && pageOf(query) >= brokenPage,
            action: given.how,
          },
        ]),
    ...given.unknown.map(retireMetric),
    ...(given.noNestedComments ? [nested(/comments\.limit/)] : []),
    ...(given.noNestedInsights ? [nested(/insights\.metric/)] : []),
    ...given.deadInsights.map((place) => dead(`/${idAt(place)}/insights`)),
    ...given.deadComments.map((place) => dead(`/${idAt(place)}/comments`)),
    ...(given.deadAccount
      ? [{ match: ({ endpoint }: { endpoint: string }) => endpoint === '/{ig-user}', action: given.how }]
      : []),
    ...given.accountMetrics.map((name) =>
      refuse(
        ({ endpoint, query }) =>
          endpoint === '/{ig-user}/insights' && (query.get('metric') ?? '').split(',').includes(name),
        { code: 100, message: `(#100) The following periods (day) are incompatible with the metric (${name})` },
      ),
    ),
  ];
}

/** Tells whether this value of a post was made to fail, so that `null` may stand in its place. */
function mayMiss(given: PlannedFaults, place: number, key: MediaInsightKey): boolean {
  if (has([...given.beforeBusinessAccount, ...given.withoutInsights, ...given.deadInsights], place)) return true;
  if (key === 'impressions' || key === 'plays') return mayMiss(given, place, 'views');
  const refused = [...given.unknown, ...given.rejects.flatMap(([at, names]) => (at === place ? names : []))];
  return refused.some((name) => METRICS[name] === key);
}

const ENGAGEMENT_TERMS: readonly MediaInsightKey[] = [
  ...(['total_interactions', 'likes', 'comments', 'saved', 'shares', 'reach', 'views'] as const),
];

function checkPost(given: PlannedFaults, place: number, got: MediaRecord, clean: MediaRecord): void {
  const where = { place, id: clean.id };
  for (const key of Object.keys(clean.insights) as MediaInsightKey[]) {
    const value = got.insights[key];
    if (value !== null || !mayMiss(given, place, key))
      expect({ ...where, [key]: value }).toEqual({ ...where, [key]: clean.insights[key] });
    if (value === null)
      expect({ ...where, key, reason: got.unavailable[`insights.${key}`] }).toEqual({
        ...where,
        key,
        reason: expect.any(String) as string,
      });
  }
  const mayMissComments = has(given.deadComments, place) && given.noNestedComments;
  if (!mayMissComments || got.comments != null)
    expect({ ...where, comments: got.comments }).toEqual({ ...where, comments: clean.comments });
  else expect(got.unavailable['comments']).toBe('failed');
  for (const key of ['like_count', 'comments_count', 'media_url', 'thumbnail_url'] as const) {
    if (got[key] === null)
      expect({ ...where, [key]: got.unavailable[key] }).toEqual({ ...where, [key]: expect.any(String) as string });
  }
  const rest = without(got, [
    'insights',
    'unavailable',
    'engagement',
    'comments',
    'comments_truncated',
    'metric_sources',
  ]);
  expect(rest).toEqual(Object.fromEntries(Object.entries(clean).filter(([key]) => key in rest)));
  const { engagement, comments_truncated } = got;
  if (got.comments != null) expect(comments_truncated).toBe(clean.comments_truncated);
  if (ENGAGEMENT_TERMS.some((key) => mayMiss(given, place, key))) return;
  expect({ ...where, engagement }).toEqual({
    ...where,
    engagement: given.deadAccount ? { ...clean.engagement, rate_by_followers: null } : clean.engagement,
  });
}

/** Gives a record without some of its keys. */
function without(record: object | null | undefined, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record ?? {}).filter(([key]) => !keys.includes(key)));
}

/** Counts of what went into a figure: 0 is the truth when nothing did. */
const COUNTERS =
  /^(?:counted|posts_with_rate|posts_maturing|usage_count|media_count_analyzed|n|comment_quality_detail)$/;

/** Checks that no 0 stands where the fault-free document has another number, or none. */
function checkZeros(got: unknown, clean: unknown, path: readonly string[]): void {
  if (got === 0 && !path.some((key) => COUNTERS.test(key))) expect({ path, value: clean }).toEqual({ path, value: 0 });
  if (typeof got !== 'object' || got === null) return;
  for (const [key, value] of Object.entries(got)) {
    const other = typeof clean === 'object' && clean !== null ? (clean as Record<string, unknown>)[key] : undefined;
    checkZeros(value, other, [...path, key]);
  }
}

/** Checks that reasons that are no expected gap come with an issue. */
function checkIssues(document: InstagramAnalytics): void {
  const scopes = new Set(document.issues.map((issue) => issue.scope));
  for (const record of document.recent_media ?? []) {
    for (const [path, reason] of Object.entries(record.unavailable)) {
      if (!['unsupported', 'before_business_account', 'forbidden', 'rate_limited', 'failed'].includes(reason)) continue;
      expect({ path, reason, scopes: [...scopes] }).toMatchObject({
        scopes: expect.arrayContaining([path.startsWith('insights.') ? 'media_insights' : 'comments']) as string[],
      });
    }
  }
  expect(document.coverage.account_info.got === 0).toBe(scopes.has('account_info'));
  for (const issue of document.issues) expect(issue.message.length).toBeGreaterThan(10);
}

const start = (login: Login, given: PlannedFaults | null, more: StudioOptions = {}): Promise<Studio> =>
  startStudio({
    account: ACCOUNT,
    media: (media) => (given === null ? media : flawed(media, given)),
    config: { maxMediaItems: POSTS },
    ...more,
    simulator: { login, paging: PAGING, ...more.simulator },
  });

describe('requests side by side', () => {
  afterEach(closeStudios);

  /** Two metrics nobody knows, and a post before the reel that learned of the second first. */
  const learnedLater: PlannedFaults = {
    rejects: [],
    beforeBusinessAccount: [],
    withoutInsights: [],
    unknown: ['ig_reels_avg_watch_time', 'reels_skip_rate'],
    deadInsights: [3],
    deadComments: [],
    brokenPage: null,
    noNestedComments: false,
    noNestedInsights: false,
    accountMetrics: [],
    deadAccount: true,
    how: { kind: 'html' },
    stumbles: false,
  };

  test.prop([plannedFaults, fc.constantFrom(...LOGINS), fc.integer()], {
    numRuns: 20,
    examples: [[learnedLater, 'instagram', 0]],
  })(
    'find what requests one after the other do, in the same order, whatever comes first',
    async (given, login, seed) => {
      // More than a batch of posts are open after two pages: they are asked while the third is read.
      const posts = login === 'facebook' ? 100 : 16;
      const rows = login === 'facebook' ? 30 : 4;
      const documents: InstagramAnalytics[] = [];
      for (const concurrency of [1, 6]) {
        let turn = Math.abs(seed);
        const studio = await start(login, given, {
          account: { ...ACCOUNT, posts },
          config: { maxMediaItems: posts },
          deps: { concurrency },
          simulator: {
            paging: { rows: ({ edge }) => (edge === 'media' ? rows : undefined) },
            latencyMs: () => {
              turn = (turn * 31 + 11) % 1_009;
              return turn % 9;
            },
          },
        });
        for (const fault of faultsOf(studio.dataset.media, { ...given, stumbles: false })) {
          studio.simulator.addFault(fault);
        }
        documents.push(await studio.manager.collect());
        expect(studio.simulator.stats().peakInFlight).toBeLessThanOrEqual(concurrency);
        await closeStudios();
      }
      const [alone, together] = documents.map((document) => without(document, ['export_info']));
      expect(together).toEqual(alone);
    },
    120_000,
  );
});

describe('whatever fails', () => {
  const clean = new Map<Login, InstagramAnalytics>();

  beforeAll(async () => {
    for (const login of LOGINS) clean.set(login, await (await start(login, null)).manager.collect());
    await closeStudios();
  });
  afterEach(closeStudios);

  test.prop([plannedFaults, fc.constantFrom(...LOGINS)], { numRuns: 60 })(
    'the rest is as if nothing had, every gap has its reason, and no 0 is made up',
    async (given, login) => {
      const expected = clean.get(login);
      if (expected === undefined) throw new Error('There is nothing to compare with.');
      const { manager, simulator, dataset } = await start(login, given);
      for (const fault of faultsOf(dataset.media, given)) simulator.addFault(fault);
      const document = await manager.collect();
      await closeStudios();

      expect(v.is(instagramAnalyticsSchema, document)).toBe(true);
      const whole = expected.recent_media ?? [];
      const reached = given.brokenPage === null ? POSTS : given.brokenPage * 4;
      if (reached === 0) expect(document.recent_media).toBeNull();
      else expect(document.recent_media?.map(({ id }) => id)).toEqual(whole.slice(0, reached).map(({ id }) => id));
      for (const [place, record] of (document.recent_media ?? []).entries()) {
        const other = whole[place];
        if (other !== undefined) checkPost(given, place, record, other);
      }

      const account = document.account_info;
      for (const [name, periods] of Object.entries(expected.account_info?.account_insights ?? {})) {
        const refused = (given.accountMetrics as readonly string[]).includes(name);
        expect({ name, periods: account?.account_insights?.[name] }).toEqual({
          name,
          periods: refused ? { ...periods, day: null } : periods,
        });
        if (refused) expect(account?.unavailable[`account_insights.${name}.day`]).toBe('unsupported');
      }
      if (given.deadAccount) {
        expect(account).toMatchObject({ username: null, followers_count: null });
        expect(account?.unavailable['followers_count']).toBeDefined();
      } else {
        const keys = ['account_insights', 'unavailable'];
        expect(without(account, keys)).toEqual(without(expected.account_info, keys));
      }

      const isUntouched =
        given.brokenPage === null &&
        !given.deadAccount &&
        !whole.some((_, place) => Object.values(METRICS).some((key) => mayMiss(given, place, key))) &&
        !(given.noNestedComments && given.deadComments.length > 0);
      if (isUntouched) {
        for (const key of [
          'summary_metrics',
          'hashtag_performance',
          'recent_activity',
          'latest_video_performance',
        ] as const) {
          expect(document[key]).toEqual(expected[key]);
        }
      }
      const keys = ['export_info', 'coverage', 'issues'];
      checkZeros(without(document, keys), without(expected, keys), []);
      checkIssues(document);
    },
    120_000,
  );
});
