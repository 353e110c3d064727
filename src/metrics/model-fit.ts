import { median } from '../base/stats.ts';
import { finish, type Steps } from '../base/steps.ts';
import { type Cholesky, decompose, dot, inverse, multiply, solveFor } from './cholesky.ts';
import type { Design } from './model-design.ts';
import { createWhitener, NOISES, usualGaps, type Noise } from './model-noise.ts';

/** An estimate on the logarithm, with the square of its standard error. */
export interface LogEffect {
  readonly estimate: number;
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/** One noise and prior under which the model was fitted. */
export interface FitPoint {
  readonly noise: Noise;
  readonly priorVariance: number;
  /** Share among the points kept. */
  readonly weight: number;
}

interface FittedPoint extends FitPoint {
  /** Posterior mean, and covariance over the noise variance (row-major), by column. */
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  readonly priors: Float64Array;
  readonly variance: number;
  readonly degreesOfFreedom: number;
  readonly whitened: Whitened;
}

/** Design and response after whitening: row-major with the response last, and their cross products. */
interface Whitened {
  readonly rows: Float64Array;
  readonly stride: number;
  readonly cross: Float64Array;
  readonly logDeterminant: number;
}

/** A fitted engagement model, for contrasts to be read from. */
export interface Fit {
  readonly design: Design;
  readonly points: readonly FittedPoint[];
  readonly gaps: Float64Array;
  /** Variance of each post's own noise relative to a usual post's. */
  readonly variances: Float64Array;
  /** Variance of the noise of one post. */
  readonly variance: number;
  /** Share of the slow level in the noise, and its persistence, averaged. */
  readonly noise: Noise;
  readonly degreesOfFreedom: number;
}

/** Variances of effects before anything is seen, relative to the noise, that are weighed against each other. */
const PRIOR_VARIANCES: readonly number[] = [0.08, 0.25, 0.8];
/** Noises are weighed on so many of the latest posts. */
const NOISE_POSTS = 400;
/** Points under this share of the best are dropped; above so many posts only the best is kept. */
const LEAST_SHARE = 0.05;
const MOST_POINTS = 8;
const ONE_POINT_FROM = 2_000;
/** The level and its course are as good as free. */
const FREE_PRIOR = 1e6;
/** Deviations beyond so many standard deviations are pulled in. */
const HUBER = 2.5;

/**
 * Fits the design by penalised generalised least squares.
 *
 * 1. Robustness: a fit with Huber's pseudo-values finds posts more than 2.5 standard deviations off; their variance is
 *    raised by the square of how far beyond they are, so that a viral post moves an effect the less the more viral it is. Posts with few
 *    interactions get the variance counting alone gives them on top (1 / expected interactions).
 * 2. Noise: 16 noises (independent, or partly a slow level) and three prior variances are weighed by their marginal
 *    likelihood (REML: the level and its course are free), on the latest 400 posts.
 * 3. Under each of the likely ones all effects are fitted together, each with its own prior variance: the common one, or
 *    more where the effect is larger than its error, so that a strong trait is fully accounted for in the others.
 *
 * @param kept noise and prior of an earlier fit of the same posts, which saves weighing them again
 */
export function fitDesign(design: Design, kept?: readonly FitPoint[]): Fit {
  return finish(fitDesignInSteps(design, kept));
}

/** Fits a design as {@link fitDesign} does, in steps. */
export function* fitDesignInSteps(design: Design, kept?: readonly FitPoint[]): Steps<Fit> {
  const gaps = usualGaps(design.times);
  const variances = weighPosts(design);
  yield;
  const points = kept ?? weighNoises(design, gaps, variances);
  const fitted: FittedPoint[] = [];
  for (const point of points) {
    yield;
    const whitened = whiten(design, point.noise, gaps, variances);
    yield;
    const first = solve(design, whitened, priorsOf(design, point.priorVariance, null));
    const local = localVariances(design, first, point.priorVariance);
    const second = solve(design, whitened, priorsOf(design, point.priorVariance, local));
    fitted.push({ ...point, ...second, whitened });
  }
  const average = (of: (point: FittedPoint) => number): number =>
    fitted.reduce((sum, point) => sum + point.weight * of(point), 0);
  return {
    design,
    points: fitted,
    gaps,
    variances,
    variance: average(({ variance }) => variance),
    noise: {
      share: average(({ noise }) => noise.share),
      persistence: average(({ noise }) => noise.persistence),
    },
    degreesOfFreedom: average(({ degreesOfFreedom }) => degreesOfFreedom),
  };
}

/** How many of the likeliest noises an earlier look is fitted under. */
const LOOK_POINTS = 3;

/** Keeps the likeliest noises, weighed anew. */
export function likeliest(points: readonly FitPoint[]): FitPoint[] {
  const kept = points.slice(0, LOOK_POINTS);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept.map(({ noise, priorVariance, weight }) => ({ noise, priorVariance, weight: weight / total }));
}

/**
 * Reads a contrast of effects with its own prior taken out: the others stay penalised, the contrast itself is not pulled
 * towards 0. Averaged over the likely noises, whose disagreement adds to the variance.
 */
export function readContrast(fit: Fit, contrast: readonly (readonly [number, number])[]): LogEffect {
  return average(
    fit,
    fit.points.map((point) => {
      const { estimate, variance } = readPosterior(point, contrast);
      const prior = contrast.reduce((sum, [column, weight]) => sum + weight ** 2 * (point.priors[column] ?? 0), 0);
      const precision = Math.max(1 / variance - 1 / prior, 1e-9);
      return { estimate: estimate / variance / precision, variance: point.variance / precision };
    }),
  );
}

/** Reads a contrast with its prior left in: what is best believed of a sum of small effects. */
export function readPooled(fit: Fit, contrast: readonly (readonly [number, number])[]): LogEffect {
  return average(
    fit,
    fit.points.map((point) => {
      const { estimate, variance } = readPosterior(point, contrast);
      return { estimate, variance: variance * point.variance };
    }),
  );
}

/**
 * Reads effects of 0/1 columns that were not fitted, each beside all that were: the sums over their posts of the design
 * whitened twice are all it takes.
 *
 * @param columns posts with a 1, as indexes
 */
export function readExtra(fit: Fit, columns: readonly (readonly number[])[]): LogEffect[] {
  const count = fit.design.y.length;
  const values = new Float64Array(count);
  const whitened = new Float64Array(count);
  const byPoint = fit.points.map((point) => {
    const whitener = createWhitener(point.noise, fit.gaps, fit.variances);
    const { stride } = point.whitened;
    const width = stride - 1;
    const twice = Float64Array.from(point.whitened.rows);
    for (let column = 0; column < stride; column += 1) whitener.applyTransposed(twice, stride, column);
    const products = columns.map((members) => {
      const sums = new Float64Array(stride);
      for (const member of members) {
        const start = member * stride;
        for (let column = 0; column < stride; column += 1) {
          sums[column] = (sums[column] ?? 0) + (twice[start + column] ?? 0);
        }
      }
      return sums;
    });
    return columns.map((members, index) => {
      values.fill(0);
      for (const member of members) values[member] = 1;
      whitener.apply(values, whitened, 1, 0);
      let precision = 0;
      for (const value of whitened) precision += value * value;
      const product = products[index]?.subarray(0, width) ?? new Float64Array(width);
      precision = Math.max(precision - dot(multiply(point.covariance, product), product), 1e-9);
      const left = (products[index]?.[width] ?? 0) - dot(point.mean, product);
      return { estimate: left / precision, variance: point.variance / precision };
    });
  });
  return columns.map((_, index) =>
    average(
      fit,
      byPoint.flatMap((effects) => effects[index] ?? []),
    ),
  );
}

/**
 * Predicts the response of one more post: the last row of a design whose other rows were fitted. The variance holds the
 * noise of that post as well as what is not known of level and effects.
 */
export function predictNext(fit: Fit, design: Design): LogEffect {
  const gaps = usualGaps(design.times);
  const variances = new Float64Array(design.times.length).fill(1);
  variances.set(fit.variances);
  const last = design.times.length - 1;
  return average(
    fit,
    fit.points.map((point) => {
      const { rows, stride } = whiten(design, point.noise, gaps, variances);
      const width = stride - 1;
      const row = rows.subarray(last * stride, last * stride + width);
      const scale = createWhitener(point.noise, gaps, variances).lastScale;
      const uncertain = dot(multiply(point.covariance, row), row);
      const expected = dot(row, point.mean);
      return {
        estimate: (expected - (rows[last * stride + width] ?? 0)) / scale,
        variance: (point.variance * (1 + uncertain)) / scale ** 2,
      };
    }),
  );
}

function average(fit: Fit, effects: readonly { estimate: number; variance: number }[]): LogEffect {
  let estimate = 0;
  let variance = 0;
  effects.forEach((effect, index) => {
    estimate += (fit.points[index]?.weight ?? 0) * effect.estimate;
  });
  effects.forEach((effect, index) => {
    variance += (fit.points[index]?.weight ?? 0) * (effect.variance + (effect.estimate - estimate) ** 2);
  });
  return { estimate, variance, degreesOfFreedom: fit.degreesOfFreedom };
}

function readPosterior(
  point: FittedPoint,
  contrast: readonly (readonly [number, number])[],
): { estimate: number; variance: number } {
  let estimate = 0;
  let variance = 0;
  for (const [column, weight] of contrast) {
    estimate += weight * (point.mean[column] ?? 0);
    for (const [other, otherWeight] of contrast) variance += weight * otherWeight * covarianceOf(point, column, other);
  }
  return { estimate, variance: Math.max(variance, 1e-12) };
}

/** Prior variances by column, relative to the noise. */
function priorsOf(design: Design, common: number, local: Float64Array | null): Float64Array {
  return Float64Array.from(design.columns, ({ prior, scale }, index) => {
    if (prior === Number.POSITIVE_INFINITY) return FREE_PRIOR;
    return Math.max(prior ?? common * scale, local?.[index] ?? 0);
  });
}

/**
 * Where an effect is larger than its error, the variance it shows by itself; where a trait pools, the one its effects
 * show together, each weighed by how well it is measured.
 */
function localVariances(design: Design, solved: Solved, common: number): Float64Array {
  const pools = new Map<string, { sum: number; weight: number }>();
  const own = Float64Array.from(design.columns, ({ prior, scale, pool }, index) => {
    if (prior !== null) return 0;
    const [mean, posterior] = [solved.mean[index] ?? 0, covarianceOf(solved, index, index)];
    const precision = Math.max(1 / posterior - 1 / (common * scale), 1e-9);
    const estimate = mean / posterior / precision;
    const shown = estimate ** 2 / solved.variance - 1 / precision;
    if (pool !== undefined) {
      const entry = pools.get(pool) ?? { sum: 0, weight: 0 };
      const weight = (precision / (precision + 1 / POOLED_PRIOR)) ** 2;
      pools.set(pool, { sum: entry.sum + weight * shown, weight: entry.weight + weight });
    }
    return Math.max(0, shown);
  });
  return own.map((variance, index) => {
    const entry = pools.get(design.columns[index]?.pool ?? '');
    return entry === undefined ? variance : Math.max(0, entry.sum / (entry.weight + POOL_WEIGHT));
  });
}

/** Variance of pooled effects by which their measurements are weighed, and how many effects of 0 are added to them. */
const POOLED_PRIOR = 0.1;
const POOL_WEIGHT = 1;

function whiten(design: Design, noise: Noise, gaps: Float64Array, variances: Float64Array): Whitened {
  const stride = design.columns.length + 1;
  const rows = new Float64Array(gaps.length * stride);
  const whitener = createWhitener(noise, gaps, variances);
  design.columns.forEach(({ values }, column) => {
    whitener.apply(values, rows, stride, column);
  });
  whitener.apply(design.y, rows, stride, stride - 1);
  return { rows, stride, cross: crossProducts(rows, stride), logDeterminant: whitener.logDeterminant };
}

/**
 * All sums of products of two columns, one triangle. A plain loop: design columns are mostly 0, which a general matrix
 * product does not use, and this is nearly all the time a fit takes.
 */
function crossProducts(rows: Float64Array, stride: number): Float64Array {
  const cross = new Float64Array(stride * stride);
  for (let start = 0; start < rows.length; start += stride) {
    for (let column = 0; column < stride; column += 1) {
      const value = rows[start + column] ?? 0;
      if (value === 0) continue;
      const base = column * stride;
      for (let other = column; other < stride; other += 1) {
        cross[base + other] = (cross[base + other] ?? 0) + value * (rows[start + other] ?? 0);
      }
    }
  }
  return cross;
}

interface Solved {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  readonly priors: Float64Array;
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

function covarianceOf({ mean, covariance }: Pick<Solved, 'mean' | 'covariance'>, row: number, column: number): number {
  return covariance[row * mean.length + column] ?? 0;
}

/** The normal equations: cross products with the precisions of the priors on the diagonal, and the right side. */
function normalEquations(whitened: Whitened, priors: Float64Array): { cholesky: Cholesky; right: Float64Array } {
  const { stride, cross } = whitened;
  const width = stride - 1;
  const system = new Float64Array(width * width);
  for (let row = 0; row < width; row += 1) {
    for (let column = row; column < width; column += 1)
      system[column * width + row] = cross[row * stride + column] ?? 0;
    system[row * width + row] = (cross[row * stride + row] ?? 0) + 1 / (priors[row] ?? 1);
  }
  const right = Float64Array.from({ length: width }, (_, row) => cross[row * stride + width] ?? 0);
  return { cholesky: decompose(system, width), right };
}

function solve(design: Design, whitened: Whitened, priors: Float64Array): Solved {
  const { stride, cross } = whitened;
  const width = stride - 1;
  const { cholesky, right } = normalEquations(whitened, priors);
  const covariance = inverse(cholesky);
  const mean = multiply(covariance, right);
  const squares = (cross[width * stride + width] ?? 0) - dot(mean, right);
  let used = 0;
  for (let column = 0; column < width; column += 1) {
    used += 1 - covarianceOf({ mean, covariance }, column, column) / (priors[column] ?? 1);
  }
  const degreesOfFreedom = Math.max(design.y.length - used, 2);
  return { mean, covariance, priors, variance: Math.max(squares, 1e-12) / degreesOfFreedom, degreesOfFreedom };
}

/** Weighs noises and common prior variances by their marginal likelihood; the likely ones with their shares. */
function weighNoises(design: Design, gaps: Float64Array, variances: Float64Array): FitPoint[] {
  const from = Math.max(0, design.y.length - NOISE_POSTS);
  const latest: Design = {
    ...design,
    y: design.y.subarray(from),
    columns: design.columns.map((column) => ({ ...column, values: column.values.subarray(from) })),
  };
  const latestGaps = gaps.slice(from);
  const candidates = NOISES.flatMap((noise) => {
    const whitened = whiten(latest, noise, latestGaps, variances.subarray(from));
    return PRIOR_VARIANCES.map((priorVariance) => ({
      noise,
      priorVariance,
      score: marginalLikelihood(latest, whitened, priorsOf(design, priorVariance, null)),
    }));
  }).sort((a, b) => b.score - a.score);
  const best = candidates[0]?.score ?? 0;
  const likely = candidates
    .slice(0, design.y.length >= ONE_POINT_FROM ? 1 : MOST_POINTS)
    .filter(({ score }) => score - best >= Math.log(LEAST_SHARE));
  const total = likely.reduce((sum, { score }) => sum + Math.exp(score - best), 0);
  return likely.map(({ noise, priorVariance, score }) => ({
    noise,
    priorVariance,
    weight: Math.exp(score - best) / total,
  }));
}

/** Logarithm of the restricted marginal likelihood, the noise variance at its best, without its constant. */
function marginalLikelihood(design: Design, whitened: Whitened, priors: Float64Array): number {
  const { stride, cross, logDeterminant } = whitened;
  const width = stride - 1;
  const { cholesky, right } = normalEquations(whitened, priors);
  const squares = (cross[width * stride + width] ?? 0) - dot(solveFor(cholesky, right), right);
  let logSystem = 0;
  for (let column = 0; column < width; column += 1) {
    logSystem += 2 * Math.log(cholesky.lower[column * width + column] ?? 1) + Math.log(priors[column] ?? 1);
  }
  const degrees = design.y.length - design.courses;
  return -0.5 * (logDeterminant + logSystem + degrees * Math.log(Math.max(squares, 1e-12)));
}

/** Variance of each post's own noise relative to a usual post's: 1, and more for outliers and small counts. */
function weighPosts(design: Design): Float64Array {
  const { y, counted } = design;
  const count = y.length;
  const independent = whiten(
    design,
    { share: 0, persistence: 0 },
    new Float64Array(count),
    new Float64Array(count).fill(1),
  );
  const { rows, stride } = independent;
  const width = stride - 1;
  const priors = priorsOf(design, PRIOR_VARIANCES[0] ?? 1, null);
  const { cholesky } = normalEquations(independent, priors);
  const pseudo = Float64Array.from(y);
  const residuals = new Float64Array(count);
  let spread = 0;
  for (let round = 0; round < 4; round += 1) {
    const right = new Float64Array(width);
    for (let index = 0; index < count; index += 1) {
      for (let column = 0; column < width; column += 1) {
        right[column] = (right[column] ?? 0) + (rows[index * stride + column] ?? 0) * (pseudo[index] ?? 0);
      }
    }
    const mean = solveFor(cholesky, right);
    for (let index = 0; index < count; index += 1) {
      let fitted = 0;
      for (let column = 0; column < width; column += 1)
        fitted += (rows[index * stride + column] ?? 0) * (mean[column] ?? 0);
      residuals[index] = (y[index] ?? 0) - fitted;
    }
    spread = (median(Array.from(residuals, Math.abs)) ?? 0) * 1.4826;
    if (spread === 0) break;
    for (let index = 0; index < count; index += 1) {
      const residual = residuals[index] ?? 0;
      const limit = HUBER * spread;
      pseudo[index] = (y[index] ?? 0) - residual + Math.max(-limit, Math.min(limit, residual));
    }
  }
  if (spread === 0) return new Float64Array(count).fill(1);
  return Float64Array.from(residuals, (residual, index) => {
    const beyond = Math.max(1, Math.abs(residual) / (HUBER * spread));
    // Interactions at the fitted rate, not the ones that came.
    const expected = Math.max(0, (counted[index] ?? 0) + 0.5) * Math.exp(-residual);
    return beyond ** 2 * (1 + 1 / ((expected + 0.5) * spread ** 2));
  });
}
