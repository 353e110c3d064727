import { addAt, numberAt } from '../base/lists.ts';
import { median, type Steps } from '../base/stats.ts';
import { solveDecomposed } from './linear-algebra.ts';
import type { Design } from './model-design.ts';
import {
  HUBER,
  localVariances,
  normalEquations,
  priorsOf,
  solve,
  type Whitened,
  whitenInSteps,
} from './model-solve.ts';

/** Prior variance of effects while outliers are looked for. */
const PRIOR_VARIANCE = 0.08;
const ROUNDS = 4;
/** Standard deviations of normal noise in a median deviation. */
const NORMAL_SPREAD = 1.4826;
/** Most posts alike to one in a hundred have no spread that the others, or counts, could be weighed by. */
const MIN_SPREAD = 0.01;

/**
 * Gives the variance of each post's own noise relative to a usual post's: 1, and more for outliers and small counts.
 *
 * A fit with Huber's pseudo-values finds posts more than 2.5 standard deviations off (median deviation, corrected for the
 * degrees of freedom the fit used); their variance is raised by the square of how far beyond they are, so that a viral
 * post moves an effect the less the more viral it is. Posts with few interactions get the variance counting alone gives
 * them on top (1 / expected interactions). All are 1 where most posts are alike.
 */
export function* weighPosts(design: Design): Steps<Float64Array> {
  const { y, counted } = design;
  const count = y.length;
  const usual = new Float64Array(count).fill(1);
  const independent = yield* whitenInSteps(design, { share: 0, persistence: 0 }, new Float64Array(count), usual);
  yield;
  const first = solve(independent, priorsOf(design, PRIOR_VARIANCE, null));
  const priors = priorsOf(design, PRIOR_VARIANCE, localVariances(design, first));
  const { decomposed } = normalEquations(independent, priors);
  const correction = Math.sqrt(count / Math.max(first.degreesOfFreedom, count / 4));
  let pseudo: Float64Array = y;
  let residuals: Float64Array = usual;
  let spread = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    yield;
    const mean = solveDecomposed(decomposed, rightSide(independent, pseudo), independent.stride - 1);
    residuals = residualsOf(independent, mean);
    spread = (median(Array.from(residuals, Math.abs)) ?? 0) * NORMAL_SPREAD * correction;
    if (spread < MIN_SPREAD) return usual;
    const limit = HUBER * spread;
    pseudo = residuals.map((residual, index) => {
      return numberAt(y, index) - residual + Math.max(-limit, Math.min(limit, residual));
    });
  }
  return residuals.map((residual, index) => {
    const beyond = Math.max(1, Math.abs(residual) / (HUBER * spread));
    // Interactions at the fitted rate, not the ones that came.
    const expected = Math.max(0, numberAt(counted, index) + 0.5) * Math.exp(-residual);
    return beyond ** 2 * (1 + 1 / ((expected + 0.5) * spread ** 2));
  });
}

function rightSide({ rows, stride }: Whitened, response: Float64Array): Float64Array {
  const right = new Float64Array(stride - 1);
  for (let index = 0; index < response.length; index += 1) {
    const value = numberAt(response, index);
    for (let column = 0; column < right.length; column += 1) {
      addAt(right, column, numberAt(rows, index * stride + column) * value);
    }
  }
  return right;
}

/** Computes the response of each row less what the effects explain. */
function residualsOf({ rows, stride }: Whitened, mean: Float64Array): Float64Array {
  const residuals = new Float64Array(rows.length / stride);
  for (let index = 0; index < residuals.length; index += 1) {
    const start = index * stride;
    let left = numberAt(rows, start + stride - 1);
    for (let column = 0; column < mean.length; column += 1)
      left -= numberAt(rows, start + column) * numberAt(mean, column);
    residuals[index] = left;
  }
  return residuals;
}
