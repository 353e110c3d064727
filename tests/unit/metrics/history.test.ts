import { describe, expect, it } from 'vitest';

import type { InstagramAnalytics } from '../../../src/documents/analytics.ts';
import type { Snapshot } from '../../../src/documents/history.ts';
import { MEDIA_INSIGHT_KEYS, type MediaInsightValues, type MediaRecord } from '../../../src/documents/media.ts';
import {
  compareAnalytics,
  describeGrowth,
  describePostHistory,
  describeVideo,
  summarizeMedia,
  summarizeTrends,
} from '../../../src/metrics/index.ts';
import { post } from './posts.ts';
import { createNormal } from './simulated-account.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const at = (hours: number): string => new Date(START + hours * HOUR_MS).toISOString().replace('.000Z', 'Z');

function media(id: string, publishedHours: number, known: Partial<MediaInsightValues>): MediaRecord {
  const none = Object.fromEntries(MEDIA_INSIGHT_KEYS.map((key) => [key, null])) as MediaInsightValues;
  return {
    id,
    media_type: 'VIDEO',
    media_product_type: 'REELS',
    is_video: true,
    caption: null,
    hashtags: [],
    permalink: null,
    timestamp: at(publishedHours),
    media_url: null,
    thumbnail_url: null,
    like_count: null,
    comments_count: null,
    insights: { ...none, ...known },
    metric_sources: {},
    unavailable: {},
    engagement: {
      interactions: null,
      interactions_basis: null,
      rate_by_reach: null,
      rate_by_views: null,
      rate_by_followers: null,
    },
    maturing: false,
  };
}

function snapshot(hours: number, followers: number | null, posts: MediaRecord[] | null): Snapshot {
  const part = { asked: 1, got: 1 };
  const analytics: InstagramAnalytics = {
    export_info: {
      exported_at: at(hours),
      export_version: '2.0',
      source: 'instagram_analytics_manager',
      api: { host: 'graph.example', version: 'v1', login: 'facebook' },
      configuration: { max_media_items: 25, max_comments_per_media: 10, max_replies_per_comment: 5 },
      calls: { planned: 1, http_requests: 1, graph_calls: 1, retries: 0, waited_ms: 0, peak_usage_percent: null },
    },
    account_info:
      followers === null
        ? null
        : {
            account_id: '1',
            username: 'studio',
            name: null,
            account_type: null,
            followers_count: followers,
            following_count: 9,
            media_count: 3,
            biography: null,
            website: null,
            profile_picture_url: null,
            retrieved_at: at(hours),
            account_insights: null,
            unavailable: {},
          },
    recent_media: posts,
    recent_activity: null,
    hashtag_performance: null,
    latest_video_performance: null,
    summary_metrics: posts === null ? null : summarizeMedia(posts),
    coverage: { account_info: part, account_insights: part, media: part, media_insights: part, comments: part },
    issues: [],
  };
  return { taken_at: at(hours), analytics };
}

describe('describeGrowth', () => {
  it('compares each known number with the last known one over the hours that passed', () => {
    const growth = describeGrowth([
      snapshot(72, 130, []),
      snapshot(0, 100, []),
      snapshot(24, 106, []),
      snapshot(48, null, []),
    ]);
    // 6 in a day; then a gap; 24 in two days, 12 a day.
    expect(
      growth.points.map(({ followers_count, change, hours, change_per_day }) => [
        followers_count,
        change,
        hours,
        change_per_day,
      ]),
    ).toEqual([
      [100, null, null, null],
      [106, 6, 24, 6],
      [null, null, null, null],
      [130, 24, 48, 12],
    ]);
    expect(growth.followers).toMatchObject({ before: 100, after: 130, change: 30, change_percent: 30, hours: 72 });
  });

  it('names the stretches nobody looked at', () => {
    const growth = describeGrowth([0, 24, 48, 200, 224].map((hours) => snapshot(hours, 100, [])));
    expect(growth.gaps).toEqual([{ from: at(48), to: at(200), hours: 152 }]);
  });

  it('says nothing of an empty history', () => {
    expect(describeGrowth([])).toMatchObject({ points: [], gaps: [], followers: { before: null, change: null } });
  });
});

