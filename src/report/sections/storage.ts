import { compareNames } from '../../base/order.ts';
import { toMegabytes } from '../../base/sums.ts';
import { toEpochMs } from '../../base/time.ts';
import type { CategoryGroup, CountAndSize, FileRecord } from '../../documents/file.ts';
import type {
  AnyInventory,
  CopiedFile,
  DuplicateSummary,
  MonthOfFiles,
  StaleFiles,
} from '../../documents/inventory.ts';
import { plain } from '../../planning/line-writer.ts';
import { drawBars } from '../charts/drawing.ts';
import { countOf, formatDay, formatNumber, formatSize, missing, moment, shown } from '../format.ts';
import { fileLabel, type Html, html, outside } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';
import { behind, figure, table } from '../table.ts';

const MAX_BARS = 12;
const MAX_HIGHLIGHTS = 10;
const UNLISTED = 'the folder could not be listed';

/** Shows what the bucket holds: by category, by folder, the newest and the largest. */
export function storage({ inventory, maxRows }: ReportData): Section | null {
  if (inventory === null) return null;
  const { bucket_summary: bucket, highlights, inventory_info: info } = inventory;
  return {
    id: 'storage',
    title: 'Storage',
    body: html`
      <p>
        ${countOf(bucket.total_files, 'file')}, ${formatSize(bucket.total_size_mb)}, in bucket
        ${outside(info.bucket_name)}${info.source === 'storage_insights' && ', from an inventory report of the platform'}.
      </p>
      ${behind(
        'Categories, folders, the newest and the largest files',
        html`<h3>By category</h3>
          ${categoryFigure(inventory.categorized_summary, maxRows)}
          <h3>By folder</h3>
          ${folderFigure(inventory, maxRows)} ${storageClasses(inventory, maxRows)}
          <h3>Newest</h3>
          ${fileTable('Newest files', highlights.newest)}
          <h3>Largest</h3>
          ${fileTable('Largest files', highlights.largest)}`,
      )}
    `,
  };
}

function categoryFigure(summary: Record<CategoryGroup, CountAndSize>, most: number): Html {
  const groups = Object.entries(summary).sort(([, a], [, b]) => b.size_mb - a.size_mb || b.count - a.count);
  const bars = groups
    .filter(([, { count }]) => count > 0)
    .map(([group, { count, size_mb }]) => ({
      label: plain(group),
      value: size_mb,
      note: `${formatSize(size_mb)}, ${formatNumber(count)}`,
    }));
  if (bars.length === 0) return html`<p>The bucket holds no files.</p>`;
  return figure({
    label: 'Size of the files of each category',
    draw: (size, label) => drawBars(size, label, bars),
    caption: 'Size, then number of files.',
    table: table({
      caption: 'Files by category',
      columns: sizeColumns('Category'),
      rows: groups,
      most,
      noun: 'categories',
    }),
  });
}

function sizeColumns(title: string): Parameters<typeof table<[string, CountAndSize]>>[0]['columns'] {
  return [
    { title, cell: ([name]) => outside(plain(name)) },
    { title: 'Files', numeric: true, cell: ([, { count }]) => formatNumber(count) },
    { title: 'Size', numeric: true, cell: ([, { size_mb }]) => formatSize(size_mb) },
  ];
}

function folderFigure({ folder_inventories: folders }: AnyInventory, most: number): Html {
  const rows = Object.entries(folders)
    .map(([name, folder]) => ({
      name: name === '' ? '(root)' : name,
      files: folder.total_files,
      size: folder.total_size_mb,
    }))
    .sort((a, b) => (b.size ?? -1) - (a.size ?? -1) || compareNames(a.name, b.name));
  if (rows.length === 0) return html`<p>The bucket holds no folders.</p>`;
  const bars = rows
    .slice(0, MAX_BARS)
    .flatMap(({ name, files, size }) =>
      size === null || files === null
        ? []
        : [{ label: name, value: size, note: `${formatSize(size)}, ${formatNumber(files)}` }],
    );
  const lost = rows.filter(({ size }) => size === null).length;
  const list = table<(typeof rows)[number]>({
    caption: 'Files by folder',
    columns: [
      { title: 'Folder', cell: ({ name }) => outside(name) },
      { title: 'Files', numeric: true, cell: ({ files }) => shown(files, formatNumber, UNLISTED) },
      { title: 'Size', numeric: true, cell: ({ size }) => shown(size, formatSize, UNLISTED) },
    ],
    rows,
    most,
    noun: 'folders',
  });
  if (bars.length === 0) return list;
  return figure({
    label: `Size of ${countOf(bars.length, 'folder')}, largest first`,
    draw: (size, label) => drawBars(size, label, bars),
    caption: html`Size with everything below, then number of files.
    ${rows.length > bars.length + lost && html`The ${formatNumber(bars.length)} largest of ${countOf(rows.length, 'folder')}.`}
    ${lost > 0 && html`${countOf(lost, 'folder')} could not be listed: their size is not known.`}`,
    table: list,
  });
}

