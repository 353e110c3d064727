import { describe, expect, it } from 'vitest';

import { collectCandidates, type ClipEvidence, type PostEvidence } from '../../../src/planning/footage-candidates.ts';
import {
  broadDensity,
  DENSITIES,
  errorDensity,
  learnAges,
  learnShares,
  meanPartDensity,
  PairColumns,
  roundingOf,
  sourcePrior,
} from '../../../src/planning/footage-pairs.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);

describe('PairColumns', () => {
  it('keep every pair however many there are', () => {
    const pairs = new PairColumns(2);
    for (let place = 0; place < 3_000; place += 1) {
      const seconds = place % 2 === 0 ? 10 : null;
      pairs.add({
        place,
        quote: 1 + place,
        ratio: 2 + place,
        ages: [0.1, 0.2, place],
        clipSeconds: seconds,
        postSeconds: 5,
        rounding: 0,
      });
    }
    expect(pairs.length).toBe(3_000);
    for (const at of [0, 1_023, 1_024, 2_047, 2_048, 2_998, 2_999]) {
      expect([pairs.clip[at], pairs.quote[at], pairs.ratio[at]]).toEqual([at, 1 + at, 2 + at]);
      expect(Array.from(pairs.age.subarray(3 * at, 3 * at + 3))).toEqual([0.1, 0.2, at]);
      const densities = Array.from(pairs.density.subarray(DENSITIES * at, DENSITIES * (at + 1)));
      if (at % 2 === 1) expect(densities.every(Number.isNaN)).toBe(true);
      // Five of ten seconds: any part from 0.3 on with the same chance.
      else expect(densities[3]).toBeCloseTo(1 / 7, 12);
    }
  });
});

describe('densities of lengths', () => {
  it('of an error fall off from 0, the wider the larger the scale', () => {
    // Logistic: 1 / (4 · scale) in the middle.
    expect(errorDensity(0, 0.18, 0)).toBeCloseTo(1 / (4 * 0.18), 3);
    expect(errorDensity(0.5, 0.04, 0)).toBeLessThan(1e-3);
    // Uniform within the rounding.
    expect(errorDensity(0.2, 0.01, 0.5)).toBeCloseTo(1, 6);
    expect(errorDensity(0.7, 0.01, 0.5)).toBeLessThan(1e-6);
  });

  it.each([
    [5, (1 / 7 + 1 / 14) / 3],
    // Of ten seconds only from three on; of twenty from six.
    [3.1, 1 / 7 / 3],
    [15, 1 / 14 / 3],
    [6.1, (1 / 7 + 1 / 14) / 3],
    [2.9, 0],
    [21, 0],
  ])('of a part of %d seconds are those of the clips it may be of', (seconds, density) => {
    const mean = meanPartDensity([{ seconds: 20 }, { seconds: null }, { seconds: 10 }]);
    const expected = seconds === 5 ? 1 / 7 / 3 : density;
    expect(mean(seconds)).toBeCloseTo(expected, 12);
  });

  it('of a part of nothing are 0', () => {
    expect(meanPartDensity([])(5)).toBe(0);
  });

  it('of footage from elsewhere are log-normal about the median of all', () => {
    const density = broadDensity([10, 20], [40]);
    const at = (seconds: number): number => {
      const z = Math.log(seconds / 20) / 0.8;
      return Math.exp((-z * z) / 2) / (seconds * 0.8 * Math.sqrt(2 * Math.PI));
    };
    for (const seconds of [1, 20, 90]) expect(density(seconds)).toBeCloseTo(at(seconds), 12);
    expect(density(0)).toBeCloseTo(density(0.1), 12);
    expect(broadDensity([], [])(1)).toBeCloseTo(1 / (0.8 * Math.sqrt(2 * Math.PI)), 12);
    // Of many clips every so many-th is enough.
    const many = Array.from({ length: 4_000 }, (_, index) => 10 + (index % 4));
    expect(broadDensity([], many)(10)).toBeCloseTo(broadDensity([], [10])(10), 12);
  });

  it.each([
    [[], 0],
    [[1, 2, 3], 0.5],
    [[1, 2, 3, 4, 5.5], 0.5],
    [[1, 2, 3, 4.5, 5.5], 0.05],
    [[1.1, 2.2, 3.3, 4.4, 5.55], 0.05],
    [[1.1, 2.2, 3.3, 4.44, 5.55], 0],
  ])('of %j are rounded by %d', (lengths, half) => {
    expect(roundingOf(lengths)).toBe(half);
  });
});

