import type { Design } from './model-design.ts';
import type { Solved } from './model-solve.ts';

/** The level and its course are as good as free. */
const FREE_PRIOR = 1e6;
/** The most an effect's own prior variance can be, relative to the noise. */
const MOST_LOCAL = 100;
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
      return Math.min(MOST_LOCAL, Math.max(0, shown));
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
  const posterior = solved.covariance[column * solved.mean.length + column] ?? 0;
  const precision = Math.max(1 / posterior - 1 / (solved.priors[column] ?? 1), 1e-9);
  return { estimate: (solved.mean[column] ?? 0) / posterior / precision, precision };
}
