import { describe, expect, it } from 'vitest';

import { computeEngagement, computeRates } from '../../../src/metrics/engagement.ts';

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
