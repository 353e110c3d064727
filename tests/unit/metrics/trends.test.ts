import { describe, expect, it } from 'vitest';

import { summarizeTrends } from '../../../src/metrics/index.ts';
import { post } from './posts.ts';
import { createNormal } from './simulated-account.ts';

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
