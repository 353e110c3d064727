import { roundTo } from '../base/sums.ts';
import { toEpochMs, toTimestamp } from '../base/time.ts';
import { html, type Html } from './html.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * A number with its thousands apart, at most two decimals.
 *
 * @example
 * formatNumber(54107.126); //=> '54,107.13'
 */
export function formatNumber(value: number): string {
  const [whole = '', part] = String(roundTo(value, 2)).split('.');
  if (whole.includes('e')) return String(value);
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return (part === undefined ? grouped : `${grouped}.${part}`).replace('-', '−');
}

/** Percent with two decimals. */
export function formatPercent(value: number): string {
  return `${roundTo(value, 2).toFixed(2).replace('-', '−')} %`;
}

/**
 * A ratio as a factor.
 *
 * @example
 * formatRatio(1.6); //=> '×1.60'
 */
export function formatRatio(value: number): string {
  return `×${roundTo(value, 2).toFixed(2)}`;
}

/** A change, its sign always shown. */
export function formatChange(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

/**
 * A size given in mebibytes, in the largest unit that leaves a whole number in front.
 *
 * @example
 * formatSize(2_048); //=> '2 GB'
 */
export function formatSize(megabytes: number): string {
  if (megabytes >= 1_048_576) return `${formatNumber(roundTo(megabytes / 1_048_576, 2))} TB`;
  if (megabytes >= 1_024) return `${formatNumber(roundTo(megabytes / 1_024, 2))} GB`;
  return `${formatNumber(megabytes >= 100 ? roundTo(megabytes, 1) : megabytes)} MB`;
}

/**
 * Seconds as a length of time.
 *
 * @example
 * formatSeconds(64.2); //=> '1 min 4 s'
 */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${formatNumber(roundTo(seconds, 1))} s`;
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
}

/** Hours, or days from two days on. */
export function formatHours(hours: number): string {
  return hours < 48 ? `${formatNumber(roundTo(hours, 1))} h` : `${formatNumber(roundTo(hours / 24, 1))} days`;
}

/**
 * The day of a timestamp, in UTC; the text itself when it is none.
 *
 * @example
 * formatDay('2026-11-22T14:05:09Z'); //=> '22 Nov 2026'
 */
export function formatDay(timestamp: string): string {
  const time = toEpochMs(timestamp);
  if (time === null) return timestamp;
  const date = new Date(time);
  return `${String(date.getUTCDate())} ${MONTHS[date.getUTCMonth()] ?? ''} ${String(date.getUTCFullYear())}`;
}

/** Day and minute of a timestamp, in UTC. */
export function formatMoment(timestamp: string): string {
  const time = toEpochMs(timestamp);
  return time === null ? timestamp : `${formatDay(timestamp)}, ${toTimestamp(time).slice(11, 16)} UTC`;
}

/** The day of a timestamp, readable by machines too. */
export function day(timestamp: string): Html {
  return html`<time datetime="${timestamp}">${formatDay(timestamp)}</time>`;
}

/** The minute of a timestamp, readable by machines too. */
export function moment(timestamp: string): Html {
  return html`<time datetime="${timestamp}">${formatMoment(timestamp)}</time>`;
}

/**
 * A count with its noun.
 *
 * @example
 * countOf(1, 'post'); //=> '1 post'
 */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}
