import { describe, expect, it } from 'vitest';

import type { MediaRecord } from '../../../src/documents/media.ts';
import type { Estimate } from '../../../src/documents/shapes.ts';
import {
  type ForecastDocuments,
  forecastPost,
  type PlannedPost,
  type PostInput,
  summarizeTrends,
} from '../../../src/metrics/index.ts';
import { post } from './posts.ts';
import { eightTags } from './scenarios.ts';
import { createNormal } from './simulated-account.ts';
import { simulateHistory } from './simulated-history.ts';
import { at, media, snapshot } from './snapshots.ts';

describe('summarizeTrends', () => {
  it('gives every week from the first post to the last, a week without posts as 0 posts and no figures', () => {
    // 1 January 2026 is a Thursday; its week begins on 29 December.
    const posts = [
      post(0, { views: 10, likes: 1, reach: 100, total_interactions: 2 }),
      post(1, { views: 20, reach: 100, total_interactions: 4 }),
      post(15, { views: 5 }, { maturing: true }),
    ];
    const trends = summarizeTrends(posts);
    expect(
      trends.periods.map(({ start, posts: count, views, likes, median_engagement_rate }) => [
        start,
        count,
        views,
        likes,
        median_engagement_rate,
      ]),
    ).toEqual([
      ['2025-12-29', 2, 30, 1, 3],
      ['2026-01-05', 0, null, null, null],
      ['2026-01-12', 1, 5, null, null],
    ]);
    expect(trends).toMatchObject({ posts_per_period: 1, posts_maturing: 1, median_hours_between_posts: 180 });
    expect(trends.engagement_trend).toMatchObject({ value: null, n: 2, verdict: 'too_few' });
  });

  it('counts by calendar month', () => {
    const trends = summarizeTrends([post(0), post(45)], { period: 'month' });
    expect(trends.periods.map(({ start, posts: count }) => [start, count])).toEqual([
      ['2026-01-01', 1],
      ['2026-02-01', 1],
    ]);
  });

  it('finds a rise and says how large it is', () => {
    const normal = createNormal(2);
    // Doubles in 100 days: 2^(30 / 100) = 1.23 in 30 days.
    const posts = Array.from({ length: 100 }, (_, day) =>
      post(day, { reach: 20_000, total_interactions: Math.round(400 * 2 ** (day / 100) * Math.exp(0.2 * normal())) }),
    );
    const { engagement_trend: trend } = summarizeTrends(posts);
    expect(trend.verdict).toBe('rising');
    expect(trend.value).toBeCloseTo(1.23, 1);
  });

  it('finds no trend in noise', () => {
    const normal = createNormal(4);
    const posts = Array.from({ length: 100 }, (_, day) =>
      post(day, { reach: 20_000, total_interactions: Math.round(400 * Math.exp(0.4 * normal())) }),
    );
    expect(summarizeTrends(posts).engagement_trend.verdict).toBe('no_evidence');
  });
});

