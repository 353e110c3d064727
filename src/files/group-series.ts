import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';
import { fileNameOf } from './folder-path.ts';
import type { NameDate } from './name-date.ts';
import { pairKey } from './pair-files.ts';
import { parseSeriesName } from './series-name.ts';

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
 * Files by series: names that are the same but for a number, a version, a date or the case, in any folder. The rule is
 * that of {@link parseSeriesName}; names that are a date or a number alone are in no series. Series in the order of
 * their names.
 *
 * @example
 * groupSeries([tu23, tu24]).map((series) => series.series); //=> ['timelapse_tu']
 */
export function groupSeries<F extends Pick<FileRecord, 'name'>>(
  files: Iterable<F>,
  options: SeriesOptions = {},
): FileSeries<F>[] {
  const bySeries = new Map<string, SeriesMember<F>[]>();
  for (const file of files) {
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

/** ISO dates of one precision sort as text; a day stands before its minutes. */
function compareMembers(a: SeriesMember<Pick<FileRecord, 'name'>>, b: SeriesMember<Pick<FileRecord, 'name'>>): number {
  return (
    Number(a.date === null) - Number(b.date === null) ||
    compareNames(a.date?.time ?? '', b.date?.time ?? '') ||
    Number(a.number === null) - Number(b.number === null) ||
    (a.number ?? 0) - (b.number ?? 0) ||
    compareNames(a.file.name, b.file.name)
  );
}
