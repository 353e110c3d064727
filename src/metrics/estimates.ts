import { itemAt } from '../base/lists.ts';
import { median, medianInterval, studentHalfWidth, studentTwoSidedP } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { LogEffect } from './model-contrasts.ts';

/** Fewest values for a median to be given. */
const MIN_VALUES = 5;
const MEDIAN_METHOD = 'median, order-statistic interval, 80 %';

/**
 * Estimates a median with an interval in which the true one lies with at least 80 % probability, whatever the
 * distribution; `too_few` and no number under 5 values.
 */
export function estimateMedian(values: readonly number[], basis: string): Estimate {
  const labels = { method: MEDIAN_METHOD, basis };
  if (values.length < MIN_VALUES) return tooFew(values.length, labels);
  return { value: median(values), n: values.length, interval: medianInterval(values, 0.8), ...labels };
}

/** Gives what replaces a figure when there is too little to say anything: no value, no interval, `too_few`. */
export function tooFew(n: number, labels: { readonly method: string; readonly basis: string }): Estimate {
  return { value: null, n, interval: null, ...labels, verdict: 'too_few' };
}

/** The family after some of the posts: by hypothesis key, its adjusted p-value and the sign of its effect. */
export type Look = ReadonlyMap<string, { readonly adjusted: number; readonly sign: number }>;

/** Computes the two-sided p-value of an effect of 0. */
export function pValueOf({ estimate, variance, degreesOfFreedom }: LogEffect): number {
  return studentTwoSidedP(estimate / Math.sqrt(variance), degreesOfFreedom);
}

/** One hypothesis of the family. */
export interface Hypothesis {
  /** Two-sided. */
  readonly p: number;
  /** How much of the error it may use against the others. */
  readonly weight: number;
  /** Share of its weight that the direction its effect has may use, 0 to 1. @default 0.5 */
  readonly share?: number;
  /** Hypotheses of one group, such as the levels of one trait, count for one finding together; `null` for none. */
  readonly group: string | null;
}

/**
 * Adjusts p-values of weighted hypotheses by Benjamini and Hochberg: calling everything at or under q a finding keeps
 * the expected share of false findings at or under q. A hypothesis of weight ½ needs a p-value half as large; its two
 * directions are one-sided hypotheses that share its weight. Findings are counted by group, since one effect shows in all
 * levels of its trait; fewer counted keep the rate.
 *
 * @source C. Genovese, K. Roeder and L. Wasserman, Biometrika 93 (2006)
 */
export function adjustPValues(family: readonly Hypothesis[]): number[] {
  const total = family.reduce((sum, { weight }) => sum + weight, 0);
  const ranked = family
    .map(({ p, weight, share = 0.5, group }, index) => ({ p: ((p / 2) * total) / (weight * share), group, index }))
    .sort((a, b) => a.p - b.p);
  const groups = new Set<string>();
  const ratios = ranked.map(({ p, group }) => {
    if (group !== null) groups.add(group);
    return p / Math.max(1, groups.size);
  });
  const adjusted = new Array<number>(family.length).fill(1);
  let least = 1;
  for (let position = ranked.length - 1; position >= 0; position -= 1) {
    least = Math.min(least, itemAt(ratios, position));
    adjusted[itemAt(ranked, position).index] = least;
  }
  return adjusted;
}

/** What is believed of an effect after all effects of its kind were seen. */
export interface ShrunkEffect {
  readonly mean: number;
  readonly sd: number;
}

/** Standard deviations of the parts true effects are a mixture of, on the logarithm; the first is no effect. */
const MIXTURE: readonly number[] = [0, 0.1, 0.2, 0.4, 0.8];
/** How many effects the mixture before anything is seen weighs like. */
const MIXTURE_PRIOR: readonly number[] = [3, 1, 1, 1, 0.5];
const ROUNDS = 50;

/**
 * Shrinks effects towards none, all by the one mixture of normal distributions that explains them best (empirical
 * Bayes, by expectation–maximisation). Small effects are drawn in by the many that do nothing; a lone large one belongs
 * to the widest part of the mixture and keeps its size.
 *
 * @source M. Stephens, False discovery rates: a new deal, Biostatistics 18 (2017)
 */
