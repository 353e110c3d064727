import type { Daypart } from '../../metrics/post-traits.ts';
import { findBestPostingTimes, type PostingSlot } from '../../metrics/posting-times.ts';
import type { ChartSize } from '../charts/drawing.ts';
import { drawHeatMap, type HeatCell } from '../charts/over-time.ts';
import { countOf, estimated, formatNumber, formatRatio, intervalWords, verdictWords } from '../format.ts';
import { html } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';
import { figure, table } from '../table.ts';

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
  const isMeasured = times.slots.some(({ source, lift }) => source === 'measured' && lift.value !== null);
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
        caption: html`${isMeasured && COLOUR_KEY} n: posts with a rate. <strong>untried</strong>: no post yet.
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

/** How to read the colours, where any cell has one. */
const COLOUR_KEY =
  "Colour: engagement against the account's other slots, green above and orange below, drawn towards ×1.00 where posts " +
  'are few. Certainty: a full, outlined cell with ▲ or ▼ has the verdict that posts did better or worse; a small patch ' +
  'has no evidence of a difference.';

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
