import { describe, expect, it } from 'vitest';

import type { ModelTrait } from '../../../src/metrics/engagement-model.ts';
import {
  compareFormats,
  compareThemes,
  fitEngagementModel,
  type PostInput,
  summarizeHashtags,
} from '../../../src/metrics/index.ts';
import { post, SEVEN_REELS } from './posts.ts';
import { createNormal, planTags, simulatePosts } from './simulated-account.ts';

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

/** Makes `count` posts of 10,000 reached with the given interactions in turn. */
function posts(
  count: number,
  interactions: readonly number[],
  fields: (index: number) => Partial<PostInput>,
): PostInput[] {
  return Array.from({ length: count }, (_, index) =>
    post(index, { reach: 10_000, total_interactions: interactions[index % interactions.length] ?? 0 }, fields(index)),
  );
}

describe('lift of a hashtag', () => {
  it('says too few, and no number, of every tag of a real account of seven reels', () => {
    const media = SEVEN_REELS.map((reel, index) => ({ ...reel, hashtags: [`tag${String(index)}`, 'clay'] }));
    for (const { lift } of Object.values(summarizeHashtags(media))) {
      expect(lift).toMatchObject({ value: null, interval: null, verdict: 'too_few', basis: 'engagement_by_reach' });
    }
  });

  it('compares with posts of the same product type only', () => {
    // Reels engage ten times as much as feed posts; the tag is on three in four reels and one in four feed posts, and
    // makes no difference. Compared across types it would seem to multiply engagement by about three.
    const lifts = Array.from({ length: 20 }, (_, seed) => {
      const normal = createNormal(seed);
      const media = Array.from({ length: 160 }, (_post, index) => {
        const reel = index % 2 === 0;
        const tagged = reel ? index % 8 !== 0 : index % 8 === 1;
        return post(
          index,
          { reach: 20_000, total_interactions: Math.round((reel ? 1000 : 100) * Math.exp(0.3 * normal())) },
          { media_product_type: reel ? 'REELS' : 'FEED', hashtags: tagged ? ['a'] : [] },
        );
      });
      return summarizeHashtags(media)['a']?.lift;
    });
    expect(lifts.filter((lift) => lift?.verdict === 'no_evidence').length).toBeGreaterThanOrEqual(17);
    for (const lift of lifts) expect(Math.abs(Math.log(lift?.value ?? 9))).toBeLessThan(0.3);
  });

  it('says nothing of a tag on every post: there is nothing to compare it with', () => {
    const media = posts(30, [100, 200, 300], () => ({ hashtags: ['always'] }));
    expect(summarizeHashtags(media)['always']?.lift).toMatchObject({ value: null, n: 30, verdict: 'too_few' });
  });

  it('does not change when only some tags are asked for', () => {
    const media = simulatePosts(planTags({ a: 0.5, b: 0, c: 0 }, { posts: 120, perTag: 30 }, 1), 1);
    const all = summarizeHashtags(media);
    expect(summarizeHashtags(media, { hashtags: ['#A'] })['a']).toEqual(all['a']);
  });
});

