import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

import type { Estimate } from '../../src/documents/shapes.ts';
import {
  assessCommentQuality,
  compareFormats,
  compareThemes,
  computeEngagement,
  extractHashtags,
  findBestPostingTimes,
  fitEngagementModel,
  percentileRank,
  rankVideos,
  summarizeHashtags,
  summarizeMedia,
  summarizeTrends,
  type PostInput,
} from '../../src/metrics/index.ts';

const count = fc.option(fc.nat(100_000), { nil: null });
const insights = fc.record({
  reach: count,
  views: count,
  likes: count,
  comments: count,
  saved: count,
  shares: count,
  total_interactions: count,
  skip_rate: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null }),
});

/** Accounts of up to 80 posts within a year, with ids of their own as Instagram gives them. */
const accounts = fc
  .array(
    fc.record({
      minute: fc.nat(525_600),
      media_product_type: fc.constantFrom('REELS', 'FEED', null),
      is_video: fc.boolean(),
      caption: fc.constantFrom(null, '', 'How? #a', 'Link in bio #b', 'x'.repeat(200)),
      hashtags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
      maturing: fc.boolean(),
      insights,
    }),
    { maxLength: 80 },
  )
  .map((rows) =>
    rows.map(({ minute, ...row }, index): PostInput => ({
      ...row,
      id: String(index),
      timestamp: new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString(),
    })),
  );

/** Everything of this module that takes a list of posts. */
const ANALYSES: Readonly<Record<string, (media: readonly PostInput[]) => unknown>> = {
  summarizeMedia: (media) => summarizeMedia(media, { followers: 500 }),
  summarizeHashtags: (media) => summarizeHashtags(media),
  'compareThemes by hashtag': (media) => compareThemes(media, { by: 'hashtag' }),
  'compareThemes by caption length': (media) => compareThemes(media, { by: 'caption_length' }),
  fitEngagementModel: (media) => fitEngagementModel(media, { timezone: 'America/New_York' }),
  findBestPostingTimes: (media) => findBestPostingTimes(media, { timezone: 'Europe/Berlin' }),
  compareFormats: (media) => compareFormats(media, { by: 'product_type' }),
  percentileRank: (media) => percentileRank(media),
  rankVideos: (media) => rankVideos(media),
  summarizeTrends: (media) => summarizeTrends(media),
};

/** Lists every estimate anywhere in a result. */
function estimatesIn(value: unknown): Estimate[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(estimatesIn);
  return 'interval' in value && 'method' in value ? [value as Estimate, ...inside] : inside;
}

/** Each of them fits a model. */
const RUNS = { numRuns: 25 };

describe.each(Object.entries(ANALYSES))('%s', (_name, analyse) => {
  test.prop([accounts, fc.array(fc.nat(), { minLength: 80, maxLength: 80 })], RUNS)(
    'does not depend on the order of posts',
    (media, keys) => {
      const shuffled = media
        .map((post, index) => ({ post, key: keys[index] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ post }) => post);
      expect(analyse(shuffled)).toEqual(analyse(media));
    },
  );

  test.prop([accounts], RUNS)('leaves its input as it was', (media) => {
    const before = structuredClone(media);
    analyse(media);
    expect(media).toEqual(before);
  });

  test.prop([accounts], RUNS)('gives intervals that contain their value, and none without a value', (media) => {
    for (const { value, interval, n, verdict } of estimatesIn(analyse(media))) {
      expect(Number.isInteger(n)).toBe(true);
      if (verdict === 'too_few') expect(interval).toBeNull();
      if (interval === null) continue;
      expect(value).not.toBeNull();
      expect(interval[0]).toBeLessThanOrEqual(value ?? Number.NaN);
      expect(interval[1]).toBeGreaterThanOrEqual(value ?? Number.NaN);
    }
  });

  test.prop([accounts], RUNS)('gives only finite numbers', (media) => {
    // JSON has no NaN and no Infinity: they would come back as null.
    expect(JSON.parse(JSON.stringify(analyse(media)))).toEqual(analyse(media));
  });
});

