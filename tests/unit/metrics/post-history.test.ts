import { describe, expect, it } from 'vitest';

import type { Snapshot } from '../../../src/documents/analytics.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import { describePostHistory, describeVideo } from '../../../src/metrics/index.ts';
import { compareAtSameAge, valueAtAge, type TimedPost } from '../../../src/metrics/post-history.ts';
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

describe('readings', () => {
  it('of a moment nobody can read, or from before the post, are left out', () => {
    const broken = { ...snapshot(5, 1, [media('a', 0, { views: 5 })]), taken_at: 'soon' };
    const undated = snapshot(5, 1, [{ ...media('b', 0, { views: 5 }), timestamp: 'soon' }]);
    const early = snapshot(5, 1, [media('c', 6, { views: 5 })]);
    expect(describePostHistory([broken, undated, early]).posts).toEqual([]);
    const atOnce = snapshot(5, 1, [media('d', 5, { views: 5 })]);
    expect(describePostHistory([atOnce]).posts[0]).toMatchObject({ readings: 1, latest_age_hours: 0, latest_value: 5 });
  });

  it('of one moment are one, the larger, whatever order they came in', () => {
    const of = (hours: number, views: number): Snapshot => snapshot(hours, 1, [media('a', 0, { views })]);
    for (const history of [
      [of(24, 100), of(24, 110), of(12, 50)],
      [of(12, 50), of(24, 110), of(24, 100)],
    ])
      expect(describePostHistory(history).posts[0]).toMatchObject({
        readings: 2,
        latest_age_hours: 24,
        latest_value: 110,
      });
  });
});

describe('valueAtAge', () => {
  const readings = [
    { ageHours: 10, value: 100 },
    { ageHours: 30, value: 300 },
  ];

  it.each([
    [10, 100],
    [30, 300],
    [20, 200],
    [25, 250],
    // The readings are 20 hours apart: further than an age of 19.
    [19, null],
    [5, null],
    [31, null],
  ])('at %d hours is %s', (age, value) => {
    expect(valueAtAge(readings, age)).toBe(value);
  });

  it('of no readings is null', () => {
    expect(valueAtAge([], 5)).toBeNull();
  });
});

describe('how a post grew, hour by hour', () => {
  const grown = (id: string, at: Readonly<Record<number, number>>): Snapshot[] =>
    Object.entries(at).map(([hours, views]) => snapshot(Number(hours), 1, [media(id, 0, { views })]));

  it('has values, velocities and shares at each age', () => {
    const [post] = describePostHistory(grown('a', { 1: 10, 6: 60, 24: 150, 72: 180, 168: 200 })).posts;
    expect(post?.ages).toEqual([
      { age_hours: 1, value: 10, velocity_per_hour: 10, share_of_total: 5 },
      { age_hours: 6, value: 60, velocity_per_hour: 10, share_of_total: 30 },
      { age_hours: 24, value: 150, velocity_per_hour: 5, share_of_total: 75 },
      { age_hours: 72, value: 180, velocity_per_hour: 0.625, share_of_total: 90 },
      { age_hours: 168, value: 200, velocity_per_hour: 20 / 96, share_of_total: 100 },
    ]);
    // 100 of 200 lie between 60 at 6 hours and 150 at 24.
    expect(post?.half_life_hours).toBe(14);
    expect(post?.maturity).toBe(100);
  });

  it('has no velocity across a gap, and no half-life without a total', () => {
    const [gap] = describePostHistory(grown('a', { 1: 10, 24: 150 })).posts;
    expect(
      gap?.ages.map(({ value, velocity_per_hour: velocity, share_of_total: share }) => [value, velocity, share]),
    ).toEqual([
      [10, 10, null],
      [null, null, null],
      [150, null, null],
      [null, null, null],
      [null, null, null],
    ]);
    expect(gap?.half_life_hours).toBeNull();
    expect(gap?.maturity).toBeNull();
  });

  it.each([
    // Half of it exactly at a reading.
    [{ 6: 50, 24: 100, 168: 200 }, 24],
    [{ 6: 100, 24: 150, 168: 200 }, null],
    [{ 6: 0, 168: 0 }, null],
    [{ 6: 10, 24: 20 }, null],
  ])('has the half-life of %j', (at, hours) => {
    expect(describePostHistory(grown('a', at)).posts[0]?.half_life_hours).toBe(hours);
  });

  it('has a curve of the account from five posts on, by which a younger one is judged', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].flatMap((id, index) => grown(id, { 24: 50 + index, 72: 80, 168: 100 }));
    const young = snapshot(48, 1, [media('young', 0, { views: 7 })]);
    const { decay_curve: curve, half_life_hours: half, posts } = describePostHistory([...five, young]);
    expect(curve.map(({ age_hours, share_of_total: { value, n, basis } }) => [age_hours, value, n, basis])).toEqual([
      [1, null, 0, 'share_of_views_at_7_days'],
      [6, null, 0, 'share_of_views_at_7_days'],
      [24, 52, 5, 'share_of_views_at_7_days'],
      [72, 80, 5, 'share_of_views_at_7_days'],
      [168, 100, 5, 'share_of_views_at_7_days'],
    ]);
    expect(half).toMatchObject({ basis: 'half_life_of_views_hours', n: 0, verdict: 'too_few' });
    // Halfway between 52 and 80.
    expect(posts.find(({ media_id: id }) => id === 'young')).toMatchObject({ maturity: 66, latest_value: 7 });
  });
});

describe('a post against the others at its age', () => {
  const timed = (id: string, hours: number, views: number, type = 'REELS'): TimedPost => ({
    takenAt: at(hours),
    post: { ...media(id, 0, { views }), media_product_type: type },
  });
  const others = (values: readonly number[], type?: string): TimedPost[] =>
    values.map((views, index) => timed(`o${String(index)}`, 10, views, type));

  it('is the ratio to their median, with an interval from that of the median', () => {
    const estimate = compareAtSameAge('a', [timed('a', 10, 60), ...others([10, 20, 30, 40, 50])]);
    expect(estimate).toEqual({
      value: 2,
      interval: [60 / 50, 60 / 10],
      n: 5,
      method: 'ratio to the median of the other posts of the same product type at the same age, 80 % interval',
      basis: 'views_at_same_age',
    });
    const low = compareAtSameAge('a', [timed('a', 10, 60), ...others([0, 20, 30, 40, 50])]);
    expect([low.value, low.interval]).toEqual([2, null]);
  });

  it.each<[string, TimedPost[], number]>([
    ['of four others', [timed('a', 10, 60), ...others([10, 20, 30, 40])], 4],
    ['of none of its type', [timed('a', 10, 60), ...others([10, 20, 30, 40, 50], 'FEED')], 0],
    ['of none at its age', [timed('a', 9, 60), ...others([10, 20, 30, 40, 50])], 0],
    ['where it is unknown', others([10, 20, 30, 40, 50]), 0],
    ['where the median is 0', [timed('a', 10, 60), ...others([0, 0, 0, 40, 50])], 5],
  ])('says too few %s', (_what, posts, n) => {
    expect(compareAtSameAge('a', posts)).toMatchObject({ value: null, interval: null, n, verdict: 'too_few' });
  });
});
