export const SECOND_MS = 1_000;
export const MINUTE_MS: number = 60 * SECOND_MS;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;

/** Meta delays insights by up to 48 hours: a younger post's figures still grow. Source: media insights reference, 2026-11-22. */
export const MATURING_MS: number = 48 * HOUR_MS;

/**
 * ISO 8601 in UTC with `Z` and no milliseconds, the one form of a timestamp in documents.
 *
 * @example
 * toTimestamp(0); //=> '1970-01-01T00:00:00Z'
 */
export function toTimestamp(time: number | Date): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/**
 * Any timestamp the platforms write (`2026-11-20T13:00:34+0000`, RFC 3339 with or without fractions) in the documents'
 * form. `null` for what is not a timestamp.
 *
 * @example
 * normalizeTimestamp('2026-11-20T13:00:34+0000'); //=> '2026-11-20T13:00:34Z'
 */
export function normalizeTimestamp(text: string): string | null {
  // ES only promises to read `+00:00`; Graph writes `+0000`.
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(time) ? null : toTimestamp(time);
}

/**
 * The stamp of a file name, in UTC.
 *
 * @example
 * toFileStamp(0); //=> '19700101_000000'
 */
export function toFileStamp(time: number): string {
  return toTimestamp(time).replaceAll(/[-:Z]/g, '').replace('T', '_');
}

/** A date and time that names no zone. `Date.parse` would read it in the zone of the machine. */
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/**
 * Milliseconds since the epoch of a point in time given as a `Date` or an ISO string; `null` when it is neither. A text
 * without a zone is UTC, on every machine.
 *
 * @example
 * toEpochMs('1970-01-01T00:00:01Z'); //=> 1000
 */
export function toEpochMs(time: Date | string): number | null {
  const ms = time instanceof Date ? time.getTime() : Date.parse(WITHOUT_ZONE.test(time) ? `${time}Z` : time);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Whether this runtime knows the time zone.
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
