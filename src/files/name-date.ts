import * as check from './inputs.ts';

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

/** A {@link NameDate} and its place in the text. */
export interface FoundDate {
  readonly date: NameDate;
  readonly start: number;
  readonly end: number;
}

/**
 * Year, month and day in one run of digits or separated twice by the same sign; then, if it follows, a time of day in one
 * run or separated, with milliseconds that are passed over and the half of the day. DJI and dash cameras write all
 * fourteen digits in one run; macOS writes `at` in the language of the user, its letters decomposed, and a narrow no-break
 * space before `PM`. No part repeats without bound.
 */
const DATE =
  /(?<!\d)(?<year>(?:19|20)\d{2})(?<part>[-_.]?)(?<month>\d{2})\k<part>(?<day>\d{2})(?:(?<gap>[-_. \u00A0\u202FT]| - |[-_ \u00A0\u202F](?:at|um|om|alle|a las|(?:à|a\u0300)s?)[-_ \u00A0\u202F])?(?<hour>\d{2}|\d(?=[-_.:h]))(?<colon>[-_.:h]?)(?<minute>\d{2})(?:\k<colon>(?<second>\d{2})(?:[.]?\d{3})?)?(?<zone>Z)?(?:[-_ \u00A0\u202F]?(?<half>[AP])\.?M(?![a-z]))?(?!\d)|(?!\d))/gi;

/**
 * Reads the date a file name carries; `null` when it carries none. A date with a time of day wins over one without; of
 * equals the first counts. Days and hours that do not exist are no date. `10.30.25 PM` is 22:30:25. Folders of a path are
 * not looked at.
 *
 * @throws {ArgumentError} for a name that is no text
 * @example
 * parseNameDate('timelapse_tu24.gcode_20250430_1347.mp4'); //=> { time: '2025-04-30T13:47', precision: 'minute', zone: null }
 * parseNameDate('print_20251340.mp4'); //=> null
 */
export function parseNameDate(name: string): NameDate | null {
  check.parseNameDate({ name });
  return findNameDate(name.slice(name.lastIndexOf('/') + 1))?.date ?? null;
}

/** What every date begins with; most names have nothing like it. */
const MAYBE_DATE = /(?:19|20)\d{2}[-_.]?\d{2}/;

/** {@link parseNameDate} with the place, for a text that is no path. */
export function findNameDate(text: string): FoundDate | null {
  if (!MAYBE_DATE.test(text)) return null;
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
  const { year = '', month = '', day = '', gap, hour, second, part = '' } = match.groups ?? {};
  const days = `${year}-${month}-${day}`;
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return null;
  const start = match.index;
  const time = readTime(match);
  if (time !== null) {
    const precision = second === undefined ? 'minute' : 'second';
    const zone = time.endsWith('Z') ? 'utc' : null;
    return { date: { time: `${days}T${time}`, precision, zone }, start, end: start + match[0].length };
  }
  // Digits that go on without a gap and are no time make a number, not a date.
  if (hour !== undefined && gap === undefined) return null;
  const end = start + days.length - 2 + 2 * part.length;
  return { date: { time: days, precision: 'day', zone: null }, start, end };
}

/** The time of day of a match: `13:47`, `13:47:05`, with `Z` where the name has one; `null` when it has none. */
function readTime(match: RegExpExecArray): string | null {
  const { part, gap, hour, colon, minute, second, half, zone } = match.groups ?? {};
  if (hour === undefined || minute === undefined) return null;
  const isOneRun = part === '' && colon === '' && second !== undefined;
  if (gap === undefined && !isOneRun) return null;
  if (hour.length === 1 && half === undefined) return null;
  const hours = Number(hour);
  const isHalfDay = half !== undefined && hours >= 1 && hours <= 12;
  const ofDay = isHalfDay ? (hours % 12) + (half.toUpperCase() === 'P' ? 12 : 0) : hours;
  if (ofDay > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
  const seconds = second === undefined ? '' : `:${second}`;
  return `${String(ofDay).padStart(2, '0')}:${minute}${seconds}${zone === undefined ? '' : 'Z'}`;
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
