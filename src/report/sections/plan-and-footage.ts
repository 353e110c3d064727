import type { AnyInventory } from '../../documents/inventory.ts';
import type { FootageMatches, FootageReason, FootageRow, PlanningLine } from '../../documents/planning.ts';
import { countOf, day, formatNumber, formatSeconds, formatSize } from '../format.ts';
import { html, type Html } from '../html.ts';
import { missing, shown } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import { fileLabel, outside } from '../html.ts';
import type { Section } from '../render-report.ts';
import { table } from '../table.ts';

const PARTS: readonly (readonly [
  part: 'what_worked' | 'what_did_not' | 'audience_asks' | 'growth' | 'cautions',
  title: string,
])[] = [
  ['what_worked', 'What worked'],
  ['what_did_not', 'What did not'],
  ['audience_asks', 'What the audience asks for'],
  ['growth', 'Growth'],
  ['cautions', 'What the data cannot say'],
];
const MOST_LINES = 10;
const MOST_IDS = 3;

/** The lines of the plan, each with what it rests on. */
export function plan({ planning, analytics, inventory }: ReportData): Section | null {
  if (planning === null) return null;
  // A plan repeats the issues of the documents among its cautions; here they have a section of their own.
  const issues = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
  const repeated = new Set(issues.map(({ kind, message }) => `${kind}: ${message}`));
  return {
    id: 'plan',
    title: 'What to plan from',
    body: PARTS.map(([part, title]) =>
      lines(
        title,
        planning[part].filter(({ text }) => !repeated.has(text)),
        part,
      ),
    ),
  };
}

function lines(title: string, rows: readonly PlanningLine[], part: (typeof PARTS)[number][0]): Html | null {
  if (rows.length === 0 && part !== 'what_worked' && part !== 'what_did_not') return null;
  const left = rows.length - MOST_LINES;
  return html`<h3>${title}</h3>
    ${
      rows.length === 0
        ? html`<p>Nothing that the numbers could show.</p>`
        : html`<ul>
            ${rows.slice(0, MOST_LINES).map(line)}
          </ul>`
    }
    ${left > 0 && html`<p class="note">… and ${countOf(left, 'more line')}.</p>`}`;
}

function line({ text, evidence }: PlanningLine): Html {
  if (evidence.length === 0) return html`<li>${outside(text)}</li> `;
  const left = evidence.length - MOST_IDS;
  const ids = evidence.slice(0, MOST_IDS).map((id, index) => html`${index > 0 && ', '}<code>${id}</code>`);
  return html`<li>
    ${outside(text)}
    <span class="why">rests on ${ids}${left > 0 && html` and ${formatNumber(left)} more`}</span>
  </li> `;
}

const REASONS: Readonly<Record<FootageReason, string>> = {
  ledger: 'the ledger names it',
  length_and_time: 'length and date fit a post',
  name_in_caption: 'its name stands in a caption',
  no_match: 'compared, fits no post',
  no_evidence: 'nothing to compare it by',
};

const NOT_PROBED = 'not read from the file';

/** Clips that no post shows, with their length and way up. */
export function footage(data: ReportData): Section | null {
  const { analytics, inventory, planning, matches, maxRows } = data;
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
    body: html`<p>${counts !== null && countWords(counts)} ${sourceWords(inventory, sourceOf(data))}</p>
      ${analytics === null && html`<p>No account document was given, so no clip could be matched to a post.</p>`}
      ${rows.length === 0 ? html`<p>None.</p>` : clipTable(caption, rows, maxRows)}`,
  };
}

/** Without file rows only the newest videos are known by name. */
function sourceOf({ planning, rows }: ReportData): 'files' | 'highlights' {
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
      { title: 'Size', numeric: true, cell: ({ size_mb }) => (size_mb === null ? 'unknown' : formatSize(size_mb)) },
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
