import { roundTo } from './sums.ts';
import { toEpochMs } from './time.ts';

/** How numbers and days are written where no locale is asked for. */
export const DEFAULT_LOCALE = 'en-US';

/** Numbers and days as the readers of one locale write them. */
export interface LocaleFormats {
  /** At most two decimals, thousands apart, a minus sign in place of a hyphen. */
  readonly number: (value: number) => string;
  /** Exactly two decimals. */
  readonly twoDecimals: (value: number) => string;
  /** The day in UTC of a timestamp; the text itself when it is none. */
  readonly day: (timestamp: string) => string;
}

const known = new Map<string, LocaleFormats>();

/**
 * Gives the formats of a locale. `Intl` takes a millisecond to make one: each is made once.
 *
 * @param locale BCP 47, of a form {@link isLocale} accepts
 * @example
 * formatsOf('en-US').number(-54107.126); //=> '−54,107.13'
 */
export function formatsOf(locale: string): LocaleFormats {
  const formats = known.get(locale) ?? createFormats(locale);
  known.set(locale, formats);
  return formats;
}

function createFormats(locale: string): LocaleFormats {
  const short = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const twoDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const write = (format: Intl.NumberFormat) => (value: number) => format.format(roundTo(value, 2)).replace('-', '−');
  return {
    number: write(short),
    twoDecimals: write(twoDecimals),
    day: (timestamp) => {
      const time = toEpochMs(timestamp);
      return time === null ? timestamp : days.format(time);
    },
  };
}

/** Tells whether a text is a locale `Intl` takes. */
export function isLocale(text: unknown): boolean {
  try {
    return typeof text === 'string' && Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
