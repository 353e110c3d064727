import { median } from '../../base/stats.ts';
import type { MediaRecord } from '../../documents/media.ts';
import { kindOf } from '../../documents/vocabulary.ts';
import { measurePosts, type PostMeasure } from '../../metrics/engagement.ts';
import { compareFormats, type FormatComparison, type FormatGroup } from '../../metrics/formats-and-themes.ts';
import { groupBy } from '../../metrics/post.ts';
import type { FormatTrait } from '../../metrics/post-traits.ts';
import { plain } from '../../planning/line-writer.ts';
import { drawIntervals } from '../charts/drawing.ts';
import {
  basisWords,
  countOf,
  estimated,
  FILES_NOT_READ,
  formatNumber,
  formatPercent,
  formatSeconds,
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

/** Shows medians of the account's formats, with their uncertainty. */
export function formats({ analytics, maxRows, model }: ReportData): Section | null {
  const media = analytics?.recent_media ?? [];
  if (analytics === null || media.length === 0) return null;
  const followers = analytics.account_info?.followers_count;
  const basis = analytics.summary_metrics?.engagement_basis ?? model.engagement_basis ?? undefined;
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
        ${
          drawn.length === 0
            ? 'Nothing to compare yet: that takes two groups of 5 posts with an engagement rate.'
            : html`Median engagement rate (${basisWords(basis ?? null)}) with an 80 % interval. Intervals that overlap
              show no difference. Groups of under 5 posts give no number.`
        }
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

interface ReelMeasure {
  readonly measure: PostMeasure;
  readonly name: string;
  readonly unit: string;
  /** From the unit of the document to that of the chart. */
  readonly scale: number;
  readonly format: (value: number) => string;
}

const MEASURES: readonly ReelMeasure[] = [
  { measure: 'avg_watch_time_ms', name: 'Average watch time', unit: 's', scale: 0.001, format: formatSeconds },
  { measure: 'retention_ratio', name: 'Retention', unit: '% of the length', scale: 100, format: formatPercent },
  { measure: 'skip_rate', name: 'Skipped', unit: '% of views', scale: 1, format: formatPercent },
];

/** Shows watch time, retention and skip rate of reels by length, against the account's own median. */
export function reels({ analytics, model }: ReportData): Section | null {
  const videos = (analytics?.recent_media ?? []).filter((post) => post.is_video && !post.maturing);
  const parts = MEASURES.flatMap((measure) => describeMeasure(measure, videos, model) ?? []);
  if (parts.length === 0) return null;
  return {
    id: 'reels',
    title: 'Reels',
    body: html`<p>
        Medians of ${countOf(videos.length, 'video')} over 48 hours old, by length. Intervals that overlap show no
        difference.
        ${videos.every(({ media_details: details }) => details?.duration_seconds == null) && `Of lengths nothing is known: ${FILES_NOT_READ}.`}
      </p>
      ${parts}`,
  };
}

function describeMeasure(
  { measure, name, unit, scale, format }: ReelMeasure,
  videos: readonly MediaRecord[],
  model: ReportData['model'],
): Html | null {
  const { values } = measurePosts(videos, measure, {});
  const own = [...values.values()];
  const overall = median(own);
  if (overall === null) return null;
  const write = (value: number): string => format(value * scale);
  const { groups } = compareFormats(videos, { by: 'duration', measure, model });
  const byLength = groups.toSorted((a, b) => shortestOf(a.group) - shortestOf(b.group));
  const known = byLength.filter(({ median: { value } }) => value !== null);
  const heading = html`<h3>${name}</h3>
    <p>
      Own median ${write(overall)},
      ${countOf(own.length, 'video')}${withoutFigure(videos, values)}.${groups.length > 0 && known.length < 2 && ' Fewer than two lengths have 5 videos with this figure.'}
    </p>`;
  if (known.length < 2) return heading;
  const rows = known.flatMap(({ group, median: { value, interval, n } }) =>
    value === null
      ? []
      : [
          {
            label: plain(group),
            value: value * scale,
            interval: interval === null ? null : ([interval[0] * scale, interval[1] * scale] as const),
            tone: 'accent' as const,
            note: `n ${String(n)}`,
          },
        ],
  );
  return html`${heading}
  ${figure({
    label: `${name} by length of the video, ${countOf(rows.length, 'group')}`,
    draw: (size, label) =>
      drawIntervals(size, label, { rows, unit: `${name}, ${unit}`, ratio: false, reference: overall * scale }),
    caption: html`Dot: median. Bar: 80 % interval. Dashed: the median of all videos. n: videos.`,
    table: table<FormatGroup>({
      caption: `${name} by length`,
      columns: [
        { title: 'Length', cell: ({ group }) => plain(group) },
        { title: 'Videos', numeric: true, cell: (row) => formatNumber(row.median.n) },
        { title: 'Median', numeric: true, cell: (row) => estimated(row.median, write) },
        { title: '80 % interval', numeric: true, cell: (row) => intervalWords(row.median, write) },
      ],
      rows: byLength,
      most: byLength.length,
      noun: 'lengths',
    }),
  })}`;
}

/** Says how many of the videos have no such figure, and what kind of post they are. */
function withoutFigure(videos: readonly MediaRecord[], values: ReadonlyMap<MediaRecord, number>): string {
  const left = videos.filter((post) => !values.has(post));
  const kinds = [...groupBy(left, (post) => [kindOf(post)])].map(([kind, posts]) => countOf(posts.length, kind));
  return left.length === 0 ? '' : `; not given for ${kinds.join(' and ')}`;
}

/** Reads the lower end of a group of lengths, in seconds: 15 of `15_to_30s`, 0 of `under_7s`. */
function shortestOf(group: string): number {
  return Number(/^\d+/.exec(group)?.[0] ?? 0);
}
