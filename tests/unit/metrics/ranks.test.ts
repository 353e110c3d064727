import { describe, expect, it } from 'vitest';

import type { MediaRecord } from '../../../src/documents/media.ts';
import { percentileRank, rankVideos } from '../../../src/metrics/index.ts';
import { listEnds, rankPosts } from '../../../src/metrics/ranks.ts';
import { post } from './posts.ts';
import { media } from './snapshots.ts';

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

  it('gives a post under 48 hours no rank and counts it for none', () => {
    const media = [post(1, { views: 10 }), post(2, { views: 20 }), post(3, { views: 1 }, { maturing: true })];
    expect(percentileRank(media, 'views')).toEqual({ '1': 0, '2': 100, '3': null });
    const videos = media.map((item) => ({ ...item, is_video: true }));
    expect(rankVideos(videos, { measures: ['views'] }).map(({ measures }) => measures['views'])).toEqual([
      { value: 1, rank: null },
      { value: 20, rank: 1 },
      { value: 10, rank: 2 },
    ]);
  });

  it('ranks by engagement rate by default', () => {
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

describe('a place of a video', () => {
  it('is by the measures that are asked for, of videos over 48 hours', () => {
    const video = (
      id: number,
      views: number | null,
      fields: Parameters<typeof post>[2] = {},
    ): ReturnType<typeof post> => post(id, { views }, { media_type: 'VIDEO', ...fields });
    const ranked = rankVideos(
      [
        video(1, 10, { permalink: 'https://www.instagram.com/p/1/' }),
        video(2, 30),
        video(3, 30, { media_product_type: null }),
        video(4, 90, { maturing: true }),
        video(5, null),
        video(6, 99, { media_type: 'IMAGE' }),
        video(7, 99, { is_video: false }),
      ],
      { measures: ['views'] },
    );
    expect(ranked.map(({ media_id: id, maturing, measures }) => [id, maturing, measures])).toEqual([
      ['5', false, { views: { value: null, rank: null } }],
      ['4', true, { views: { value: 90, rank: null } }],
      ['3', false, { views: { value: 30, rank: 1 } }],
      ['2', false, { views: { value: 30, rank: 1 } }],
      ['1', false, { views: { value: 10, rank: 3 } }],
    ]);
    expect(ranked.map(({ permalink, media_product_type: type }) => [permalink, type]).slice(2)).toEqual([
      [null, null],
      [null, 'REELS'],
      ['https://www.instagram.com/p/1/', 'REELS'],
    ]);
    expect(ranked[4]?.timestamp).toBe(post(1).timestamp);
  });

  it('is by ten measures by default', () => {
    const [ranked] = rankVideos([post(1, {}, { is_video: true })]);
    expect(Object.keys(ranked?.measures ?? {})).toEqual([
      'engagement_rate',
      'views',
      'reach',
      'avg_watch_time_ms',
      'retention_ratio',
      'skip_rate',
      'save_rate',
      'share_rate',
      'comment_rate',
      'follow_rate',
    ]);
  });

  it('is none of a post that has no type to be ranked in', () => {
    const posts = [10, 20, 30].map((views, id) => post(id, { views }, { media_product_type: null }));
    expect(percentileRank(posts, 'views')).toEqual({ '0': 0, '1': 50, '2': 100 });
    const young = [...posts, post(3, { views: 40 }, { media_product_type: null, maturing: true })];
    expect(percentileRank(young, 'views')).toEqual({ '0': 0, '1': 50, '2': 100, '3': null });
    expect(percentileRank([...posts, post(3, {})], 'views')['3']).toBeNull();
    expect(percentileRank([post(3, { views: 1 })], 'views')).toEqual({ '3': null });
  });
});

/** Makes posts with so many views, the first the oldest. */
const viewed = (...views: (number | null)[]): MediaRecord[] =>
  views.map((value, index) => media(String(index), index, { views: value }));

function ends(posts: readonly MediaRecord[]): unknown {
  const ranked = rankPosts(posts, 'views');
  if (ranked === null) return null;
  const of = ({ post, value, ratio, ties }: typeof ranked.best): unknown[] => [post.id, value, ratio, ties];
  return { best: of(ranked.best), weakest: of(ranked.weakest), posts: ranked.posts };
}

describe('rankPosts', () => {
  it.each([
    [[], null],
    [[1, 2], null],
    [[5, 5, 5], null],
    // 30 against the median of 10 and 20; 10 against that of 20 and 30.
    [[10, 20, 30], { best: ['2', 30, 2, 0], weakest: ['0', 10, 0.4, 0], posts: 3 }],
    [[10, null, 20, 30], { best: ['3', 30, 2, 0], weakest: ['0', 10, 0.4, 0], posts: 3 }],
    // Of equal ones the newest.
    [[30, 10, 30, 10], { best: ['2', 30, 3, 1], weakest: ['3', 10, 1 / 3, 1], posts: 4 }],
    [[0, 0, 5], { best: ['2', 5, null, 0], weakest: ['1', 0, 0, 1], posts: 3 }],
  ])('of views %j is %j', (views, expected) => {
    expect(ends(viewed(...views))).toEqual(expected);
  });

  it('leaves out young posts', () => {
    const posts = viewed(10, 20, 30, 99).map((post, index) => ({ ...post, maturing: index === 3 }));
    expect(ends(posts)).toMatchObject({ best: ['2', 30, 2, 0], posts: 3 });
  });
});

describe('listEnds', () => {
  it('names the posts at the ends of each measure once', () => {
    const posts = [1, 2, 3, 4].map((reach, index) =>
      media(String(index), index, { reach, views: 10 - reach, saved: reach === 2 ? 9 : reach, shares: null }),
    );
    expect(listEnds(posts)).toEqual(['3', '0', '1']);
    expect(listEnds([])).toEqual([]);
  });
});
