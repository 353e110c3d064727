import { compareNames } from '../base/order.ts';
import { isCalendarDay } from '../base/time.ts';
import type { FileRecord } from '../documents/file.ts';
import { CATEGORY_BY_EXTENSION } from './category-table.ts';
import * as check from './inputs.ts';
import { filesIn } from './inputs.ts';
import { composed, extensionOf, fileNameOf, folderOf, pairKey, stemOf } from './path.ts';

/** A date written in a file name. */
export interface NameDate {
  /**
   * ISO 8601 to the precision of the name: `2025-04-30`, `2025-04-30T13:47`, `2025-04-30T13:47:05`. Without `Z`: a name
   * does not say whose clock was read. Only a name that writes the `Z` itself has it here.
   */
  time: string;
  precision: 'day' | 'minute' | 'second';
  zone: 'utc' | null;
}

/** A {@link NameDate} and its place in the text. */
export interface FoundDate {
  readonly date: NameDate;
  readonly start: number;
  readonly end: number;
}

/**
 * Year, month and day in one run of digits or separated twice by the same sign; then, if it follows, a time of day in one
 * run or separated, with milliseconds that are passed over and the half of the day. DJI and dash cameras write all
 * fourteen digits in one run; macOS writes `at` in the language of the user, its letters decomposed, and a narrow no-break
 * space before `PM`. No part repeats without bound.
 */
const DATE =
  /(?<!\d)(?<year>(?:19|20)\d{2})(?<part>[-_.]?)(?<month>\d{2})\k<part>(?<day>\d{2})(?:(?<gap>[-_. \u00A0\u202FT]| - |[-_ \u00A0\u202F](?:at|um|om|alle|a las|(?:à|a\u0300)s?)[-_ \u00A0\u202F])?(?<hour>\d{2}|\d(?=[-_.:h]))(?<colon>[-_.:h]?)(?<minute>\d{2})(?:\k<colon>(?<second>\d{2})(?:[.]?\d{3})?)?(?<zone>Z)?(?:[-_ \u00A0\u202F]?(?<half>[AP])\.?M(?![a-z]))?(?!\d)|(?!\d))/gi;

/**
 * Reads the date a file name carries; `null` when it carries none. A date with a time of day wins over one without; of
 * equals the first counts. Days and hours that do not exist are no date. `10.30.25 PM` is 22:30:25. Folders of a path are
 * not looked at.
 *
 * @throws {ArgumentError} for a name that is no text
 * @example
 * parseNameDate('timelapse_tu24.gcode_20250430_1347.mp4'); //=> { time: '2025-04-30T13:47', precision: 'minute', zone: null }
 * parseNameDate('print_20251340.mp4'); //=> null
 */
export function parseNameDate(name: string): NameDate | null {
  check.parseNameDate({ name });
  return findNameDate(name.slice(name.lastIndexOf('/') + 1))?.date ?? null;
}

/** What every date begins with; most names have nothing like it. */
const MAYBE_DATE = /(?:19|20)\d{2}[-_.]?\d{2}/;

/** Does the same as {@link parseNameDate} with the place, for a text that is no path. */
export function findNameDate(text: string): FoundDate | null {
  if (!MAYBE_DATE.test(text)) return null;
  let first: FoundDate | null = null;
  for (const match of text.matchAll(DATE)) {
    const found = readMatch(match);
    if (found === null) continue;
    if (found.date.precision !== 'day') return found;
    first ??= found;
  }
  return first;
}

function readMatch(match: RegExpExecArray): FoundDate | null {
  const { year = '', month = '', day = '', gap, hour, second, part = '' } = match.groups ?? {};
  const days = `${year}-${month}-${day}`;
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return null;
  const start = match.index;
  const time = readTime(match);
  if (time !== null) {
    const precision = second === undefined ? 'minute' : 'second';
    const zone = time.endsWith('Z') ? 'utc' : null;
    return { date: { time: `${days}T${time}`, precision, zone }, start, end: start + match[0].length };
  }
  // Digits that go on without a gap and are no time make a number, not a date.
  if (hour !== undefined && gap === undefined) return null;
  const end = start + days.length - 2 + 2 * part.length;
  return { date: { time: days, precision: 'day', zone: null }, start, end };
}

