import { errorFunction, mean as meanOf, probit, quantileSorted } from 'simple-statistics';

import { itemAt } from './lists.ts';

/**
 * Gives an ascending copy. Every statistic here works on it, so that the order of the input cannot move even the last
 * bit of a floating-point sum.
 */
export function sortAscending(values: readonly number[]): number[] {
  // Typed arrays sort by number without a comparator, several times faster.
  return Array.from(Float64Array.from(values).sort());
}

/**
 * Computes the arithmetic mean; `null` of nothing.
 *
 * @example
 * mean([1, 2, 6]); //=> 3
 */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : meanOf(sortAscending(values));
}

/**
 * Computes a quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the default of
 * R and numpy).
 *
 * @param p from 0 to 1
 * @example
 * quantile([1, 2, 3, 4], 0.5); //=> 2.5
 */
export function quantile(values: readonly number[], p: number): number | null {
  return values.length === 0 ? null : quantileSorted(sortAscending(values), p);
}

/**
 * Computes the middle value; the mean of the two middle ones for an even number. `null` of nothing.
 *
 * @example
 * median([3, 1, 10]); //=> 3
 */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}

/**
 * Computes the {@link median} of sorted values without one of them: what all the others have in the middle, at no
 * sorting of its own.
 *
 * @param value one of the values; `null` to leave none out
 * @example
 * medianWithout([1, 2, 3, 10], 10); //=> 2
 */
export function medianWithout(sorted: readonly number[], value: number | null): number | null {
  const left = value === null ? sorted.length : lowerBound(sorted, value);
  const count = left === sorted.length ? sorted.length : sorted.length - 1;
  const at = (index: number): number => itemAt(sorted, index < left ? index : index + 1);
  if (count === 0) return null;
  const middle = (count - 1) / 2;
  return at(Math.floor(middle)) + (middle % 1) * (at(Math.ceil(middle)) - at(Math.floor(middle)));
}

/**
 * Computes the distribution-free interval of a median: the two order statistics, equally far from both ends and as near
 * to the middle as they can be, between which the true median lies with at least the given probability (binomial, p =
 * ½). `null` when even the smallest and the largest value do not reach the level: below 4 values for 0.8.
 *
 * @param level from 0 to 1
 * @example
 * medianInterval([5, 1, 4, 2, 3], 0.8); //=> [1, 5]
 */
export function medianInterval(values: readonly number[], level: number): [number, number] | null {
  const sorted = sortAscending(values);
  const count = sorted.length;
  let lowest: number | null = null;
  // Chance that fewer than `rank` + 1 values lie under the median; in logarithms, since 2^-n underflows beyond n = 1074.
  let logTerm = -count * Math.LN2;
  let tail = 0;
  for (let rank = 0; rank < Math.floor(count / 2); rank += 1) {
    tail += Math.exp(logTerm);
    if (1 - 2 * tail < level) break;
    lowest = rank;
    logTerm += Math.log((count - rank) / (rank + 1));
  }
  if (lowest === null) return null;
  return [itemAt(sorted, lowest), itemAt(sorted, count - 1 - lowest)];
}

/**
 * Computes the two-sided probability of a Student t at least this far from 0, by Wallace's normal approximation (1959;
 * within 0.001 from 5 degrees of freedom on).
 */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  const df = degreesOfFreedom;
  const z = Math.sqrt(df * Math.log1p((t * t) / df)) * ((8 * df + 1) / (8 * df + 3));
  return 1 - errorFunction(z / Math.SQRT2);
}

/**
 * Computes the half-width, in standard errors, of a central Student interval: the inverse of {@link studentTwoSidedP}.
 *
 * @param level from 0 to 1: 0.8 for an 80 % interval
 */
export function studentHalfWidth(level: number, degreesOfFreedom: number): number {
  const df = degreesOfFreedom;
  const z = probit(0.5 + level / 2) * ((8 * df + 3) / (8 * df + 1));
  return Math.sqrt(df * Math.expm1((z * z) / df));
}

/**
 * Tells how many values of an ascending list are under the given one.
 *
 * @example
 * lowerBound([1, 2, 2, 5], 2); //=> 1
 */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (itemAt(sorted, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Long work in steps: between two of them whoever runs it may do something else. `return` of the generator is the result.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Maps a list in steps of `size` items. */
export function* mapInSteps<T, R>(items: readonly T[], size: number, map: (item: T, index: number) => R): Steps<R[]> {
  const mapped: R[] = [];
  for (const [index, item] of items.entries()) {
    mapped.push(map(item, index));
    if ((index + 1) % size === 0) yield;
  }
  return mapped;
}

/** Runs work in steps to its end at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