describe('periods', () => {
  it('have posts in any order, young ones counted, those without a time left out', () => {
    const posts = [
      post(15, { views: 5, likes: 2, comments: 1 }, { maturing: true }),
      post(0, { views: 10, reach: 100, total_interactions: 2 }),
      post(1, { reach: 100, total_interactions: 6 }),
      post(2, {}, { timestamp: 'soon' }),
    ];
    const trends = summarizeTrends(posts);
    expect(trends.period).toBe('week');
    expect(trends.engagement_basis).toBe('reach');
    expect(trends.periods).toEqual([
      {
        start: '2025-12-29',
        posts: 2,
        posts_maturing: 0,
        likes: null,
        comments: null,
        views: 10,
        median_engagement_rate: 4,
        posts_with_rate: 2,
      },
      {
        start: '2026-01-05',
        posts: 0,
        posts_maturing: 0,
        likes: null,
        comments: null,
        views: null,
        median_engagement_rate: null,
        posts_with_rate: 0,
      },
      {
        start: '2026-01-12',
        posts: 1,
        posts_maturing: 1,
        likes: 2,
        comments: 1,
        views: 5,
        median_engagement_rate: null,
        posts_with_rate: 0,
      },
    ]);
    expect(trends.median_hours_between_posts).toBe(180);
  });

  it('of no posts are none', () => {
    expect(summarizeTrends([])).toMatchObject({
      periods: [],
      posts_per_period: null,
      median_hours_between_posts: null,
      posts_maturing: 0,
    });
    expect(summarizeTrends([post(1, {}, { timestamp: 'soon' })]).periods).toEqual([]);
  });

  it.each([
    // Sunday, the last day of its week, and Monday, the first.
    ['week', '2026-01-04T23:59:59Z', '2025-12-29'],
    ['week', '2026-01-05T00:00:00Z', '2026-01-05'],
    ['month', '2026-01-31T23:59:59Z', '2026-01-01'],
    ['month', '2026-02-01T00:00:00Z', '2026-02-01'],
  ] as const)('by %s begin for %s on %s', (period, timestamp, start) => {
    expect(summarizeTrends([post(1, {}, { timestamp })], { period }).periods.map((one) => one.start)).toEqual([start]);
  });

  it('by month have no holes from one year to the next', () => {
    const media = ['2025-11-30T00:00:00Z', '2026-02-01T00:00:00Z'].map((timestamp, id) => post(id, {}, { timestamp }));
    expect(summarizeTrends(media, { period: 'month' }).periods.map(({ start, posts }) => [start, posts])).toEqual([
      ['2025-11-01', 1],
      ['2025-12-01', 0],
      ['2026-01-01', 0],
      ['2026-02-01', 1],
    ]);
  });
});

const WEEK_MS = 7 * 86_400_000;

/** Makes everything but the last post, collected a week after the one before it. */
function documentsOf(media: readonly PostInput[]): ForecastDocuments {
  const { analytics } = snapshot(0, 100, []);
  const collected = new Date(Date.parse(media.at(-2)?.timestamp ?? '') + WEEK_MS).toISOString();
  return {
    analytics: {
      ...analytics,
      export_info: { ...analytics.export_info, exported_at: collected },
      recent_media: media.slice(0, -1) as never,
    },
  };
}

describe('forecastPost', () => {
  it('holds what came in about four of five accounts, growth and tags included', () => {
    let held = 0;
    const seeds = 20;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const media = simulateHistory({ posts: 61, growth: 2, reachGrowth: 3, tags: eightTags(1.6) }, seed);
      const last = media.at(-1);
      if (last === undefined) continue;
      const { interactions } = forecastPost(last, documentsOf(media));
      const [low, high] = interactions.interval ?? [1, 0];
      const came = last.insights.total_interactions ?? 0;
      if (low <= came && came <= high) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(12);
    expect(held).toBeLessThanOrEqual(19);
  });

  it('follows the recent level and what the product type went together with', () => {
    const media = simulateHistory({ posts: 121, noise: 0.2, feed: 0.5, feedRatio: 0.2 }, 4);
    const timestamp = media.at(-1)?.timestamp ?? '';
    const forecast = (media_product_type: string): number =>
      forecastPost({ timestamp, media_product_type }, documentsOf(media)).interactions.value ?? 0;
    expect(forecast('FEED') / forecast('REELS')).toBeCloseTo(0.2, 1);
  });

  it('says too few under twelve posts of seven days, and never a number without an interval', () => {
    const media = simulateHistory({ posts: 12 }, 1);
    const { reach, views, interactions } = forecastPost({ timestamp: '2025-03-01T12:00:00Z' }, documentsOf(media));
    for (const estimate of [reach, views, interactions]) {
      expect(estimate).toMatchObject({ value: null, interval: null, n: 11, verdict: 'too_few' });
    }
  });

  it('says nothing about a time it cannot read', () => {
    const media = simulateHistory({ posts: 30 }, 1);
    expect(forecastPost({ timestamp: 'soon' }, documentsOf(media)).reach.value).toBeNull();
  });
});

