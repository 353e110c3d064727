const STAMP = /_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(?!\d)/g;

/**
 * The time a recorder wrote into a file's name as `_YYYYMMDD_HHMM`, read as UTC in the form of the JSON API; the last
 * one where there are several. `null` when the name has none, or one that no calendar has.
 *
 * @example
 * timeFromName('clips/timelapse_bw07.gcode_20250502_1421.mp4'); //=> '2025-05-02T14:21:00.000Z'
 */
export function timeFromName(name: string): string | null {
  const fields = [...name.matchAll(STAMP)].at(-1)?.slice(1);
  if (fields === undefined) return null;
  const [year, month, day, hour, minute] = fields;
  const written = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:00.000Z`;
  const time = Date.parse(written);
  // Date.parse refuses a 13th month but may carry the 31st of a short month over.
  return !Number.isNaN(time) && new Date(time).toISOString() === written ? written : null;
}