describe('describePostHistory', () => {
  const readings: [number, number][] = [
    [1, 50],
    [6, 200],
    [24, 500],
    [72, 800],
    [168, 1000],
  ];

  it('gives velocity, share of the 7-day total and half-life from readings at the very ages', () => {
    const history = readings.map(([hours, views]) => snapshot(hours, 100, [media('a', 0, { views })]));
    const [row] = describePostHistory(history).posts;
    // Velocities: 50 / 1, 150 / 5, 300 / 18, 300 / 48, 200 / 96.
    expect(row?.ages.map(({ velocity_per_hour }) => velocity_per_hour)).toEqual([50, 30, 300 / 18, 6.25, 200 / 96]);
    expect(row?.ages.map(({ share_of_total }) => share_of_total)).toEqual([5, 20, 50, 80, 100]);
    expect(row).toMatchObject({
      readings: 5,
      half_life_hours: 24,
      latest_age_hours: 168,
      latest_value: 1000,
      maturity: 100,
    });
  });

  it('interpolates between near readings and leaves a gap between far ones', () => {
    const history = [
      [20, 400],
      [30, 600],
      [168, 1000],
    ].map(([hours, views]) => snapshot(hours ?? 0, 100, [media('a', 0, { views: views ?? null })]));
    const [row] = describePostHistory(history).posts;
    // At 24 h: 400 + 4 / 10 × 200 = 480. At 72 h the readings at 30 and 168 h are 138 h apart: too far.
    expect(row?.ages.map(({ value }) => value)).toEqual([null, null, 480, null, 1000]);
  });

  it('takes a snapshot without the figure for a gap, not for 0', () => {
    const history = [
      snapshot(24, 100, [media('a', 0, { views: 500 })]),
      snapshot(30, 100, [media('a', 0, { views: null })]),
      snapshot(36, 100, null),
      snapshot(48, 100, [media('a', 0, { views: 700 })]),
    ];
    const without = [history[0], history[3]].flatMap((entry) => entry ?? []);
    expect(describePostHistory(history).posts).toEqual(describePostHistory(without).posts);
  });

  it('gives the decay curve over five posts, and says too few under', () => {
    const posts = (count: number): Snapshot[] =>
      readings.map(([hours, views]) =>
        snapshot(
          hours,
          100,
          Array.from({ length: count }, (_, index) => media(String(index), 0, { views: views * (index + 1) })),
        ),
      );
    expect(describePostHistory(posts(4)).decay_curve[2]?.share_of_total).toMatchObject({
      value: null,
      verdict: 'too_few',
    });
    const five = describePostHistory(posts(5));
    expect(five.decay_curve.map(({ share_of_total }) => share_of_total.value)).toEqual([5, 20, 50, 80, 100]);
    expect(five.half_life_hours).toMatchObject({ value: 24, n: 5 });
  });

  it('says how ripe a young post is by the curve of the others', () => {
    const old = (hours: number, views: number): MediaRecord[] =>
      Array.from({ length: 5 }, (_, index) =>
        media(`old${String(index)}`, 0, { views: views * (hours === 0 ? 0 : 1) }),
      );
    const history = readings.map(([hours, views]) => snapshot(hours, 100, old(hours, views)));
    const young = snapshot(212, 100, [media('young', 200, { views: 70 })]);
    // At 12 h the curve stands between 20 % at 6 h and 50 % at 24 h: the two are further apart than 12 h, so unknown;
    // at 24 h it is 50 %.
    expect(describePostHistory([...history, young]).posts[0]?.maturity).toBeNull();
    const older = snapshot(224, 100, [media('young', 200, { views: 90 })]);
    expect(describePostHistory([...history, older]).posts[0]).toMatchObject({ media_id: 'young', maturity: 50 });
  });
});

describe('the latest video against the median at the same age', () => {
  // Five older reels published 100 h apart, each read 24 h after publication, and the new one.
  const olds = [100, 200, 300, 400, 500].map((views, index) =>
    snapshot(index * 100 + 24, 100, [media(`old${String(index)}`, index * 100, { views })]),
  );
  const latest = media('new', 1000, { views: 600 });

  it('is the ratio to what the others had by then', () => {
    const compared = describeVideo(latest, { history: olds, takenAt: at(1024) }).performance_summary.compared_to_median;
    // Median of the others at 24 h is 300: 600 / 300 = 2; its interval is [100, 500], so 600 / 500 to 600 / 100.
    expect(compared).toMatchObject({ value: 2, n: 5, interval: [1.2, 6], basis: 'views_at_same_age' });
  });

  it('does not compare with what the others have by now', () => {
    const later = snapshot(
      900,
      100,
      [100, 200, 300, 400, 500].map((views, index) => media(`old${String(index)}`, index * 100, { views: views * 10 })),
    );
    const compared = describeVideo(latest, { history: [...olds, later], takenAt: at(1024) });
    expect(compared.performance_summary.compared_to_median?.value).toBe(2);
  });

  it('says too few under five others, and nothing without a history', () => {
    const few = describeVideo(latest, { history: olds.slice(1), takenAt: at(1024) }).performance_summary;
    expect(few.compared_to_median).toMatchObject({ value: null, n: 4, verdict: 'too_few' });
    expect(describeVideo(latest).performance_summary).not.toHaveProperty('compared_to_median');
  });
});

