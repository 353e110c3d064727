import type { AnyInventory } from '../../documents/inventory.ts';
import {
  FOOTAGE_REASONS,
  type FootageReason,
  type PlanningClip,
  type PlanningSeries,
} from '../../documents/footage.ts';
import { type PlanningContext, type PlanningLine } from '../../documents/planning.ts';
import { fileNameOf } from '../../files/path.ts';
import { groupBy } from '../../metrics/post.ts';
import { countOf, day, formatNumber, formatSeconds, formatSize, missing, shown } from '../format.ts';
import { cleanText, fileLabel, type Html, html, outside } from '../html.ts';
import { lineSentence, type ReportData, type Section } from '../report-data.ts';
import { behind, type Column, table } from '../table.ts';

const REASONS: Readonly<Record<FootageReason, string>> = {
  ledger: 'the ledger names it',
  length_and_time: 'length and date fit a post',
  name_in_caption: 'its name stands in a caption',
  other_cut: 'another cut of it was published',
  shared_length: 'its length fits posts that other clips fit as well',
  no_match: 'compared, fits no post',
  no_evidence: 'nothing to compare it by',
};

const NOT_PROBED = 'not read from the file';
/** Clips that belong to no series. */
const NO_SERIES = 'No series';
/** Series shown before the rest is folded. */
const FIRST_SERIES = 10;

/** Shows clips that no post shows: by series, then one by one behind a fold. */
export function footage(data: ReportData): Section | null {
  const { analytics, inventory, planning, maxRows, names } = data;
  if (inventory === null || inventory.categorized_summary.videos.count === 0) return null;
  const { clips, counts, lines } = planning.footage;
  const isMatched = analytics !== null || planning.planning_info.ledger_entries > 0;
  const { rows, others } = seriesRows(planning.footage, isMatched);
  const drafts = lines.filter(({ kind }) => kind === 'family');
  const remarks = lines.filter(({ kind }) => kind !== 'family');
  return {
    id: 'footage',
    title: 'Unused footage',
    body: html`<p>${countWords(counts)} ${sourceWords(inventory, planning.planning_info.footage_source)}</p>
      ${analytics === null && html`<p>No account document was given, so no clip could be matched to a post.</p>`}
      ${clips.length === 0 && html`<p>None.</p>`} ${seriesPart(rows, maxRows)}
      ${others > 0 && html`<p class="note">${countOf(others, 'clip')} of further series, or of none, not listed.</p>`}
      ${drafts.length > 0 && draftTable(drafts)}
      ${
        remarks.length > 0 &&
        behind(
          countOf(remarks.length, 'remark on footage', 'remarks on footage'),
          html`<ul>
            ${remarks.map((line) => html`<li>${lineSentence(line, names)}</li> `)}
          </ul>`,
        )
      }
      ${clips.length > 0 && html`${reasonWords(clips, counts.unused)} ${behind(clipsTitle(clips.length, counts.unused), clipTable(clips, maxRows))}`}`,
  };
}

/** Writes the title: a plan holds the best fits of a large bucket only. */
function clipsTitle(listed: number, unused: number): string {
  return listed === unused
    ? `The ${countOf(unused, 'clip')} one by one`
    : `The ${formatNumber(listed)} best fits of ${countOf(unused, 'clip')} one by one`;
}

function countWords({ used, unused, uncertain }: PlanningContext['footage']['counts']): string {
  const all = used + unused + uncertain;
  return `Of ${countOf(all, 'clip')}, ${formatNumber(used)} matched to a post, ${formatNumber(uncertain)} uncertain, ${formatNumber(unused)} without a sign of use.`;
}

/** Says where clips are from: without file rows only the newest videos are known by name. */
function sourceWords(
  { categorized_summary: { videos } }: AnyInventory,
  source: PlanningContext['planning_info']['footage_source'],
): string {
  return source === 'highlights' ? `Only the newest of ${countOf(videos.count, 'clip')} were looked at.` : '';
}

/** A series with the stills beside its clips; `null` is not known. */
interface SeriesRow extends Omit<PlanningSeries, 'used'> {
  readonly used: number | null;
  readonly stills: number | null;
}

/**
 * Lists the series of the plan, the most unused clips first, then what belongs to none; `others` are the clips in no
 * row. Where the plan does not hold every clip, stills are counted of none, and clips without a series are among the
 * others.
 */
function seriesRows(
  { clips, counts, series }: PlanningContext['footage'],
  isMatched: boolean,
): {
  readonly rows: readonly SeriesRow[];
  readonly others: number;
} {
  const isWhole = clips.length === counts.unused;
  const byName = groupBy(clips, (clip) => [clip.series ?? '']);
  const stillsOf = (name: string): number => (byName.get(name) ?? []).filter(({ still }) => still !== null).length;
  const rows = series.map((row): SeriesRow => ({
    ...row,
    used: isMatched ? row.used : null,
    stills: isWhole ? stillsOf(row.series) : null,
  }));
  if (isWhole) rows.push(...singleClips(clips.filter((clip) => clip.series === null)));
  return { rows, others: counts.unused - rows.reduce((sum, { unused }) => sum + unused, 0) };
}

