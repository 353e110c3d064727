import { describe, expect, it } from 'vitest';

import { finish } from '../../../src/base/stats.ts';
import { predictNext, readExtra, readJoint, readPooled } from '../../../src/metrics/model-contrasts.ts';
import type { Column, Design } from '../../../src/metrics/model-design.ts';
import {
  type Fit,
  fitDesign,
  type FitPoint,
  type FittedPoint,
  likeliest,
  weighNoises,
} from '../../../src/metrics/model-fit.ts';
import {
  createWhitener,
  localVariances,
  type Noise,
  NOISES,
  priorsOf,
  solve,
  tightPriors,
  usualGaps,
  whiten,
} from '../../../src/metrics/model-solve.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';
import { covarianceOf, design, entry, level, on, solveDense } from './dense-model.ts';
import { createNormal } from './simulated-account.ts';

const POSTS = 24;
const DAY_MS = 86_400_000;
const SLOW: Noise = { share: 0.7, persistence: 0.8 };

/** Makes a level, a slope and three tags, the first of which doubles a rate; at uneven times. */
function planted(posts = POSTS, over: Partial<Design> = {}): Design {
  const random = createRandom(posts);
  const normal = createNormal(posts);
  const members = (share: number): number[] => [...new Array(posts).keys()].filter(() => random() < share);
  const first = members(0.4);
  const columns: Column[] = [
    level(posts),
    { values: Float64Array.from({ length: posts }, (_, index) => index / posts - 0.5), prior: 2, scale: 1 },
    on(posts, first),
    on(posts, members(0.3), { scale: 0.25, pool: 'slot' }),
    on(posts, members(0.5), { scale: 0.25, pool: 'slot' }),
  ];
  const y = Array.from({ length: posts }, (_, index) => 0.5 * normal() + (first.includes(index) ? 0.7 : 0));
  let time = 0;
  const times = y.map(() => (time += DAY_MS * (0.2 + 3 * random())));
  return { ...design(y, columns, { times, courses: 1 }), ...over };
}

function pointOf(fit: Fit): FittedPoint {
  const [point] = fit.points;
  if (point === undefined) throw new Error('There is no point.');
  return point;
}

const at = (noise: Noise): FitPoint[] => [{ noise, priorVariance: 0.25, weight: 1 }];

describe('a noise', () => {
  it.each(NOISES)('of share $share and persistence $persistence is whitened as its covariance says', (noise) => {
    const gaps = Float64Array.of(0, 1, 0.5, 2, 1, 1.3);
    const variances = Float64Array.of(1, 1, 3, 1, 1.5, 1);
    const dense = covarianceOf(noise, gaps, variances);
    const whitener = createWhitener(noise, gaps, variances);
    // Each unit vector whitened: W Σ W' is the identity.
    const columns = [0, 1, 2, 3, 4, 5].map((unit) => {
      const out = new Float64Array(6);
      whitener.apply(
        Float64Array.from({ length: 6 }, (_, index) => (index === unit ? 1 : 0)),
        out,
        1,
        0,
      );
      return Array.from(out);
    });
    for (let row = 0; row < 6; row += 1) {
      for (let other = 0; other < 6; other += 1) {
        let sum = 0;
        for (let a = 0; a < 6; a += 1)
          for (let b = 0; b < 6; b += 1) sum += (columns[a]?.[row] ?? 0) * dense.get(a, b) * (columns[b]?.[other] ?? 0);
        expect(sum).toBeCloseTo(row === other ? 1 : 0, 6);
      }
    }
    expect(whitener.lastScale).toBeCloseTo(columns[5]?.[5] ?? Number.NaN, 9);
    expect(whitener.logDeterminant).toBeCloseTo(
      -2 * columns.reduce((total, column, index) => total + Math.log(column[index] ?? Number.NaN), 0),
      9,
    );
  });

  it('is whitened into a column of its own among others', () => {
    const whitener = createWhitener(SLOW, Float64Array.of(0, 1, 1), new Float64Array(3).fill(1));
    const [alone, among] = [new Float64Array(3), new Float64Array(9).fill(7)];
    whitener.apply(Float64Array.of(1, 2, 3), alone, 1, 0);
    whitener.apply(Float64Array.of(1, 2, 3), among, 3, 1);
    expect([among[1], among[4], among[7]]).toEqual(Array.from(alone));
    expect([among[0], among[2], among[3], among[8]]).toEqual([7, 7, 7, 7]);
  });
});

describe('usualGaps', () => {
  it('of posts of one moment are 1, of one or no post nothing', () => {
    expect([...usualGaps([5, 5, 5])]).toEqual([0, 1, 1]);
    expect([...usualGaps([5])]).toEqual([0]);
    expect([...usualGaps([])]).toEqual([]);
  });
});

