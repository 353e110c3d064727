import { toEpochMs } from '../../base/time.ts';
import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { Snapshot } from '../../documents/history.ts';
import { describeGrowth, type AccountGrowth, type GrowthPoint } from '../../metrics/account-growth.ts';
import { describePostHistory, type PostHistories } from '../../metrics/post-history.ts';
import { drawIntervals, drawLine } from '../draw-charts.ts';
import { figure } from '../figure.ts';
import { countOf, formatChange, formatHours, formatNumber, formatPercent, moment } from '../format.ts';
import { html, type Html } from '../html.ts';
import { missing, shown } from '../missing.ts';
import type { ReportFacts } from '../report-input.ts';
import type { Section } from '../section.ts';
import { table } from '../table.ts';
import { estimated, intervalWords } from '../words.ts';

/** Followers over the kept collections, and how posts grow with age. */
export function history({ analytics, history: kept, maxRows }: ReportFacts): Section | null {
  if (kept.length === 0) return null;
  const snapshots = withCurrent(kept, analytics);
  const growth = describeGrowth(snapshots);
  return {
    id: 'history',
    title: 'History',
    body: html`<h3>Followers</h3>
      ${followers(growth, maxRows)}
      <h3>How posts grow</h3>
      ${ageing(describePostHistory(snapshots))}`,
  };
}

/** The collection of this report is the latest one, unless it was kept already. */
function withCurrent(kept: readonly Snapshot[], analytics: InstagramAnalytics | null): readonly Snapshot[] {
  if (analytics === null) return kept;
  const { exported_at: taken } = analytics.export_info;
  if (kept.some((snapshot) => snapshot.analytics.export_info.exported_at === taken)) return kept;
  return [...kept, { taken_at: taken, analytics }];
}

function followers({ points, followers: change, gaps }: AccountGrowth, most: number): Html {
  const known = points.filter((point) => point.followers_count !== null);
  if (known.length < 2) {
    return html`<p>
      ${missing(`followers are known from ${countOf(known.length, 'collection')}; a change needs two`)}
    </p>`;
  }
  const drawn = points.flatMap(({ taken_at, followers_count: value }) => {
    const time = toEpochMs(taken_at);
    return time === null ? [] : [{ time: new Date(time), value }];
  });
  return html`<p>
      ${change.change !== null && html`${formatChange(change.change)} followers over ${countOf(points.length, 'collection')}.`}
      ${gaps.length > 0 && html`${countOf(gaps.length, 'stretch', 'stretches')} without a collection: nothing is known of them.`}
    </p>
    ${figure({
      label: `Followers at each of ${countOf(points.length, 'collection')}`,
      draw: (size, label) => drawLine(size, label, { points: drawn, unit: 'Followers', cumulative: false }),
      caption: 'The scale does not begin at 0. A collection without the number leaves a gap.',
      table: table<GrowthPoint>({
        caption: 'Collections, newest first',
        columns: [
          { title: 'Collected', cell: ({ taken_at }) => moment(taken_at) },
          {
            title: 'Followers',
            numeric: true,
            cell: ({ followers_count }) => shown(followers_count, formatNumber, 'not in that collection'),
          },
          {
            title: 'Change',
            numeric: true,
            cell: ({ change }) => shown(change, formatChange, 'nothing to compare with'),
          },
          {
            title: 'A day',
            numeric: true,
            cell: ({ change_per_day }) => shown(change_per_day, formatChange, 'nothing to compare with'),
          },
          {
            title: 'Posts',
            numeric: true,
            cell: ({ media_count }) => shown(media_count, formatNumber, 'not in that collection'),
          },
        ],
        rows: points.toReversed(),
        most,
        noun: 'collections',
      }),
    })}`;
}

type AgeRow = PostHistories['decay_curve'][number];

function ageing({ decay_curve: curve, half_life_hours: halfLife, posts }: PostHistories): Html {
  const drawn = curve.flatMap(({ age_hours, share_of_total: { value, interval, n } }) =>
    value === null
      ? []
      : [
          {
            label: `after ${formatHours(age_hours)}`,
            value,
            interval,
            tone: 'accent' as const,
            note: `n ${String(n)}`,
          },
        ],
  );
  if (drawn.length === 0) {
    return html`<p>
      ${missing(`of ${countOf(posts.length, 'post')}, under 5 were read often enough in their first 7 days`)}
    </p>`;
  }
  return html`<p>
      Views at each age as a share of the views at 7 days, median over posts.
      ${halfLife.value !== null && html`Half of them are there after ${formatHours(halfLife.value)} (median of ${countOf(halfLife.n, 'post')}).`}
    </p>
    ${figure({
      label: 'Share of the 7-day views a post has at each age',
      draw: (size, label) =>
        drawIntervals(size, label, { rows: drawn, unit: 'Share of the views at 7 days, %', ratio: false }),
      caption: 'Dot: median. Bar: 80 % interval. n: posts read near that age and at 7 days.',
      table: table<AgeRow>({
        caption: 'Share of the views at 7 days, by age',
        columns: [
          { title: 'Age', cell: ({ age_hours }) => formatHours(age_hours) },
          { title: 'Posts', numeric: true, cell: ({ share_of_total }) => formatNumber(share_of_total.n) },
          {
            title: 'Median share',
            numeric: true,
            cell: ({ share_of_total }) => estimated(share_of_total, formatPercent),
          },
          {
            title: '80 % interval',
            numeric: true,
            cell: ({ share_of_total }) => intervalWords(share_of_total, formatPercent),
          },
        ],
        rows: curve,
        most: curve.length,
        noun: 'ages',
      }),
    })}`;
}
