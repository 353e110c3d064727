import { finish, type Steps } from '../base/steps.ts';
import type { Design } from './model-design.ts';
import { weighNoises, type FitPoint } from './model-likelihood.ts';
import { usualGaps, type Noise } from './model-noise.ts';
import { localVariances, priorsOf, tightPriors } from './model-priors.ts';
import { weighPosts } from './model-robust.ts';
import { solve, whitenInSteps, type Solved, type Whitened } from './model-solve.ts';

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
  const points: FittedPoint[] = [];
  for (const point of kept ?? (yield* weighNoises(design, gaps, variances))) {
    yield;
    const whitened = yield* whitenInSteps(design, point.noise, gaps, variances);
    yield;
    const first = solve(whitened, priorsOf(design, point.priorVariance, null));
    yield;
    const joint = solve(whitened, priorsOf(design, point.priorVariance, localVariances(design, first)));
    yield;
    points.push({ ...point, whitened, joint, sparse: solve(whitened, tightPriors(joint.priors, joint)) });
  }
  const average = (of: (point: FittedPoint) => number): number =>
    points.reduce((sum, point) => sum + point.weight * of(point), 0);
  return {
    design,
    points,
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
