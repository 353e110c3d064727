import { MINUTE_MS, toTimestamp } from '../base/time.ts';

const FORM =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(?:Z|UTC|([+-])(\d{2}):?(\d{2}))?)?$/i;

/**
 * A date, or a date and time with or without an offset, as a timestamp; without an offset it is UTC. `null` for other
 * forms and for times that do not exist, which `Date` would move to another day.
 *
 * @example
 * parseUtcTime('2025-08-23 21:00:33'); //=> '2025-08-23T21:00:33Z'
 * parseUtcTime('2025-02-30'); //=> null
 */
export function parseUtcTime(text: string): string | null {
  const match = FORM.exec(text.trim());
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exists =
    time.getUTCFullYear() === year &&
    time.getUTCMonth() === month - 1 &&
    time.getUTCDate() === day &&
    time.getUTCHours() === hour &&
    time.getUTCMinutes() === minute &&
    time.getUTCSeconds() === second;
  if (!exists) return null;
  if (part(8) > 14 || part(9) > 59) return null;
  const offset = (part(8) * 60 + part(9)) * MINUTE_MS;
  return toTimestamp(time.getTime() + (match[7] === '-' ? offset : -offset));
}
