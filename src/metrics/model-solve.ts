import { addAt, itemAt, numberAt } from '../base/lists.ts';
import { finish, type Steps } from '../base/stats.ts';
import { DAY_MS } from '../base/time.ts';
import { decompose, dotProduct, invertDecomposed, multiply } from './linear-algebra.ts';
import type { Design } from './model-design.ts';

/**
 * How the noise of posts hangs together: a share of its variance is a slow level (an Ornstein–Uhlenbeck process, whose
 * correlation falls by `persistence` with each usual gap between posts), the rest is independent from post to post.
 */
export interface Noise {
  /** Share of the slow level in the variance, 0 to 1. 1 is a plain first-order autoregression. */
  readonly share: number;
  /** Correlation of the slow level one usual gap apart, 0 to 1. */
  readonly persistence: number;
}

const SHARES: readonly number[] = [0.35, 0.7, 1];
const PERSISTENCES: readonly number[] = [0.3, 0.6, 0.8, 0.9, 0.97];
/** Every noise that is weighed against the others; independent noise is one of them. */
export const NOISES: readonly Noise[] = [
  { share: 0, persistence: 0 },
  ...SHARES.flatMap((share) => PERSISTENCES.map((persistence) => ({ share, persistence }))),
];

/**
 * A gap counts as the root of how many usual gaps it is, from ½ to 2: some accounts change from post to post and some
 * from day to day, and neither a burst nor a holiday is to count in full.
 */
const MIN_GAP = 0.5;
const MAX_GAP = 2;

/**
 * Gives the gaps between posts by the usual (median) one; the first is 0.
 *
 * @param times milliseconds, ascending
 */
export function usualGaps(times: readonly number[]): Float64Array {
  const days = times.map((time, index) => (index === 0 ? 0 : (time - itemAt(times, index - 1)) / DAY_MS));
  const sorted = days.slice(1).sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? 1;
  return Float64Array.from(days, (gap, index) =>
    index === 0 ? 0 : usual > 0 ? Math.min(MAX_GAP, Math.max(MIN_GAP, Math.sqrt(gap / usual))) : 1,
  );
}

/** A filter that makes series with a given noise independent with variance 1. */
interface Whitener {
  /** Log determinant of the correlation. */
  readonly logDeterminant: number;
  /** One over the standard deviation of the last prediction error. */
  readonly lastScale: number;
  /** Whitens one series in time order; writes `out[index * stride + offset]`. */
  apply(series: Float64Array, out: Float64Array, stride: number, offset: number): void;
  /** Applies the transpose, in place, to one column of whitened rows. */
  applyTransposed(rows: Float64Array, stride: number, offset: number): void;
}

/**
 * Makes the whitener of a noise: the one-step prediction errors of a scalar Kalman filter over their standard deviation.
 * Applied to response and design alike, least squares on the result is generalised least squares.
 *
 * @param variances of the independent part relative to the others: above 1 for a post that is to weigh less
 * @source A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), ch. 3
 */
export function createWhitener(noise: Noise, gaps: Float64Array, variances: Float64Array): Whitener {
  const count = gaps.length;
  const decay = new Float64Array(count);
  const gain = new Float64Array(count);
  const scale = new Float64Array(count);
  let predicted = noise.share;
  let logDeterminant = 0;
  for (let index = 0; index < count; index += 1) {
    if (index > 0) {
      const kept = noise.share === 0 ? 0 : noise.persistence ** numberAt(gaps, index);
      decay[index] = kept;
      predicted = kept * kept * predicted * (1 - numberAt(gain, index - 1)) + noise.share * (1 - kept * kept);
    }
    // A slow level alone (share 1) still gives an outlier the room its weight asks for.
    const own = (1 - noise.share) * numberAt(variances, index) + noise.share * (numberAt(variances, index) - 1);
    const total = predicted + Math.max(own, 1e-9);
    gain[index] = predicted / total;
    scale[index] = 1 / Math.sqrt(total);
    logDeterminant += Math.log(total);
  }
  return {
    logDeterminant,
    lastScale: numberAt(scale, count - 1),
    apply(series, out, stride, offset) {
      let level = 0;
      for (let index = 0; index < count; index += 1) {
        level *= numberAt(decay, index);
        const error = numberAt(series, index) - level;
        out[index * stride + offset] = error * numberAt(scale, index);
        level += numberAt(gain, index) * error;
      }
    },
    applyTransposed(rows, stride, offset) {
      let later = 0;
      for (let index = count - 1; index >= 0; index -= 1) {
        const at = index * stride + offset;
        const error = numberAt(scale, index) * numberAt(rows, at) + numberAt(gain, index) * later;
        rows[at] = error;
        later = numberAt(decay, index) * (later - error);
      }
    },
  };
}

