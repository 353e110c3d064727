const DAY_S = 86_400;
const PACIFIC = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const OFFSET = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Los_Angeles', timeZoneName: 'longOffset' });

/** A day as account insights count it: its Pacific date and the moment it begins, in seconds. */
export interface PacificDay {
  readonly date: string;
  readonly start: number;
}

/** The Pacific days that begin in `[since, until)`, seconds. Insights stamp a day with its beginning. */
export function pacificDays(since: number, until: number): readonly PacificDay[] {
  const days: PacificDay[] = [];
  // Midnight in Los Angeles is 07:00 or 08:00 UTC, so each UTC day holds exactly one.
  for (let day = Math.floor(since / DAY_S) - 1; day * DAY_S < until; day += 1) {
    const start = midnight(day);
    if (start >= since && start < until) days.push({ date: dateOf(day), start });
  }
  return days;
}

/** The Pacific date of a moment, milliseconds. */
export function pacificDate(time: number): string {
  return PACIFIC.format(time);
}

/** Beginning of the Pacific day with the same date as UTC day number `day`, in seconds. */
function midnight(day: number): number {
  // At 08:00 UTC of the days the clocks change the old offset still holds, as it did at midnight.
  return day * DAY_S + offsetHours((day * DAY_S + 8 * 3_600) * 1_000) * 3_600;
}

function dateOf(day: number): string {
  return new Date(day * DAY_S * 1_000).toISOString().slice(0, 10);
}

function offsetHours(time: number): number {
  const text = OFFSET.format(time);
  return Number(/GMT-(\d{2}):/.exec(text)?.[1] ?? '8');
}
