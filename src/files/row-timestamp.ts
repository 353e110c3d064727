import { normalizeTimestamp } from '../base/time.ts';

/** The shape Cloud Storage writes, with a day every year has: only 29 February needs a calendar. */
const LISTED =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

/**
 * A listing's timestamp in the documents' form; `null` when it is absent or no timestamp.
 *
 * Cloud Storage writes `2025-04-30T13:47:12.345Z`; that shape is cut where it stands, without parsing a date, because a
 * listing has two of them a row.
 *
 * @example
 * rowTimestamp('2025-04-30T13:47:12.345Z'); //=> '2025-04-30T13:47:12Z'
 */
export function rowTimestamp(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return LISTED.test(text) ? `${text.slice(0, 19)}Z` : normalizeTimestamp(text);
}