/** Design and response after whitening: row-major with the response last, and their cross products. */
export interface Whitened {
  readonly rows: Float64Array;
  readonly stride: number;
  /** Sums of products of two columns, the response last: a square of `stride` rows. */
  readonly cross: Float64Array;
  readonly logDeterminant: number;
}

/** Effects under one noise and one set of priors. */
export interface Solved {
  /** Posterior mean by column of the design. */
  readonly mean: Float64Array;
  /** Posterior covariance over the noise variance, a square of as many rows. */
  readonly covariance: Float64Array;
  /** Prior variances over the noise variance. */
  readonly priors: Float64Array;
  /** Variance of the noise of one post. */
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/** Posts beyond so many standard deviations weigh less. */
export const HUBER = 2.5;
/** What the weights leave of the variance of normal noise: the mean of min(z², 2.5²). */
const HUBER_VARIANCE_SHARE = 0.9775;

/** Whitens the columns and the response of a design under a noise. */
export function whiten(design: Design, noise: Noise, gaps: Float64Array, variances: Float64Array): Whitened {
  return finish(whitenInSteps(design, noise, gaps, variances));
}

/** Whitens as {@link whiten} does, in steps. */
export function* whitenInSteps(
  design: Design,
  noise: Noise,
  gaps: Float64Array,
  variances: Float64Array,
): Steps<Whitened> {
  const stride = design.columns.length + 1;
  const rows = new Float64Array(gaps.length * stride);
  const whitener = createWhitener(noise, gaps, variances);
  for (const [column, { values }] of design.columns.entries()) {
    whitener.apply(values, rows, stride, column);
    yield;
  }
  whitener.apply(design.y, rows, stride, stride - 1);
  return { rows, stride, cross: yield* crossProducts(rows, stride), logDeterminant: whitener.logDeterminant };
}

/** Posts whose products are summed in one step: up to about 5 ms. */
const ROWS_PER_STEP = 500;

/**
 * Sums the products of all pairs of columns. A plain loop: design columns are mostly 0, which a general
 * matrix product does not use, and this is nearly all the time a fit takes.
 */
function* crossProducts(rows: Float64Array, stride: number): Steps<Float64Array> {
  const cross = new Float64Array(stride * stride);
  for (let start = 0; start < rows.length; start += stride) {
    if (start % (stride * ROWS_PER_STEP) === 0) yield;
    for (let column = 0; column < stride; column += 1) {
      const value = numberAt(rows, start + column);
      if (value === 0) continue;
      const base = column * stride;
      for (let other = column; other < stride; other += 1) {
        addAt(cross, base + other, value * numberAt(rows, start + other));
      }
    }
  }
  for (let row = 0; row < stride; row += 1) {
    for (let column = 0; column < row; column += 1)
      cross[row * stride + column] = numberAt(cross, column * stride + row);
  }
  return cross;
}

/**
 * Decomposes the penalised normal equations, cross products and precisions of the priors ({@link decompose}); gives their
 * right side too.
 */
export function normalEquations(
  { stride, cross }: Whitened,
  priors: Float64Array,
): { decomposed: ReturnType<typeof decompose>; right: Float64Array } {
  const width = stride - 1;
  const system = new Float64Array(width * width);
  const right = new Float64Array(width);
  for (let row = 0; row < width; row += 1) {
    const base = row * stride;
    for (let column = 0; column < width; column += 1) system[row * width + column] = numberAt(cross, base + column);
    system[row * width + row] = numberAt(cross, base + row) + 1 / numberAt(priors, row);
    right[row] = numberAt(cross, base + width);
  }
  return { decomposed: decompose(system, width), right };
}

/** Solves penalised least squares for all effects, with the variance of the noise that is left. */
export function solve(whitened: Whitened, priors: Float64Array): Solved {
  const { rows, stride, cross } = whitened;
  const width = stride - 1;
  const { decomposed, right } = normalEquations(whitened, priors);
  const covariance = invertDecomposed(decomposed);
  const mean = multiply(covariance, right);
  const squares = numberAt(cross, cross.length - 1) - dotProduct(mean, right);
  let used = 0;
  for (let column = 0; column < width; column += 1) {
    used += 1 - numberAt(covariance, column * width + column) / numberAt(priors, column);
  }
  const degreesOfFreedom = Math.max(rows.length / stride - used, 2);
  const variance = Math.max(squares, 1e-12) / HUBER_VARIANCE_SHARE / degreesOfFreedom;
  return { mean, covariance, priors, variance, degreesOfFreedom };
}

/** The level and its course are as good as free. */
const FREE_PRIOR = 1e6;
/** The most an effect's own prior variance can be, relative to the noise. */
const MAX_LOCAL_VARIANCE = 100;
/** Effects that do not show are all but left out. */
export const TIGHT_PRIOR = 0.01;
/** The square of an effect over that of its error from which it shows. */
const SHOWS_FROM = 10;
/** Variance of pooled effects by which their measurements are weighed, and how many effects of 0 are added to them. */
const POOLED_PRIOR = 0.1;
const POOL_WEIGHT = 1;

/** Gives prior variances by column, relative to the noise: the common one, or the column's own where that is more. */
export function priorsOf(design: Design, common: number, local: Float64Array | null): Float64Array {
  const priors = new Float64Array(design.columns.length);
  design.columns.forEach(({ prior, scale }, index) => {
    priors[index] =
      prior === Number.POSITIVE_INFINITY ? FREE_PRIOR : Math.max(prior ?? common * scale, local?.[index] ?? 0);
  });
  return priors;
}

/**
 * Gives tight priors: free columns stay free, effects of more than about three standard errors keep the variance they
 * show, all others are all but left out.
 */
export function tightPriors(loose: Float64Array, solved: Solved): Float64Array {
  return loose.map((prior, index) => {
    if (prior === FREE_PRIOR) return prior;
    const { estimate, precision } = readAlone(solved, index);
    const strength = (estimate ** 2 / solved.variance) * precision;
    const shown = strength < SHOWS_FROM ? 0 : (strength - 1) / precision;
    return Math.min(prior, Math.max(TIGHT_PRIOR, shown));
  });
}

/**
 * Gives the variance an effect shows by itself where it is larger than its error; where a trait pools, the one its effects
 * show together, each weighed by how well it is measured. A pooled effect that shows by itself (more than about three
 * standard errors) keeps its own and is no part of the pool: a lone slot of the week is neither shrunk towards the others,
 * which would leave the rest of it to its part of the day, nor widens them.
 */
export function localVariances(design: Design, solved: Solved): Float64Array {
  const pools = new Map<string, { sum: number; weight: number }>();
  const own = Float64Array.from(design.columns, ({ prior, pool }, index) => {
    if (prior !== null) return 0;
    const { estimate, precision } = readAlone(solved, index);
    const square = estimate ** 2 / solved.variance;
    const shown = square - 1 / precision;
    if (pool === undefined || square * precision >= SHOWS_FROM) {
      return Math.min(MAX_LOCAL_VARIANCE, Math.max(0, shown));
    }
    const entry = pools.get(pool) ?? { sum: 0, weight: 0 };
    const weight = (precision / (precision + 1 / POOLED_PRIOR)) ** 2;
    pools.set(pool, { sum: entry.sum + weight * shown, weight: entry.weight + weight });
    return 0;
  });
  return own.map((variance, index) => {
    const { sum = 0, weight = 0 } = pools.get(design.columns[index]?.pool ?? '') ?? {};
    return Math.max(variance, sum / (weight + POOL_WEIGHT));
  });
}

/** Reads one effect with its own prior taken out, and its precision over the noise. */
function readAlone(solved: Solved, column: number): { estimate: number; precision: number } {
  const posterior = numberAt(solved.covariance, column * solved.mean.length + column);
  const precision = Math.max(1 / posterior - 1 / numberAt(solved.priors, column), 1e-9);
  return { estimate: numberAt(solved.mean, column) / posterior / precision, precision };
}
