import { CATEGORY_BY_EXTENSION } from './category-table.ts';
import { extensionOf, stemOf } from './extension.ts';
import { findNameDate, type NameDate } from './name-date.ts';

/** What a file name says of the series it belongs to. */
export interface SeriesName {
  /** The subject without its number, lower case: `timelapse_tu`. `''` when the name is a date or a number alone. */
  readonly series: string;
  /** The name without extension, date and slicer extension, lower case: `timelapse_tu24`. */
  readonly subject: string;
  /** The number at the end of the subject; `null` when there is none. */
  readonly number: number | null;
  readonly date: NameDate | null;
}

const SEPARATORS = ' _-.';

/**
 * Takes a file name apart for {@link groupSeries}: the extension goes, then the date and what stands behind it, then the
 * extension of the model that was printed (`.gcode`). What is left is the subject. Digits at its end are its number, and
 * with them goes the `v` of a version; what is left is the series. Everything is compared in lower case.
 *
 * @example
 * parseSeriesName('timelapse_tu24.gcode_20250430_1347.mp4');
 * //=> { series: 'timelapse_tu', subject: 'timelapse_tu24', number: 24, date: { time: '2025-04-30T13:47', … } }
 * parseSeriesName('timelapse_cube-v4.gcode_20250430_1643.mp4').series; //=> 'timelapse_cube'
 */
export function parseSeriesName(fileName: string): SeriesName {
  const stem = stemOf(fileName);
  const found = findNameDate(stem);
  // A name that begins with its date has its subject behind it.
  const named = found === null ? stem : trim(stem.slice(0, found.start)) || stem.slice(found.end);
  const subject = trim(withoutModelExtension(trim(named))).toLowerCase();
  const digits = trailingDigits(subject);
  const number = digits === '' ? null : Number(digits);
  return {
    series: seriesOf(subject, digits),
    subject,
    number: number !== null && Number.isSafeInteger(number) ? number : null,
    date: found?.date ?? null,
  };
}

function withoutModelExtension(text: string): string {
  const extension = extensionOf(text);
  return CATEGORY_BY_EXTENSION.get(extension) === '3d_model' ? stemOf(text) : text;
}

function seriesOf(subject: string, digits: string): string {
  if (digits === '') return subject;
  const rest = subject.slice(0, subject.length - digits.length);
  const before = rest.at(-2);
  const isVersion = rest.endsWith('v') && (before === undefined || SEPARATORS.includes(before));
  return trim(isVersion ? rest.slice(0, -1) : rest);
}

function trailingDigits(text: string): string {
  let start = text.length;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(start);
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SEPARATORS.includes(text.charAt(start))) start += 1;
  while (end > start && SEPARATORS.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
