import { describe, expect, it } from 'vitest';

import type { Snapshot } from '../../../src/documents/analytics.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import { describePostHistory, describeVideo } from '../../../src/metrics/index.ts';
import { at, media, snapshot } from './snapshots.ts';

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
