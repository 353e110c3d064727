const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59);
const EARLIEST = -62_167_219_200_000; // 0000-01-01T00:00:00Z; Date.UTC reads a year 0 as 1900

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A bound of a search in milliseconds since the epoch; `null` when it is no point in time between the years 0 and 9999.
 * A string without a zone is UTC, whatever zone the machine is in.
 *
 * @example
 * readQueryTime('1970-01-01T00:00:01'); //=> 1000
 */
export function readQueryTime(value: unknown): number | null {
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? parseIso(value) : Number.NaN;
  return time >= EARLIEST && time <= LATEST ? time : null;
}

function parseIso(text: string): number {
  const match = ISO.exec(text.trim());
  if (match === null) return Number.NaN;
  const zoned = match[1] !== undefined || match[0].length === 10 ? match[0] : `${match[0]}Z`;
  return Date.parse(zoned.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, zonedColon));
}

function zonedColon(_: string, hours: string, minutes: string): string {
  return `${hours}:${minutes}`;
}
