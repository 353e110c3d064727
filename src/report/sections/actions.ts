import type { MediaInsightKey, MediaRecord } from '../../documents/media.ts';
import { plain } from '../../planning/line-pen.ts';
import { countOf, day, formatNumber, missing, reasonOf, shown } from '../format.ts';
import { type Html, html } from '../html.ts';
import { postLink } from '../names.ts';
import type { ReportData, Section } from '../report-data.ts';
import { type Column, table } from '../table.ts';

/** What people did beyond reacting, and what stories alone have. */
const ACTIONS: readonly (readonly [key: MediaInsightKey, name: string])[] = [
  ['profile_visits', 'Profile visits'],
  ['profile_activity', 'Taps on the profile'],
  ['link_clicks', 'Link taps'],
  ['follows', 'Follows'],
  ['replies', 'Replies to stories'],
  ['navigation', 'Taps through stories'],
];

interface ActionRow {
  readonly name: string;
  readonly kind: string;
  readonly posts: number;
  readonly sum: number;
  /** The post with most of it; `null` when none has any. */
  readonly best: { readonly post: MediaRecord; readonly value: number } | null;
}

/** Profile visits, link taps, follows and what stories have, by kind of post, where they were collected. */
export function actions({ analytics, stories, maxRows }: ReportData): Section | null {
  const media = [...(analytics?.recent_media ?? []), ...stories];
  const kinds = [...new Set(media.map((post) => post.media_product_type ?? post.media_type))].sort();
  const rows = ACTIONS.flatMap(([key, name]) =>
    kinds.flatMap(
      (kind) =>
        describeAction(
          key,
          name,
          media.filter((post) => (post.media_product_type ?? post.media_type) === kind),
        ) ?? [],
    ),
  );
  if (rows.length === 0 && stories.length === 0) return null;
  return {
    id: 'actions',
    title: 'Profile visits, link taps and stories',
    body: html`${
      rows.length > 0 &&
      table<ActionRow>({
        caption: 'What posts led to',
        quiet: true,
        columns: COLUMNS,
        rows,
        most: rows.length,
        noun: 'figures',
      })
    }
    ${
      stories.length > 0 &&
      html`<h3>Stories</h3>
        ${table<MediaRecord>({
          caption: 'Stories, newest first, with their figures as they were read last',
          columns: STORY_COLUMNS,
          rows: stories,
          most: maxRows,
          noun: 'stories',
        })}`
    }`,
  };
}

const STORY_COLUMNS: readonly Column<MediaRecord>[] = [
  { title: 'Story', cell: ({ timestamp, media_type }) => html`${day(timestamp)}, ${plain(media_type)}` },
  ...(
    [
      ['reach', 'Reach'],
      ['views', 'Views'],
      ['replies', 'Replies'],
      ['navigation', 'Taps through'],
      ['profile_visits', 'Profile visits'],
    ] as const
  ).map(([key, title]): Column<MediaRecord> => ({
    title,
    numeric: true,
    cell: ({ insights, unavailable }) => shown(insights[key], formatNumber, reasonOf(unavailable, `insights.${key}`)),
  })),
];

function describeAction(key: MediaInsightKey, name: string, posts: readonly MediaRecord[]): ActionRow | null {
  const known = posts.flatMap((post) => {
    const value = post.insights[key];
    return value === null ? [] : [{ post, value }];
  });
  const [first] = known;
  if (first === undefined) return null;
  const best = known.reduce((most, row) => (row.value > most.value ? row : most), first);
  return {
    name,
    kind: plain(first.post.media_product_type ?? first.post.media_type),
    posts: known.length,
    sum: known.reduce((sum, { value }) => sum + value, 0),
    best: best.value === 0 ? null : best,
  };
}

const COLUMNS: readonly Column<ActionRow>[] = [
  { title: 'Figure', cell: ({ name }) => name },
  { title: 'Of', cell: ({ kind, posts }) => `${kind}, ${formatNumber(posts)} with the figure` },
  { title: 'Sum', numeric: true, cell: ({ sum }) => formatNumber(sum) },
  { title: 'Most', cell: mostOf },
];

function mostOf({ best }: ActionRow): Html {
  return best === null ? missing('none has any') : html`${countOf(best.value, 'time')}: ${postLink(best.post, 50)}`;
}
