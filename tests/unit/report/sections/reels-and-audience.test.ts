import { describe, expect, it } from 'vitest';

import type { AudienceRecord, InstagramAnalytics, MediaRecord } from '../../../../src/index.ts';
import { compareFormats, summarizeMedia } from '../../../../src/index.ts';
import { analyticsSample } from '../../../schemas/samples.ts';
import { allOf, open, tableOf, textOf } from '../parse-page.ts';

/** Makes ten reels of 10 s that are skipped by 20 to 29 %, ten of 40 s by 40 to 49 %. */
function reelsAccount(): InstagramAnalytics & { recent_media: MediaRecord[] } {
  const [sample] = analyticsSample.recent_media ?? [];
  if (sample?.media_details == null) throw new Error('There is no sample.');
  const details = sample.media_details;
  const recent_media = Array.from({ length: 20 }, (_, index): MediaRecord => {
    const isLong = index % 2 === 1;
    const rank = Math.floor(index / 2);
    const duration_seconds = isLong ? 40 : 10;
    return {
      ...sample,
      id: `reel${String(index)}`,
      timestamp: `2025-12-${String(index + 1).padStart(2, '0')}T10:00:00Z`,
      maturing: false,
      media_product_type: 'REELS',
      media_details: { ...details, duration_seconds },
      insights: {
        ...sample.insights,
        skip_rate: (isLong ? 40 : 20) + rank,
        avg_watch_time_ms: duration_seconds * 500,
        profile_visits: index,
      },
    };
  });
  return { ...analyticsSample, recent_media, summary_metrics: summarizeMedia(recent_media) };
}

describe('reels', () => {
  const analytics = reelsAccount();
  const page = open({ analytics });

  it('have the medians of the documents by length, the shortest first, and their own', () => {
    const { groups } = compareFormats(analytics.recent_media, { by: 'duration', measure: 'skip_rate' });
    expect(tableOf(page, 'reels', 'Skipped').map(({ Median, Videos }) => [Median, Videos])).toEqual(
      // Of the measure the longer reels have more.
      groups.toReversed().map(({ median }) => [`${(median.value ?? 0).toFixed(2)} %`, String(median.n)]),
    );
    expect(tableOf(page, 'reels', 'Average watch time').map(({ Median }) => Median)).toEqual(['5 s', '20 s']);
    expect(tableOf(page, 'reels', 'Retention').map(({ Median }) => Median)).toEqual(['50.00 %', '50.00 %']);
    // Medians 24.5 and 44.5; of all twenty halfway between 29 and 40.
    expect(textOf(page, '#reels')).toContain('Skipped Own median 34.50 %, 20 videos.');
  });

  it('say of which videos the platform gives no such figure', () => {
    const recent_media = analytics.recent_media.map((post, index) =>
      index < 3
        ? {
            ...post,
            media_product_type: index === 0 ? ('AD' as const) : ('FEED' as const),
            insights: { ...post.insights, skip_rate: null },
          }
        : post,
    );
    const mixed = textOf(open({ analytics: { ...analytics, recent_media } }), '#reels');
    expect(mixed).toContain('Medians of 20 videos over 48 hours old');
    expect(mixed).toMatch(/Skipped Own median [\d.]+ %, 17 videos; not given for 1 ad and 2 feed posts\./);
  });

  it('say that lengths were never read, not that posts are too few', () => {
    const recent_media = analytics.recent_media.map((post) => ({ ...post, media_details: null }));
    const unread = open({ analytics: { ...analytics, recent_media } });
    expect(textOf(unread, '#reels')).toContain('Of lengths nothing is known: the video files were not read');
    expect(textOf(unread, '#formats')).toMatch(
      /Not known of any post.*Length of video; Orientation: the video files were not read/,
    );
    expect(textOf(unread, '#formats')).not.toContain('too few');
    // No interval is drawn to be explained.
    expect(textOf(unread, '#formats')).toContain('Nothing to compare yet: that takes two groups of 5 posts');
    expect(textOf(unread, '#formats')).not.toContain('Intervals');
  });

  it('name the rate they are compared by where a document has no summary', () => {
    const compared = textOf(open({ analytics: { ...analytics, summary_metrics: null } }), '#formats');
    expect(compared).toContain('Intervals');
    expect(compared).not.toContain('no post has a rate');
  });

  it('led to profile visits, with the post that led to most', () => {
    expect(tableOf(page, 'actions', 'What')).toContainEqual(
      expect.objectContaining({ Figure: 'Profile visits', Of: 'reels, 20 with the figure', Sum: '190' }),
    );
  });
});

