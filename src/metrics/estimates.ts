import { median, medianInterval } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';

/** Fewest values for a median to be given. */
const LEAST_VALUES = 5;
const MEDIAN_METHOD = 'median, order-statistic interval, 80 %';

/**
 * Estimates a median with an interval in which the true one lies with at least 80 % probability, whatever the
 * distribution; `too_few` and no number under 5 values.
 */
export function estimateMedian(values: readonly number[], basis: string): Estimate {
  const labels = { method: MEDIAN_METHOD, basis };
  if (values.length < LEAST_VALUES) return tooFew(values.length, labels);
  return { value: median(values), n: values.length, interval: medianInterval(values, 0.8), ...labels };
}

/** Gives what replaces a figure when there is too little to say anything: no value, no interval, `too_few`. */
export function tooFew(n: number, labels: { readonly method: string; readonly basis: string }): Estimate {
  return { value: null, n, interval: null, ...labels, verdict: 'too_few' };
}
