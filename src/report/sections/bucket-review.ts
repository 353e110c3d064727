import { toMegabytes } from '../../base/sums.ts';
import { toEpochMs } from '../../base/time.ts';
import type { FileRecord } from '../../documents/file.ts';
import type { CopiedFile, DuplicateSummary, MonthOfFiles, StaleFiles } from '../../documents/inventory.ts';
import { countOf, formatDay, formatNumber, formatSize, missing, moment } from '../format.ts';
import { fileLabel, type Html, html } from '../html.ts';
import { behind, table } from '../table.ts';

const MOST_NAMES = 2;

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

/** What the whole bucket holds more than once, as its review says. */
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
  const shown = names.slice(0, MOST_NAMES);
  const left = copies - shown.length;
  return html`${shown.map((name) => html`<div>${fileLabel(name)}</div> `)}
  ${left > 0 && html`<div class="why">and ${formatNumber(left)} more</div>`}`;
}

/** The files of the whole bucket that nobody has changed for long, the largest folded. */
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
