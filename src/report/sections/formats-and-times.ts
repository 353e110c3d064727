import { compareFormats, type FormatComparison, type FormatGroup } from '../../metrics/formats.ts';
import type { FormatTrait } from '../../metrics/post-traits.ts';
import type { Daypart } from '../../metrics/posting-slots.ts';
import { findBestPostingTimes, type PostingSlot } from '../../metrics/posting-times.ts';
import { plain } from '../../planning/plain-words.ts';
import type { ChartSize } from '../charts/drawing.ts';
import { drawHeatMap, type HeatCell } from '../charts/heat-map.ts';
import { drawIntervals } from '../charts/rows.ts';
import {
  basisWords,
  countOf,
  estimated,
  formatNumber,
  formatPercent,
  formatRatio,
  intervalWords,
  verdictWords,
} from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';
import { figure, table } from '../table.ts';

const TRAITS: readonly (readonly [trait: FormatTrait, name: string])[] = [
  ['product_type', 'Kind of post'],
  ['duration', 'Length of video'],
  ['orientation', 'Orientation'],
  ['caption_length', 'Length of caption, in characters'],
  ['audio', 'Audio'],
  ['ai', 'Made with AI'],
  ['carousel_size', 'Pictures in a carousel'],
];

/** Medians of the account's formats, with their uncertainty. */
export function formats({ analytics, maxRows, model }: ReportData): Section | null {
  const media = analytics?.recent_media ?? [];
  if (analytics === null || media.length === 0) return null;
  const followers = analytics.account_info?.followers_count;
  const basis = analytics.summary_metrics?.engagement_basis ?? undefined;
  const compared = TRAITS.map(([by, name]) => ({
    by,
    name,
    comparison: compareFormats(media, { by, followers, basis, model }),
  }));
  // One group alone is compared to nothing.
  const drawn = compared.filter(
    ({ comparison }) => comparison.groups.filter(({ median }) => median.value !== null).length > 1,
  );
  const unread = compared.filter(({ comparison }) => comparison.groups.length === 0);
  const other = compared.filter((row) => !drawn.includes(row) && !unread.includes(row));
  return {
    id: 'formats',
    title: 'Formats',
    body: html`<p>
        Median engagement rate (${basisWords(basis ?? null)}) with an 80 % interval. Intervals that overlap show no
        difference. Groups of under 5 posts give no number.
      </p>
      ${drawn.map(({ name, comparison }) => traitFigure(name, comparison, maxRows))}
      ${traitList('Too few groups with 5 posts to compare', other)} ${traitList('Not known of any post', unread)}`,
  };
}

interface ComparedTrait {
  readonly by: FormatTrait;
  readonly name: string;
  readonly comparison: FormatComparison;
}

function traitList(title: string, traits: readonly ComparedTrait[]): Html | null {
  if (traits.length === 0) return null;
  return html`<h3>${title}</h3>
    <ul>
      ${traits.map(({ by, name, comparison }) => html`<li>${name}: ${groupCounts(by, comparison)}</li> `)}
    </ul>`;
}

/** Traits that only a reading of the video file tells. */
const PROBED: ReadonlySet<FormatTrait> = new Set(['duration', 'orientation']);

function traitFigure(name: string, comparison: FormatComparison, maxRows: number): Html {
  const rows = comparison.groups.flatMap(({ group, median: { value, interval, n } }) =>
    value === null ? [] : [{ label: plain(group), value, interval, tone: 'accent' as const, note: `n ${String(n)}` }],
  );
  return html`<h3>${name}</h3>
    ${figure({
      label: `${name}: median engagement rate of ${countOf(rows.length, 'group')}`,
      draw: (size, label) => drawIntervals(size, label, { rows, unit: 'Median engagement rate, %', ratio: false }),
      caption: html`Dot: median. Bar: 80 % interval. n: posts with a rate.
      ${comparison.posts_without_group > 0 && html`${countOf(comparison.posts_without_group, 'post')} without this trait.`}`,
      table: table<FormatGroup>({
        caption: name,
        columns: [
          { title: 'Group', cell: ({ group }) => plain(group) },
          { title: 'Posts', numeric: true, cell: ({ posts }) => formatNumber(posts) },
          { title: 'Median rate', numeric: true, cell: ({ median }) => estimated(median, formatPercent) },
          { title: '80 % interval', numeric: true, cell: ({ median }) => intervalWords(median, formatPercent) },
        ],
        rows: comparison.groups,
        most: maxRows,
        noun: 'groups',
      }),
    })}`;
}

