import type { AccountMetricSource, BreakdownRow } from '../dataset/account-insights-source.ts';
import { pacificDays } from '../pacific-days.ts';

const DAY_S = 86_400;
const HOUR_S = 3_600;
/** Share of the daily sum that is left when people are counted once. */
const UNIQUE_SHARE = 0.7;
const DAYS_OF: Readonly<Record<string, number>> = { day: 1, week: 7, days_28: 28 };
const UNIQUE: readonly string[] = ['reach', 'accounts_engaged'];

/** A window in unix seconds, its end excluded. */
export interface Window {
  readonly since: number;
  readonly until: number;
}

/** The figure for a whole window; `null` when the source has none for a window like this. */
export function totalOf(name: string, source: AccountMetricSource, period: string, window: Window): number | null {
  if (source.daily === undefined) return fixedTotal(source, period, window);
  const days = DAYS_OF[period] ?? 1;
  const start = period === 'day' ? window.since : window.until - days * DAY_S;
  return sumDays(name, source.daily, { since: start, until: window.until });
}

/** The figure of the day, or of the 7 or 28 days that end with it, as a point of a series. */
export function pointOf(name: string, source: AccountMetricSource, period: string, start: number): number | null {
  if (source.daily === undefined) return fixedFor(source, period);
  const days = DAYS_OF[period] ?? 1;
  // An hour to spare on the day the clocks change.
  return sumDays(name, source.daily, { since: start - (days - 1) * DAY_S - HOUR_S, until: start + HOUR_S });
}

/** The rows of a breakdown for a window. */
export function breakdownValue(row: BreakdownRow, window: Window): number {
  if (typeof row.value === 'number') return row.value;
  let total = 0;
  for (const { date } of pacificDays(window.since, window.until)) total += row.value[date] ?? 0;
  return total;
}

function fixedTotal(source: AccountMetricSource, period: string, window: Window): number | null {
  if (period !== 'day') return fixedFor(source, period);
  for (const [length, days] of Object.entries(DAYS_OF)) {
    // The clocks change, and some callers end a day at its last second.
    const off = Math.abs(window.until - window.since - days * DAY_S);
    if (off <= HOUR_S + 1) return fixedFor(source, length);
  }
  return null;
}

function fixedFor(source: AccountMetricSource, length: string): number | null {
  if (length === 'day') return source.day ?? null;
  if (length === 'week') return source.week ?? null;
  return length === 'days_28' ? (source.days_28 ?? null) : null;
}

function sumDays(name: string, daily: Readonly<Record<string, number>>, window: Window): number | null {
  const known = pacificDays(window.since, window.until).flatMap(({ date }) => daily[date] ?? []);
  if (known.length === 0) return null;
  const sum = known.reduce((total, value) => total + value, 0);
  if (known.length === 1 || !UNIQUE.includes(name)) return sum;
  return Math.max(Math.round(sum * UNIQUE_SHARE), ...known);
}
