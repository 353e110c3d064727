import { describe, expect, it } from 'vitest';

import {
  basisName,
  computeEngagement,
  computeRates,
  measurePosts,
  ratePosts,
  type PostMeasure,
} from '../../../src/metrics/engagement.ts';
import { post } from './posts.ts';

describe('computeEngagement', () => {
  it('takes the total Graph gave, whatever the parts say', () => {
    const media = { like_count: 1, comments_count: 1, insights: { total_interactions: 50, reach: 1000, views: 2000 } };
    // 50 / 1000 × 100 = 5; 50 / 2000 × 100 = 2.5; 50 / 400 × 100 = 12.5.
    expect(computeEngagement(media, { followers: 400 })).toEqual({
      interactions: 50,
      interactions_basis: 'total_interactions',
      rate_by_reach: 5,
      rate_by_views: 2.5,
      rate_by_followers: 12.5,
    });
  });

  it('adds likes, comments, saved and shares when all four are known', () => {
    const media = { insights: { likes: 40, comments: 5, saved: 3, shares: 2 } };
    expect(computeEngagement(media)).toMatchObject({
      interactions: 50,
      interactions_basis: 'likes_comments_saved_shares',
    });
  });

  it('falls back to likes and comments when a save or share count is missing, and says so', () => {
    const media = { insights: { likes: 40, comments: 5, saved: 3, shares: null } };
    expect(computeEngagement(media)).toMatchObject({ interactions: 45, interactions_basis: 'likes_comments' });
    const noSaves = { insights: { likes: 40, comments: 5, saved: null, shares: 2 } };
    expect(computeEngagement(noSaves)).toMatchObject({ interactions: 45, interactions_basis: 'likes_comments' });
  });

  it('prefers the insight to the count on the post, and a measured 0 to the count', () => {
    const media = { like_count: 9, comments_count: 9, insights: { likes: 0, comments: null } };
    expect(computeEngagement(media).interactions).toBe(9);
  });

  it('gives null, never a partial sum, when likes or comments are unknown', () => {
    const media = { like_count: 40, comments_count: null, insights: { saved: 3, shares: 2, reach: 10 } };
    expect(computeEngagement(media, { followers: 5 })).toEqual({
      interactions: null,
      interactions_basis: null,
      rate_by_reach: null,
      rate_by_views: null,
      rate_by_followers: null,
    });
  });

  it('gives null for a denominator of 0 or none', () => {
    const media = { insights: { total_interactions: 3, reach: 0, views: null } };
    expect(computeEngagement(media, { followers: 0 })).toMatchObject({
      rate_by_reach: null,
      rate_by_views: null,
      rate_by_followers: null,
    });
  });

  it('keeps a measured rate of 0', () => {
    expect(computeEngagement({ insights: { total_interactions: 0, reach: 10 } }).rate_by_reach).toBe(0);
  });
});

describe('computeRates', () => {
  it('divides by what each rate is named for', () => {
    const rates = computeRates(
      {
        insights: {
          saved: 3,
          shares: 4,
          comments: 2,
          follows: 1,
          views: 400,
          reach: 200,
          skip_rate: 30,
          avg_watch_time_ms: 9000,
        },
        media_details: { duration_seconds: 6, orientation: null },
      },
      { followers: 100 },
    );
    expect(rates).toEqual({
      save_rate: 1.5,
      share_rate: 2,
      comment_rate: 1,
      follow_rate: 0.5,
      virality_rate: 1,
      reach_rate: 200,
      skip_rate: 30,
      hook_rate: 70,
      // 9 s watched of 6 s: viewers let it run one and a half times.
      retention_ratio: 1.5,
    });
  });

  it('gives null where a term is missing', () => {
    expect(Object.values(computeRates({ insights: { saved: 3, reach: 0 } }))).toEqual(Array(9).fill(null));
  });
});

describe('rates of posts', () => {
  const rates = { views: 200, reach: 100, saved: 3, shares: 4, comments: 5, follows: 6, skip_rate: 30 };

  it('are shares of what was reached, seen or followed', () => {
    const details = { duration_seconds: 10, orientation: null };
    const of = post(1, { ...rates, avg_watch_time_ms: 5_000 }, { media_details: details });
    expect(computeRates(of, { followers: 50 })).toEqual({
      save_rate: 3,
      share_rate: 4,
      comment_rate: 5,
      follow_rate: 6,
      virality_rate: 2,
      reach_rate: 200,
      skip_rate: 30,
      hook_rate: 70,
      retention_ratio: 0.5,
    });
  });

  it.each([
    [{ avg_watch_time_ms: 5_000 }, null],
    [{ avg_watch_time_ms: 5_000 }, { duration_seconds: null, orientation: null }],
    [{ avg_watch_time_ms: 5_000 }, { duration_seconds: 0, orientation: null }],
    [{}, { duration_seconds: 10, orientation: null }],
  ])('have no retention of %j and %j', (insights, details) => {
    expect(computeRates(post(1, insights, { media_details: details })).retention_ratio).toBeNull();
  });

  it('are null of what is no number', () => {
    const odd = post(1, { reach: Number.NaN, saved: 1, skip_rate: Number.POSITIVE_INFINITY });
    expect(computeRates(odd)).toMatchObject({ save_rate: null, skip_rate: null, hook_rate: null });
  });

  it('are all on the basis that rates most posts, by reach from nine tenths of these on', () => {
    const media = (byReach: number): ReturnType<typeof post>[] =>
      Array.from({ length: 10 }, (_, index) =>
        post(index, { views: 100, reach: index < byReach ? 50 : null, total_interactions: 5 }),
      );
    expect([ratePosts(media(10)).basis, ratePosts(media(9)).basis, ratePosts(media(8)).basis]).toEqual([
      'reach',
      'reach',
      'views',
    ]);
    expect(ratePosts(media(9)).rated).toHaveLength(9);
    expect(ratePosts(media(9), { basis: 'views' }).rated[0]).toMatchObject({
      rate: 5,
      interactions: 5,
      denominator: 100,
    });
    expect(ratePosts([post(1, { total_interactions: 5 })], { followers: 50 })).toMatchObject({ basis: 'followers' });
    expect(ratePosts([post(1, { reach: 5 })])).toEqual({ basis: null, rated: [] });
    expect(ratePosts([])).toEqual({ basis: null, rated: [] });
    expect([basisName(null), basisName('views')]).toEqual(['engagement', 'engagement_by_views']);
  });

  it.each<[PostMeasure, number | null]>([
    ['likes', 9],
    ['comments', 5],
    ['interactions', 21],
    ['views', 200],
    ['reach', 100],
    ['saved', 3],
    ['shares', 4],
    ['follows', 6],
    ['avg_watch_time_ms', 7],
    ['total_watch_time_ms', 8],
    ['save_rate', 3],
    ['hook_rate', 70],
    ['engagement_rate', 21],
    ['retention_ratio', null],
  ])('are measured by %s', (measure, value) => {
    const one = post(1, { ...rates, likes: 9, avg_watch_time_ms: 7, total_watch_time_ms: 8 });
    const measured = measurePosts([one], measure, {});
    expect(measured.values.get(one) ?? null).toBe(value);
    expect(measured.name).toBe(measure === 'engagement_rate' ? 'engagement_by_reach' : measure);
    expect(measured.basis).toBe(measure === 'engagement_rate' ? 'reach' : null);
  });
});