describe('compareAnalytics', () => {
  it('gives changes with their velocity, and new and missing posts apart', () => {
    const before = snapshot(0, 100, [media('a', -10, { views: 50, reach: 40 }), media('gone', -20, {})]).analytics;
    const after = snapshot(10, 110, [
      media('b', 5, { views: 7 }),
      media('a', -10, { views: 80, reach: null }),
    ]).analytics;
    const comparison = compareAnalytics(before, after);
    expect(comparison).toMatchObject({
      hours: 10,
      account: { followers_count: { before: 100, after: 110, change: 10, change_percent: 10, per_hour: 1 } },
      new_media_ids: ['b'],
      missing_media_ids: ['gone'],
    });
    expect(comparison.media).toHaveLength(1);
    expect(comparison.media?.[0]).toMatchObject({
      media_id: 'a',
      age_hours: 20,
      changes: {
        views: { before: 50, after: 80, change: 30, per_hour: 3 },
        reach: { before: 40, after: null, change: null, per_hour: null },
      },
    });
  });

  it('takes a part that was not read for unknown, not for empty', () => {
    const comparison = compareAnalytics(snapshot(0, null, null).analytics, snapshot(10, 110, []).analytics);
    expect(comparison).toMatchObject({ media: null, new_media_ids: null, missing_media_ids: null });
    expect(comparison.account.followers_count).toMatchObject({
      before: null,
      after: 110,
      change: null,
      per_hour: null,
    });
  });

  it('does not compare rates on different bases', () => {
    const before = snapshot(0, 1, [media('a', -9, { total_interactions: 1, reach: 100 })]).analytics;
    const after = snapshot(9, 1, [media('a', -9, { total_interactions: 1, views: 100 })]).analytics;
    expect(compareAnalytics(before, after).summary.avg_engagement_rate.change).toBeNull();
  });
});

describe('summarizeTrends', () => {
  it('gives every week from the first post to the last, a week without posts as 0 posts and no figures', () => {
    // 1 January 2026 is a Thursday; its week begins on 29 December.
    const posts = [
      post(0, { views: 10, likes: 1, reach: 100, total_interactions: 2 }),
      post(1, { views: 20, reach: 100, total_interactions: 4 }),
      post(15, { views: 5 }, { maturing: true }),
    ];
    const trends = summarizeTrends(posts);
    expect(
      trends.periods.map(({ start, posts: count, views, likes, median_engagement_rate }) => [
        start,
        count,
        views,
        likes,
        median_engagement_rate,
      ]),
    ).toEqual([
      ['2025-12-29', 2, 30, 1, 3],
      ['2026-01-05', 0, null, null, null],
      ['2026-01-12', 1, 5, null, null],
    ]);
    expect(trends).toMatchObject({ posts_per_period: 1, posts_maturing: 1, median_hours_between_posts: 180 });
    expect(trends.engagement_trend).toMatchObject({ value: null, n: 2, verdict: 'too_few' });
  });

  it('counts by calendar month', () => {
    const trends = summarizeTrends([post(0), post(45)], { period: 'month' });
    expect(trends.periods.map(({ start, posts: count }) => [start, count])).toEqual([
      ['2026-01-01', 1],
      ['2026-02-01', 1],
    ]);
  });

  it('finds a rise and says how large it is', () => {
    const normal = createNormal(2);
    // Doubles in 100 days: 2^(30 / 100) = 1.23 in 30 days.
    const posts = Array.from({ length: 100 }, (_, day) =>
      post(day, { reach: 20_000, total_interactions: Math.round(400 * 2 ** (day / 100) * Math.exp(0.2 * normal())) }),
    );
    const { engagement_trend: trend } = summarizeTrends(posts);
    expect(trend.verdict).toBe('rising');
    expect(trend.value).toBeCloseTo(1.23, 1);
  });

  it('finds no trend in noise', () => {
    const normal = createNormal(4);
    const posts = Array.from({ length: 100 }, (_, day) =>
      post(day, { reach: 20_000, total_interactions: Math.round(400 * Math.exp(0.4 * normal())) }),
    );
    expect(summarizeTrends(posts).engagement_trend.verdict).toBe('no_evidence');
  });
});
