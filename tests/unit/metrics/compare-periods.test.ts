import { describe, expect, it } from 'vitest';

import type { Snapshot } from '../../../src/documents/analytics.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import { comparePeriods, withCurrent } from '../../../src/metrics/compare-periods.ts';
import { at, media, snapshot } from './snapshots.ts';

/** Days before the collection, which is made 60 days after the start. */
const END = 60 * 24;
const day = (before: number): number => END - before * 24;

/** Makes a post so many days before the collection. */
const posted = (id: string, before: number, known: Parameters<typeof media>[2] = {}): MediaRecord =>
  media(id, day(before), known);

function collected(posts: MediaRecord[] | null, followers: number | null = 1_000): Snapshot['analytics'] {
  return snapshot(END, followers, posts).analytics;
}

describe('comparePeriods', () => {
  it('is null without a moment or without posts that were read', () => {
    expect(comparePeriods(collected(null))).toBeNull();
    const undated = collected([]);
    undated.export_info = { ...undated.export_info, exported_at: 'soon' };
    expect(comparePeriods(undated)).toBeNull();
  });

  it('counts posts in the last 28 days and in those before, beginnings included', () => {
    const days = [0, 1, 27.9, 28, 28.1, 56, 56.1];
    const periods = comparePeriods(collected(days.map((before, index) => posted(String(index), before))));
    expect(periods).toMatchObject({
      days: 28,
      start: at(day(56)),
      middle: at(day(28)),
      end: at(END),
      // Not the post of this very moment; the one of 28 days ago is of the later period, that of 56 of the earlier.
      published: { before: 2, after: 3 },
      followers_gained: { before: null, after: null },
    });
    expect(
      comparePeriods(collected([posted('1', 5), posted('2', 9), posted('3', 15)]), { days: 7 })?.published,
    ).toEqual({
      before: 1,
      after: 1,
    });
    const unread = { ...posted('1', 5), timestamp: 'soon' };
    expect(comparePeriods(collected([unread]))?.published).toEqual({ before: 0, after: 0 });
  });

  it('compares each measure as it is by now, young posts left out', () => {
    const figures = (views: number): Parameters<typeof media>[2] => ({
      views,
      reach: views / 2,
      total_interactions: views / 10,
    });
    const posts = [
      ...[100, 110, 120, 130, 140].map((views, index) => posted(`a${String(index)}`, 40 + index, figures(views))),
      ...[200, 220, 240, 260, 280].map((views, index) => posted(`b${String(index)}`, 10 + index, figures(views))),
      { ...posted('young', 1, figures(9_000)), maturing: true },
      posted('bare', 12),
    ];
    const changes = comparePeriods(collected(posts))?.changes ?? [];
    const sides = { before: 5, after: 5 };
    expect(
      changes.map(({ measure, before, after, posts: counted, age_hours }) => [
        measure,
        before,
        after,
        counted,
        age_hours,
      ]),
    ).toEqual([
      ['views', 120, 240, sides, null],
      ['reach', 60, 120, sides, null],
      ['interactions', 12, 24, sides, null],
      ['engagement_rate', 20, 20, sides, null],
    ]);
    const log = (values: readonly number[], offset: number): number =>
      values.reduce((sum, value) => sum + Math.log(value + offset), 0) / values.length;
    const ratio = log([200, 220, 240, 260, 280], 0.5) - log([100, 110, 120, 130, 140], 0.5);
    expect(changes[0]?.estimate).toMatchObject({ n: 5, verdict: 'rising', basis: 'views' });
    expect(changes[0]?.estimate.value).toBeCloseTo(Math.exp(ratio), 9);
    // Rates of 20 % throughout: nothing differs.
    expect(changes[3]?.estimate).toMatchObject({ value: null, verdict: 'too_few' });
  });

  it('adds a hundredth of a percent to rates', () => {
    const rate = (id: string, before: number, percent: number): MediaRecord =>
      posted(id, before, { reach: 10_000, total_interactions: percent * 100 });
    const [old, recent] = [
      [0, 1, 2, 3, 4],
      [1, 2, 3, 4, 5],
    ];
    const posts = [
      ...old.map((percent, index) => rate(`a${String(index)}`, 40 + index, percent)),
      ...recent.map((percent, index) => rate(`b${String(index)}`, 10 + index, percent)),
    ];
    const change = comparePeriods(collected(posts))?.changes[3];
    const log = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + Math.log(value + 0.01), 0) / 5;
    expect(change?.estimate.value).toBeCloseTo(Math.exp(log(recent) - log(old)), 9);
  });

  /** Makes posts read at this age in the history, and with other figures by now. */
  function grown(ages: readonly number[], count = 5): { posts: MediaRecord[]; history: Snapshot[] } {
    const posts = Array.from({ length: 2 * count }, (_, index) =>
      posted(`p${String(index)}`, index < count ? 40 : 20, { views: 1_000 }),
    );
    const history = [40, 20].flatMap((before) =>
      ages.map((age): Snapshot => {
        const read = posts.map((post, index) => ({
          ...post,
          insights: { ...post.insights, views: (index < count ? 10 : 20) + index + age },
        }));
        return snapshot(day(before) + age, 900, read);
      }),
    );
    return { posts, history };
  }

  it.each([
    [[24, 72, 168], 168],
    [[24, 72], 72],
    [[24], 24],
    [[12], null],
  ])('reads posts at the same age, the oldest that is known: %j', (ages, age) => {
    const { posts, history } = grown(ages);
    const change = comparePeriods(collected(posts), { history })?.changes[0];
    expect(change?.age_hours).toBe(age);
    expect([change?.before, change?.after]).toEqual(age === null ? [1_000, 1_000] : [12 + age, 27 + age]);
  });

  it('reads posts at the same age where five of both periods are known', () => {
    const { posts, history } = grown([24], 4);
    expect(comparePeriods(collected(posts), { history })?.changes[0]).toMatchObject({
      age_hours: null,
      posts: { before: 4, after: 4 },
    });
    // A rate is as it is by now.
    const five = grown([24]);
    expect(comparePeriods(collected(five.posts), { history: five.history })?.changes[3]?.age_hours).toBeNull();
  });

  it('counts followers gained where a collection is near both ends, within 15 % of the period', () => {
    const history = (first: number, second: number): Snapshot[] => [
      snapshot(day(first), 700, []),
      snapshot(day(second), 900, []),
    ];
    const gained = (first: number, second: number): unknown =>
      comparePeriods(collected([]), { history: history(first, second) })?.followers_gained;
    expect(gained(56, 28)).toEqual({ before: 200, after: 100 });
    // 4.2 days away, and 4.3.
    expect(gained(60.2, 28)).toEqual({ before: 200, after: 100 });
    expect(gained(60.3, 28)).toEqual({ before: null, after: 100 });
    expect(gained(56, 32.3)).toEqual({ before: null, after: null });
    expect(gained(51.8, 23.8)).toEqual({ before: 200, after: 100 });
    const unknown = [...history(56, 28), snapshot(day(27.9), null, [])];
    expect(comparePeriods(collected([]), { history: unknown })?.followers_gained).toEqual({ before: 200, after: 100 });
    expect(comparePeriods(collected([], null), { history: history(56, 28) })?.followers_gained).toEqual({
      before: 200,
      after: null,
    });
  });
});

describe('withCurrent', () => {
  it('adds a collection to those that were kept, unless it is among them', () => {
    const kept = [snapshot(1, 5, [])];
    const current = snapshot(2, 6, []).analytics;
    expect(withCurrent(kept, null)).toBe(kept);
    expect(withCurrent(kept, current)).toEqual([...kept, { taken_at: at(2), analytics: current }]);
    expect(withCurrent(kept, snapshot(1, 5, []).analytics)).toBe(kept);
  });
});
