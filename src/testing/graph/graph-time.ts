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