function storageClasses({ storage_class_summary: classes }: AnyInventory, most: number): Html | null {
  const rows = Object.entries(classes);
  if (rows.length < 2) return null;
  return html`<h3>By storage class</h3>
    ${table({ caption: 'Files by storage class', columns: sizeColumns('Storage class'), rows, most, noun: 'classes' })}`;
}

function fileTable(caption: string, files: readonly FileRecord[]): Html {
  if (files.length === 0) return html`<p>None.</p>`;
  return table<FileRecord>({
    caption,
    quiet: true,
    columns: [
      { title: 'File', cell: ({ name, public_url }) => fileLabel(name, public_url) },
      { title: 'Kind', cell: ({ file_category }) => plain(file_category) },
      { title: 'Size', numeric: true, cell: ({ size_mb }) => (size_mb === null ? 'unknown' : formatSize(size_mb)) },
      {
        title: 'Created',
        cell: ({ created_time }) => (created_time === null ? missing('no date in the listing') : moment(created_time)),
      },
    ],
    rows: files.slice(0, MAX_HIGHLIGHTS),
    most: MAX_HIGHLIGHTS,
    noun: 'files',
  });
}

const MAX_NAMES = 2;

/** What had added up by a moment. */
export interface GrowthStep {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly files: number;
  readonly megabytes: number;
}

/**
 * Adds up the months of a review, from the beginning of the first to the end of each; the last ends when the bucket was
 * read. Files without a date are in none of them.
 */
export function addUpMonths(months: readonly MonthOfFiles[], readAt: string): GrowthStep[] {
  const read = toEpochMs(readAt) ?? Number.POSITIVE_INFINITY;
  const steps: GrowthStep[] = [];
  let [files, bytes] = [0, 0];
  for (const part of months) {
    if (part.month === null) continue;
    const [year = 0, month = 1] = part.month.split('-').map(Number);
    if (steps.length === 0) steps.push({ time: Date.UTC(year, month - 1), files, megabytes: 0 });
    files += part.files;
    bytes += part.size_bytes;
    steps.push({ time: Math.min(Date.UTC(year, month), read), files, megabytes: toMegabytes(bytes) });
  }
  return steps;
}

/** Describes what the whole bucket holds more than once, as its review says. */
export function describeCopies(summary: DuplicateSummary | null, most: number): Html {
  if (summary === null) return html`<p>${missing('there were more files than could be compared')}</p>`;
  const { groups, redundant_files: copies, wasted_mb: wasted, not_compared: unhashed, largest } = summary;
  const note = unhashed > 0 && ` ${countOf(unhashed, 'file has', 'files have')} no checksum and could not be compared.`;
  if (groups === 0) return html`<p>No two files of the bucket have the same content.${note}</p>`;
  return html`<p>
      ${countOf(groups, 'group')} of files with the same checksum in the whole bucket; the
      ${countOf(copies, 'copy', 'copies')} beyond the first of each take up ${formatSize(wasted)}.${note}
    </p>
    ${table<CopiedFile>({
      caption: 'Files with the same content, most space first',
      columns: [
        { title: 'Files', cell: copyNames },
        { title: 'Copies', numeric: true, cell: ({ copies: count }) => formatNumber(count) },
        { title: 'Size of one', numeric: true, cell: ({ size_bytes }) => formatSize(toMegabytes(size_bytes)) },
        { title: 'Could be freed', numeric: true, cell: ({ wasted_bytes }) => formatSize(toMegabytes(wasted_bytes)) },
        { title: 'Compared by', cell: ({ basis }) => (basis === 'md5' ? 'MD5' : 'CRC32C and size') },
      ],
      rows: largest,
      most,
      noun: 'groups',
    })}`;
}

function copyNames({ names, copies }: CopiedFile): Html {
  const shown = names.slice(0, MAX_NAMES);
  const left = copies - shown.length;
  return html`${shown.map((name) => html`<div>${fileLabel(name)}</div> `)}
  ${left > 0 && html`<div class="why">and ${formatNumber(left)} more</div>`}`;
}

/** Describes the files of the whole bucket that nobody has changed for long, the largest folded. */
export function describeStale({ days, before, files, size_mb, largest }: StaleFiles, most: number): Html {
  const span = `since ${formatDay(before)}, ${countOf(days, 'day')} before the bucket was read`;
  if (files === 0) return html`<p>Every file was changed ${span}.</p>`;
  return html`<p>${countOf(files, 'file')}, ${formatSize(size_mb)}, not changed ${span}.</p>
    ${behind(
      'The largest of them',
      table<FileRecord>({
        caption: 'Files not changed for long, largest first',
        quiet: true,
        columns: [
          { title: 'File', cell: ({ name, public_url }) => fileLabel(name, public_url) },
          { title: 'Size', numeric: true, cell: ({ size_mb: size }) => (size === null ? 'unknown' : formatSize(size)) },
          {
            title: 'Last changed',
            cell: ({ updated_time, created_time }) => {
              const changed = updated_time ?? created_time;
              return changed === null ? missing('no date in the listing') : moment(changed);
            },
          },
        ],
        rows: largest,
        most,
        noun: 'files',
      }),
    )}`;
}
