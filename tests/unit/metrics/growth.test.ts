import { describe, expect, it } from 'vitest';

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