export function shrinkEffects(effects: readonly LogEffect[]): ShrunkEffect[] {
  const likelihoods = effects.map(({ estimate, variance }) => {
    const logs = MIXTURE.map((sd) => {
      const total = variance + sd ** 2;
      return -0.5 * (Math.log(total) + estimate ** 2 / total);
    });
    const most = Math.max(...logs);
    return logs.map((log) => Math.exp(log - most));
  });
  const priorTotal = MIXTURE_PRIOR.reduce((sum, weight) => sum + weight, 0);
  let shares = MIXTURE_PRIOR.map((weight) => weight / priorTotal);
  const membership = (likelihood: readonly number[]): number[] => {
    const joint = likelihood.map((value, part) => value * itemAt(shares, part));
    const total = joint.reduce((sum, value) => sum + value, 0);
    return joint.map((value) => value / total);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const sums = [...MIXTURE_PRIOR];
    for (const likelihood of likelihoods) {
      membership(likelihood).forEach((share, part) => {
        sums[part] = itemAt(sums, part) + share;
      });
    }
    shares = sums.map((sum) => sum / (priorTotal + effects.length));
  }
  return effects.map(({ estimate, variance }, index) => {
    const parts = membership(itemAt(likelihoods, index)).map((share, part) => {
      const kept = itemAt(MIXTURE, part) ** 2 / (itemAt(MIXTURE, part) ** 2 + variance);
      return { share, mean: kept * estimate, variance: kept * variance };
    });
    const mean = parts.reduce((sum, part) => sum + part.share * part.mean, 0);
    const second = parts.reduce((sum, part) => sum + part.share * (part.variance + part.mean ** 2), 0);
    return { mean, sd: Math.sqrt(Math.max(0, second - mean ** 2)) };
  });
}

/**
 * A finding appears at this adjusted p-value and stays up to the other. One hundredth under a rate of 10 %, since several
 * looks give chance more than one turn.
 */
const APPEARS_AT = 0.09;
const STAYS_AT = 0.25;

/**
 * Replays which hypotheses were findings after each collection of posts, oldest first: one appears at an adjusted
 * p-value of 0.09 (for a false discovery rate of 10 %) and is given up above 0.25, so that a single post rarely changes
 * what is said.
 *
 * @returns the findings at the last look, with whether they were none at the first
 */
export function replayFindings(looks: readonly Look[]): Map<string, { readonly isNew: boolean }> {
  const found = new Map<string, { sign: number; isNew: boolean }>();
  looks.forEach((look, index) => {
    for (const [key, finding] of found) {
      const now = look.get(key);
      if (now?.sign !== finding.sign || now.adjusted > STAYS_AT) found.delete(key);
    }
    for (const [key, { adjusted, sign }] of look) {
      if (!found.has(key) && adjusted <= APPEARS_AT) found.set(key, { sign, isNew: index > 0 });
    }
  });
  return new Map([...found].map(([key, { isNew }]) => [key, { isNew }]));
}

/** What a comparison can conclude. */
export type LiftVerdict = 'helps' | 'hurts' | 'no_evidence' | 'too_few';

/** How sure the interval of an effect is. */
const INTERVAL_LEVEL = 0.8;

/** Makes a ratio of an effect on the logarithmic scale: the shrunk value, kept inside the interval before shrinking. */
export function describeLift(
  effect: LogEffect,
  shrunk: number,
  n: number,
  found: boolean,
  labels: { readonly method: string; readonly basis: string },
): Estimate {
  const half = studentHalfWidth(INTERVAL_LEVEL, effect.degreesOfFreedom) * Math.sqrt(effect.variance);
  const [low, high] = [effect.estimate - half, effect.estimate + half];
  const verdict: LiftVerdict = found ? (effect.estimate > 0 ? 'helps' : 'hurts') : 'no_evidence';
  return {
    value: Math.exp(Math.min(high, Math.max(low, shrunk))),
    n,
    interval: [Math.exp(low), Math.exp(high)],
    ...labels,
    verdict,
  };
}
