import { median, medianInterval } from '../base/stats.ts';
import type { Estimate } from '../documents/estimate.ts';

/** Fewest values for a median to be given. */
const LEAST_VALUES = 5;
const METHOD = 'median, order-statistic interval, 80 %';

/**
 * The median of a few values with an interval in which the true median lies with at least 80 % probability, whatever
 * the distribution; `too_few` and no number under 5 values.
 */
export function estimateMedian(values: readonly number[], basis: string): Estimate {
  const shared = { n: values.length, method: METHOD, basis };
  if (values.length < LEAST_VALUES) return { value: null, interval: null, ...shared, verdict: 'too_few' };
  return { value: median(values), interval: medianInterval(values, 0.8), ...shared };
}
