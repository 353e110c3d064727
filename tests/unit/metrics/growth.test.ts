import { describe, expect, it } from 'vitest';

import { estimateMedian, tooFew } from '../../../src/metrics/estimates.ts';
import { compareLogGroups } from '../../../src/metrics/growth.ts';
import { compareAnalytics, describeGrowth } from '../../../src/metrics/index.ts';
import { at, media, snapshot } from './snapshots.ts';

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

  it('sets the posts published since against the earlier ones, young ones left out, with an interval', () => {
    const reel = (id: string, hours: number, rate: number, maturing = false): ReturnType<typeof media> => ({
      ...media(id, hours, { reach: 1000, total_interactions: rate * 10 }),
      maturing,
    });
    const rates = [2, 3, 2.5, 2, 3];
    const old = rates.map((rate, index) => reel(`old${String(index)}`, index, rate));
    const fresh = rates.map((rate, index) => reel(`new${String(index)}`, 100 + index, rate * 2));
    const before = snapshot(50, 100, old).analytics;
    const after = snapshot(200, 100, [...fresh, reel('young', 190, 0.1, true), ...old]).analytics;
    const { engagement_change } = compareAnalytics(before, after);
    expect(engagement_change).toMatchObject({ n: 5, verdict: 'rising', basis: 'engagement_by_reach' });
    // (40.5 × 60.5 × …) over (20.5 × 30.5 × …): the ½ makes it a little less than 2.
    expect(engagement_change.value).toBeCloseTo(2, 1);
    expect(compareAnalytics(before, before).engagement_change).toMatchObject({ value: null, verdict: 'too_few' });
  });
});

describe('what is not known of growth', () => {
  it('has neither change nor velocity', () => {
    const [first, second] = [snapshot(0, 100, []), snapshot(0, 110, [])];
    // Two collections of one moment: no time passed.
    expect(describeGrowth([first, second]).points[1]).toEqual({
      taken_at: at(0),
      followers_count: 110,
      media_count: 3,
      change: 10,
      hours: 0,
      change_per_day: null,
    });
    expect(describeGrowth([{ ...first, taken_at: 'soon' }])).toEqual({
      points: [],
      followers: { before: null, after: null, change: null, change_percent: null, hours: null, per_hour: null },
      gaps: [],
    });
    expect(describeGrowth([first]).followers).toEqual({
      before: 100,
      after: 100,
      change: 0,
      change_percent: 0,
      hours: 0,
      per_hour: null,
    });
    const unknown = describeGrowth([snapshot(0, null, []), snapshot(5, null, [])]);
    expect(unknown.followers.hours).toBeNull();
    expect(unknown.points.map(({ media_count }) => media_count)).toEqual([null, null]);
  });

  it('is a gap from more than twice the usual one', () => {
    const gaps = (hours: number): number =>
      describeGrowth([0, 10, 20, 20 + hours].map((time) => snapshot(time, 1, []))).gaps.length;
    expect([gaps(20), gaps(21)]).toEqual([0, 1]);
    expect(describeGrowth([snapshot(0, 1, [])]).gaps).toEqual([]);
  });
});

describe('a comparison of two collections', () => {
  const rated = (id: string, hours: number, rate: number): ReturnType<typeof media> =>
    media(id, hours, { reach: 100, total_interactions: rate });

  it('compares the rates of one basis, whole', () => {
    const before = snapshot(0, 100, [rated('a', -9, 2), rated('b', -8, 4)]).analytics;
    const after = snapshot(10, 90, [rated('a', -9, 6)]).analytics;
    const { summary, account, from, to } = compareAnalytics(before, after);
    const change = (was: number, is: number): object => ({
      before: was,
      after: is,
      change: is - was,
      change_percent: ((is - was) / was) * 100,
      hours: 10,
      per_hour: (is - was) / 10,
    });
    expect(summary).toEqual({
      avg_engagement_rate: change(3, 6),
      median_engagement_rate: change(3, 6),
      weighted_engagement_rate: change(3, 6),
    });
    expect(account).toEqual({
      followers_count: change(100, 90),
      following_count: change(9, 9),
      media_count: change(3, 3),
    });
    expect([from, to]).toEqual([at(0), at(10)]);
  });

  it('knows nothing of parts that one side has not', () => {
    const [full, bare] = [snapshot(0, 100, [rated('a', -9, 2)]).analytics, snapshot(10, null, null).analytics];
    for (const [before, after] of [
      [full, bare],
      [bare, full],
    ] as const) {
      const comparison = compareAnalytics(before, after);
      expect(comparison).toMatchObject({ media: null, new_media_ids: null, missing_media_ids: null });
      expect(comparison.account.followers_count.change).toBeNull();
      expect(comparison.summary.avg_engagement_rate).toMatchObject({ change: null, per_hour: null });
      expect(comparison.engagement_change.verdict).toBe('too_few');
    }
  });

  it('has no hours of a moment that cannot be read', () => {
    const [before, after] = [
      snapshot(0, 100, [rated('a', -9, 2)]).analytics,
      snapshot(10, 90, [rated('a', -9, 2)]).analytics,
    ];
    const undated = { ...after, export_info: { ...after.export_info, exported_at: 'soon' } };
    for (const comparison of [compareAnalytics(before, undated), compareAnalytics(undated, before)]) {
      expect(comparison.hours).toBeNull();
      expect(comparison.account.followers_count).toMatchObject({ hours: null, per_hour: null });
    }
    expect(compareAnalytics(before, undated).media?.[0]?.age_hours).toBeNull();
  });

  it('takes a post from the very moment of the earlier collection on for a new one', () => {
    const rates = [2, 3, 4, 2, 3];
    const old = rates.map((rate, index) => rated(`o${String(index)}`, index, rate));
    const fresh = (hours: number): ReturnType<typeof media>[] =>
      rates.map((rate, index) => rated(`n${String(index)}`, hours, rate));
    const change = (hours: number): number =>
      compareAnalytics(snapshot(50, 1, old).analytics, snapshot(200, 1, [...fresh(hours), ...old]).analytics)
        .engagement_change.n;
    expect([change(50), change(49)]).toEqual([5, 0]);
    // One that was known before is none, whenever it was published.
    const known = [...old, ...fresh(60)];
    expect(
      compareAnalytics(snapshot(50, 1, known).analytics, snapshot(200, 1, known).analytics).engagement_change.n,
    ).toBe(0);
  });
});

