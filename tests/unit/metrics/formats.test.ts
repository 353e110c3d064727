import { describe, expect, it } from 'vitest';

import { compareFormats, fitEngagementModel } from '../../../src/metrics/index.ts';
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
      post(2, {}, { media_audio_type: 'MUSIC', is_ai_generated: true }),
      post(4, {}, { is_ai_generated: false }),
      post(3, {}, { children: [{}, {}, {}, {}] }),
    ];
    const groups = (by: 'duration' | 'orientation' | 'audio' | 'ai' | 'carousel_size'): string[] =>
      compareFormats(media, { by }).groups.map((row) => row.group);
    expect(groups('duration')).toEqual([]);
    expect(groups('orientation')).toEqual(['portrait']);
    expect(groups('audio')).toEqual(['MUSIC']);
    expect(groups('ai')).toEqual(['ai', 'not_ai']);
    expect(groups('carousel_size')).toEqual(['4_to_6']);
  });

  it('compares any measure', () => {
    const media = [10, 20, 30, 40, 50].map((views, index) => post(index, { views }));
    const [reels] = compareFormats(media, { by: 'product_type', measure: 'views' }).groups;
    expect(reels?.median).toMatchObject({ value: 30, basis: 'views' });
  });
});

describe('groups of posts', () => {
  const rated = (id: number, rate: number, fields: Parameters<typeof post>[2] = {}): ReturnType<typeof post> =>
    post(id, { reach: 100, total_interactions: rate }, fields);

  it('are ordered by their median, those without one by name, with what the model says', () => {
    const media = [
      ...[1, 2, 3, 4, 5].map((rate, index) => rated(index, rate)),
      ...[6, 7, 8, 9, 10].map((rate, index) => rated(10 + index, rate, { media_product_type: 'FEED' })),
      rated(20, 1, { media_product_type: 'STORY' }),
      rated(21, 1, { media_product_type: 'AD' }),
      ...[90, 90].map((rate, index) => rated(30 + index, rate, { maturing: true })),
      rated(40, 1, { media_product_type: null }),
    ];
    const lift = { value: 1.5, n: 5, interval: null, method: 'm', basis: 'b', verdict: 'helps' };
    const trait = {
      posts: 5,
      lift,
      adjusted_p: null,
      new: false,
      used_with: ['clay'],
      log_effect: null,
      media_ids: [],
    };
    const fitted = fitEngagementModel(media);
    const model = {
      ...fitted,
      traits: [
        { ...trait, kind: 'hashtag' as const, value: 'REELS', used_with: [] },
        { ...trait, kind: 'product_type' as const, value: 'FEED' },
      ],
    };
    const result = compareFormats(media, { by: 'product_type', model });
    expect(
      result.groups.map(({ group, posts, median, used_with: usedWith }) => [
        group,
        posts,
        median.value,
        median.n,
        usedWith,
      ]),
    ).toEqual([
      ['FEED', 5, 8, 5, ['clay']],
      ['REELS', 7, 3, 5, []],
      ['AD', 1, null, 1, []],
      ['STORY', 1, null, 1, []],
    ]);
    expect(result.groups.map((group) => group.lift.verdict)).toEqual(['helps', 'too_few', 'too_few', 'too_few']);
    expect(result.groups[0]?.lift).toBe(lift);
    expect(result.groups[1]?.lift).toMatchObject({ n: 0, basis: 'engagement_by_reach' });
    expect(result.groups[1]?.lift.method).toMatch(/^engagement model/);
    expect(result).toMatchObject({
      by: 'product_type',
      measure: 'engagement_rate',
      method: fitted.method,
      posts_without_group: 1,
      posts_maturing: 2,
    });
  });

  it('of equal medians are in the order of their names, posts without the measure counted', () => {
    const media = ['b', 'a', 'c'].flatMap((type, at) =>
      [1, 2, 3, 4, 5, null].map((views, index) => post(at * 10 + index, { views }, { media_product_type: type })),
    );
    const groups = compareFormats(media, { by: 'product_type', measure: 'views' }).groups;
    expect(groups.map(({ group, posts, median }) => [group, posts, median.n])).toEqual([
      ['a', 6, 5],
      ['b', 6, 5],
      ['c', 6, 5],
    ]);
  });
});