function singleClips(single: readonly PlanningClip[]): SeriesRow[] {
  const [example] = single;
  if (example === undefined) return [];
  const seconds = single.flatMap((clip) => clip.duration_seconds ?? []);
  const count = (way: PlanningClip['orientation']): number =>
    single.filter(({ orientation }) => orientation === way).length;
  const dates = single.flatMap(({ created_time: created }) => created ?? []).sort();
  return [
    {
      series: NO_SERIES,
      unused: single.length,
      used: null,
      seconds: seconds.length === 0 ? null : [Math.min(...seconds), Math.max(...seconds)],
      orientations: {
        portrait: count('portrait'),
        landscape: count('landscape'),
        square: count('square'),
        unknown: count(null),
      },
      newest: dates.at(-1) ?? null,
      example: example.name,
      note: null,
      stills: single.filter(({ still }) => still !== null).length,
    },
  ];
}

function seriesPart(rows: readonly SeriesRow[], most: number): Html | null {
  if (rows.length === 0) return null;
  const show = (caption: string, part: readonly SeriesRow[]): Html =>
    table({ caption, columns: SERIES_COLUMNS, rows: part, most, noun: 'series' });
  const [first, rest] = [rows.slice(0, FIRST_SERIES), rows.slice(FIRST_SERIES)];
  return html`${show('Series by unused clips', first)}
  ${rest.length > 0 && behind(`${formatNumber(rest.length)} more series`, show('Further series', rest))}`;
}

const SERIES_COLUMNS: readonly Column<SeriesRow>[] = [
  {
    title: 'Series',
    cell: ({ series, note, example }) =>
      html`${outside(series)} ${note !== null && html`<span class="why line">${outside(note)}</span>`}
        <span class="why line">best fit: ${outside(fileNameOf(cleanText(example)))}</span>`,
  },
  { title: 'Unused', numeric: true, cell: ({ unused }) => formatNumber(unused) },
  { title: 'Used', numeric: true, cell: ({ used }) => shown(used, formatNumber, 'not counted') },
  {
    title: 'Length',
    numeric: true,
    cell: ({ seconds }) => (seconds === null ? missing(NOT_PROBED) : lengthRange(seconds)),
  },
  { title: 'Orientation', cell: ({ orientations }) => orientationWords(orientations) },
  { title: 'Stills', numeric: true, cell: ({ stills }) => shown(stills, formatNumber, 'not counted') },
  { title: 'Newest', cell: ({ newest }) => (newest === null ? missing('no date in the listing') : day(newest)) },
];

function lengthRange([shortest, longest]: readonly [number, number]): string {
  const ends = [...new Set([formatSeconds(shortest), formatSeconds(longest)])];
  return ends.join(' to ');
}

function orientationWords(orientations: PlanningSeries['orientations']): Html {
  const known = (['portrait', 'landscape', 'square'] as const).filter((way) => orientations[way] > 0);
  if (known.length === 0) return missing(NOT_PROBED);
  const words = known.map((way) => `${formatNumber(orientations[way])} ${way}`);
  return html`${[...words, ...(orientations.unknown > 0 ? [`${formatNumber(orientations.unknown)} not read`] : [])].join(', ')}`;
}

const MAX_DRAFTS = 10;
const MAX_CUTS = 3;

/** Shows cuts of one piece, of which one is enough for a plan. */
function draftTable(drafts: readonly PlanningLine[]): Html {
  return table<PlanningLine>({
    caption: 'Drafts: several cuts of one piece',
    columns: [
      {
        title: 'Cuts',
        cell: ({ evidence }) =>
          html`${evidence.slice(0, MAX_CUTS).map((name) => html`<div>${fileLabel(name)}</div> `)}
          ${evidence.length > MAX_CUTS && html`<div class="why">and ${formatNumber(evidence.length - MAX_CUTS)} more</div>`}`,
      },
      { title: 'How many', numeric: true, cell: ({ evidence }) => formatNumber(evidence.length) },
    ],
    rows: drafts,
    most: MAX_DRAFTS,
    noun: 'pieces',
  });
}

/** Says why clips count as unused, once for all and not in each row. */
function reasonWords(clips: readonly PlanningClip[], unused: number): Html {
  const counted = FOOTAGE_REASONS.map((reason) => ({
    reason,
    count: clips.filter((clip) => clip.reason === reason).length,
  }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return html`<p class="note">
    Why without a sign of use${clips.length < unused && `, of the ${formatNumber(clips.length)} best fits`}:
    ${counted.map(({ reason, count }) => `${REASONS[reason]} (${formatNumber(count)})`).join('; ')}.
  </p>`;
}

function clipTable(rows: readonly PlanningClip[], most: number): Html {
  const reasons = new Set(rows.map(({ reason }) => reason));
  const columns: Column<PlanningClip>[] = [
    { title: 'Clip', cell: ({ name, still }) => fileLabel(name, null, still === null ? '' : 'with a still') },
    {
      title: 'Length',
      numeric: true,
      cell: ({ duration_seconds: seconds }) => shown(seconds, formatSeconds, NOT_PROBED),
    },
    { title: 'Orientation', cell: ({ orientation }) => orientation ?? missing(NOT_PROBED) },
    { title: 'Size', numeric: true, cell: ({ size_mb }) => shown(size_mb, formatSize, 'not in the listing') },
    {
      title: 'Created',
      cell: ({ created_time }) => (created_time === null ? missing('no date in the listing') : day(created_time)),
    },
    {
      title: 'Why',
      cell: ({ reason, confidence }) =>
        reason === 'no_evidence'
          ? REASONS[reason]
          : `${REASONS[reason]}, ${formatNumber(Math.round(confidence * 100))} % sure`,
    },
  ];
  return table<PlanningClip>({
    caption: 'Clips without a post, the best fit for a reel first',
    // One reason for all is said above the table.
    columns: reasons.size === 1 && reasons.has('no_evidence') ? columns.slice(0, -1) : columns,
    rows,
    most,
    noun: 'clips',
  });
}
