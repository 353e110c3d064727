import { compareFormats, type FormatComparison, type FormatTrait } from '../../metrics/formats.ts';
import type { FormatGroup } from '../../metrics/formats.ts';
import { drawIntervals } from '../draw-charts.ts';
import { figure } from '../figure.ts';
import { countOf, formatNumber, formatPercent } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { ReportFacts } from '../report-input.ts';
import type { Section } from '../section.ts';
import { table } from '../table.ts';
import { basisWords, estimated, intervalWords, plain } from '../words.ts';

const TRAITS: readonly (readonly [trait: FormatTrait, name: string])[] = [
  ['product_type', 'Kind of post'],
  ['duration', 'Length of video'],
  ['orientation', 'Orientation'],
  ['caption_length', 'Length of caption, in characters'],
  ['audio', 'Audio'],
  ['carousel_size', 'Pictures in a carousel'],
];

/** Medians of the account's formats, with their uncertainty. */
export function formats({ analytics, maxRows }: ReportFacts): Section | null {
  const media = analytics?.recent_media ?? [];
  if (analytics === null || media.length === 0) return null;
  const followers = analytics.account_info?.followers_count;
  const basis = analytics.summary_metrics?.engagement_basis ?? undefined;
  const compared = TRAITS.map(([by, name]) => ({ name, comparison: compareFormats(media, { by, followers, basis }) }));
  const drawn = compared.filter(({ comparison }) => comparison.groups.some(({ median }) => median.value !== null));
  const other = compared.filter((row) => !drawn.includes(row));
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
        html`<h3>Too few posts to compare</h3>
          <ul>
            ${other.map(({ name, comparison }) => html`<li>${name}: ${groupCounts(comparison)}</li> `)}
          </ul>`
      }`,
  };
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
  if (groups.length === 0) return 'not known of any post.';
  return `${groups.map(({ group, posts }) => `${plain(group)} ${formatNumber(posts)}`).join(', ')}.`;
}