describe('shares', () => {
  it('are those before anything was seen, and the counts of twelve posts', () => {
    expect(sourcePrior()).toEqual([0.15, 0.15, 0.12, 0.22, 0.12, 0.24]);
    expect(sourcePrior().reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(learnShares([0, 0, 0, 0], 1)).toEqual(sourcePrior().map((share) => expect.closeTo(share, 12) as number));
    // 12 posts more, half of them whole in the first way: (0.15 · 12 + 6) / 24 and so on.
    const learnt = learnShares([6, 0, 0, 6], 1);
    expect(learnt.map((share) => Math.round(share * 1e4) / 1e4)).toEqual([0.325, 0.075, 0.06, 0.2048, 0.1117, 0.2234]);
    // As far as clips were probed.
    expect(learnShares([6, 0, 0, 6], 0)).toEqual(learnShares([0, 0, 0, 0], 1));
    expect(learnAges([12, 0, 0])).toEqual([0.65, 0.15, 0.2].map((share) => expect.closeTo(share, 12) as number));
  });
});

describe('collectCandidates', () => {
  const clip = (over: Partial<ClipEvidence> = {}): ClipEvidence => ({
    time: START,
    seconds: 100,
    orientation: null,
    series: '',
    ...over,
  });
  const post = (over: Partial<PostEvidence> = {}): PostEvidence => ({
    time: START + 100 * DAY_MS,
    seconds: 10,
    orientation: null,
    quoted: new Map(),
    named: new Map(),
    ...over,
  });
  /** Gives the candidates of one post, by their index among the clips. */
  const candidates = (clips: readonly ClipEvidence[], one: PostEvidence, rounding = 0): number[] => {
    const { pairs, order, posts } = collectCandidates(clips, [one], rounding);
    const { from = 0, to = 0 } = posts[0] ?? {};
    return Array.from(pairs.clip.subarray(from, to), (place) => order[place] ?? -1).sort((a, b) => a - b);
  };
  /** Clips of 100 seconds that are later than all others but earlier than the post: forty. */
  const latest = Array.from({ length: 40 }, (_, index) => clip({ time: START + (50 + index) * DAY_MS }));
  const own = (found: readonly number[]): number[] => found.filter((index) => index >= latest.length);

  it('are the forty latest', () => {
    const clips = Array.from({ length: 50 }, (_, index) => clip({ time: START + index * DAY_MS }));
    expect(candidates(clips, post())).toEqual(Array.from({ length: 40 }, (_, index) => index + 10));
    expect(candidates(clips, post({ seconds: null }))).toHaveLength(40);
    expect(candidates(clips, post({ time: START + 9.5 * DAY_MS }))).toHaveLength(10);
    expect(candidates(clips, post({ time: START - 1 }))).toEqual([]);
  });

  it.each([
    [10, 0, true],
    [10.9, 0, true],
    [9.1, 0, true],
    // Cells of a quarter of a second: four on either side of that of the post.
    [11.24, 0, true],
    [11.25, 0, false],
    [9, 0, true],
    [8.99, 0, false],
    [11.74, 0.5, true],
    [11.75, 0.5, false],
    [8.5, 0.5, true],
    [8.49, 0.5, false],
    [100, 0, false],
  ])('are those of about the length: %d seconds, rounded by %d: %s', (seconds, rounding, isOne) => {
    expect(own(candidates([...latest, clip({ seconds })], post(), rounding))).toEqual(isOne ? [40] : []);
  });

  it('are those a caption quotes, where they are earlier than the post', () => {
    const clips = [...latest, clip(), clip({ time: START + 200 * DAY_MS }), clip()];
    const quoting = post({ quoted: new Map([40, 41].map((index) => [index, 600])) });
    expect(own(candidates(clips, quoting))).toEqual([40]);
  });

  it('are the 200 latest of a length, and of lengths nearby until there are 300', () => {
    const of = (count: number, seconds: number): ClipEvidence[] =>
      Array.from({ length: count }, (_, index) => clip({ seconds, time: START + index * 1_000 }));
    const count = (...clips: ClipEvidence[]): number => own(candidates([...latest, ...clips], post())).length;
    expect(count(...of(250, 10))).toBe(200);
    // The cells on either side are looked at whatever there is.
    expect(count(...of(250, 10), ...of(250, 10.3), ...of(250, 9.8), ...of(250, 10.6))).toBe(600);
    expect(count(...of(250, 10), ...of(99, 10.6), ...of(50, 9.6))).toBe(200 + 99 + 50);
    expect(count(...of(250, 10), ...of(100, 10.6), ...of(50, 9.6))).toBe(200 + 100);
    // The latest of them are taken.
    const many = [...latest, ...of(250, 10)];
    expect(own(candidates(many, post()))[0]).toBe(latest.length + 50);
  });

  it('leave the others in sums: their chance by age, and the density of their length', () => {
    const left = Array.from({ length: 250 }, (_, index) => clip({ seconds: 10, time: START + index * 1_000 }));
    const { posts } = collectCandidates([...latest, ...left], [post()], 0);
    const [row] = posts;
    expect(row).toMatchObject({ index: 0, seconds: 10, available: 290 });
    // 50 of 290 clips are none of its candidates; those are old, and of the shares of recent ones next to nothing.
    expect(row?.restMass[2]).toBeCloseTo(50 / 290, 9);
    expect(row?.mass[2]).toBe(1);
    expect(row?.restMass[0]).toBeLessThan(1e-9);
    const spread = 0.125;
    const middle = 10 - (40 + 0.5) * 0.25;
    row?.restWhole.forEach((density, rank) => {
      expect(density).toBeCloseTo((50 / 290) * errorDensity(middle, [0.01, 0.04, 0.18][rank] ?? 0, spread), 9);
    });
    expect(row?.meanPart).toBeCloseTo(250 / 7 / 290, 9);
    // Where its length is not known, no length says anything.
    const unknown = collectCandidates([...latest, ...left], [post({ seconds: null })], 0).posts[0];
    expect(unknown?.restWhole).toEqual([0, 0, 0]);
    expect(unknown?.meanPart).toBe(1);
  });

  it('are ordered by time, those of one moment as they came', () => {
    const times = [3, 1, 2, 1];
    const { order, posts } = collectCandidates(
      times.map((day) => clip({ time: START + day * DAY_MS })),
      [post({ time: START + 9 * DAY_MS }), post({ time: START + 8 * DAY_MS }), post({ time: START + 8 * DAY_MS })],
      0,
    );
    expect(Array.from(order)).toEqual([1, 3, 2, 0]);
    expect(posts.map(({ index }) => index)).toEqual([1, 2, 0]);
  });
});
