import { describe, expect, it } from 'vitest';

import { fitEngagementModel, summarizeHashtags } from '../../../src/metrics/index.ts';
import { post } from './posts.ts';

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
