export const SECOND_MS = 1_000;
export const MINUTE_MS: number = 60 * SECOND_MS;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;

/** Meta delays insights by up to 48 hours: a younger post's figures still grow. Source: media insights reference, 2026-11-22. */
export const MATURING_MS: number = 48 * HOUR_MS;

/**
 * Writes a moment as ISO 8601 in UTC with `Z` and no milliseconds, the one form of a timestamp in documents.
 *
 * @example
 * toTimestamp(0); //=> '1970-01-01T00:00:00Z'
 */
export function toTimestamp(time: number | Date): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** First and last millisecond a document can name: a year has four digits. */
const FIRST_TIME_MS = -62_167_219_200_000;
export const LAST_TIME_MS: number = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Date, optional time with optional fractions, optional zone: `Z`, `UTC`, `GMT`, `+00`, `+0000` or `+00:00`. */
const TIMESTAMP =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[t ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?<fraction>[.,]\d+)?)?(?<zone> ?(?:z|utc|gmt|[+-]\d{2}(?::?\d{2})?))?)?$/i;

/**
 * The shapes Cloud Storage (`2025-04-30T13:47:12.345Z`) and Graph (`2026-11-20T13:00:34+0000`) write, with a day every
 * year has: only 29 February needs a calendar.
 */
const WRITTEN_IN_UTC =
  /^[1-9]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?(?:Z|\+0000)$/;

/**
 * Reads any timestamp the platforms, reports and callers write (`2026-11-20T13:00:34+0000`, RFC 3339, `2026-11-20
 * 13:00:34 UTC`, a bare date), to milliseconds since the epoch; digits beyond the millisecond are cut off. Without a zone
 * it is UTC, on every machine. `null` for what is no text or no moment of the calendar: words, 30 February, 24:00, a year that has
 * not four digits.
 *
 * @example
 * parseTimestamp('2026-11-20T13:00:34+0000'); //=> 1795179634000
 * parseTimestamp('2026-02-30T00:00:00Z'); //=> null
 */
export function parseTimestamp(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  if (WRITTEN_IN_UTC.test(text)) return Date.parse(text.endsWith('Z') ? text : `${text.slice(0, -5)}Z`);
  const found = TIMESTAMP.exec(text.trim())?.groups;
  if (found === undefined) return null;
  const number = (name: string): number => Number(found[name] ?? 0);
  const [year, month, day] = [number('year'), number('month'), number('day')];
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  const offset = zoneOffsetMs(found['zone']?.trim());
  if (!isCalendarDay(year, month, day) || hour > 23 || minute > 59 || second > 59 || offset === null) return null;
  const fraction = Number((found['fraction'] ?? '').slice(1, 4).padEnd(3, '0'));
  const time =
    Date.UTC(year, month - 1, day) + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + fraction - offset;
  return time > LAST_TIME_MS ? null : time;
}

/** Tells whether a day is in the calendar. Date.UTC carries 30 February over into March, and takes the year 26 for 1926. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Tells how far a zone is ahead of UTC, in milliseconds; 0 without one, `null` for one no clock has. */
function zoneOffsetMs(zone: string | undefined): number | null {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || '0')];
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
}

/**
 * Writes a timestamp in the documents' form; `null` for what {@link parseTimestamp} cannot read.
 *
 * @example
 * normalizeTimestamp('2026-11-20T13:00:34+0000'); //=> '2026-11-20T13:00:34Z'
 */
export function normalizeTimestamp(text: unknown): string | null {
  // The platforms' own form is cut where it is, without parsing a date: a listing has two of them a row. Joined it is a
  // text of its own; put together by an operator it would keep the parts, and the text they are of, in memory.
  if (typeof text === 'string' && WRITTEN_IN_UTC.test(text)) return [text.slice(0, 19), 'Z'].join('');
  const time = parseTimestamp(text);
  return time === null ? null : toTimestamp(time);
}

/**
 * Writes a moment a server counted in milliseconds since the epoch, in the documents' form; `null` for what is no
 * number or beyond the years 1970 to 9999, where {@link toTimestamp} would throw a `RangeError`.
 *
 * @example
 * timestampOrNull(Number.MAX_VALUE); //=> null
 */
export function timestampOrNull(time: number): string | null {
  return time >= 0 && time <= LAST_TIME_MS ? toTimestamp(time) : null;
}

/**
 * Writes the stamp of a file name, in UTC.
 *
 * @example
 * toFileStamp(0); //=> '19700101_000000'
 */
export function toFileStamp(time: number): string {
  return toTimestamp(time).replaceAll(/[-:Z]/g, '').replace('T', '_');
}

/**
 * Gives the milliseconds since the epoch of a moment given as a `Date` or a text ({@link parseTimestamp}); `null` when
 * it is neither, and for a year that has not four digits. Options, configuration, command line and queries all read
 * times here.
 *
 * @example
 * toEpochMs('1970-01-01T00:00:01Z'); //=> 1000
 */
export function toEpochMs(time: Date | string): number | null {
  if (!(time instanceof Date)) return parseTimestamp(time);
  const ms = time.getTime();
  return ms >= FIRST_TIME_MS && ms <= LAST_TIME_MS ? ms : null;
}

/** Gives the milliseconds of a moment that was checked before, as {@link toEpochMs} does; throws for what is none. */
export function momentOf(time: Date | string): number {
  const ms = toEpochMs(time);
  if (ms === null) throw new RangeError(`${String(time)} is no moment.`);
  return ms;
}

/**
 * Tells whether this runtime knows the time zone.
 *
 * @example
 * isTimezone('Europe/Berlin'); //=> true
 */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
