import { itemAt, numberAt } from '../base/lists.ts';
import { finish, mapInSteps, type Steps } from '../base/stats.ts';
import { dotProduct, solveDecomposed } from './linear-algebra.ts';
import type { Design } from './model-design.ts';
import {
  localVariances,
  type Noise,
  NOISES,
  normalEquations,
  priorsOf,
  solve,
  type Solved,
  TIGHT_PRIOR,
  tightPriors,
  usualGaps,
  whiten,
  type Whitened,
  whitenInSteps,
} from './model-solve.ts';
import { weighPosts } from './model-weights.ts';

/** One noise and prior under which the model is fitted. */
export interface FitPoint {
  readonly noise: Noise;
  readonly priorVariance: number;
  /** Share among the points kept. */
  readonly weight: number;
}

/** Variances of effects before anything is seen, relative to the noise, that are weighed against each other. */
const PRIOR_VARIANCES: readonly number[] = [0.08, 0.25, 0.8];
/** Noises are weighed on so many of the latest posts. */
const NOISE_POSTS = 400;
/** Independent noise is as likely, before anything is seen, as so many of the others. */
const INDEPENDENT_COUNTS_FOR = 5;
/** Points under this share of the best are dropped; from so many posts on only the best is kept. */
const MIN_SHARE = 0.05;
const MAX_POINTS = 8;
const ONE_POINT_FROM = 2_000;
/** The prior variance that intervals are read under. */
const INTERVAL_PRIOR = 0.08;
/** How many of the likeliest points an earlier look is fitted under. */
const LOOK_POINTS = 3;

/** Likely points with their shares, likeliest first. */
export interface WeighedNoises {
  /** For estimates and tests. */
  readonly points: FitPoint[];
  /** For intervals; `null` from 2,000 posts on, where one noise is left and serves for both. */
  readonly intervals: FitPoint[] | null;
  /** The design under noises of either, where all posts were weighed: it is whitened already. */
  readonly whitened: ReadonlyMap<Noise, Whitened>;
}

/**
 * Weighs noises and common prior variances by their marginal likelihood on the latest 400 posts (REML: the level and its
 * course are free).
 *
 * For intervals the noises are weighed apart: none is likelier beforehand, and effects are all but left out, since traits
 * used in runs are otherwise taken for what a slow level does, and the error comes out too small.
 */
export function* weighNoises(design: Design, gaps: Float64Array, variances: Float64Array): Steps<WeighedNoises> {
  const from = Math.max(0, design.y.length - NOISE_POSTS);
  const latest: Design = {
    ...design,
    y: design.y.subarray(from),
    columns: design.columns.map((column) => ({ ...column, values: column.values.subarray(from) })),
  };
  const latestGaps = gaps.slice(from);
  const isFixed = hasFixedPriors(design);
  const weighed = yield* mapInSteps(NOISES, 1, (noise) => {
    const whitened = whiten(latest, noise, latestGaps, variances.subarray(from));
    const likelihoodUnder = (priorVariance: number): number =>
      marginalLikelihood(latest, whitened, priorsOf(design, priorVariance, null));
    const fixed = isFixed ? likelihoodUnder(TIGHT_PRIOR) : null;
    const likelihood = (priorVariance: number): number => fixed ?? likelihoodUnder(priorVariance);
    const usual = PRIOR_VARIANCES.map((priorVariance) => ({
      noise,
      priorVariance,
      score: likelihood(priorVariance) + (noise.share === 0 ? Math.log(INDEPENDENT_COUNTS_FOR) : 0),
    }));
    const even = { noise, priorVariance: INTERVAL_PRIOR, score: likelihood(TIGHT_PRIOR) };
    return { noise, whitened, usual, even };
  });
  const alone = design.y.length >= ONE_POINT_FROM;
  const points = chooseLikely(
    weighed.flatMap(({ usual }) => usual),
    alone ? 1 : MAX_POINTS,
  );
  const intervals = alone
    ? null
    : chooseLikely(
        weighed.map(({ even }) => even),
        MAX_POINTS,
      );
  const chosen = new Set([...points, ...(intervals ?? [])].map(({ noise }) => noise));
  const kept = from > 0 ? [] : weighed.filter(({ noise }) => chosen.has(noise));
  return { points, intervals, whitened: new Map(kept.map(({ noise, whitened }) => [noise, whitened])) };
}

/** Tells a design no prior of which is the common one, or may widen: it has one fit for each noise. */
function hasFixedPriors({ columns }: Design): boolean {
  return columns.every(({ prior }) => prior !== null);
}

function chooseLikely(
  scored: readonly (Omit<FitPoint, 'weight'> & { readonly score: number })[],
  most: number,
): FitPoint[] {
  const candidates = [...scored].sort((a, b) => b.score - a.score);
  const best = itemAt(candidates, 0).score;
  return share(
    candidates
      .slice(0, most)
      .filter(({ score }) => score - best >= Math.log(MIN_SHARE))
      .map(({ noise, priorVariance, score }) => ({ noise, priorVariance, weight: Math.exp(score - best) })),
  );
}

/** Keeps the likeliest points, weighed anew. */
export function likeliest(points: readonly FitPoint[]): FitPoint[] {
  return share(points.slice(0, LOOK_POINTS));
}

function share(points: readonly FitPoint[]): FitPoint[] {
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  return points.map(({ noise, priorVariance, weight }) => ({ noise, priorVariance, weight: weight / total }));
}

/**
 * Computes the logarithm of the restricted marginal likelihood, the noise variance at its best, without its constant.
 */
