import { DAY_MS, toEpochMs } from '../../base/time.ts';
import { findDuplicates, type DuplicateGroup } from '../../files/find-duplicates.ts';
import { toMegabytes } from '../../base/sums.ts';
import { drawLine, type LinePoint } from '../draw-charts.ts';
import { figure } from '../figure.ts';
import { countOf, formatDay, formatNumber, formatSize } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { AnyInventory } from '../../documents/inventory.ts';
import { isFullRow } from '../../files/inventory-files.ts';
import { whyNotAllRows, type AnyFile } from '../inventory-rows.ts';
import { missing } from '../missing.ts';
import type { ReportFacts } from '../report-input.ts';
import { fileLabel } from '../safe-link.ts';
import type { Section } from '../section.ts';
import { table } from '../table.ts';

/** Points of the curve at most. */
const MOST_POINTS = 120;
const MOST_NAMES = 4;

/** How the bucket grew, and what it holds twice. */
export function growth({ inventory, rows, maxRows }: ReportFacts): Section | null {
  if (inventory === null || inventory.bucket_summary.total_files === 0) return null;
  return {
    id: 'growth',
    title: 'Growth and duplicates',
    body: html`<h3>Growth</h3>
      ${growthPart(inventory, rows, maxRows)}
      <h3>Duplicates</h3>
      ${duplicatePart(inventory, rows, maxRows)}`,
  };
}

interface Step {
  readonly time: number;
  readonly files: number;
  readonly megabytes: number;
}

function growthPart(inventory: AnyInventory, rows: readonly AnyFile[], most: number): Html {
  const why = whyNotAllRows(inventory);
  if (why !== null) return html`<p>${missing(why)}</p>`;
  const dated = rows.flatMap(({ created_time: created, size_mb }) => {
    const time = created === null ? null : toEpochMs(created);
    return time === null ? [] : [{ time, size_mb }];
  });
  if (dated.length === 0) return html`<p>${missing('no file has a date')}</p>`;
  const steps = addUp(dated.sort((a, b) => a.time - b.time));
  const undated = rows.length - dated.length;
  const inGigabytes = (steps.at(-1)?.megabytes ?? 0) >= 1_024;
  const points = steps.map(({ time, megabytes }): LinePoint => ({
    time: new Date(time),
    value: inGigabytes ? megabytes / 1_024 : megabytes,
  }));
  return figure({
    label: `Size of the files that are there now, added up by the day they were created`,
    draw: (size, label) =>
      drawLine(size, label, { points, unit: inGigabytes ? 'Size, GB' : 'Size, MB', cumulative: true }),
    caption: html`Files that are there now, by creation time: what was deleted since is not in it.
    ${undated > 0 && html`${countOf(undated, 'file')} without a date not drawn.`}`,
    table: table<Step>({
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

/** What has added up at the end of equal stretches of whole days, from the first file to the last. */
function addUp(dated: readonly { readonly time: number; readonly size_mb: number }[]): Step[] {
  const dayOf = (time: number): number => Math.floor(time / DAY_MS);
  const [first, last] = [dayOf(dated[0]?.time ?? 0), dayOf(dated.at(-1)?.time ?? 0)];
  const stretch = Math.ceil((last - first + 1) / MOST_POINTS);
  const steps: Step[] = [{ time: first * DAY_MS, files: 0, megabytes: 0 }];
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
    return html`<p>${missing('the rows of the inventory have no checksums (detail: essential)')}</p>`;
  }
  const whole = rows.filter(isFullRow);
  const unhashed = whole.filter(({ md5_hash, crc32c }) => md5_hash === null && crc32c === null).length;
  const note =
    unhashed === 0 ? '' : `${countOf(unhashed, 'file has', 'files have')} no checksum and cannot be compared.`;
  const groups = findDuplicates(whole).filter(({ size_bytes }) => size_bytes > 0);
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
        { title: 'Told by', cell: ({ basis }) => (basis === 'md5' ? 'MD5' : 'CRC32C and size') },
      ],
      rows: groups,
      most,
      noun: 'groups',
    })}`;
}

function names({ files }: DuplicateGroup): Html {
  const left = files.length - MOST_NAMES;
  return html`${files.slice(0, MOST_NAMES).map(({ name }) => html`<div>${fileLabel(name)}</div> `)}
  ${left > 0 && html`<div class="why">and ${formatNumber(left)} more</div>`}`;
}