/** Reads the time of day of a match: `13:47`, `13:47:05`, with `Z` where the name has one; `null` when it has none. */
function readTime(match: RegExpExecArray): string | null {
  const { part, gap, hour, colon, minute, second, half, zone } = match.groups ?? {};
  if (hour === undefined || minute === undefined) return null;
  const isOneRun = part === '' && colon === '' && second !== undefined;
  if (gap === undefined && !isOneRun) return null;
  if (hour.length === 1 && half === undefined) return null;
  const hours = Number(hour);
  const isHalfDay = half !== undefined && hours >= 1 && hours <= 12;
  const ofDay = isHalfDay ? (hours % 12) + (half.toUpperCase() === 'P' ? 12 : 0) : hours;
  if (ofDay > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
  const seconds = second === undefined ? '' : `:${second}`;
  return `${String(ofDay).padStart(2, '0')}:${minute}${seconds}${zone === undefined ? '' : 'Z'}`;
}

/** One file of a series. */
export interface SeriesMember<F extends Pick<FileRecord, 'name'> = FileRecord> {
  file: F;
  /** `timelapse_tu24` */
  subject: string;
  number: number | null;
  date: NameDate | null;
}

/** Files whose names differ by a number or a date. */
export interface FileSeries<F extends Pick<FileRecord, 'name'> = FileRecord> {
  /** What the names have in common, lower case: `timelapse_tu`. */
  series: string;
  /** Stems: a clip and its still are one recording. */
  recordings: number;
  /** Earliest and latest date in the names, to the precision of the name; `null` when no name has one. */
  first_date: string | null;
  last_date: string | null;
  /** By date, undated last, then by number, then by name. */
  members: SeriesMember<F>[];
}

/** What counts as a series. */
export interface SeriesOptions {
  /** Recordings a series has at least. @default 2 */
  readonly minRecordings?: number | undefined;
}

/**
 * Groups files by series: names that are the same but for a number, a version, a date or the case, in any folder; names
 * that are a date or a number alone are in no series. Series in the order of their names.
 *
 * @example
 * groupSeries([tu23, tu24]).map((series) => series.series); //=> ['timelapse_tu']
 */
export function groupSeries<F extends Pick<FileRecord, 'name'>>(
  files: Iterable<F>,
  options: SeriesOptions = {},
): FileSeries<F>[] {
  check.groupSeries({ files, options });
  const bySeries = new Map<string, SeriesMember<F>[]>();
  for (const file of filesIn('groupSeries', files)) {
    const { series, subject, number, date } = parseSeriesName(fileNameOf(file.name));
    if (series === '') continue;
    const members = bySeries.get(series) ?? [];
    bySeries.set(series, members);
    members.push({ file, subject, number, date });
  }
  const minRecordings = options.minRecordings ?? 2;
  return [...bySeries]
    .map(([series, members]) => describeSeries(series, members))
    .filter((series) => series.recordings >= minRecordings)
    .sort((a, b) => compareNames(a.series, b.series));
}

function describeSeries<F extends Pick<FileRecord, 'name'>>(series: string, members: SeriesMember<F>[]): FileSeries<F> {
  members.sort(compareMembers);
  const dates = members.flatMap((member) => (member.date === null ? [] : [member.date.time])).sort(compareNames);
  return {
    series,
    recordings: new Set(members.map((member) => pairKey(member.file.name))).size,
    first_date: dates[0] ?? null,
    last_date: dates.at(-1) ?? null,
    members,
  };
}

/** Compares the members of a series. ISO dates of one precision sort as text; a day comes before its minutes. */
function compareMembers(a: SeriesMember<Pick<FileRecord, 'name'>>, b: SeriesMember<Pick<FileRecord, 'name'>>): number {
  return (
    Number(a.date === null) - Number(b.date === null) ||
    compareNames(a.date?.time ?? '', b.date?.time ?? '') ||
    Number(a.number === null) - Number(b.number === null) ||
    (a.number ?? 0) - (b.number ?? 0) ||
    compareNames(a.file.name, b.file.name)
  );
}

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
 * Takes a file name apart for {@link groupSeries}: the extension goes, then the date and what is behind it, then the
 * extension of the model that was printed (`.gcode`). What is left is the subject. Digits at its end, bare or as a copy
 * has them (`clip (2)`, `clip copy 2`), are its number, and with them goes the `v` of a version; what is left is the series. Everything
 * is compared in lower case and composed.
 *
 * @example
 * parseSeriesName('timelapse_tu24.gcode_20250430_1347.mp4');
 * //=> { series: 'timelapse_tu', subject: 'timelapse_tu24', number: 24, date: { time: '2025-04-30T13:47', … } }
 * parseSeriesName('timelapse_cube-v4.gcode_20250430_1643.mp4').series; //=> 'timelapse_cube'
 */
export function parseSeriesName(fileName: string): SeriesName {
  const stem = stemOf(composed(fileName));
  const found = findNameDate(stem);
  // A name that begins with its date has its subject behind it.
  const named = found === null ? stem : trim(stem.slice(0, found.start)) || stem.slice(found.end);
  const subject = trim(withoutModelExtension(trim(named))).toLowerCase();
  // Most names have neither a space nor a number in brackets.
  const copy = /[ )]/.test(subject) ? (COPY_WORD.exec(subject) ?? COPY_NUMBER.exec(subject))?.groups : undefined;
  const digits = copy === undefined ? trailingDigits(subject) : (copy['digits'] ?? copy['count'] ?? '');
  const number = digits === '' ? null : Number(digits);
  return {
    series: copy === undefined ? seriesOf(subject, digits) : trim(copy['rest'] ?? ''),
    subject,
    number: number !== null && Number.isSafeInteger(number) ? number : null,
    date: found?.date ?? null,
  };
}

