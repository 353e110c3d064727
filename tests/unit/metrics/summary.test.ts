import { describe, expect, it } from 'vitest';

import { fitEngagementModel, summarizeHashtags } from '../../../src/metrics/index.ts';
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

const MEDIA = [
  post(1, { likes: 10, comments: 2, views: 100, total_interactions: 12, reach: 100 }, { hashtags: ['clay', 'mud'] }),
  post(2, { likes: 20, views: 300, total_interactions: 20, reach: 400 }, { hashtags: ['clay'] }),
  post(3, { likes: null, comments: 1 }, { hashtags: ['clay', 'kiln'] }),
];

describe('summarizeHashtags', () => {
  it('gives no NaN when a post lost more likes than it got', () => {
    const media = Array.from({ length: 40 }, (_, index) =>
      post(
        index,
        { total_interactions: index === 7 ? -1 : 5 + (index % 4), reach: 100 },
        { hashtags: index % 2 === 0 ? ['clay'] : ['mud'] },
      ),
    );
    const text = JSON.stringify(summarizeHashtags(media), (_key, value: unknown) =>
      typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : value,
    );
    expect(text).not.toContain('not finite');
    expect(summarizeHashtags(media)['mud']?.lift?.value).toBeTypeOf('number');
  });

  it('sums what is known of the posts carrying a tag and averages over the posts where it is known', () => {
    // Likes 10 + 20 over two posts; comments 2 + 1 over two; rates 12 % and 5 %.
    expect(summarizeHashtags(MEDIA)['clay']).toMatchObject({
      usage_count: 3,
      total_likes: 30,
      total_comments: 3,
      total_views: 400,
      total_impressions: 400,
      counted: { likes: 2, comments: 2, views: 2 },
      avg_likes: 15,
      avg_comments: 1.5,
      avg_engagement_rate: 8.5,
      median_engagement_rate: 8.5,
      engagement_basis: 'reach',
      media_ids: ['3', '2', '1'],
      metric_sources: { impressions: 'views' },
    });
  });

  it('orders tags by usage, then by name', () => {
    expect(Object.keys(summarizeHashtags(MEDIA))).toEqual(['clay', 'kiln', 'mud']);
  });

  it('gives a named tag nobody used a count of 0 and null for everything else', () => {
    const rows = summarizeHashtags(MEDIA, { hashtags: ['#Raku', 'CLAY'] });
    expect(Object.keys(rows)).toEqual(['clay', 'raku']);
    expect(rows['raku']).toMatchObject({
      usage_count: 0,
      total_likes: null,
      total_views: null,
      total_impressions: null,
      counted: { likes: 0, comments: 0, views: 0 },
      avg_likes: null,
      avg_comments: null,
      avg_engagement_rate: null,
      median_engagement_rate: null,
      engagement_basis: null,
      media_ids: [],
    });
  });

  it('counts a post once per tag however often the caption repeats it', () => {
    const media = [post(1, { likes: 1 }, { caption: '#Art #art ＃ART #artist' })];
    const rows = summarizeHashtags(media);
    expect(rows['art']?.usage_count).toBe(1);
    expect(rows['artist']?.usage_count).toBe(1);
  });

  it('keeps a tag named like a property of every object', () => {
    const media = [post(1, { likes: 1 }, { caption: '#__proto__ #constructor' })];
    const rows = summarizeHashtags(media);
    expect(Object.keys(rows)).toEqual(['__proto__', 'constructor']);
  });

  it('shows one basis for all tags, and none for a tag without a rate', () => {
    const rows = summarizeHashtags(MEDIA, { basis: 'views' });
    expect(rows['mud']?.engagement_basis).toBe('views');
    expect(rows['kiln']?.engagement_basis).toBeNull();
  });
});

describe('tags of posts', () => {
  it('have the lift of the model, and too few of what it does not know', () => {
    const media = [post(1, { likes: 4 }, { hashtags: ['clay'] }), post(2, { likes: 2 }, { hashtags: ['clay', 'mud'] })];
    const lift = { value: 1.5, n: 5, interval: null, method: 'm', basis: 'b', verdict: 'helps' };
    const trait = { posts: 5, lift, adjusted_p: null, new: false, used_with: ['x'], log_effect: null, media_ids: [] };
    const model = {
      ...fitEngagementModel(media),
      traits: [
        { ...trait, kind: 'hashtag' as const, value: 'clay' },
        { ...trait, kind: 'series' as const, value: 'mud' },
      ],
    };
    const tags = summarizeHashtags(media, { model });
    expect(tags['clay']).toMatchObject({ lift, used_with: ['x'], usage_count: 2, avg_likes: 3, media_ids: ['2', '1'] });
    expect(tags['mud']).toMatchObject({ used_with: [], usage_count: 1 });
    expect(tags['mud']?.lift).toMatchObject({ value: null, n: 0, basis: 'engagement', verdict: 'too_few' });
    expect(tags['mud']?.lift?.method).toMatch(/^engagement model/);
  });

  it('are ordered by use, equal ones by name', () => {
    const media = [post(1, {}, { hashtags: ['b', 'c', 'a'] }), post(2, {}, { hashtags: ['c'] })];
    expect(Object.keys(summarizeHashtags(media))).toEqual(['c', 'a', 'b']);
    expect(Object.keys(summarizeHashtags(media, { hashtags: ['#B', 'z', 'b'] }))).toEqual(['b', 'z']);
  });
});