describe('fitDesign', () => {
  const planned = planted();
  const fit = fitDesign(planned, at(SLOW));
  const { joint, sparse, whitened } = pointOf(fit);
  const dense = covarianceOf(SLOW, usualGaps(planned.times), fit.variances);

  it('finds what generalised least squares by whole matrices finds', () => {
    for (const solved of [joint, sparse]) {
      const expected = solveDense(planned, dense, Array.from(solved.priors));
      planned.columns.forEach((_, column) => {
        expect(solved.mean[column]).toBeCloseTo(expected.mean.get(column, 0), 7);
        planned.columns.forEach((_other, other) => {
          expect(entry(solved.covariance, column, other)).toBeCloseTo(expected.covariance.get(column, other), 7);
        });
      });
      expect(solved.degreesOfFreedom).toBeCloseTo(expected.left, 6);
      expect(solved.variance).toBeCloseTo(expected.squares / 0.9775 / expected.left, 7);
    }
    expect(fit.variance).toBe(joint.variance);
    expect(fit.degreesOfFreedom).toBe(joint.degreesOfFreedom);
    expect(fit.noise).toEqual(SLOW);
  });

  it('sums the products of what was whitened', () => {
    const { rows, stride, cross } = whitened;
    expect(rows.length).toBe(POSTS * stride);
    for (const [row, column] of [
      [0, 0],
      [1, 2],
      [2, 1],
      [5, 3],
      [5, 5],
    ] as const) {
      let total = 0;
      for (let post = 0; post < POSTS; post += 1)
        total += (rows[post * stride + row] ?? 0) * (rows[post * stride + column] ?? 0);
      expect(entry(cross, row, column)).toBeCloseTo(total, 9);
    }
  });

  it('keeps two degrees of freedom, and some variance where nothing is left', () => {
    const exact = design([1, 1, 1], [level(3), on(3, [0]), on(3, [1])]);
    const solved = solve(
      whiten(exact, { share: 0, persistence: 0 }, usualGaps(exact.times), new Float64Array(3).fill(1)),
      Float64Array.of(1e6, 1e6, 1e6),
    );
    expect(solved.degreesOfFreedom).toBe(2);
    expect(solved.variance).toBeGreaterThan(0);
  });

  it('averages several noises by their weights', () => {
    const two = fitDesign(planned, [
      { noise: SLOW, priorVariance: 0.25, weight: 0.75 },
      { noise: { share: 0, persistence: 0 }, priorVariance: 0.25, weight: 0.25 },
    ]);
    const [first, second] = two.points;
    expect(two.noise.share).toBeCloseTo(0.75 * 0.7, 12);
    expect(two.noise.persistence).toBeCloseTo(0.75 * 0.8, 12);
    const mixed = (of: (point: FittedPoint | undefined) => number | undefined): number =>
      0.75 * (of(first) ?? Number.NaN) + 0.25 * (of(second) ?? Number.NaN);
    expect(two.variance).toBeCloseTo(
      mixed((point) => point?.joint.variance),
      12,
    );
    expect(two.degreesOfFreedom).toBeCloseTo(
      mixed((point) => point?.joint.degreesOfFreedom),
      12,
    );
    // Noises that disagree add to the variance of an effect.
    const [a, b] = [SLOW, { share: 0, persistence: 0 }].map((noise) =>
      readPooled(fitDesign(planned, at(noise)), [[2, 1]]),
    );
    const both = readPooled(two, [[2, 1]]);
    const middle = 0.75 * (a?.estimate ?? 0) + 0.25 * (b?.estimate ?? 0);
    expect(both.estimate).toBeCloseTo(middle, 12);
    const spread = 0.75 * ((a?.estimate ?? 0) - middle) ** 2 + 0.25 * ((b?.estimate ?? 0) - middle) ** 2;
    expect(both.variance).toBeCloseTo(0.75 * (a?.variance ?? 0) + 0.25 * (b?.variance ?? 0) + spread, 12);
  });

  it('reads a contrast with its prior, and with the prior taken out', () => {
    const contrast = [
      [2, 1],
      [3, -0.5],
    ] as const;
    const estimate = (joint.mean[2] ?? Number.NaN) - 0.5 * (joint.mean[3] ?? Number.NaN);
    const own = entry(joint.covariance, 2, 2) - entry(joint.covariance, 2, 3) + 0.25 * entry(joint.covariance, 3, 3);
    const pooled = readPooled(fit, contrast);
    expect(pooled.estimate).toBeCloseTo(estimate, 12);
    expect(pooled.variance).toBeCloseTo(own * joint.variance, 12);
    expect(pooled.degreesOfFreedom).toBe(fit.degreesOfFreedom);
    const prior = (joint.priors[2] ?? 0) + 0.25 * (joint.priors[3] ?? 0);
    const precision = 1 / own - 1 / prior;
    const free = readJoint(fit, contrast);
    expect(free.estimate).toBeCloseTo(estimate / own / precision, 9);
    expect(free.variance).toBeCloseTo(joint.variance / precision, 9);
  });

  it('reads effects that were not fitted as those of one more column', () => {
    const lists = [
      [1, 4, 5, 9, 13, 20],
      [0, 2, 3, 8, 14, 23],
    ];
    expect(readExtra(fit, [])).toEqual([]);
    const effects = readExtra(fit, lists);
    lists.forEach((members, index) => {
      const wider = { ...planned, columns: [...planned.columns, on(POSTS, members)] };
      const expected = solveDense(wider, dense, [...joint.priors, 1e9]);
      const last = planned.columns.length;
      expect(effects[index]?.estimate).toBeCloseTo(expected.mean.get(last, 0), 6);
      expect(effects[index]?.variance).toBeCloseTo(joint.variance * expected.covariance.get(last, last), 6);
    });
  });

  it('predicts one more post by what is known of its noise and of the effects', () => {
    const longer = planted();
    const next: Design = {
      ...longer,
      y: Float64Array.from([...longer.y, 0]),
      times: [...longer.times, (longer.times.at(-1) ?? 0) + 2 * DAY_MS],
      columns: longer.columns.map((column, index) => ({
        ...column,
        values: Float64Array.from([...column.values, index === 0 || index === 2 ? 1 : 0]),
      })),
    };
    const gaps = usualGaps(next.times);
    const start = fitDesign(longer, at(SLOW));
    const { joint: known } = pointOf(start);
    const noise = covarianceOf(SLOW, gaps, [...start.variances, 1]);
    const prediction = predictNext(start, next);
    // The noise of the last post given those before it.
    const whitened = whiten(next, SLOW, gaps, Float64Array.from([...start.variances, 1]));
    const { stride, rows } = whitened;
    const row = (post: number, column: number): number => rows[post * stride + column] ?? Number.NaN;
    const scale = createWhitener(SLOW, gaps, Float64Array.from([...start.variances, 1])).lastScale;
    const expected = next.columns.reduce((sum, _, column) => sum + row(POSTS, column) * (known.mean[column] ?? 0), 0);
    expect(prediction.estimate).toBeCloseTo((expected - row(POSTS, stride - 1)) / scale, 9);
    let uncertain = 0;
    next.columns.forEach((_, a) => {
      next.columns.forEach((_other, b) => {
        uncertain += row(POSTS, a) * entry(known.covariance, a, b) * row(POSTS, b);
      });
    });
    expect(prediction.variance).toBeCloseTo((known.variance * (1 + uncertain)) / scale ** 2, 9);
    // An independent post alone has the variance of the noise and of the level.
    expect(noise.get(POSTS, POSTS)).toBe(1);
    const free = fitDesign(design([1, 2, 1, 2, 1, 2], [level(6)]), at({ share: 0, persistence: 0 }));
    const plain = predictNext(free, design([1, 2, 1, 2, 1, 2, 0], [level(7)]));
    expect(plain.estimate).toBeCloseTo(1.5, 5);
    expect(plain.variance).toBeCloseTo(free.variance * (1 + 1 / 6), 5);
  });
});

