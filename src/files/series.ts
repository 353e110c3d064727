import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';
import { CATEGORY_BY_EXTENSION } from './category-table.ts';
import { composed, extensionOf, fileNameOf, folderOf, stemOf } from './path.ts';
import { type NameDate, findNameDate } from './name-date.ts';
import * as check from './inputs.ts';
import { filesIn } from './inputs.ts';

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
 * Files by series: names that are the same but for a number, a version, a date or the case, in any folder; names that are a date or a number alone are in no series. Series in the order of
 * their names.
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

/** ISO dates of one precision sort as text; a day comes before its minutes. */
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

/** The full name without its extension, in the form in which names are compared. */
function pairKey(name: string): string {
  const fileName = fileNameOf(name);
  return composed(name.slice(0, name.length - fileName.length) + stemOf(fileName));
}
