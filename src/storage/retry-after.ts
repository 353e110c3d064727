import { SECOND_MS } from '../base/time.ts';

/**
 * A `Retry-After` header as a wait in milliseconds: seconds or an HTTP date. `null` when absent or unreadable.
 *
 * @example
 * readRetryAfter('2', 0); //=> 2000
 */
export function readRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d+(?:\.\d+)?$/.test(header.trim())) return Math.round(Number(header) * SECOND_MS);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
