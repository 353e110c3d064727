import { mean } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';
import { tooFew } from './estimates.ts';
import { pValueOf } from './model-inference.ts';
import { describeTrend } from './model-trends.ts';

/** Fewest posts on either side. */
const LEAST_POSTS = 5;
const METHOD = 'ratio of geometric means of new and earlier posts, Welch, 80 % interval, test at 5 %';

/**
 * Compares later posts with earlier ones by one measure on the natural logarithm: the ratio of the geometric means with
 * its 80 % interval; verdict `rising` or `falling` (Welch's test at 5 %), `no_evidence`, or `too_few` and no value under 5
 * posts on either side or where no post differs from another. `n` counts the later posts.
 */
export function compareLogGroups(later: readonly number[], earlier: readonly number[], basis: string): Estimate {
  const labels = { method: METHOD, basis };
  if (later.length < LEAST_POSTS || earlier.length < LEAST_POSTS) return tooFew(later.length, labels);
  const [after, before] = [describeGroup(later), describeGroup(earlier)];
  const variance = after.error + before.error;
  if (variance === 0) return tooFew(later.length, labels);
  const degrees = variance ** 2 / (after.error ** 2 / (after.n - 1) + before.error ** 2 / (before.n - 1));
  const effect = { estimate: after.mean - before.mean, variance, degreesOfFreedom: degrees };
  return { ...describeTrend(effect, pValueOf(effect) < 0.05, { n: after.n, basis }), ...labels };
}

function describeGroup(values: readonly number[]): {
  readonly n: number;
  readonly mean: number;
  readonly error: number;
} {
  const n = values.length;
  const average = mean(values) ?? 0;
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return { n, mean: average, error: squares / (n - 1) / n };
}
