import { toEpochMs } from '../../base/time.ts';
import type { Snapshot } from '../../documents/analytics.ts';
import { comparePeriods, type PeriodChange, type PeriodMeasure, withCurrent } from '../../metrics/compare-periods.ts';
import { drawLine, drawPosts, type LinePoint } from '../charts/over-time.ts';
import {
  countOf,
  day,
  formatChange,
  formatDay,
  formatHours,
  formatNumber,
  formatPercent,
  formatRatio,
  intervalWords,
  missing,
  moment,
  shown,
  verdictWords,
} from '../format.ts';
import { type Html, html } from '../html.ts';
import { postLink, type ReportData, type Section } from '../report-data.ts';
import { figure, table } from '../table.ts';

const NAMES: Readonly<Record<PeriodMeasure, string>> = {
  views: 'Views of a post',
  reach: 'Reach of a post',
  interactions: 'Interactions with a post',
  engagement_rate: 'Engagement rate',
};

interface PeriodRow {
  readonly name: string;
  readonly before: Html;
  readonly after: Html;
  readonly ratio: Html;
  readonly verdict: Html | string;
}

/** Compares the last period against the one before, then reach and views over time. */
export function periods(data: ReportData): Section | null {
  const { analytics, history, periodDays } = data;
  const compared = analytics === null ? null : comparePeriods(analytics, { days: periodDays, history });
  if (compared === null) return null;
  const { published, followers_gained: followers, changes, start, middle, end } = compared;
  const noVerdict = 'a count, no test';
  const unknown = 'no collection near both ends of the period';
  const rows: PeriodRow[] = [
    {
      name: 'Posts published',
      before: html`${formatNumber(published.before)}`,
      after: html`${arrow(published.before, published.after)} ${formatNumber(published.after)}`,
      ratio: missing('not compared'),
      verdict: noVerdict,
    },
    {
      name: 'Followers gained',
      before: shown(followers.before, formatChange, unknown),
      after: html`${arrow(followers.before, followers.after)} ${shown(followers.after, formatChange, unknown)}`,
      ratio: missing('not compared'),
      verdict: noVerdict,
    },
    ...changes.map(toRow),
  ];
  return {
    id: 'periods',
    title: `The last ${countOf(periodDays, 'day')} against those before`,
    body: html`<p>
        Posts published from ${formatDay(middle)} to ${formatDay(end)}, against those from ${formatDay(start)} to
        ${formatDay(middle)}. ${conclusion(changes)}
      </p>
      ${table<PeriodRow>({
        caption: 'Both periods',
        columns: [
          { title: 'Figure', cell: ({ name }) => name },
          { title: 'Before', numeric: true, cell: ({ before }) => before },
          { title: 'Last period', numeric: true, cell: ({ after }) => after },
          { title: 'Ratio, 80 % interval', numeric: true, cell: ({ ratio }) => ratio },
          { title: 'Verdict', cell: ({ verdict }) => verdict },
        ],
        rows,
        most: rows.length,
        noun: 'figures',
      })}
      <p class="note">
        ${ageWords(changes)} An arrow is the direction of the number, the ratio that of the geometric means, the verdict
        whether it is more than chance.
      </p>
      ${accountFigure(data, 'reach')} ${viewsFigure(data)}`,
  };
}

function toRow(change: PeriodChange): PeriodRow {
  const { measure, before, after, posts, age_hours, estimate } = change;
  const format = measure === 'engagement_rate' ? formatPercent : (value: number) => formatNumber(Math.round(value));
  const of = (value: number | null, count: number): Html =>
    value === null
      ? missing('no post has it')
      : html`${format(value)} <span class="why">${countOf(count, 'post')}</span>`;
  return {
    name: `${NAMES[measure]}, median${age_hours === null ? '' : `, after ${formatHours(age_hours)}`}`,
    before: of(before, posts.before),
    after: html`${arrow(before, after)} ${of(after, posts.after)}`,
    ratio:
      estimate.value === null
        ? missing('too few posts to say')
        : html`${formatRatio(estimate.value)} <span class="why">${intervalWords(estimate, formatRatio)}</span>`,
    verdict: mayBeAge(change) ? 'lower, but the earlier posts had longer to grow' : verdictWords(estimate),
  };
}

/** Writes the direction of a number, in a sign and in words. */
function arrow(before: number | null, after: number | null): Html | null {
  if (before === null || after === null || before === after) return null;
  const [sign, words] = after > before ? ['▲', 'up to'] : ['▼', 'down to'];
  return html`<span aria-hidden="true">${sign}</span><span class="hidden">${words}</span>`;
}

