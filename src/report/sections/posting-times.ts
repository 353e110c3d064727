import { findBestPostingTimes, type PostingSlot } from '../../metrics/posting-times.ts';
import type { Daypart } from '../../metrics/slots.ts';
import { drawHeatMap, type HeatCell } from '../draw-charts.ts';
import { figure, type ChartSize } from '../figure.ts';
import { countOf, formatNumber, formatRatio } from '../format.ts';
import { html } from '../html.ts';
import type { ReportFacts } from '../report-input.ts';
import type { Section } from '../section.ts';
import { table } from '../table.ts';
import { estimated, intervalWords, verdictWords } from '../words.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const DAYPARTS: readonly (readonly [part: Daypart, hours: string])[] = [
  ['night', '0–6'],
  ['morning', '6–12'],
  ['afternoon', '12–18'],
  ['evening', '18–24'],
];

/** Weekday by part of the day, with how many posts each rests on. */
export function postingTimes({ analytics, timezone, onlineFollowers, maxRows }: ReportFacts): Section | null {
  const media = analytics?.recent_media ?? [];
  if (analytics === null || media.length === 0) return null;
  const basis = analytics.summary_metrics?.engagement_basis ?? undefined;
  const followers = analytics.account_info?.followers_count;
  const times = findBestPostingTimes(media, { timezone, basis, followers, onlineFollowers });
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
