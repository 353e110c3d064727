import { mean as meanOf, quantileSorted } from 'simple-statistics';

/**
 * Ascending copy. Every statistic here works on it, so that the order of the input cannot move even the last bit of a
 * floating-point sum.
 */
export function sortAscending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * Arithmetic mean; `null` of nothing.
 *
 * @example
 * mean([1, 2, 6]); //=> 3
 */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : meanOf(sortAscending(values));
}

/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the default of R and numpy).
 *
 * @param p from 0 to 1
 * @example
 * quantile([1, 2, 3, 4], 0.5); //=> 2.5
 */
export function quantile(values: readonly number[], p: number): number | null {
  return values.length === 0 ? null : quantileSorted(sortAscending(values), p);
}

/**
 * Middle value; the mean of the two middle ones for an even number. `null` of nothing.
 *
 * @example
 * median([3, 1, 10]); //=> 3
 */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}