/** Tells a fall that older posts alone can make: counts read as they are by now. A rise they cannot make. */
function mayBeAge({ measure, age_hours, estimate }: PeriodChange): boolean {
  return estimate.verdict === 'falling' && age_hours === null && measure !== 'engagement_rate';
}

function conclusion(changes: readonly PeriodChange[]): string {
  const found = changes.filter(
    (change) => change.estimate.verdict === 'rising' || (change.estimate.verdict === 'falling' && !mayBeAge(change)),
  );
  if (found.length > 0) {
    return `More than chance: ${found.map(({ measure, estimate }) => `${NAMES[measure].toLowerCase()} ${String(estimate.verdict)}`).join('; ')}.`;
  }
  return changes.every(({ estimate }) => estimate.value === null)
    ? 'Either period has too few posts to say whether anything changed.'
    : changes.some(mayBeAge)
      ? 'Lower counts may be age: nothing else changed by more than chance.'
      : 'Nothing changed by more than chance.';
}

function ageWords(changes: readonly PeriodChange[]): string {
  return changes.some(({ age_hours }) => age_hours !== null)
    ? 'Figures with an age are those every post had at that age; the others are as they are by now, of posts over 48 hours.'
    : 'Figures are as they are by now, of posts over 48 hours: the earlier posts had longer to grow. Kept collections would give them at the same age.';
}

/** Shows accounts reached in the 28 days before each collection. */
function accountFigure({ analytics, history, maxRows }: ReportData, metric: 'reach'): Html | null {
  const readings = withCurrent(history, analytics).flatMap(({ taken_at, analytics: kept }) => {
    const time = toEpochMs(taken_at);
    const value = kept.account_info?.account_insights?.[metric]?.days_28 ?? null;
    return time === null ? [] : [{ taken_at, time: new Date(time), value }];
  });
  if (readings.filter(({ value }) => value !== null).length < 2) return null;
  return html`<h3>Reach over time</h3>
    ${figure({
      label: `Accounts reached in the 28 days before each of ${countOf(readings.length, 'collection')}`,
      draw: (size, label) =>
        drawLine(size, label, {
          points: readings.map(({ time, value }): LinePoint => ({ time, value })),
          unit: 'Accounts reached in 28 days',
          cumulative: false,
        }),
      caption: 'Unique accounts, as the platform counts; the 28 days of neighbouring collections overlap.',
      table: table<Pick<Snapshot, 'taken_at'> & { value: number | null }>({
        caption: 'Reach at each collection, newest first',
        columns: [
          { title: 'Collected', cell: ({ taken_at }) => moment(taken_at) },
          { title: 'Reach', numeric: true, cell: ({ value }) => shown(value, formatNumber, 'not in that collection') },
        ],
        rows: readings.toReversed(),
        most: maxRows,
        noun: 'collections',
      }),
    })}`;
}

/** Shows views of each post by its day. */
function viewsFigure({ analytics, maxRows, names }: ReportData): Html | null {
  const known = (analytics?.recent_media ?? []).flatMap((post) => {
    const time = toEpochMs(post.timestamp);
    return time === null || post.insights.views === null ? [] : [{ post, time, value: post.insights.views }];
  });
  if (known.length < 2) return null;
  const newest = known.toSorted((a, b) => b.time - a.time);
  const dots = newest.map(({ post, time, value }) => ({
    time: new Date(time),
    value,
    maturing: post.maturing,
    address: post.permalink,
    title: `${formatDay(post.timestamp)}: ${formatNumber(value)} views. ${names.startOf(post)}`,
  }));
  return html`<h3>Views over time</h3>
    ${figure({
      label: `Views of ${countOf(dots.length, 'post')} by the day they were published`,
      draw: (size, label) => drawPosts(size, label, { dots, unit: 'Views', median: null }),
      caption: 'Views each post has by now. Hollow squares: younger than 48 hours, still growing.',
      table: table<(typeof newest)[number]>({
        caption: 'Views by post, newest first',
        columns: [
          { title: 'Post', cell: ({ post }) => postLink(post) },
          { title: 'Date', cell: ({ post }) => day(post.timestamp) },
          { title: 'Views', numeric: true, cell: ({ value }) => formatNumber(value) },
        ],
        rows: newest,
        most: maxRows,
        noun: 'posts',
      }),
    })}`;
}
