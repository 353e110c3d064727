import type { HashtagPerformance } from '../../documents/summary.ts';
import { drawIntervals } from '../charts/rows.ts';
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
import { type Html, html, outside } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';
import { behind, figure, table } from '../table.ts';

/** Rows of the chart at most: those with a verdict first, then the most used. */
const MOST_DRAWN = 20;

interface Tag extends HashtagPerformance {
  readonly tag: string;
}

/** Whether posts with a tag did differently, as intervals. */
export function hashtags({ analytics, maxRows }: ReportData): Section | null {
  if (analytics === null) return null;
  const { hashtag_performance: performance } = analytics;
  if (performance === null) return section(html`<p>The posts could not be read, so nothing is known of hashtags.</p>`);
  if (analytics.recent_media?.length === 0) return null;
  const tags = Object.entries(performance).map(([tag, row]): Tag => ({ tag, ...row }));
  if (tags.length === 0) return section(html`<p>The posts that were read carry no hashtags.</p>`);
  const measured = tags.filter(({ lift }) => lift !== undefined && lift.value !== null);
  const rows = tagTable(tags, maxRows);
  if (measured.length === 0) {
    return section(
      html`<p>${countOf(tags.length, 'hashtag')}, each on too few posts to say whether it makes a difference.</p>
        ${behind('The hashtags as a table', rows)}`,
    );
  }
  const drawn = measured
    .toSorted((a, b) => Number(isFinding(b)) - Number(isFinding(a)) || b.usage_count - a.usage_count)
    .slice(0, MOST_DRAWN)
    .sort((a, b) => (b.lift?.value ?? 0) - (a.lift?.value ?? 0));
  const label = `Engagement of posts with each of ${countOf(drawn.length, 'hashtag')}, as a ratio to the other posts`;
  return section(
    html`<p>
        Engagement of the posts with a hashtag against the account's other posts of the same kind: ×1.20 is 20 % above
        them. ${findings(measured)}
      </p>
      ${figure({
        label,
        draw: (size, name) =>
          drawIntervals(size, name, { rows: drawn.flatMap(toRow), unit: 'Ratio to the other posts', ratio: true }),
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

function isFinding({ lift }: Tag): boolean {
  return lift?.verdict === 'helps' || lift?.verdict === 'hurts';
}

function toRow({ tag, lift }: Tag): Parameters<typeof drawIntervals>[2]['rows'][number][] {
  if (lift === undefined || lift.value === null) return [];
  return [
    { label: `#${tag}`, value: lift.value, interval: lift.interval, tone: toneOf(lift), note: `n ${String(lift.n)}` },
  ];
}

function findings(measured: readonly Tag[]): string {
  const found = measured.filter(isFinding).length;
  const tested = countOf(measured.length, 'hashtag');
  return found === 0
    ? `For none of the ${tested} on enough posts is there evidence of a difference.`
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

/** Tags on the very same posts cannot be told apart; the method of the estimate names them. */
function companions(method: string): Html | null {
  const together = /always used together with .*$/.exec(method)?.[0];
  return together === undefined ? null : html`<span class="why line">${together}</span>`;
}