describe('a post without the metric', () => {
  const silent: PostInput = {
    id: 'silent',
    timestamp: '2026-06-01T12:00:00Z',
    media_product_type: 'REELS',
    hashtags: ['a'],
    caption: 'How? #a',
    insights: {},
  };

  test.prop([accounts])('changes no figure of the summary but the number of posts', (media) => {
    const { media_count_analyzed, ...figures } = summarizeMedia(media);
    const { media_count_analyzed: after, ...figuresAfter } = summarizeMedia([...media, silent]);
    expect(figuresAfter).toEqual(figures);
    expect(after).toBe(media_count_analyzed + 1);
  });

  test.prop([accounts])('changes no lift, slot or trend', (media) => {
    const more = [...media, silent];
    expect(compareThemes(more, { by: 'hashtag' })).toEqual(compareThemes(media, { by: 'hashtag' }));
    expect(compareThemes(more, { by: 'question' })).toEqual(compareThemes(media, { by: 'question' }));
    const timezone = 'UTC';
    expect(findBestPostingTimes(more, { timezone })).toEqual(findBestPostingTimes(media, { timezone }));
    expect(summarizeTrends(more).engagement_trend).toEqual(summarizeTrends(media).engagement_trend);
  });

  test.prop([accounts])('changes no median of a format', (media) => {
    const medians = (posts: readonly PostInput[]): unknown =>
      compareFormats(posts, { by: 'product_type' })
        .groups.filter(({ median }) => median.n > 0)
        .map(({ group, median }) => [group, median]);
    expect(medians([...media, silent])).toEqual(medians(media));
  });
});

describe('input of which nothing is known', () => {
  const blank = accounts.map((media) => media.map((post): PostInput => ({ ...post, insights: {} })));

  test.prop([blank])('gives null, never 0', (media) => {
    const summary = summarizeMedia(media);
    for (const key of [
      'total_recent_likes',
      'total_recent_comments',
      'total_recent_views',
      'total_recent_saves',
      'total_recent_shares',
      'total_recent_impressions',
      'avg_engagement_rate',
      'median_engagement_rate',
      'weighted_engagement_rate',
      'engagement_basis',
    ] as const) {
      expect(summary[key]).toBeNull();
    }
    for (const analyse of Object.values(ANALYSES)) {
      for (const { value } of estimatesIn(analyse(media))) expect(value).toBeNull();
    }
    for (const rank of Object.values(percentileRank(media))) expect(rank).toBeNull();
    for (const { avg_likes, total_views, avg_engagement_rate } of Object.values(summarizeHashtags(media))) {
      expect([avg_likes, total_views, avg_engagement_rate]).toEqual([null, null, null]);
    }
  });
});

describe('computeEngagement', () => {
  test.prop([insights, count])(
    'gives a rate exactly when interactions and a denominator above 0 are known',
    (known, followers) => {
      const { interactions, rate_by_reach, rate_by_followers } = computeEngagement({ insights: known }, { followers });
      expect(rate_by_reach !== null).toBe(interactions !== null && (known.reach ?? 0) > 0);
      expect(rate_by_followers !== null).toBe(interactions !== null && (followers ?? 0) > 0);
    },
  );
});

describe('extractHashtags', () => {
  test.prop([fc.string({ unit: 'grapheme' })])(
    'gives lower-case tags with a letter and without a sign, each once',
    (text) => {
      const tags = extractHashtags(text);
      expect(new Set(tags).size).toBe(tags.length);
      for (const tag of tags) {
        expect(tag).toMatch(/^[^#＃\s]+$/u);
        expect(tag).toMatch(/\p{L}/u);
        expect(tag).toBe(tag.toLowerCase());
      }
    },
  );

  test.prop([
    fc.array(fc.stringMatching(/^#[a-z][a-z0-9_]{0,8}$/), { maxLength: 8 }),
    fc.constantFrom(' ', '', '\n', ' 🏺 '),
  ])('finds the tags it wrote, spaced or adjacent', (tags, separator) => {
    const expected = [...new Set(tags.map((tag) => tag.slice(1)))];
    expect(extractHashtags(tags.join(separator))).toEqual(expected);
  });

  test.prop([fc.string({ unit: 'grapheme' })])('finds its own tags again', (text) => {
    const tags = extractHashtags(text);
    expect(extractHashtags(tags.map((tag) => `#${tag}`).join(' '))).toEqual(tags);
  });
});

describe('assessCommentQuality', () => {
  const comments = fc.array(
    fc.record({
      text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('why?', 'a b c d e', '🔥', '@you', 'a b c d e')),
      username: fc.constantFrom('studio', 'one', 'two', null),
      timestamp: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', null),
    }),
    { maxLength: 20 },
  );

  test.prop([comments])('does not depend on the order of comments and stays between 0 and 100', (rows) => {
    const records = rows.map((row, index) => ({
      ...row,
      id: String(index).padStart(3, '0'),
      from_id: null,
      like_count: null,
      replies: [],
      replies_truncated: false,
    }));
    const quality = assessCommentQuality(records, { ownUsername: 'studio' });
    expect(assessCommentQuality([...records].reverse(), { ownUsername: 'studio' })).toEqual(quality);
    const others = records.filter(({ username }) => username !== 'studio').length;
    expect(quality.signals.comments).toBe(others);
    if (others === 0) expect(quality).toMatchObject({ level: 'none', score: null });
    else expect(quality.score).toSatisfy((score: number) => score >= 0 && score < 100);
  });
});
