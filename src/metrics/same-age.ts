import { median, medianInterval } from '../base/stats.ts';
import type { Estimate } from '../documents/estimate.ts';
import { collectSeries, valueAtAge, type GrowingMeasure, type TimedPost } from './post-series.ts';

/** Fewest other posts whose value at the same age is known. */
const LEAST_POSTS = 5;
const METHOD = 'ratio to the median of the other posts of the same product type at the same age, 80 % interval';

/**
 * A post against the account's median at the same age: 2 is twice what its posts usually have by then.
 *
 * The age is that of the post's latest reading; the other posts of its product type are read or interpolated at that
 * age. The interval comes from that of the median. Under 5 other posts, or a median of 0: `too_few` and no number.
 *
 * @source the last video against the own median at the same age: docs/analytics.md (2026-11-22)
 */
export function compareAtSameAge(
  mediaId: string,
  timed: readonly TimedPost[],
  measure: GrowingMeasure = 'views',
): Estimate {
  const series = collectSeries(timed, measure);
  const own = series.find((post) => post.mediaId === mediaId);
  const latest = own?.readings.at(-1);
  const others =
    own === undefined || latest === undefined
      ? []
      : series
          .filter((post) => post.mediaId !== mediaId && post.productType === own.productType)
          .flatMap((post) => valueAtAge(post.readings, latest.ageHours) ?? []);
  const shared = { n: others.length, method: METHOD, basis: `${measure}_at_same_age` };
  const typical = median(others);
  if (latest === undefined || others.length < LEAST_POSTS || typical === null || typical === 0) {
    return { value: null, interval: null, ...shared, verdict: 'too_few' };
  }
  const [low, high] = medianInterval(others, 0.8) ?? [0, 0];
  return {
    value: latest.value / typical,
    interval: low > 0 ? [latest.value / high, latest.value / low] : null,
    ...shared,
  };
}
