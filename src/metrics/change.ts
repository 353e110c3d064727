import { percentOf } from '../base/sums.ts';

/** A figure before and after. Every derived number is `null` when one of the two is unknown. */
export interface Change {
  before: number | null;
  after: number | null;
  change: number | null;
  /** Percent of the value before; `null` when that was 0. */
  change_percent: number | null;
  hours: number | null;
  /** Velocity: change per hour; `null` when no time passed. */
  per_hour: number | null;
}

/**
 * The change between two readings and its velocity over the hours between them.
 *
 * @example
 * measureChange(50, 60, 5).per_hour; //=> 2
 */
export function measureChange(before: number | null, after: number | null, hours: number | null): Change {
  const change = before === null || after === null ? null : after - before;
  return {
    before,
    after,
    change,
    change_percent: percentOf(change, before),
    hours,
    per_hour: change === null || hours === null || hours === 0 ? null : change / hours,
  };
}
