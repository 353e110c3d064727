import { describe, expect, it } from 'vitest';

import { describeActivity, summarizeMedia } from '../../../src/metrics/summary.ts';
import { post, SEVEN_REELS } from './posts.ts';

describe('summarizeMedia', () => {
  it('gives the known figures of a real account of seven reels', () => {
    const summary = summarizeMedia(SEVEN_REELS, { followers: 76 });
    expect(summary).toMatchObject({
      total_recent_likes: 45,
      total_recent_comments: 6,
      total_recent_views: 6516,
      total_recent_impressions: 6516,
      total_recent_saves: 0,
      engagement_basis: 'reach',
      posts_with_rate: 7,
      media_count_analyzed: 7,
      metric_sources: { impressions: 'views' },
    });
    // Rates: 0.658, 0.328, 0.722, 0.964, 0.881, 5.202, 0.613; mean 1.338, median 0.722; 51 / 4206 × 100 = 1.2126.
    expect(summary.avg_engagement_rate).toBeCloseTo(1.338, 3);
    expect(summary.median_engagement_rate).toBeCloseTo(0.722, 3);
    expect(summary.weighted_engagement_rate).toBeCloseTo(1.2126, 4);
  });

  it('gives null for every total and rate when nothing is known', () => {
    expect(summarizeMedia([post(1), post(2)])).toMatchObject({
      total_recent_likes: null,
      total_recent_comments: null,
      total_recent_views: null,
      total_recent_saves: null,
      total_recent_shares: null,
      total_recent_impressions: null,
      counted: { likes: 0, comments: 0, views: 0, saves: 0, shares: 0 },
      avg_engagement_rate: null,
      median_engagement_rate: null,
      weighted_engagement_rate: null,
      engagement_basis: null,
      posts_with_rate: 0,
      media_count_analyzed: 2,
    });
  });

  it('uses one basis for all posts: the one that rates most of them', () => {
    const media = [
      post(1, { total_interactions: 5, views: 100 }),
      post(2, { total_interactions: 1, views: 50, reach: 10 }),
    ];
    expect(summarizeMedia(media)).toMatchObject({ engagement_basis: 'views', posts_with_rate: 2 });
    expect(summarizeMedia(media, { basis: 'reach' })).toMatchObject({
      engagement_basis: 'reach',
      posts_with_rate: 1,
      avg_engagement_rate: 10,
    });
    // 5 % and 2 %: mean 3.5, weighted 6 / 150 = 4.
    expect(summarizeMedia(media, { basis: 'views' })).toMatchObject({
      engagement_basis: 'views',
      posts_with_rate: 2,
      avg_engagement_rate: 3.5,
      weighted_engagement_rate: 4,
    });
  });

  it('keeps reach while it rates nine tenths of what another basis rates', () => {
    const both = (count: number, reached: number): ReturnType<typeof post>[] =>
      Array.from({ length: count }, (_, index) =>
        post(index, { total_interactions: 1, views: 20, ...(index < reached ? { reach: 10 } : {}) }),
      );
    expect(summarizeMedia(both(10, 9)).engagement_basis).toBe('reach');
    expect(summarizeMedia(both(10, 8)).engagement_basis).toBe('views');
    expect(summarizeMedia(both(10, 0)).engagement_basis).toBe('views');
  });

  it('falls back to followers, each post against all of them', () => {
    const media = [post(1, { total_interactions: 1 }), post(2, { total_interactions: 3 })];
    // 1 % and 3 %; weighted 4 / 200 × 100 = 2.
    expect(summarizeMedia(media, { followers: 100 })).toMatchObject({
      engagement_basis: 'followers',
      avg_engagement_rate: 2,
      weighted_engagement_rate: 2,
    });
  });

  it('counts maturing posts and says how many there are', () => {
    const media = [post(1, { likes: 1 }, { maturing: true }), post(2, { likes: 2 }, { maturing: false })];
    expect(summarizeMedia(media)).toMatchObject({ total_recent_likes: 3, posts_maturing: 1 });
  });

  it("keeps Graph's own impressions without a source, and never mixes them with views", () => {
    const own = post(1, { views: 10, impressions: 14 });
    expect(summarizeMedia([own])).toMatchObject({ total_recent_impressions: 14, metric_sources: {} });
    const aliased = post(2, { views: 5, impressions: 5 }, { metric_sources: { impressions: 'views' } });
    expect(summarizeMedia([own, aliased])).toMatchObject({
      total_recent_impressions: 15,
      metric_sources: { impressions: 'views' },
    });
  });
});

describe('describeActivity', () => {
  it('gives likes, comments and their interactions', () => {
    const record = describeActivity({
      ...post(1, { saved: 2, shares: 1, reach: 100 }, { like_count: 4, comments_count: 3 }),
      media_type: 'VIDEO',
    });
    expect(record).toMatchObject({
      media_id: '1',
      media_type: 'VIDEO',
      engagement_metrics: { likes: 4, comments: 3, total_engagement: 10 },
      engagement_rate: 10,
      engagement_basis: 'reach',
    });
  });

  it('leaves what is unknown null', () => {
    const record = describeActivity({ ...post(1, {}, { like_count: 4 }), media_type: 'IMAGE' });
    expect(record.engagement_metrics).toEqual({ likes: 4, comments: null, total_engagement: null });
    expect(record).toMatchObject({ engagement_rate: null, engagement_basis: null });
  });
});