function marginalLikelihood(design: Design, whitened: Whitened, priors: Float64Array): number {
  const { stride, cross, logDeterminant } = whitened;
  const width = stride - 1;
  const { decomposed, right } = normalEquations(whitened, priors);
  const squares = numberAt(cross, cross.length - 1) - dotProduct(solveDecomposed(decomposed, right, width), right);
  const factor = decomposed.lowerTriangularMatrix;
  let logSystem = 0;
  for (let column = 0; column < width; column += 1) {
    logSystem += 2 * Math.log(factor.get(column, column)) + Math.log(numberAt(priors, column));
  }
  const degrees = design.y.length - design.courses;
  return -0.5 * (logDeterminant + logSystem + degrees * Math.log(Math.max(squares, 1e-12)));
}

/** All effects under one of the likely noises. */
export interface FittedPoint extends FitPoint {
  readonly whitened: Whitened;
  /** Every effect with the common prior, or a wider one of its own. */
  readonly joint: Solved;
  /** Only effects that show, the others all but left out: what contrasts are read from. */
  readonly sparse: Solved;
}

/** A fitted engagement model, for contrasts to be read from. */
export interface Fit {
  readonly design: Design;
  readonly points: readonly FittedPoint[];
  /** The noises intervals are read under (`fitForIntervals`); `null` for those of the points. */
  readonly intervals: readonly FitPoint[] | null;
  /** The design under some of these noises. */
  readonly whitened: ReadonlyMap<Noise, Whitened>;
  readonly gaps: Float64Array;
  /** Variance of each post's own noise relative to a usual post's. */
  readonly variances: Float64Array;
  /** Variance of the noise of one post. */
  readonly variance: number;
  /** Share of the slow level in the noise, and its persistence, averaged. */
  readonly noise: Noise;
  readonly degreesOfFreedom: number;
}

/**
 * Fits the design by penalised generalised least squares.
 *
 * 1. Posts are weighed: outliers and posts of few interactions less (`weighPosts`).
 * 2. Noise: 16 noises (independent, or partly a slow level) and three common prior variances are weighed by their
 *    marginal likelihood (`weighNoises`).
 * 3. Under each of the likely ones all effects are fitted together, each with its own prior variance: the common one, or
 *    more where the effect is larger than its error, so that a strong trait is fully accounted for in the others. A second
 *    solution all but leaves out what does not show, for contrasts to lose no precision to traits that do nothing.
 *
 * @param kept noise and prior of an earlier fit of the same posts, which saves weighing them again
 */
export function fitDesign(design: Design, kept?: readonly FitPoint[]): Fit {
  return finish(fitDesignInSteps(design, kept));
}

/** Fits a design as {@link fitDesign} does, in steps. */
export function* fitDesignInSteps(design: Design, kept?: readonly FitPoint[]): Steps<Fit> {
  const gaps = usualGaps(design.times);
  const variances = yield* weighPosts(design);
  yield;
  const likely =
    kept === undefined
      ? yield* weighNoises(design, gaps, variances)
      : { points: kept, intervals: null, whitened: new Map<Noise, Whitened>() };
  const points = yield* fitPoints({ design, gaps, variances, whitened: likely.whitened }, likely.points);
  const average = (of: (point: FittedPoint) => number): number =>
    points.reduce((sum, point) => sum + point.weight * of(point), 0);
  return {
    design,
    points,
    intervals: likely.intervals,
    whitened: likely.whitened,
    gaps,
    variances,
    variance: average(({ joint }) => joint.variance),
    noise: {
      share: average(({ noise }) => noise.share),
      persistence: average(({ noise }) => noise.persistence),
    },
    degreesOfFreedom: average(({ joint }) => joint.degreesOfFreedom),
  };
}

/** Fits all effects under the noises that intervals are read under; what the fit has of them is not fitted again. */
export function* fitForIntervals(fit: Fit): Steps<readonly FittedPoint[]> {
  return fit.intervals === null ? fit.points : yield* fitPoints(fit, fit.intervals, fit.points);
}

function* fitPoints(
  { design, gaps, variances, whitened: kept }: Pick<Fit, 'design' | 'gaps' | 'variances' | 'whitened'>,
  points: readonly FitPoint[],
  known: readonly FittedPoint[] = [],
): Steps<FittedPoint[]> {
  const isFixed = hasFixedPriors(design);
  const byNoise = new Map([...kept, ...known.map(({ noise, whitened }) => [noise, whitened] as const)]);
  const fitted: FittedPoint[] = [];
  for (const point of points) {
    const { noise, priorVariance } = point;
    const same = [...known, ...fitted].find((other) => {
      return other.noise === noise && (isFixed || other.priorVariance === priorVariance);
    });
    if (same !== undefined) {
      fitted.push(fittedPoint(point, same));
      continue;
    }
    yield;
    const whitened = byNoise.get(noise) ?? (yield* whitenInSteps(design, noise, gaps, variances));
    byNoise.set(noise, whitened);
    yield;
    const first = solve(whitened, priorsOf(design, priorVariance, null));
    yield;
    const joint = isFixed ? first : solve(whitened, priorsOf(design, priorVariance, localVariances(design, first)));
    yield;
    const sparse = solve(whitened, tightPriors(joint.priors, joint));
    fitted.push(fittedPoint(point, { whitened, joint, sparse }));
  }
  return fitted;
}

/** Puts a point together key by key: what reads thousands of contrasts is compiled for one shape of them. */
function fittedPoint(
  { noise, priorVariance, weight }: FitPoint,
  { whitened, joint, sparse }: Pick<FittedPoint, 'whitened' | 'joint' | 'sparse'>,
): FittedPoint {
  return { noise, priorVariance, weight, whitened, joint, sparse };
}