describe('the audience', () => {
  const none = { timeframe: null, age: null, gender: null, country: null, city: null };
  const audience: AudienceRecord = {
    followers: {
      ...none,
      age: [
        { key: '25-34', accounts: 60 },
        { key: '18-24', accounts: 40 },
      ],
      gender: [
        { key: 'F', accounts: 30 },
        { key: 'M', accounts: 10 },
      ],
      country: [
        { key: 'DE', accounts: 3 },
        { key: 'US', accounts: 1 },
      ],
    },
    reached: { ...none, age: [{ key: '25-34', accounts: 7 }] },
    engaged: none,
    unavailable: { 'followers.city': 'not_enough_data', 'engaged.age': 'failed' },
  };
  const online = Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [String(hour), hour * 10]));
  const page = open({ analytics: { ...analyticsSample, audience }, onlineFollowers: online });

  it('is shown as shares in plain words, with why a list is missing', () => {
    expect(tableOf(page, 'audience', 'Age')).toEqual([
      { Age: '18-24', Followers: '40.00 %', Reached: '— not among the groups given' },
      { Age: '25-34', Followers: '60.00 %', Reached: '100.00 %' },
    ]);
    expect(tableOf(page, 'audience', 'Gender').map(({ Gender }) => Gender)).toEqual(['women', 'men']);
    expect(tableOf(page, 'audience', 'Country').map(({ Country, Followers }) => [Country, Followers])).toEqual([
      ['Germany', '75.00 %'],
      ['United States', '25.00 %'],
    ]);
    expect(textOf(page, '#audience')).toContain('City: — the platform gives no figure');
    // Said once, in place of a column of dashes.
    expect(textOf(page, '#audience')).toContain('Engaged: — could not be read');
  });

  it('of more groups than are drawn is drawn of the largest, groups of a size by their names', () => {
    const city = Array.from({ length: 12 }, (_, place) => ({
      key: `City ${String.fromCodePoint(76 - place)}`,
      accounts: place < 2 ? 2 : 1,
    }));
    const gender = [
      { key: 'F', accounts: 0 },
      { key: 'X', accounts: 0 },
    ];
    const shown = open({
      analytics: {
        ...analyticsSample,
        audience: { ...audience, followers: none, reached: { ...none, gender }, engaged: { ...none, city } },
      },
    });
    expect(textOf(shown, '#audience')).toContain('Engaged. The 10 largest of 12 groups.');
    expect(tableOf(shown, 'audience', 'City').map(({ City }) => City)).toEqual(
      ['K', 'L', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'].map((name) => `City ${name}`),
    );
    // A group the platform may name some day, and groups of nobody.
    expect(tableOf(shown, 'audience', 'Gender')).toEqual([
      { Gender: 'women', Reached: '0.00 %', Engaged: '— not in the document' },
      { Gender: 'X', Reached: '0.00 %', Engaged: '— not in the document' },
    ]);
  });

  it('of which no hour is known has no hours', () => {
    expect(textOf(open({ analytics: analyticsSample, onlineFollowers: {} }), '#audience')).not.toContain('by hour');
  });

  it('is online as the reading says', () => {
    const rows = tableOf(page, 'audience', 'Followers online');
    expect(rows).toHaveLength(24);
    expect(rows[23]).toEqual({ Hour: '23–24', Followers: '230' });
  });

  it('is online as the document says, or for a reason is not', () => {
    const kept = open({ analytics: { ...analyticsSample, audience, online_followers: online } });
    expect(tableOf(kept, 'audience', 'Followers online')).toHaveLength(24);
    const unavailable = { ...audience.unavailable, online_followers: 'not_enough_data' } as const;
    const none = open({
      analytics: { ...analyticsSample, audience: { ...audience, unavailable }, online_followers: null },
    });
    expect(textOf(none, '#audience')).toContain('Followers online by hour: — the platform gives no figure');
  });

  it('that was not collected has no section', () => {
    const analytics = structuredClone(analyticsSample);
    delete analytics.audience;
    expect(allOf(open({ analytics }), '#audience')).toEqual([]);
  });
});

describe('stories', () => {
  it('are a table of their own, newest first, with the figures of their records', () => {
    const [sample] = analyticsSample.recent_media ?? [];
    if (sample === undefined) throw new Error('There is no sample.');
    const story = (id: string, day: number, insights: Partial<MediaRecord['insights']>): MediaRecord => ({
      ...sample,
      id,
      timestamp: `2025-12-0${String(day)}T10:00:00Z`,
      media_type: 'IMAGE',
      media_product_type: 'STORY',
      insights: { ...sample.insights, replies: null, ...insights },
      unavailable: { 'insights.replies': 'not_enough_data' },
    });
    const stories = [
      story('1', 1, { reach: 70, views: 90 }),
      story('2', 2, { reach: 1_234, views: 2_000, navigation: 9 }),
    ];
    const page = open({ analytics: analyticsSample, stories });
    expect(tableOf(page, 'actions', 'Stories')).toMatchObject([
      { Story: 'Dec 2, 2025, picture', Reach: '1,234', Views: '2,000', 'Taps through': '9' },
      { Story: 'Dec 1, 2025, picture', Reach: '70', Views: '90', Replies: '— the platform gives no figure' },
    ]);
    expect(tableOf(page, 'actions', 'What')).toContainEqual(
      expect.objectContaining({ Of: 'stories, 1 with the figure' }),
    );
  });
});

describe('a figure that is known', () => {
  it('is not said to be missing for a period of it that is not', () => {
    const analytics = structuredClone(analyticsSample);
    if (analytics.account_info === null) throw new Error('There is no account.');
    analytics.account_info.account_insights = { reach: { day: null, week: 5, days_28: 54_107 } };
    analytics.account_info.unavailable = { 'account_insights.reach.day': 'not_enough_data' };
    analytics.coverage.account_insights = { asked: 3, got: 2 };
    expect(textOf(open({ analytics }), '#figures')).toContain('Of reach (day): the platform gives no figure.');
  });
});