describe('prior variances', () => {
  const columns: Column[] = [level(4), on(4, [0], { prior: 4 }), on(4, [1]), on(4, [2], { scale: 0.25 })];

  it('are free, of their own, or the common one, at least what an effect shows', () => {
    const plan = design([1, 2, 3, 4], columns);
    expect([...priorsOf(plan, 0.8, null)]).toEqual([1e6, 4, 0.8, 0.2]);
    expect([...priorsOf(plan, 0.8, Float64Array.of(9, 9, 0.5, 0.5))]).toEqual([1e6, 9, 0.8, 0.5]);
  });

  it('that an effect shows are its square less that of its error, those of a pool together', () => {
    const plan = planted();
    const whitened = whiten(plan, SLOW, usualGaps(plan.times), new Float64Array(POSTS).fill(1));
    const solved = solve(whitened, priorsOf(plan, 0.25, null));
    const alone = (column: number): { square: number; precision: number } => {
      const posterior = entry(solved.covariance, column, column);
      const precision = 1 / posterior - 1 / (solved.priors[column] ?? 1);
      const estimate = (solved.mean[column] ?? Number.NaN) / posterior / precision;
      return { square: estimate ** 2 / solved.variance, precision };
    };
    const shown = (column: number): number => alone(column).square - 1 / alone(column).precision;
    const local = localVariances(plan, solved);
    expect([local[0], local[1]]).toEqual([0, 0]);
    expect(shown(2)).toBeGreaterThan(0);
    expect(local[2]).toBeCloseTo(shown(2), 9);
    const weight = (column: number): number => (alone(column).precision / (alone(column).precision + 10)) ** 2;
    const pooled = (weight(3) * shown(3) + weight(4) * shown(4)) / (weight(3) + weight(4) + 1);
    expect(local[3]).toBeCloseTo(Math.max(0, pooled), 9);
    expect(local[4]).toBe(local[3]);
    // Tight: what does not show is all but left out, what shows keeps what it shows.
    const tight = tightPriors(solved.priors, solved);
    const expected = [2, 3, 4].map((column) => {
      const { square, precision } = alone(column);
      const strength = square * precision;
      const kept = strength < 10 ? 0 : (strength - 1) / precision;
      return Math.min(solved.priors[column] ?? 0, Math.max(0.01, kept));
    });
    expect(tight[0]).toBe(1e6);
    expect([tight[2], tight[3], tight[4]]).toEqual(expected.map((value) => expect.closeTo(value, 9) as number));
  });
});