const METHOD = 'ratio of geometric means of new and earlier posts, Welch, 80 % interval, test at 5 %';

describe('compareLogGroups', () => {
  it('gives the ratio of the geometric means with the interval of Welch', () => {
    const [later, earlier] = [
      [1, 2, 3, 4, 5],
      [0, 1, 0, 1, 0, 1],
    ];
    const estimate = compareLogGroups(later, earlier, 'views');
    expect(estimate).toMatchObject({ n: 5, basis: 'views', method: METHOD, verdict: 'rising' });
    // Means of 3 and 0.5; errors of 2.5 / 5 and 0.3 / 6; degrees (0.55)² / (0.5² / 4 + 0.05² / 5) = 4.8.
    expect(estimate.value).toBeCloseTo(Math.exp(2.5), 12);
    const [low = 0, high = 0] = (estimate.interval ?? []).map(Math.log);
    expect((low + high) / 2).toBeCloseTo(2.5, 12);
    // The half-width of Student's 80 % with 4.8 degrees of freedom is 1.48.
    expect((high - low) / 2 / Math.sqrt(0.55)).toBeCloseTo(1.485, 2);
  });

  it('has the fewer degrees of freedom the more one side alone varies', () => {
    const width = (later: readonly number[], earlier: readonly number[]): number => {
      const [low = 0, high = 0] = (compareLogGroups(later, earlier, 'views').interval ?? []).map(Math.log);
      const error = (values: readonly number[]): number => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length;
      };
      return (high - low) / 2 / Math.sqrt(error(later) + error(earlier));
    };
    const wide = [0, 1, 2, 3, 4];
    // Student's 80 % with 8 degrees of freedom, where both vary alike, and with 4.
    expect(width(wide, wide)).toBeCloseTo(1.397, 2);
    expect(width(wide, [0, 0, 0, 0, 0])).toBeCloseTo(1.533, 2);
    expect(width([0, 0, 0, 0, 0, 0], wide)).toBeCloseTo(1.533, 2);
  });

  it.each([
    ['falling', [0, 1, 0, 1, 0, 1], [4, 5, 4, 5, 4]],
    ['no_evidence', [0, 1, 0, 1, 0, 1], [0, 1, 0, 1, 0]],
  ])('says %s', (verdict, later, earlier) => {
    expect(compareLogGroups(later, earlier, 'views').verdict).toBe(verdict);
  });

  it.each([
    ['four later posts', [1, 2, 3, 4], [1, 2, 3, 4, 5], 4],
    ['four earlier posts', [1, 2, 3, 4, 5], [1, 2, 3, 4], 5],
    ['no difference at all', [1, 1, 1, 1, 1], [2, 2, 2, 2, 2], 5],
  ])('says too few of %s', (_what, later, earlier, n) => {
    expect(compareLogGroups(later, earlier, 'views')).toEqual({
      value: null,
      n,
      interval: null,
      method: METHOD,
      basis: 'views',
      verdict: 'too_few',
    });
  });
});

describe('estimates', () => {
  it('give a median from five values on', () => {
    const labels = { method: 'median, order-statistic interval, 80 %', basis: 'views' };
    expect(estimateMedian([5, 1, 4, 2, 3], 'views')).toEqual({ value: 3, n: 5, interval: [1, 5], ...labels });
    expect(estimateMedian([1, 2, 3, 4], 'views')).toEqual(tooFew(4, labels));
  });
});
