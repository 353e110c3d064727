import { mapInSteps, type Steps } from '../base/steps.ts';
import type { Design } from './model-design.ts';
import { NOISES, type Noise } from './model-noise.ts';
import { priorsOf } from './model-priors.ts';
import { normalEquations, whiten, type Whitened } from './model-solve.ts';

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
const LEAST_SHARE = 0.05;
const MOST_POINTS = 8;
const ONE_POINT_FROM = 2_000;
/** How many of the likeliest points an earlier look is fitted under. */
const LOOK_POINTS = 3;

/**
 * Weighs noises and common prior variances by their marginal likelihood on the latest 400 posts (REML: the level and its
 * course are free); gives the likely ones with their shares, likeliest first.
 */
export function* weighNoises(design: Design, gaps: Float64Array, variances: Float64Array): Steps<FitPoint[]> {
  const from = Math.max(0, design.y.length - NOISE_POSTS);
  const latest: Design = {
    ...design,
    y: design.y.subarray(from),
    columns: design.columns.map((column) => ({ ...column, values: column.values.subarray(from) })),
  };
  const latestGaps = gaps.slice(from);
  const weighed = yield* mapInSteps(NOISES, 1, (noise) => {
    const whitened = whiten(latest, noise, latestGaps, variances.subarray(from));
    return PRIOR_VARIANCES.map((priorVariance) => ({
      noise,
      priorVariance,
      score:
        marginalLikelihood(latest, whitened, priorsOf(design, priorVariance, null)) +
        (noise.share === 0 ? Math.log(INDEPENDENT_COUNTS_FOR) : 0),
    }));
  });
  const candidates = weighed.flat().sort((a, b) => b.score - a.score);
  const best = candidates[0]?.score ?? 0;
  return share(
    candidates
      .slice(0, design.y.length >= ONE_POINT_FROM ? 1 : MOST_POINTS)
      .filter(({ score }) => score - best >= Math.log(LEAST_SHARE))
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

/** Logarithm of the restricted marginal likelihood, the noise variance at its best, without its constant. */
function marginalLikelihood(design: Design, whitened: Whitened, priors: Float64Array): number {
  const { stride, cross, logDeterminant } = whitened;
  const width = stride - 1;
  const { cholesky, right } = normalEquations(whitened, priors);
  const squares = cross.get(width, width) - cholesky.solve(right).dot(right);
  const lower = cholesky.lowerTriangularMatrix;
  let logSystem = 0;
  for (let column = 0; column < width; column += 1) {
    logSystem += 2 * Math.log(lower.get(column, column)) + Math.log(priors[column] ?? 1);
  }
  const degrees = design.y.length - design.courses;
  return -0.5 * (logDeterminant + logSystem + degrees * Math.log(Math.max(squares, 1e-12)));
}