function groupCounts(by: FormatTrait, { groups }: FormatComparison): string {
  if (groups.length === 0)
    return PROBED.has(by) ? 'never read from the files; collect with probe: true.' : 'no post has it.';
  return `${groups.map(({ group, posts }) => `${plain(group)}: ${countOf(posts, 'post')}`).join(', ')}.`;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const DAYPARTS: readonly (readonly [part: Daypart, hours: string])[] = [
  ['night', '0–6'],
  ['morning', '6–12'],
  ['afternoon', '12–18'],
  ['evening', '18–24'],
];

/** Weekday by part of the day, with how many posts each rests on. */
export function postingTimes({ analytics, timezone, onlineFollowers, maxRows, model }: ReportData): Section | null {
  const media = analytics?.recent_media ?? [];
  if (analytics === null || media.length === 0) return null;
  const basis = analytics.summary_metrics?.engagement_basis ?? undefined;
  const followers = analytics.account_info?.followers_count;
  const times = findBestPostingTimes(media, { timezone, basis, followers, onlineFollowers, model });
  const hasPrior = times.slots.some(({ source, lift }) => source === 'prior' && lift.value !== null);
  const found = times.slots.filter(
    ({ source, lift }) => source === 'measured' && (lift.verdict === 'helps' || lift.verdict === 'hurts'),
  );
  const words = times.enough_data
    ? found.length === 0
      ? 'For no slot is there evidence that posts did better or worse than at other times.'
      : `Posts did differently in ${countOf(found.length, 'slot')}, outlined below.`
    : `No best time can be told from ${countOf(times.posts_used, 'post')} with a rate: 20 are needed.`;
  return {
    id: 'times',
    title: 'Posting times',
    body: html`<p>Hours of ${timezone}. ${words}</p>
      ${figure({
        label: `Posts and engagement by weekday and part of the day, ${timezone}`,
        draw: (size, label) => drawHeatMap(size, label, gridOf(size, times.slots)),
        caption: html`Colour: engagement against the account's other slots, green above and orange below, drawn towards
          ×1.00 where posts are few. Certainty: a full, outlined cell with ▲ or ▼ has the verdict that posts did better
          or worse; a small patch has no evidence of a difference. n: posts with a rate. <strong>untried</strong>: no
          post yet.
          ${hasPrior && html`<strong>prior</strong>: followers online in these hours against the mean of the day, no measurement of posts.`}`,
        table: table<PostingSlot>({
          caption: 'Slots, best first',
          columns: [
            { title: 'Slot', cell: ({ weekday, daypart }) => `${WEEKDAYS[weekday - 1] ?? ''} ${daypart}` },
            { title: 'Posts', numeric: true, cell: ({ lift }) => formatNumber(lift.n) },
            { title: 'Ratio', numeric: true, cell: ({ lift }) => estimated(lift, formatRatio) },
            { title: '80 % interval', numeric: true, cell: ({ lift }) => intervalWords(lift, formatRatio) },
            {
              title: 'Verdict',
              cell: ({ lift, source }) =>
                source === 'prior' ? 'prior: followers online, nothing measured' : verdictWords(lift),
            },
          ],
          rows: times.slots,
          most: maxRows,
          noun: 'slots',
        }),
      })}`,
  };
}

function gridOf(
  size: ChartSize,
  slots: readonly PostingSlot[],
): { cells: HeatCell[]; columns: string[]; rows: string[] } {
  const columns = WEEKDAYS.map((name) => (size.narrow ? name.slice(0, 2) : name.slice(0, 3)));
  const rowName = ([part, hours]: readonly [Daypart, string]): string => (size.narrow ? part : `${part} ${hours}`);
  const byPlace = new Map(slots.map((slot) => [`${String(slot.weekday)} ${slot.daypart}`, slot]));
  const cells = DAYPARTS.flatMap((part) =>
    columns.map((column, index): HeatCell => {
      const slot = byPlace.get(`${String(index + 1)} ${part[0]}`);
      return { column, row: rowName(part), ...withLines(size, slot === undefined ? UNTRIED : lookOf(slot)) };
    }),
  );
  return { cells, columns, rows: DAYPARTS.map(rowName) };
}

type Look = Pick<HeatCell, 'fill' | 'certain' | 'lines'>;

/** A cell of a phone is as wide as five letters. */
function withLines({ narrow }: ChartSize, look: Look): Look {
  if (!narrow) return look;
  return {
    ...look,
    lines: look.lines
      .replace(/^([▲▼]) /, '$1\n')
      .replace('×', '')
      .replace('untried', 'un-\ntried'),
  };
}

const UNTRIED: Look = { fill: null, certain: false, lines: 'untried' };
/** Ratios from which a slot is drawn in the stronger and in the weaker tint. */
const STRONG = 1.25;
const WEAK = 1.05;

/** A tint for the effect, whatever its certainty; a full cell only for a verdict. */
function lookOf({ lift, source }: PostingSlot): Look {
  const n = `n ${String(lift.n)}`;
  if (source === 'prior' && lift.value !== null)
    return { fill: null, certain: false, lines: `prior\n${formatRatio(lift.value)}` };
  if (lift.value === null) return lift.n === 0 ? UNTRIED : { fill: null, certain: false, lines: n };
  const ratio = formatRatio(lift.value);
  const fill = tintOf(lift.value);
  if (lift.verdict === 'helps') return { fill, certain: true, lines: `▲ ${ratio}\n${n}` };
  if (lift.verdict === 'hurts') return { fill, certain: true, lines: `▼ ${ratio}\n${n}` };
  return { fill, certain: false, lines: `${ratio}\n${n}` };
}

function tintOf(ratio: number): HeatCell['fill'] {
  const size = Math.max(ratio, 1 / ratio);
  if (size < WEAK) return 'heat-even';
  const side = ratio > 1 ? 'good' : 'bad';
  return size < STRONG ? `heat-${side}-weak` : `heat-${side}`;
}
