import { itemAt } from '../../base/lists.ts';
import type { HashtagPerformance } from '../../documents/summary.ts';
import type { Estimate } from '../../documents/shapes.ts';
import type { Daypart } from '../../metrics/post-traits.ts';
import { findBestPostingTimes, type PostingSlot } from '../../metrics/posting-times.ts';
import { type ChartSize, drawIntervals } from '../charts/drawing.ts';
import { drawHeatMap, type HeatCell } from '../charts/over-time.ts';
import {
  countOf,
  estimated,
  formatNumber,
  formatPercent,
  formatRatio,
  intervalWords,
  missing,
  shown,
  toneOf,
  verdictWords,
} from '../format.ts';
import { html, type Html, outside } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';
import { behind, figure, table } from '../table.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const DAYPARTS: readonly (readonly [part: Daypart, hours: string])[] = [
  ['night', '0–6'],
  ['morning', '6–12'],
  ['afternoon', '12–18'],
  ['evening', '18–24'],
];

/** Shows weekday by part of the day, with how many posts each rests on. */
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
      ? 'In no slot did posts do better or worse than at other times by more than chance.'
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
            { title: 'Slot', cell: ({ weekday, daypart }) => `${itemAt(WEEKDAYS, weekday - 1)} ${daypart}` },
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
  'may be chance.';

type Look = Pick<HeatCell, 'fill' | 'certain' | 'lines'>;

/** Breaks a long name on lines: a cell of a phone is as wide as five letters. */
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

/** Chooses a tint for the effect, whatever its certainty; a full cell only for a verdict. */
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

/** Rows of the chart at most: those with a verdict first, then the most used. */
const MAX_DRAWN = 20;

interface Tag extends HashtagPerformance {
  readonly tag: string;
}

/** A tag on enough posts for a lift. */
interface MeasuredTag extends Tag {
  readonly lift: Estimate;
  readonly ratio: number;
}

/** Shows whether posts with a tag did differently, as intervals. */
export function hashtags({ analytics, maxRows }: ReportData): Section | null {
  if (analytics === null) return null;
  const { hashtag_performance: performance } = analytics;
  if (performance === null) return section(html`<p>The posts could not be read, so nothing is known of hashtags.</p>`);
  if (analytics.recent_media?.length === 0) return null;
  const tags = Object.entries(performance).map(([tag, row]): Tag => ({ tag, ...row }));
  if (tags.length === 0) return section(html`<p>The posts that were read carry no hashtags.</p>`);
  const measured = tags.flatMap(({ lift, ...tag }): MeasuredTag[] =>
    lift === undefined || lift.value === null ? [] : [{ ...tag, lift, ratio: lift.value }],
  );
  const rows = tagTable(tags, maxRows);
  if (measured.length === 0) {
    return section(
      html`<p>${countOf(tags.length, 'hashtag')}, each on too few posts to say whether it makes a difference.</p>
        ${behind('The hashtags as a table', rows)}`,
    );
  }
  const drawn = measured
    .toSorted((a, b) => Number(isFinding(b)) - Number(isFinding(a)) || b.usage_count - a.usage_count)
    .slice(0, MAX_DRAWN)
    .sort((a, b) => b.ratio - a.ratio);
  const label = `Engagement of posts with each of ${countOf(drawn.length, 'hashtag')}, as a ratio to the other posts`;
  return section(
    html`<p>
        Engagement of the posts with a hashtag against the account's other posts of the same kind: ×1.20 is 20 % above
        them. ${findings(measured)}
      </p>
      ${figure({
        label,
        draw: (size, name) =>
          drawIntervals(size, name, { rows: drawn.map(toRow), unit: 'Ratio to the other posts', ratio: true }),
        caption: html`Dot: estimate. Bar: 80 % interval. n: posts. Coloured only where the verdict is that posts did
        better or worse.
        ${measured.length > drawn.length && html`${formatNumber(drawn.length)} of ${countOf(measured.length, 'hashtag')} drawn.`}`,
        table: rows,
      })}`,
  );
}

function section(body: Html): Section {
  return { id: 'hashtags', title: 'Hashtags', body };
}

function isFinding({ lift }: MeasuredTag): boolean {
  return lift.verdict === 'helps' || lift.verdict === 'hurts';
}

function toRow({ tag, lift, ratio }: MeasuredTag): Parameters<typeof drawIntervals>[2]['rows'][number] {
  return { label: `#${tag}`, value: ratio, interval: lift.interval, tone: toneOf(lift), note: `n ${String(lift.n)}` };
}

function findings(measured: readonly MeasuredTag[]): string {
  const found = measured.filter(isFinding).length;
  const tested = countOf(measured.length, 'hashtag');
  return found === 0
    ? `None of the ${tested} on enough posts made a difference beyond chance.`
    : `A difference was found for ${formatNumber(found)} of the ${tested} on enough posts. It is a difference between posts, not proof that the hashtag caused it.`;
}

function tagTable(tags: readonly Tag[], most: number): Html {
  const none = missing('no lift in the document');
  return table<Tag>({
    caption: 'Hashtags, most used first',
    columns: [
      { title: 'Hashtag', cell: ({ tag }) => outside(`#${tag}`) },
      { title: 'Posts', numeric: true, cell: ({ usage_count }) => formatNumber(usage_count) },
      {
        title: 'Median rate',
        numeric: true,
        cell: ({ median_engagement_rate: rate }) => shown(rate, formatPercent, 'no post has a rate'),
      },
      { title: 'Lift', numeric: true, cell: ({ lift }) => (lift === undefined ? none : estimated(lift, formatRatio)) },
      {
        title: '80 % interval',
        numeric: true,
        cell: ({ lift }) => (lift === undefined ? none : intervalWords(lift, formatRatio)),
      },
      {
        title: 'Verdict',
        cell: ({ lift }) => (lift === undefined ? none : html`${verdictWords(lift)} ${companions(lift.method)}`),
      },
    ],
    rows: tags.toSorted((a, b) => b.usage_count - a.usage_count),
    most,
    noun: 'hashtags',
  });
}

/** Describes companions: tags on the very same posts cannot be told apart; the method of the estimate names them. */
function companions(method: string): Html | null {
  const together = /always used together with .*$/.exec(method)?.[0];
  return together === undefined ? null : html`<span class="why line">${together}</span>`;
}