describe('what a forecast is made from', () => {
  const DAY = 24;
  /** Makes a post a day, so many days long, each with these figures at least a week ago. */
  const daily = (views: readonly number[], fields: (index: number) => object = () => ({})): MediaRecord[] =>
    views.map((value, index) => ({ ...media(String(index), index * DAY, { views: value }), ...fields(index) }));
  const collectedAt = (posts: readonly MediaRecord[], hours: number): ForecastDocuments => ({
    analytics: snapshot(hours, 100, [...posts]).analytics,
  });
  const views = (
    posts: readonly MediaRecord[],
    over: Partial<ForecastDocuments> & Partial<PlannedPost> & { readonly collected?: number } = {},
  ): Estimate => {
    const { collected = 400 * DAY, history, timezone, series, ...planned } = over as typeof over & { series?: never };
    const documents = { ...collectedAt(posts, collected), history, timezone, series };
    return forecastPost({ timestamp: at(300 * DAY), media_product_type: 'REELS', ...planned }, documents).views;
  };
  const alike = (count: number, value: number): number[] =>
    Array.from({ length: count }, (_, index) => value * (index % 2 === 0 ? 1.01 : 1 / 1.01));

  it('is the level of posts that are all alike, from twelve on', () => {
    const estimate = views(daily(alike(12, 100)));
    expect(estimate.value).toBeCloseTo(100, 0);
    expect(estimate).toMatchObject({
      n: 12,
      basis: 'views_at_7_days',
      method: 'engagement model of posts at 7 days and their recent level, median, 80 % prediction interval',
    });
    expect(estimate).not.toHaveProperty('verdict');
    const [low = 0, high = 0] = estimate.interval ?? [];
    expect(low).toBeLessThan(100);
    expect(low).toBeGreaterThan(90);
    expect(high).toBeGreaterThan(100);
    expect(high).toBeLessThan(110);
    expect(views(daily(alike(11, 100)))).toMatchObject({ value: null, n: 11, verdict: 'too_few' });
  });

  it.each([0, 1, 100, 5_000])('is %d where all posts have just that', (value) => {
    const estimate = views(daily(Array.from({ length: 14 }, () => value)));
    expect(estimate.value).toBeCloseTo(value, -1);
    expect(Math.abs((estimate.value ?? 0) - value)).toBeLessThanOrEqual(0.01 * value + 1e-3);
  });

  it('takes posts from before the planned one alone', () => {
    const posts = daily(alike(14, 100));
    expect(views(posts, { timestamp: at(12 * DAY) }).n).toBe(12);
    expect(views(posts, { timestamp: at(12 * DAY + 1) }).n).toBe(13);
    expect(views(posts, { timestamp: at(11 * DAY + 1) }).n).toBe(12);
    expect(views(posts, { timestamp: at(11 * DAY) })).toMatchObject({ n: 11, value: null, verdict: 'too_few' });
  });

  it('takes posts that are a week old by the collection, or were read at that age', () => {
    const posts = daily(alike(20, 100));
    // The thirteenth is a week old to the hour.
    expect(views(posts, { collected: 12 * DAY + 168 }).n).toBe(13);
    expect(views(posts, { collected: 12 * DAY + 167 }).n).toBe(12);
    const undated = collectedAt(posts, 400 * DAY);
    undated.analytics.export_info = { ...undated.analytics.export_info, exported_at: 'soon' };
    expect(forecastPost({ timestamp: at(300 * DAY) }, undated).views.n).toBe(0);
    // Read at seven days, when they had half of what they have now.
    const history = posts.map((post, index) =>
      snapshot(index * DAY + 168, 1, [{ ...post, insights: { ...post.insights, views: 50 + (index % 2) } }]),
    );
    expect(views(posts, { history }).value).toBeCloseTo(50.5, 0);
    expect(views(posts, { history, collected: 0 }).n).toBe(20);
  });

  it('leaves out posts without a time or with less than nothing', () => {
    const posts = daily(alike(15, 100));
    const broken = posts.map((post, index) => {
      if (index === 3) return { ...post, timestamp: 'soon' };
      return index === 4 ? { ...post, insights: { ...post.insights, views: -1 } } : post;
    });
    expect(views(broken).n).toBe(13);
    const unread = collectedAt([], 400 * DAY);
    unread.analytics.recent_media = null;
    expect(forecastPost({ timestamp: at(1) }, unread).reach).toMatchObject({ n: 0, value: null });
  });

  it('follows growth as far as it shows', () => {
    const normal = createNormal(3);
    const growing = daily(Array.from({ length: 60 }, (_, day) => 1_000 * 2 ** (day / 30) * Math.exp(0.02 * normal())));
    // Doubled twice in 60 days: 4,000 by the end.
    const { value, interval } = views(growing, { timestamp: at(60 * DAY) });
    expect(value).toBeGreaterThan(3_600);
    expect(value).toBeLessThan(4_400);
    expect((interval?.[1] ?? 0) / (interval?.[0] ?? 1)).toBeLessThan(1.5);
  });

  it('has an interval of the noise from post to post', () => {
    const normal = createNormal(5);
    const noisy = daily(Array.from({ length: 60 }, () => 1_000 * Math.exp(0.3 * normal())));
    const [low = 1, high = 1] = views(noisy, { timestamp: at(60 * DAY) }).interval ?? [];
    // Four of five posts lie within 1.28 deviations of 0.3 on either side, and what is not known of the level.
    expect(Math.log(high / low)).toBeGreaterThan(2 * 1.28 * 0.25);
    expect(Math.log(high / low)).toBeLessThan(2 * 1.28 * 0.45);
  });

  it.each<[string, (index: number) => object, object, object]>([
    [
      'length',
      (index) => ({ media_details: { duration_seconds: index % 2 === 0 ? 5 : 20, orientation: null } }),
      { duration_seconds: 5 },
      { duration_seconds: 20 },
    ],
    [
      'orientation',
      (index) => ({ media_details: { duration_seconds: null, orientation: index % 2 === 0 ? 'portrait' : 'square' } }),
      { orientation: 'portrait' },
      { orientation: 'square' },
    ],
    [
      'audio',
      (index) => ({ media_audio_type: index % 2 === 0 ? 'MUSIC' : 'ORIGINAL_SOUND' }),
      { media_audio_type: 'MUSIC' },
      { media_audio_type: 'ORIGINAL_SOUND' },
    ],
    ['caption', (index) => ({ caption: index % 2 === 0 ? 'Why?' : 'So.' }), { caption: 'Why?' }, { caption: 'So.' }],
    ['tags', (index) => ({ hashtags: index % 2 === 0 ? ['clay'] : [] }), { hashtags: ['clay'] }, { hashtags: [] }],
  ])('counts on what its %s went together with', (_what, fields, one, other) => {
    const normal = createNormal(9);
    const posts = daily(
      Array.from({ length: 60 }, (_, index) => 1_000 * (index % 2 === 0 ? 3 : 1) * Math.exp(0.1 * normal())),
      fields,
    );
    const ratio = (views(posts, one).value ?? 0) / (views(posts, other).value ?? 1);
    expect(ratio).toBeGreaterThan(2.4);
    expect(ratio).toBeLessThan(3.5);
  });

  it('counts on its series, as the documents name those of posts', () => {
    const normal = createNormal(9);
    const posts = daily(
      Array.from({ length: 60 }, (_, index) => 1_000 * (index % 2 === 0 ? 3 : 1) * Math.exp(0.1 * normal())),
    );
    const series = Object.fromEntries(posts.map(({ id }, index) => [id, index % 2 === 0 ? 'tu' : 'sv']));
    const documents = { ...collectedAt(posts, 400 * DAY), series };
    const of = (name?: string): number =>
      forecastPost({ timestamp: at(300 * DAY), ...(name === undefined ? {} : { series: name }) }, documents).views
        .value ?? 0;
    expect(of('tu') / of('sv')).toBeGreaterThan(2.4);
    expect(of('tu') / of()).toBeGreaterThan(1.3);
  });

  it('forecasts reach, views and interactions each by its own', () => {
    const posts = daily(alike(20, 100)).map((post) => ({
      ...post,
      insights: { ...post.insights, reach: 50 + (Number(post.id) % 2), total_interactions: 10 + (Number(post.id) % 2) },
    }));
    const { reach, interactions } = forecastPost({ timestamp: at(300 * DAY) }, collectedAt(posts, 400 * DAY));
    expect([reach.basis, interactions.basis]).toEqual(['reach_at_7_days', 'interactions_at_7_days']);
    expect(reach.value).toBeCloseTo(50.5, 0);
    expect(interactions.value).toBeCloseTo(10.5, 0);
  });
});
