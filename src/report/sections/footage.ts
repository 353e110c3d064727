import type { FootageMatches, FootageReason, FootageRow } from '../../documents/planning.ts';
import { countOf, day, formatNumber, formatSeconds, formatSize } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { AnyInventory } from '../../documents/inventory.ts';
import { missing, shown } from '../missing.ts';
import type { ReportFacts } from '../report-input.ts';
import { fileLabel } from '../safe-link.ts';
import type { Section } from '../section.ts';
import { table } from '../table.ts';

const REASONS: Readonly<Record<FootageReason, string>> = {
  ledger: 'the ledger names it',
  length_and_time: 'length and date fit a post',
  name_in_caption: 'its name stands in a caption',
  no_match: 'compared, fits no post',
  no_evidence: 'nothing to compare it by',
};

const NOT_PROBED = 'not read from the file';

/** Clips that no post shows, with their length and way up. */
export function footage(facts: ReportFacts): Section | null {
  const { analytics, inventory, planning, matches, maxRows } = facts;
  if (inventory === null || (inventory.categorized_summary.videos.count === 0 && planning === null)) return null;
  const rows = matches === null ? (planning?.clips_for_reels ?? []) : matches.unused;
  const counts = planning?.footage_counts ?? countsOf(matches);
  const caption =
    matches === null
      ? 'Unused clips that may fit a vertical reel of 7 to 30 seconds, newest first'
      : 'Clips without a post, newest first';
  return {
    id: 'footage',
    title: 'Unused footage',
    body: html`<p>${counts !== null && countWords(counts)} ${sourceWords(inventory, sourceOf(facts))}</p>
      ${analytics === null && html`<p>No account document was given, so no clip could be matched to a post.</p>`}
      ${rows.length === 0 ? html`<p>None.</p>` : clipTable(caption, rows, maxRows)}`,
  };
}

/** Without file rows only the newest videos are known by name. */
function sourceOf({ planning, rows }: ReportFacts): 'files' | 'highlights' {
  return planning?.planning_info.footage_source ?? (rows.length === 0 ? 'highlights' : 'files');
}

function countsOf(matches: FootageMatches | null): Record<'used' | 'unused' | 'uncertain', number> | null {
  if (matches === null) return null;
  return { used: matches.used.length, unused: matches.unused.length, uncertain: matches.uncertain.length };
}

function countWords({ used, unused, uncertain }: { used: number; unused: number; uncertain: number }): string {
  const all = used + unused + uncertain;
  return `Of ${countOf(all, 'clip')}, ${formatNumber(used)} matched to a post, ${formatNumber(uncertain)} uncertain, ${formatNumber(unused)} without a sign of use.`;
}

function sourceWords({ categorized_summary: { videos } }: AnyInventory, source: 'files' | 'highlights'): string {
  return source === 'highlights' ? `Only the newest of ${countOf(videos.count, 'clip')} were looked at.` : '';
}

function clipTable(caption: string, rows: readonly FootageRow[], most: number): Html {
  return table<FootageRow>({
    caption,
    columns: [
      { title: 'Clip', cell: clipName },
      {
        title: 'Length',
        numeric: true,
        cell: ({ duration_seconds: seconds }) => shown(seconds, formatSeconds, NOT_PROBED),
      },
      { title: 'Orientation', cell: ({ orientation }) => orientation ?? missing(NOT_PROBED) },
      { title: 'Size', numeric: true, cell: ({ size_mb }) => formatSize(size_mb) },
      {
        title: 'Created',
        cell: ({ created_time }) => (created_time === null ? missing('no date in the listing') : day(created_time)),
      },
      {
        title: 'Why',
        cell: ({ reason, confidence }) =>
          reason === 'no_evidence'
            ? REASONS[reason]
            : `${REASONS[reason]}, ${formatNumber(Math.round(confidence * 100))} % sure`,
      },
    ],
    rows,
    most,
    noun: 'clips',
  });
}

function clipName({ name, still }: FootageRow): Html {
  return fileLabel(name, null, still === null ? '' : 'with a still');
}