/** How macOS and Windows call a copy, in English, German, French, Spanish, Italian and Portuguese, and which one it is. */
const COPY_WORD =
  /^(?<rest>.*[^ _.-])(?: - | )(?:copy|kopie|copie|copia|cópia)(?: (?<count>\d+)| ?\((?<digits>\d+)\))?$/s;

/** How browsers and Windows number what is there already. */
const COPY_NUMBER = /^(?<rest>.*)\((?<digits>\d+)\)$/s;

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

/** What pairing reads of a file. Every `FileRecord` fits. */
export type PairedFile = Pick<FileRecord, 'name' | 'file_category'>;

/** A still and the clip it lies beside. */
export interface FilePair<F extends PairedFile = FileRecord> {
  folder: string;
  /** File name of both without the extension. */
  stem: string;
  video: F;
  still: F;
}

/**
 * Pairs every video that has an image of the same stem in the same folder with that image; in the order of the videos'
 * names.
 *
 * Stems are compared exactly, but for composed and decomposed letters, which are one. Of several images of one stem the first by name is taken; videos of one stem in several
 * formats share it. Videos and images without a partner are in no pair.
 *
 * @example
 * pairFiles([clip, still]); // clip video/a.mp4, still video/a.jpg
 * //=> [{ folder: 'video', stem: 'a', video: clip, still }]
 */
export function pairFiles<F extends PairedFile>(files: Iterable<F>): FilePair<F>[] {
  check.pairFiles({ files });
  const videos: F[] = [];
  const stills = new Map<string, F>();
  for (const file of filesIn('pairFiles', files)) {
    if (file.file_category === 'video') videos.push(file);
    if (file.file_category !== 'image') continue;
    const key = pairKey(file.name);
    const known = stills.get(key);
    if (known === undefined || compareNames(file.name, known.name) < 0) stills.set(key, file);
  }
  const paired = videos.flatMap((video) => {
    const still = stills.size === 0 ? undefined : stills.get(pairKey(video.name));
    return still === undefined ? [] : [{ video, still }];
  });
  return paired
    .sort((a, b) => compareNames(a.video.name, b.video.name))
    .map(({ video, still }) => ({
      folder: folderOf(video.name),
      stem: stemOf(fileNameOf(video.name)),
      video,
      still,
    }));
}
