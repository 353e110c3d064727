import { compareFormats, type FormatComparison, type FormatGroup } from '../../metrics/formats.ts';
import type { FormatTrait } from '../../metrics/post-traits.ts';
import { plain } from '../../planning/plain-words.ts';
import { drawIntervals } from '../charts/rows.ts';
import {
  basisWords,
  countOf,
  estimated,
  FILES_NOT_READ,
  formatNumber,
  formatPercent,
  intervalWords,
} from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';
import { figure, table } from '../table.ts';

const TRAITS: readonly (readonly [trait: FormatTrait, name: string])[] = [
  ['product_type', 'Kind of post'],
  ['duration', 'Length of video'],
  ['orientation', 'Orientation'],
  ['caption_length', 'Length of caption, in characters'],
  ['audio', 'Audio'],
  ['ai', 'Made with AI'],
  ['carousel_size', 'Pictures in a carousel'],
];

/** Medians of the account's formats, with their uncertainty. */
export function formats({ analytics, maxRows, model }: ReportData): Section | null {
  const media = analytics?.recent_media ?? [];
  if (analytics === null || media.length === 0) return null;
  const followers = analytics.account_info?.followers_count;
  const basis = analytics.summary_metrics?.engagement_basis ?? undefined;
  const compared = TRAITS.map(([by, name]) => ({
    by,
    name,
    comparison: compareFormats(media, { by, followers, basis, model }),
  }));
  // One group alone is compared to nothing.
  const drawn = compared.filter(
    ({ comparison }) => comparison.groups.filter(({ median }) => median.value !== null).length > 1,
  );
  const unread = compared.filter(({ comparison }) => comparison.groups.length === 0);
  const other = compared.filter((row) => !drawn.includes(row) && !unread.includes(row));
  return {
    id: 'formats',
    title: 'Formats',
    body: html`<p>
        Median engagement rate (${basisWords(basis ?? null)}) with an 80 % interval. Intervals that overlap show no
        difference. Groups of under 5 posts give no number.
      </p>
      ${drawn.map(({ name, comparison }) => traitFigure(name, comparison, maxRows))}
      ${
        other.length > 0 &&
        html`<h3>Too few groups with 5 posts to compare</h3>
          <ul>
            ${other.map(({ name, comparison }) => html`<li>${name}: ${groupCounts(comparison)}.</li> `)}
          </ul>`
      }
      ${unknownTraits(unread)}`,
  };
}

interface ComparedTrait {
  readonly by: FormatTrait;
  readonly name: string;
  readonly comparison: FormatComparison;
}

/** Traits that only a reading of the video file tells. */
const IN_FILES: ReadonlySet<FormatTrait> = new Set(['duration', 'orientation']);

/** Says once for all traits with the same reason why nothing is known of them. */
function unknownTraits(traits: readonly ComparedTrait[]): Html | null {
  if (traits.length === 0) return null;
  const reasons = [
    [FILES_NOT_READ, traits.filter(({ by }) => IN_FILES.has(by))],
    ['no post has it', traits.filter(({ by }) => !IN_FILES.has(by))],
  ] as const;
  return html`<h3>Not known of any post</h3>
    <ul>
      ${reasons.map(([reason, same]) => same.length > 0 && html`<li>${same.map(({ name }) => name).join('; ')}: ${reason}.</li> `)}
    </ul>`;
}

function traitFigure(name: string, comparison: FormatComparison, maxRows: number): Html {
  const rows = comparison.groups.flatMap(({ group, median: { value, interval, n } }) =>
    value === null ? [] : [{ label: plain(group), value, interval, tone: 'accent' as const, note: `n ${String(n)}` }],
  );
  return html`<h3>${name}</h3>
    ${figure({
      label: `${name}: median engagement rate of ${countOf(rows.length, 'group')}`,
      draw: (size, label) => drawIntervals(size, label, { rows, unit: 'Median engagement rate, %', ratio: false }),
      caption: html`Dot: median. Bar: 80 % interval. n: posts with a rate.
      ${comparison.posts_without_group > 0 && html`${countOf(comparison.posts_without_group, 'post')} without this trait.`}`,
      table: table<FormatGroup>({
        caption: name,
        columns: [
          { title: 'Group', cell: ({ group }) => plain(group) },
          { title: 'Posts', numeric: true, cell: ({ posts }) => formatNumber(posts) },
          { title: 'Median rate', numeric: true, cell: ({ median }) => estimated(median, formatPercent) },
          { title: '80 % interval', numeric: true, cell: ({ median }) => intervalWords(median, formatPercent) },
        ],
        rows: comparison.groups,
        most: maxRows,
        noun: 'groups',
      }),
    })}`;
}

function groupCounts({ groups }: FormatComparison): string {
  return groups.map(({ group, posts }) => `${plain(group)}: ${countOf(posts, 'post')}`).join(', ');
}
