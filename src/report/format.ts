import { DEFAULT_LOCALE, formatsOf, type LocaleFormats } from '../base/locale.ts';
import { roundTo } from '../base/sums.ts';
import { toEpochMs, toTimestamp } from '../base/time.ts';
import type { EngagementBasis } from '../documents/media.ts';
import type { PlanningLine } from '../documents/planning.ts';
import type { Estimate, Unavailable, UnavailableReason } from '../documents/shapes.ts';
import { describePlanningLine } from '../planning/line-text.ts';
import { type Html, html } from './html.ts';

/** Colours are names of the style sheet, so that one drawing serves both schemes. */
export type Tone = 'accent' | 'good' | 'bad' | 'quiet';

let pageLocale = DEFAULT_LOCALE;
let formats: LocaleFormats = formatsOf(DEFAULT_LOCALE);

/**
 * Makes a page with the numbers and dates of a locale. Rendering is synchronous, so the locale cannot reach another
 * page; it is set back also when rendering fails.
 *
 * @param locale BCP 47, of a form `Intl` takes
 */
export function withLocale<T>(locale: string, render: () => T): T {
  const before = pageLocale;
  setLocale(locale);
  try {
    return render();
  } finally {
    setLocale(before);
  }
}

function setLocale(locale: string): void {
  pageLocale = locale;
  formats = formatsOf(locale);
}

/**
 * Writes the sentence of a planning line in the locale of the page. Words of others are in quotation marks, with a
 * direction of their own; a full stop ends the sentence.
 */
export function describeLine(line: PlanningLine): string {
  const sentence = describePlanningLine(line, { locale: pageLocale, quote: (text) => `“\u2068${text}\u2069”` });
  return `${sentence.replaceAll(' %', '\u00a0%')}.`;
}

/**
 * Formats a number with its thousands apart, at most two decimals, in the locale of the page.
 *
 * @example
 * formatNumber(54107.126); //=> '54,107.13'
 */
export function formatNumber(value: number): string {
  return formats.number(value);
}

/** Formats percent with two decimals; its sign stays on the line of its number. */
export function formatPercent(value: number): string {
  return `${formats.twoDecimals(value)}\u00a0%`;
}

/**
 * Formats a ratio as a factor.
 *
 * @example
 * formatRatio(1.6); //=> '×1.60'
 */
export function formatRatio(value: number): string {
  return `×${formats.twoDecimals(value)}`;
}

/** Formats a change, its sign always shown. */
export function formatChange(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

/**
 * Formats a size given in mebibytes, in the largest unit that leaves a whole number in front.
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
 * Formats seconds as a length of time.
 *
 * @example
 * formatSeconds(64.2); //=> '1 min 4 s'
 */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${formatNumber(roundTo(seconds, 1))} s`;
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
}

/** Formats hours, or days from two days on. */
export function formatHours(hours: number): string {
  return hours < 48 ? `${formatNumber(roundTo(hours, 1))} h` : `${formatNumber(roundTo(hours / 24, 1))} days`;
}

/**
 * Formats the day of a timestamp, in UTC and the locale of the page; the text itself when it is none.
 *
 * @example
 * formatDay('2026-11-22T14:05:09Z'); //=> 'Nov 22, 2026'
 */
export function formatDay(timestamp: string): string {
  return formats.day(timestamp);
}

/** Formats day and minute of a timestamp, in UTC. */
export function formatMoment(timestamp: string): string {
  const time = toEpochMs(timestamp);
  return time === null ? timestamp : `${formatDay(timestamp)}, ${toTimestamp(time).slice(11, 16)} UTC`;
}

/** Writes the day of a timestamp, readable by machines too. */
export function day(timestamp: string): Html {
  return html`<time datetime="${timestamp}">${formatDay(timestamp)}</time>`;
}

/** Writes the minute of a timestamp, readable by machines too. */
export function moment(timestamp: string): Html {
  return html`<time datetime="${timestamp}">${formatMoment(timestamp)}</time>`;
}

/**
 * Writes a count with its noun.
 *
 * @example
 * countOf(1, 'post'); //=> '1 post'
 */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

const BASES: Readonly<Record<EngagementBasis, string>> = {
  reach: 'interactions per 100 accounts reached',
  views: 'interactions per 100 views',
  followers: 'interactions per 100 followers',
};

/** Writes what a rate is of. */
export function basisWords(basis: EngagementBasis | null): string {
  return basis === null ? 'no post has a rate' : BASES[basis];
}

const TOO_FEW = 'too few posts to say';
const VERDICTS: Readonly<Record<string, string>> = {
  helps: 'did better',
  hurts: 'did worse',
  no_evidence: 'may be chance',
  too_few: TOO_FEW,
  rising: 'rising',
  falling: 'falling',
};

/** Writes what an estimate concludes, and nothing beyond. */
export function verdictWords({ value, verdict }: Estimate): string {
  if (value === null) return TOO_FEW;
  return verdict === undefined ? 'no verdict' : (VERDICTS[verdict] ?? verdict);
}

/** Gives a colour only where the estimate has a conclusion. */
export function toneOf({ verdict }: Estimate): Tone {
  if (verdict === 'helps' || verdict === 'rising') return 'good';
  return verdict === 'hurts' || verdict === 'falling' ? 'bad' : 'quiet';
}

/** Writes the value of an estimate, or why there is none. */
export function estimated({ value }: Estimate, format: (value: number) => string): Html {
  return value === null ? missing(TOO_FEW) : html`${format(value)}`;
}

/** Writes both ends of an interval. */
export function intervalWords({ interval }: Estimate, format: (value: number) => string): Html {
  return interval === null ? missing('no interval') : html`${format(interval[0])} to ${format(interval[1])}`;
}

const WORDS: Readonly<Record<UnavailableReason, string>> = {
  not_requested: 'not asked for',
  not_applicable: 'does not apply',
  retired: 'retired by the platform',
  unsupported: 'not supported here',
  hidden: 'hidden by the account',
  not_enough_data: 'the platform gives no figure',
  over_budget: 'beyond the bytes that may be read',
  before_business_account: 'older than the business account',
  forbidden: 'a permission is missing',
  rate_limited: 'a limit was reached',
  failed: 'could not be read',
};

/** Why nothing is known that only the video files tell, and what to do about it. */
export const FILES_NOT_READ = 'the video files were not read; the collection can be set up to read them';

/** What is shown where a document gives neither a number nor a reason. */
const UNKNOWN = 'not in the document';

/**
 * Tells why a value is missing, in words: the first of the given paths that has a reason.
 *
 * @example
 * reasonOf({ 'insights.views': 'forbidden' }, 'insights.views'); //=> 'a permission is missing'
 */
export function reasonOf(unavailable: Unavailable, ...paths: readonly string[]): string {
  for (const path of paths) {
    const reason = unavailable[path];
    if (reason !== undefined) return WORDS[reason];
  }
  return UNKNOWN;
}

/** Writes a dash with the reason beside it: what is missing is never shown as 0. */
export function missing(reason: string): Html {
  return html`<span class="none">— <span class="why">${reason}</span></span>`;
}

/** Writes a number in its form, or a dash with the reason. */
export function shown(value: number | null, format: (value: number) => string, reason: string): Html {
  return value === null ? missing(reason) : html`${format(value)}`;
}