describe('compareThemes', () => {
  it('gives tags on the very same posts as one row', () => {
    const media = simulatePosts(planTags({ a: 0.5, b: 0 }, { posts: 120, perTag: 30 }, 1), 1).map((item) => ({
      ...item,
      hashtags: (item.hashtags ?? []).includes('a') ? [...(item.hashtags ?? []), 'twin'] : item.hashtags,
    }));
    const { rows } = compareThemes(media, { by: 'hashtag' });
    expect(rows.map(({ themes }) => themes)).toEqual([['a', 'twin'], ['b']]);
    expect(rows[0]).toMatchObject({ posts: 30, lift: { verdict: 'helps' } });
    expect(rows[0]?.used_with).toEqual([]);
    const tags = summarizeHashtags(media);
    expect(tags['twin']).toMatchObject({ lift: tags['a']?.lift, used_with: ['a'] });
    expect(tags['b']?.used_with).toEqual([]);
  });

  it('sets captions with a question against those without, whatever the language', () => {
    const media = posts(40, [100, 210, 120, 190], (index) => ({
      caption: index % 2 === 1 ? '気に入りましたか？' : 'https://example.com/?x=1 plain',
    }));
    const { rows } = compareThemes(media, { by: 'question' });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ themes: ['question'], posts: 20, lift: { n: 20, verdict: 'helps' } });
  });

  it('sets captions with a call to action against those without', () => {
    const media = posts(40, [100, 110, 120], (index) => ({
      caption: index % 2 === 1 ? 'Link in bio' : index % 4 === 0 ? 'Details hier 👇' : 'A plain caption',
    }));
    expect(compareThemes(media, { by: 'call_to_action' }).rows[0]?.posts).toBe(30);
  });

  it('groups captions by length', () => {
    const lengths = [0, 50, 51, 150, 151, 500, 501];
    const media = posts(35, [100, 150], (index) => ({ caption: 'x'.repeat(lengths[index % 7] ?? 0) }));
    const rows = compareThemes(media, { by: 'caption_length' }).rows;
    expect(Object.fromEntries(rows.map(({ themes, posts: count }) => [themes[0], count]))).toEqual({
      no_caption: 5,
      up_to_50: 5,
      '51_to_150': 10,
      '151_to_500': 10,
      over_500: 5,
    });
  });

  it('sets series of files against the posts outside them', () => {
    const media = posts(40, [100, 210, 120, 190], () => ({}));
    const series = Object.fromEntries(media.filter((_, index) => index % 2 === 1).map(({ id }) => [id, 'kiln_day']));
    const { rows } = compareThemes(media, { by: 'series', series });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ themes: ['kiln_day'], posts: 20, lift: { verdict: 'helps' } });
  });

  it('says how many posts it used and how many were too young', () => {
    const media = [...posts(10, [1, 2], (index) => ({ maturing: index < 4 })), post(99, {}, { maturing: true })];
    expect(compareThemes(media, { by: 'question' })).toMatchObject({ posts_used: 6, posts_maturing: 5 });
  });

  it('is empty and has no basis for posts without a rate', () => {
    expect(compareThemes([post(1), post(2)], { by: 'hashtag' })).toMatchObject({
      by: 'hashtag',
      engagement_basis: null,
      posts_used: 0,
      posts_maturing: 0,
      rows: [],
    });
  });
});

describe('rows of a comparison', () => {
  const lift = (value: number | null): ModelTrait['lift'] => ({
    value,
    n: 5,
    interval: null,
    method: 'm',
    basis: 'b',
    verdict: 'no_evidence',
  });
  const trait = (value: string, over: Partial<ModelTrait> = {}): ModelTrait => ({
    kind: 'hashtag',
    value,
    posts: 5,
    lift: lift(1),
    adjusted_p: null,
    new: false,
    used_with: [],
    log_effect: null,
    media_ids: [value],
    ...over,
  });

  it('are of one kind, those on the very same posts as one, best first, then by name', () => {
    const model = {
      ...fitEngagementModel([]),
      traits: [
        trait('z', { lift: lift(null) }),
        trait('b', { media_ids: ['1', '2'], used_with: ['a', 'c'], new: true, posts: 2 }),
        trait('a', { media_ids: ['1', '2'], used_with: ['b', 'c'] }),
        trait('best', { lift: lift(2) }),
        trait('y', { lift: lift(null) }),
        trait('aa'),
        trait('other', { kind: 'series' }),
      ],
    };
    const compared = compareThemes([], { by: 'hashtag', model });
    expect(compared.rows.map(({ themes }) => themes)).toEqual([['best'], ['a', 'b'], ['aa'], ['y'], ['z']]);
    expect(compared.rows[1]).toEqual({
      themes: ['a', 'b'],
      posts: 2,
      lift: lift(1),
      used_with: ['c'],
      new: true,
      media_ids: ['1', '2'],
    });
    expect(compared).toMatchObject({ by: 'hashtag', engagement_basis: null, posts_used: 0, posts_maturing: 0 });
    expect(compared.method).toBe(model.method);
  });
});
