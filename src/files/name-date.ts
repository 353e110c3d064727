/** A date written in a file name. */
export interface NameDate {
  /**
   * ISO 8601 to the precision of the name: `2025-04-30`, `2025-04-30T13:47`, `2025-04-30T13:47:05`. Without `Z`: a name
   * does not say whose clock was read. Only a name that writes the `Z` itself has it here.
   */
  time: string;
  precision: 'day' | 'minute' | 'second';
  zone: 'utc' | null;
}

/** A {@link NameDate} and where in the text it stands. */
export interface FoundDate {
  readonly date: NameDate;
  readonly start: number;
  readonly end: number;
}

/**
 * Year, month and day in one run of digits or parted twice by the same sign; then, if it follows, a time of day in one
 * run or parted, with milliseconds that are passed over. No part repeats without bound.
 */
const DATE =
  /(?<!\d)(?<year>(?:19|20)\d{2})(?<part>[-_.]?)(?<month>\d{2})\k<part>(?<day>\d{2})(?:(?:[-_. T]|[-_ ]at[-_ ])(?<hour>\d{2})(?<colon>[-_.:h]?)(?<minute>\d{2})(?:\k<colon>(?<second>\d{2})(?:[.]?\d{3})?)?(?<zone>Z)?(?!\d)|(?!\d))/gi;

/**
 * The date a file name carries; `null` when it carries none. A date with a time of day wins over one without; of equals
 * the first counts. Days and hours that do not exist are no date.
 *
 * @example
 * parseNameDate('timelapse_tu24.gcode_20250430_1347.mp4'); //=> { time: '2025-04-30T13:47', precision: 'minute', zone: null }
 * parseNameDate('print_20251340.mp4'); //=> null
 */
export function parseNameDate(name: string): NameDate | null {
  return findNameDate(name.slice(name.lastIndexOf('/') + 1))?.date ?? null;
}

/** {@link parseNameDate} with the place, for a text that is no path. */
export function findNameDate(text: string): FoundDate | null {
  let first: FoundDate | null = null;
  for (const match of text.matchAll(DATE)) {
    const found = readMatch(match);
    if (found === null) continue;
    if (found.date.precision !== 'day') return found;
    first ??= found;
  }
  return first;
}

function readMatch(match: RegExpExecArray): FoundDate | null {
  const { year = '', month = '', day = '', hour, minute, second, zone, part = '' } = match.groups ?? {};
  const days = `${year}-${month}-${day}`;
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return null;
  const start = match.index;
  if (hour === undefined || minute === undefined || !isTimeOfDay(hour, minute, second)) {
    const end = start + days.length - 2 + 2 * part.length;
    return { date: { time: days, precision: 'day', zone: null }, start, end };
  }
  const utc = zone !== undefined;
  const time = `${days}T${hour}:${minute}${second === undefined ? '' : `:${second}`}${utc ? 'Z' : ''}`;
  const precision = second === undefined ? 'minute' : 'second';
  return { date: { time, precision, zone: utc ? 'utc' : null }, start, end: start + match[0].length };
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTimeOfDay(hour: string, minute: string, second: string | undefined): boolean {
  return Number(hour) < 24 && Number(minute) < 60 && (second === undefined || Number(second) < 60);
}
