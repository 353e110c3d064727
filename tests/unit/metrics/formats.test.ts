import { describe, expect, it } from 'vitest';

import { compareFormats, computeRates, percentileRank, rankVideos } from '../../../src/metrics/index.ts';
import { post } from './posts.ts';

describe('compareFormats', () => {
  it('gives the median of each group with an interval from its own values', () => {
    const media = [
      ...[1, 2, 3, 4, 5].map((rate, index) => post(index, { reach: 100, total_interactions: rate })),
      ...[9, 9].map((rate, index) =>
        post(10 + index, { reach: 100, total_interactions: rate }, { media_product_type: 'FEED' }),
      ),
      post(20, {}, { media_product_type: null }),
    ];
    const result = compareFormats(media, { by: 'product_type' });
    // Of five values the smallest and the largest enclose the median with 1 − 2 / 32 = 0.94.
    expect(result.groups[0]).toMatchObject({
      group: 'REELS',
      posts: 5,
      median: { value: 3, n: 5, interval: [1, 5], basis: 'engagement_by_reach' },
    });
    expect(result.groups[1]).toMatchObject({
      group: 'FEED',
      posts: 2,
      median: { value: null, interval: null, n: 2, verdict: 'too_few' },
    });
    expect(result.posts_without_group).toBe(1);
  });

  it.each([
    [6.9, 'under_7s'],
    [7, '7_to_15s'],
    [15, '15_to_30s'],
    [30, '30_to_60s'],
    [60, '60_to_90s'],
    [90, '90s_and_over'],
  ])('puts %d seconds in %s', (duration_seconds, group) => {
    const media = [post(1, {}, { media_details: { duration_seconds, orientation: 'portrait' } })];
    expect(compareFormats(media, { by: 'duration' }).groups.map((row) => row.group)).toEqual([group]);
  });

  it('groups by shape, sound and number of slides where they are known', () => {
    const media = [
      post(1, {}, { media_details: { duration_seconds: null, orientation: 'portrait' } }),
      post(2, {}, { media_audio_type: 'MUSIC' }),
      post(3, {}, { children: [{}, {}, {}, {}] }),
    ];
    const groups = (by: 'duration' | 'orientation' | 'audio' | 'carousel_size'): string[] =>
      compareFormats(media, { by }).groups.map((row) => row.group);
    expect(groups('duration')).toEqual([]);
    expect(groups('orientation')).toEqual(['portrait']);
    expect(groups('audio')).toEqual(['MUSIC']);
    expect(groups('carousel_size')).toEqual(['4_to_6']);
  });

  it('compares any measure', () => {
    const media = [10, 20, 30, 40, 50].map((views, index) => post(index, { views }));
    const [reels] = compareFormats(media, { by: 'product_type', measure: 'views' }).groups;
    expect(reels?.median).toMatchObject({ value: 30, basis: 'views' });
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

describe('percentileRank', () => {
  it('takes a figure that is no number for unknown', () => {
    const media = [post(1, { views: 1 }), post(2, { views: Number.NaN }), post(3, { views: 2 })];
    expect(percentileRank(media, 'views')).toEqual({ '1': 0, '2': null, '3': 100 });
  });

  it('counts the other posts of the same product type below, ties half', () => {
    const media = [
      ...[10, 20, 20, 40, 50].map((views, index) => post(index, { views })),
      post(7, { views: 1000 }, { media_product_type: 'FEED' }),
      post(8, {}),
    ];
    // Of the four others: 10 beats none, 20 beats one and ties with one (1.5 / 4), 40 beats three, 50 all.
    expect(percentileRank(media, 'views')).toEqual({
      '0': 0,
      '1': 37.5,
      '2': 37.5,
      '3': 75,
      '4': 100,
      '7': null,
      '8': null,
    });
  });

  it('ranks by engagement rate unless told otherwise', () => {
    const media = [1, 5, 3].map((total, index) => post(index, { reach: 100, total_interactions: total }));
    expect(percentileRank(media)).toEqual({ '0': 0, '1': 100, '2': 50 });
  });
});

describe('rankVideos', () => {
  it('gives every video its place by every measure, less skipping being better', () => {
    const media = [
      post(1, { views: 10, skip_rate: 40 }, { is_video: true }),
      post(2, { views: 30, skip_rate: 20 }, { is_video: true }),
      post(3, { views: 30 }, { is_video: true }),
      post(4, { views: 99 }, { is_video: false }),
    ];
    const rows = rankVideos(media, { measures: ['views', 'skip_rate'] });
    expect(
      rows.map(({ media_id, measures }) => [media_id, measures['views']?.rank, measures['skip_rate']?.rank]),
    ).toEqual([
      ['3', 1, null],
      ['2', 1, 1],
      ['1', 3, 2],
    ]);
  });
});
