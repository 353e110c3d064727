import { compareFormats, type FormatComparison, type FormatGroup } from '../../metrics/formats.ts';
import type { FormatTrait } from '../../metrics/post-traits.ts';
import { findBestPostingTimes, type PostingSlot } from '../../metrics/posting-times.ts';
import type { Daypart } from '../../metrics/posting-slots.ts';
import { drawHeatMap, drawIntervals, type HeatCell } from '../draw-charts.ts';
import type { ChartSize } from '../draw-charts.ts';
import { figure } from '../table.ts';
import { countOf, formatNumber, formatPercent, formatRatio } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { ReportData } from '../report-data.ts';
import type { Section } from '../report-data.ts';
import { table } from '../table.ts';
import { basisWords, estimated, intervalWords, plain, verdictWords } from '../format.ts';

const TRAITS: readonly (readonly [trait: FormatTrait, name: string])[] = [
  ['product_type', 'Kind of post'],
  ['duration', 'Length of video'],
  ['orientation', 'Orientation'],
  ['caption_length', 'Length of caption, in characters'],
  ['audio', 'Audio'],
  ['carousel_size', 'Pictures in a carousel'],
];

/** Medians of the account's formats, with their uncertainty. */
export function formats({ analytics, maxRows, model }: ReportData): Section | null {
  const media = analytics?.recent_media ?? [];
  if (analytics === null || media.length === 0) return null;
  const followers = analytics.account_info?.followers_count;
  const basis = analytics.summary_metrics?.engagement_basis ?? undefined;
  const compared = TRAITS.map(([by, name]) => ({
    name,
    comparison: compareFormats(media, { by, followers, basis, model }),
  }));
  const drawn = compared.filter(({ comparison }) => comparison.groups.some(({ median }) => median.value !== null));
  const other = compared.filter((row) => !drawn.includes(row));
  return {
    id: 'formats',
    title: 'Formats',
    body: html`<p>
        Median engagement rate (${basisWords(basis ?? null)}) with an 80 % interval. Intervals that overlap show no
        difference. Groups of under 5 posts give no number.
      </p>
      ${drawn.map(({ name, comparison }) => traitFigure(name, comparison, maxRows))}
      ${
        other.length > 0 &&
        html`<h3>Too few posts to compare</h3>
          <ul>
            ${other.map(({ name, comparison }) => html`<li>${name}: ${groupCounts(comparison)}</li> `)}
          </ul>`
      }`,
  };
}

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

function groupCounts({ groups }: FormatComparison): string {
  if (groups.length === 0) return 'not known of any post.';
  return `${groups.map(({ group, posts }) => `${plain(group)} ${formatNumber(posts)}`).join(', ')}.`;
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
        caption: html`n: posts with a rate; the darker, the more. ×: engagement against the account's other slots, drawn
        towards ×1.00 where posts are few. Coloured and outlined, ▲ or ▼: the verdict is that posts did better or worse.
        A slot of under 3 posts has no ratio.
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
  const most = Math.max(...slots.map(({ lift }) => lift.n), 1);
  const byPlace = new Map(slots.map((slot) => [`${String(slot.weekday)} ${slot.daypart}`, slot]));
  const cells = DAYPARTS.flatMap((part) =>
    columns.map((column, index): HeatCell => {
      const slot = byPlace.get(`${String(index + 1)} ${part[0]}`);
      return { column, row: rowName(part), ...(slot === undefined ? EMPTY : lookOf(slot, most)) };
    }),
  );
  return { cells, columns, rows: DAYPARTS.map(rowName) };
}

type Look = Pick<HeatCell, 'fill' | 'outlined' | 'lines'>;

const EMPTY: Look = { fill: 'heat-none', outlined: false, lines: '' };

/** A colour only for a verdict; else a shade by the number of posts, which is no claim. */
function lookOf({ lift, source }: PostingSlot, most: number): Look {
  const n = `n ${String(lift.n)}`;
  const shade = lift.n === 0 ? 'heat-none' : `heat-${String(Math.ceil((lift.n / most) * 3))}`;
  if (lift.value === null) return { fill: shade, outlined: false, lines: n };
  const ratio = formatRatio(lift.value);
  if (source === 'prior') return { fill: 'heat-none', outlined: false, lines: `prior\n${ratio}` };
  if (lift.verdict === 'helps') return { fill: 'heat-good', outlined: true, lines: `▲ ${ratio}\n${n}` };
  if (lift.verdict === 'hurts') return { fill: 'heat-bad', outlined: true, lines: `▼ ${ratio}\n${n}` };
  return { fill: shade, outlined: false, lines: `${ratio}\n${n}` };
}
