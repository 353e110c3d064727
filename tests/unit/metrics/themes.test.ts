import { describe, expect, it } from 'vitest';

import { compareThemes, summarizeHashtags, type PostInput } from '../../../src/metrics/index.ts';
import { post, SEVEN_REELS } from './posts.ts';
import { createNormal, planTags, simulatePosts } from './simulated-account.ts';

/** `count` posts of 10,000 reached with the given interactions in turn. */
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

  it('is the shrunk ratio of geometric means, worked by hand', () => {
    // Ten posts with the tag and ten without, in turn; y = log((E + ½) / 10001).
    const media = posts(20, [399.5, 99.5, 199.5, 199.5], (index) => ({ hashtags: index % 2 === 0 ? ['a'] : [] }));
    // With: 400 and 200 five times each, mean log (log 400 + log 200) / 2; without: 100 and 200.
    // Difference = (log 400 + log 200 − log 100 − log 200) / 2 = log 2 = 0.6931 (the running median cancels).
    const difference = Math.log(2);
    // Deviations from either mean are ± log(2) / 2: squares 10 × 0.1201 = 1.2011 in each; over all twenty posts
    // 2 × 1.2011 + 20 × (log(2) / 2)² = 4.8045, so the account's spread is 4.8045 / 19 = 0.25287.
    const squares = (10 * difference ** 2) / 4;
    const spread = (2 * squares + 20 * (difference / 2) ** 2) / 19;
    // Each group's spread with 20 posts' weight of the account's: (20 × 0.25287 + 1.2011) / 29 = 0.21581; squared error
    // of the difference 2 × 0.21581 / 10 = 0.043162.
    const variance = (2 * ((20 * spread + squares) / 29)) / 10;
    // τ²: share = (0.09 / (0.09 + v))², (4 × 0.09 + share × (0.4805 − v)) / (4 + share) = 0.1455.
    const share = (0.09 / (0.09 + variance)) ** 2;
    const tau2 = (4 * 0.09 + share * (difference ** 2 - variance)) / (4 + share);
    const weight = tau2 / (tau2 + variance);
    const { lift } = summarizeHashtags(media)['a'] ?? {};
    expect(lift?.value).toBeCloseTo(Math.exp(weight * difference), 6);
    expect(lift?.value).toBeCloseTo(1.69, 1);
    expect(lift).toMatchObject({ n: 10, verdict: 'helps' });
    // t for 80 % at 58 degrees of freedom is 1.296.
    const half = 1.296 * Math.sqrt(weight * variance);
    expect(lift?.interval?.[0]).toBeCloseTo(Math.exp(weight * difference - half), 2);
    expect(lift?.interval?.[1]).toBeCloseTo(Math.exp(weight * difference + half), 2);
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

  it('does not credit a tag used only lately with growth of the whole account', () => {
    const normal = createNormal(3);
    const media = Array.from({ length: 300 }, (_, index) =>
      post(
        index,
        // Engagement doubles over the 300 days, with noise.
        { reach: 20_000, total_interactions: Math.round(400 * Math.exp((index / 300) * Math.LN2 + 0.3 * normal())) },
        { hashtags: index >= 150 && index % 3 === 0 ? ['late'] : [] },
      ),
    );
    const { lift } = summarizeHashtags(media)['late'] ?? {};
    expect(lift?.verdict).toBe('no_evidence');
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
    expect(summarizeHashtags(media)['twin']?.lift?.method).toContain('always used together with #a');
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

  it('says how many posts it used and how many of them were maturing', () => {
    const media = [...posts(10, [1, 2], () => ({ maturing: true })), post(99, {}, { maturing: true })];
    expect(compareThemes(media, { by: 'question' })).toMatchObject({ posts_used: 10, posts_maturing: 10 });
  });

  it('is empty and has no basis for posts without a rate', () => {
    expect(compareThemes([post(1), post(2)], { by: 'hashtag' })).toEqual({
      by: 'hashtag',
      engagement_basis: null,
      posts_used: 0,
      posts_maturing: 0,
      rows: [],
    });
  });
});
