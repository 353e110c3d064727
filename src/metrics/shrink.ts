import { benjaminiHochberg, studentHalfWidth, studentTwoSidedP } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';

/** What a comparison can conclude. */
export type LiftVerdict = 'helps' | 'hurts' | 'no_evidence' | 'too_few';

/** A measured difference of log engagement. */
export interface Effect {
  readonly difference: number;
  /** Square of the standard error. */
  readonly variance: number;
  readonly degreesOfFreedom: number;
  /** Posts behind it. */
  readonly n: number;
  /** What not knowing the level it was taken from adds to the interval. @default 0 */
  readonly levelVariance?: number | undefined;
}

/** Standard deviation of true effects on log engagement before anything was seen: two in three within ±35 %. */
export const PRIOR_SD = 0.3;
/** How many well-measured effects the prior weighs against those of the account. */
const PRIOR_WEIGHT = 4;
const INTERVAL_LEVEL = 0.8;
/** Largest p-value of a finding by itself, and after Benjamini–Hochberg over all rows judged together. */
const SIGNIFICANCE = 0.05;
const FALSE_DISCOVERY_RATE = 0.2;

/**
 * Variance of the true effects: the mean of (difference² − its error variance) over the account's own effects, each
 * weighed by how well it was measured, together with the prior (0.3², weight 4). Never below a hundredth of the prior.
 */
export function effectVariance(effects: readonly Pick<Effect, 'difference' | 'variance'>[]): number {
  const prior = PRIOR_SD ** 2;
  let weight = PRIOR_WEIGHT;
  let sum = PRIOR_WEIGHT * prior;
  for (const { difference, variance } of effects) {
    const share = (prior / (prior + variance)) ** 2;
    weight += share;
    sum += share * (difference ** 2 - variance);
  }
  return Math.max(sum / weight, prior / 100);
}

/**
 * Effects as ratios: shrunk towards no effect, with an 80 % interval, tested together.
 *
 * Shrinkage (normal–normal): w = τ² / (τ² + variance), value = exp(w × difference), interval = exp(w × difference ± t ×
 * √(w × variance + w² × levelVariance)). Verdict `helps` or `hurts` when three things agree: the unshrunk difference has
 * p ≤ 0.05 by itself and ≤ 0.2 after Benjamini–Hochberg across all effects given (of many such findings about one in
 * five at most is expected to be chance), and the interval leaves out 1; else `no_evidence`.
 *
 * @source normal–normal shrinkage, 80 % interval, Benjamini–Hochberg: docs/analytics.md (2026-11-22)
 */
export function estimateLifts(
  effects: readonly Effect[],
  labels: { readonly method: string; readonly basis: string },
): Estimate[] {
  const tau2 = effectVariance(effects);
  const pValues = effects.map(({ difference, variance, degreesOfFreedom }) =>
    studentTwoSidedP(difference / Math.sqrt(variance), degreesOfFreedom),
  );
  const adjusted = benjaminiHochberg(pValues);
  return effects.map((effect, index) => {
    const weight = tau2 / (tau2 + effect.variance);
    const centre = weight * effect.difference;
    const half =
      studentHalfWidth(INTERVAL_LEVEL, effect.degreesOfFreedom) *
      Math.sqrt(weight * effect.variance + weight ** 2 * (effect.levelVariance ?? 0));
    const stands = (pValues[index] ?? 1) <= SIGNIFICANCE && (adjusted[index] ?? 1) <= FALSE_DISCOVERY_RATE;
    const found = stands && Math.abs(centre) > half;
    const verdict: LiftVerdict = found ? (centre > 0 ? 'helps' : 'hurts') : 'no_evidence';
    return {
      value: Math.exp(centre),
      n: effect.n,
      interval: [Math.exp(centre - half), Math.exp(centre + half)],
      ...labels,
      verdict,
    };
  });
}

/** What stands in place of a figure when there is too little to say anything. */
export function tooFew(n: number, labels: { readonly method: string; readonly basis: string }): Estimate {
  return { value: null, n, interval: null, ...labels, verdict: 'too_few' satisfies LiftVerdict };
}
