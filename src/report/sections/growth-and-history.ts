import { itemAt } from '../../base/lists.ts';
import { toMegabytes } from '../../base/sums.ts';
import { DAY_MS, toEpochMs } from '../../base/time.ts';
import type { AnyInventory } from '../../documents/inventory.ts';
import { type DuplicateGroup, groupCopies } from '../../files/find-duplicates.ts';
import { holdsAllRows, isFullRow } from '../../files/inventory-files.ts';
import { type AccountGrowth, describeGrowth, type GrowthPoint } from '../../metrics/growth.ts';
import { describePostHistory, type PostHistories } from '../../metrics/post-history.ts';
import { drawLine, type LinePoint } from '../charts/over-time.ts';
import { drawIntervals } from '../charts/drawing.ts';
import {
  countOf,
  estimated,
  formatChange,
  formatDay,
  formatHours,
  formatNumber,
  formatPercent,
  formatSize,
  intervalWords,
  missing,
  moment,
  shown,
} from '../format.ts';
import { fileLabel, type Html, html } from '../html.ts';
import { withCurrent } from '../../metrics/compare-periods.ts';
import { type AnyFile, type ReportData, type Section, whyNotAllRows } from '../report-data.ts';
import { figure, table } from '../table.ts';
import { addUpMonths, describeCopies, describeStale, type GrowthStep } from './storage.ts';

/** Points of the curve at most. */
const MAX_POINTS = 120;
const MAX_NAMES = 2;
const MAX_DUPLICATES = 10;

/** Shows how the bucket grew, what it holds twice and, where it was reviewed, what lies idle. */
export function growth({ inventory, rows, maxRows }: ReportData): Section | null {
  if (inventory === null || inventory.bucket_summary.total_files === 0) return null;
  const most = Math.min(maxRows, MAX_DUPLICATES);
  const { review } = inventory;
  return {
    id: 'growth',
    title: 'Growth and duplicates',
    body: html`<h3>Growth</h3>
      ${growthPart(inventory, rows, maxRows)}
      <h3>Duplicates</h3>
      ${
        // Figures of a review stand for the whole bucket, whatever rows the inventory holds.
        review === undefined || holdsAllRows(inventory)
          ? duplicatePart(inventory, rows, most)
          : describeCopies(review.duplicates, most)
      }
      ${
        review !== undefined &&
        html`<h3>Not changed for long</h3>
          ${describeStale(review.stale, most)}`
      }`,
  };
}

/** Shows growth by day from the rows where they are all there and have dates, else by month from the review. */
function growthPart(inventory: AnyInventory, rows: readonly AnyFile[], most: number): Html {
  const why = whyNotAllRows(inventory);
  const dated = (why === null ? rows : []).flatMap(({ created_time: created, size_mb }) => {
    const time = created === null ? null : toEpochMs(created);
    return time === null || size_mb === null ? [] : [{ time, size_mb }];
  });
  if (dated.length > 0) {
    dated.sort((a, b) => a.time - b.time);
    return drawGrowth(addUp(dated), rows.length - dated.length, 'day', most);
  }
  const { review, inventory_info: info } = inventory;
  const steps = review === undefined ? [] : addUpMonths(review.by_month, info.generated_at);
  if (steps.length > 0) {
    const undated = review?.by_month.find(({ month }) => month === null)?.files ?? 0;
    return drawGrowth(steps, undated, 'month', most);
  }
  return html`<p>${missing((review === undefined ? why : null) ?? 'no file has a date')}</p>`;
}

function drawGrowth(steps: readonly GrowthStep[], undated: number, by: 'day' | 'month', most: number): Html {
  const inGigabytes = itemAt(steps, steps.length - 1).megabytes >= 1_024;
  const points = steps.map(({ time, megabytes }): LinePoint => ({
    time: new Date(time),
    value: inGigabytes ? megabytes / 1_024 : megabytes,
  }));
  return figure({
    label: `Size of the files that are there now, added up by the ${by} they were created`,
    draw: (size, label) =>
      drawLine(size, label, { points, unit: inGigabytes ? 'Size, GB' : 'Size, MB', cumulative: true }),
    caption: html`Files that are there now, by creation time: what was deleted since is not in it.
    ${undated > 0 && html`${countOf(undated, 'file')} without a date not drawn.`}`,
    table: table<GrowthStep>({
      caption: 'Growth, newest first',
      columns: [
        { title: 'By', cell: ({ time }) => formatDay(new Date(time).toISOString()) },
        { title: 'Files', numeric: true, cell: ({ files }) => formatNumber(files) },
        { title: 'Size', numeric: true, cell: ({ megabytes }) => formatSize(megabytes) },
      ],
      rows: steps.toReversed(),
      most,
      noun: 'steps',
    }),
  });
}

