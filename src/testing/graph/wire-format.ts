const GRAPH_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0000$/;

/**
 * A time as Graph writes it: UTC, seconds, offset without a colon.
 *
 * @example
 * graphTime(0); //=> '1970-01-01T00:00:00+0000'
 */
export function graphTime(time: number | string): string {
  if (typeof time === 'string' && GRAPH_FORM.test(time)) return time;
  const ms = typeof time === 'number' ? time : parseTime(time);
  return `${new Date(ms).toISOString().slice(0, 19)}+0000`;
}

/** Any form of a timestamp in a dataset, as milliseconds. */
export function parseTime(text: string): number {
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(time)) throw new RangeError(`Not a timestamp: ${text}`);
  return time;
}

/**
 * A time given as `since` or `until`, in seconds: unix seconds, a day, an ISO 8601 time, or one of the few words of
 * strtotime that are in use. `null` for anything else.
 *
 * @example
 * parseMoment('2026-11-20', 0); //=> 1795132800
 */
export function parseMoment(text: string, now: number): number | null {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  const today = Math.floor(now / 86_400_000) * 86_400;
  if (text === 'now') return Math.floor(now / 1_000);
  if (text === 'today') return today;
  if (text === 'yesterday') return today - 86_400;
  const ago = /^-(\d{1,4}) days?$/.exec(text);
  if (ago?.[1] !== undefined) return Math.floor(now / 1_000) - Number(ago[1]) * 86_400;
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : Number.NaN;
  return Number.isNaN(time) ? null : Math.floor(time / 1_000);
}

const DAY_S = 86_400;
const PACIFIC = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const OFFSET = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Los_Angeles', timeZoneName: 'longOffset' });

/** A day as account insights count it: its Pacific date and the moment it begins, in seconds. */
interface PacificDay {
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

const MARK = '\u0001number:';
const QUOTED = /"\\u0001number:(-?\d+)"/g;

/** A whole number of any size that goes out as a JSON number with all its digits. Written by {@link stringifyBody}. */
export function rawNumber(digits: string | number): string {
  return `${MARK}${String(digits)}`;
}

/** JSON text with raw numbers in place. */
export function stringifyBody(body: unknown): string {
  const text = JSON.stringify(body);
  return text.includes('\\u0001number:') ? text.replaceAll(QUOTED, '$1') : text;
}
