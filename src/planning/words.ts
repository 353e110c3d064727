import { roundTo } from '../base/sums.ts';
import type { Estimate } from '../documents/shapes.ts';

/**
 * A ratio in words, with its uncertainty.
 *
 * @example
 * describeLift({ value: 1.6, n: 12, interval: [1.2, 2.1], method: '', basis: 'reach' });
 * //=> '60 % above the other posts (80 % interval 20 % to 110 %, 12 posts)'
 */
export function describeLift({ value, interval, n }: Estimate): string {
  if (value === null) return `too few posts to say (${String(n)})`;
  const percent = roundTo((value - 1) * 100, 0);
  const size = percent === 0 ? 'level with' : `${String(Math.abs(percent))} % ${percent > 0 ? 'above' : 'below'}`;
  return `${size} the other posts (${interval === null ? '' : `80 % interval ${span(interval)}, `}${String(n)} posts)`;
}

function span([low, high]: readonly [number, number]): string {
  return `${String(roundTo((low - 1) * 100, 0))} % to ${String(roundTo((high - 1) * 100, 0))} %`;
}