describe('weighNoises', () => {
  it('weighs noises and priors by the likelihood of what is left of the response', () => {
    const plan = planted();
    const gaps = usualGaps(plan.times);
    const variances = new Float64Array(POSTS).fill(1);
    const scored = NOISES.flatMap((noise) =>
      [0.08, 0.25, 0.8].map((priorVariance) => {
        const { squares, logDeterminants } = solveDense(
          plan,
          covarianceOf(noise, gaps, variances),
          Array.from(priorsOf(plan, priorVariance, null)),
        );
        const likelihood = -0.5 * (logDeterminants + (POSTS - 1) * Math.log(squares));
        return { noise, priorVariance, score: likelihood + (noise.share === 0 ? Math.log(5) : 0) };
      }),
    ).sort((a, b) => b.score - a.score);
    const best = scored[0]?.score ?? 0;
    const kept = scored.slice(0, 8).filter(({ score }) => score - best >= Math.log(0.05));
    const total = kept.reduce((sum, { score }) => sum + Math.exp(score - best), 0);
    const { points } = finish(weighNoises(plan, gaps, variances));
    expect(points.map(({ noise, priorVariance }) => [noise, priorVariance])).toEqual(
      kept.map(({ noise, priorVariance }) => [noise, priorVariance]),
    );
    points.forEach(({ weight }, index) => {
      expect(weight).toBeCloseTo(Math.exp((kept[index]?.score ?? 0) - best) / total, 6);
    });
  });

  it('hands on the design under the noises that are left, where it weighed all posts', () => {
    const plan = planted();
    const gaps = usualGaps(plan.times);
    const variances = new Float64Array(POSTS).fill(1);
    const { points, intervals, whitened } = finish(weighNoises(plan, gaps, variances));
    const left = new Set([...points, ...(intervals ?? [])].map(({ noise }) => noise));
    expect(new Set(whitened.keys())).toEqual(left);
    for (const [noise, kept] of whitened) expect(kept).toEqual(whiten(plan, noise, gaps, variances));
    const many = planted(401);
    const ofMany = finish(weighNoises(many, usualGaps(many.times), new Float64Array(401).fill(1)));
    expect(ofMany.whitened.size).toBe(0);
  });

  it('tells the common priors of a design without any apart by nothing', () => {
    const plan = planted();
    const columns = plan.columns.map((column) => ({ ...column, prior: column.prior ?? 4 }));
    const { points } = fitDesign({ ...plan, columns });
    const [first] = points;
    const others = points.filter(({ noise }) => noise === first?.noise);
    expect(others.map(({ priorVariance }) => priorVariance).sort()).toEqual([0.08, 0.25, 0.8]);
    for (const { joint, weight } of others) {
      expect(joint).toBe(first?.joint);
      expect(weight).toBeCloseTo(first?.weight ?? Number.NaN, 12);
    }
  });

  it('keeps eight at most, and of those the three likeliest for an earlier look', () => {
    const points = Array.from({ length: 5 }, (_, index) => ({ noise: SLOW, priorVariance: index, weight: 5 - index }));
    expect(likeliest(points)).toEqual([
      { noise: SLOW, priorVariance: 0, weight: 5 / 12 },
      { noise: SLOW, priorVariance: 1, weight: 4 / 12 },
      { noise: SLOW, priorVariance: 2, weight: 3 / 12 },
    ]);
  });
});