/** Adds up to the end of each of equal stretches of whole days, from the first file to the last. */
function addUp(dated: readonly { readonly time: number; readonly size_mb: number }[]): GrowthStep[] {
  const dayOf = (time: number): number => Math.floor(time / DAY_MS);
  const [first, last] = [dayOf(itemAt(dated, 0).time), dayOf(itemAt(dated, dated.length - 1).time)];
  const stretch = Math.ceil((last - first + 1) / MAX_POINTS);
  const steps: GrowthStep[] = [{ time: first * DAY_MS, files: 0, megabytes: 0 }];
  let [files, hundredths] = [0, 0];
  let index = 0;
  for (let start = first; start <= last; start += stretch) {
    const end = (start + stretch) * DAY_MS;
    for (let file = dated[index]; file !== undefined && file.time < end; file = dated[index]) {
      files += 1;
      // Sizes have two decimals: whole hundredths add up without an error.
      hundredths += Math.round(file.size_mb * 100);
      index += 1;
    }
    steps.push({ time: end, files, megabytes: hundredths / 100 });
  }
  return steps;
}

function duplicatePart(inventory: AnyInventory, rows: readonly AnyFile[], most: number): Html {
  const why = whyNotAllRows(inventory);
  if (why !== null) return html`<p>${missing(why)}</p>`;
  if (inventory.inventory_info.detail === 'essential') {
    return html`<p>${missing('the inventory was made without checksums')}</p>`;
  }
  const whole = rows.filter(isFullRow);
  const unhashed = whole.filter(({ md5_hash, crc32c }) => md5_hash === null && crc32c === null).length;
  const note =
    unhashed === 0 ? '' : `${countOf(unhashed, 'file has', 'files have')} no checksum and cannot be compared.`;
  const groups = groupCopies(whole).filter(({ size_bytes }) => size_bytes > 0);
  if (groups.length === 0) {
    return unhashed === whole.length
      ? html`<p>${missing('no file has a checksum')}</p>`
      : html`<p>No two files have the same content. ${note}</p>`;
  }
  const wasted = groups.reduce((sum, group) => sum + group.wasted_bytes, 0);
  return html`<p>
      ${countOf(groups.length, 'group')} of files with the same checksum; all copies but one take up
      ${formatSize(toMegabytes(wasted))}. ${note}
    </p>
    ${table<DuplicateGroup>({
      caption: 'Files with the same content, most space first',
      columns: [
        { title: 'Files', cell: names },
        { title: 'Copies', numeric: true, cell: ({ files }) => formatNumber(files.length) },
        { title: 'Size of one', numeric: true, cell: ({ size_bytes }) => formatSize(toMegabytes(size_bytes)) },
        { title: 'Could be freed', numeric: true, cell: ({ wasted_bytes }) => formatSize(toMegabytes(wasted_bytes)) },
        { title: 'Compared by', cell: ({ basis }) => (basis === 'md5' ? 'MD5' : 'CRC32C and size') },
      ],
      rows: groups,
      most,
      noun: 'groups',
    })}`;
}

function names({ files }: DuplicateGroup): Html {
  const left = files.length - MAX_NAMES;
  return html`${files.slice(0, MAX_NAMES).map(({ name }) => html`<div>${fileLabel(name)}</div> `)}
  ${left > 0 && html`<div class="why">and ${formatNumber(left)} more</div>`}`;
}

/** Shows followers over the kept collections, and how posts grow with age. */
export function history({ analytics, history: kept, maxRows }: ReportData): Section | null {
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
