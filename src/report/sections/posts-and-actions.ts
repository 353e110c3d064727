import type { MediaInsightKey, MediaRecord } from '../../documents/media.ts';
import { kindOf } from '../../documents/vocabulary.ts';
import { END_MEASURES, type RankedPost, rankPosts } from '../../metrics/ranks.ts';
import { plain } from '../../planning/line-writer.ts';
import { countOf, day, formatNumber, formatRatio, formatSeconds, missing, reasonOf, shown } from '../format.ts';
import { type Html, html, type HtmlValue, markup } from '../html.ts';
import { postLink, type ReportData, type Section } from '../report-data.ts';
import { type Column, table } from '../table.ts';

type CardMeasure = (typeof END_MEASURES)[number];

const NAMES: Readonly<Record<CardMeasure, string>> = {
  reach: 'Reach',
  views: 'Views',
  saved: 'Saves',
  shares: 'Shares',
  retention_ratio: 'Retention: average watch time by length',
};

/** Shows the best and the weakest post by each measure, as cards. */
export function posts({ analytics, thumbnails }: ReportData): Section | null {
  const media = analytics?.recent_media ?? [];
  const ranked = END_MEASURES.map((measure) => ({ measure, ends: rankPosts(media, measure) }));
  const known = ranked.flatMap(({ ends, measure }) => (ends === null ? [] : [{ measure, ends }]));
  if (known.length === 0) return null;
  const unknown = ranked.filter(({ ends }) => ends === null);
  const picture = createPictures(thumbnails);
  return {
    id: 'posts',
    title: 'Best and weakest posts',
    body: html`<p>
        Among posts over 48 hours old, as they are by now. ×: against the median of the others; one post may be chance.
      </p>
      ${known.map(
        ({ measure, ends }) =>
          html`<h3>${NAMES[measure]} <span class="why">${countOf(ends.posts, 'post')}</span></h3>
            <div class="cards">
              ${card('most', measure, ends.best, picture)} ${card('least', measure, ends.weakest, picture)}
            </div> `,
      )}
      ${
        unknown.length > 0 &&
        html`<p class="note">
          Known of too few posts, or the same for all:
          ${unknown.map(({ measure }) => NAMES[measure].toLowerCase()).join('; ')}.
        </p>`
      }`,
  };
}

function card(
  end: 'most' | 'least',
  measure: CardMeasure,
  { post, value, ratio, ties }: RankedPost,
  pictureOf: (id: string) => Html | null,
): Html {
  const length = post.media_details?.duration_seconds ?? null;
  const details: HtmlValue[] = [day(post.timestamp), kindOf(post), ...(length === null ? [] : [formatSeconds(length)])];
  const picture = pictureOf(post.id);
  return html`<div class="${picture === null ? 'card' : 'card pictured'}">
    ${picture}
    <div>
      <p class="value">
        ${measure === 'retention_ratio' ? `${formatNumber(Math.round(value * 1_000) / 10)} %` : formatNumber(value)}
        <span class="why"
          >${end}${ratio !== null && `, ${formatRatio(ratio)}`}${ties > 0 && `, ${countOf(ties, 'more post')} alike`}</span
        >
      </p>
      <p>${postLink(post, 90)}</p>
      <p class="why">${details.map((detail, index) => html`${index > 0 && ' · '}${detail}`)}</p>
    </div>
  </div> `;
}

/**
 * Shows the picture of a post beside the caption that names it; `null` where there is none. Its bytes are in the page
 * once: further cards refer to the first. The letters of its address are those of base64 alone, as was checked.
 */
function createPictures(thumbnails: ReportData['thumbnails']): (id: string) => Html | null {
  const shown = new Map<string, string>();
  return (id) => {
    const uri = thumbnails.get(id);
    if (uri === undefined) return null;
    const before = shown.get(id);
    const name = before ?? `picture-${String(shown.size + 1)}`;
    shown.set(id, name);
    const size = 'width="80" height="100" preserveAspectRatio="xMidYMid slice"';
    const inner = before === undefined ? `<image id="${name}" href="${uri}" ${size}/>` : `<use href="#${name}"/>`;
    return markup(`<svg class="picture" viewBox="0 0 80 100" aria-hidden="true">${inner}</svg>`);
  };
}

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

/** Shows profile visits, link taps, follows and what stories have, by kind of post, where they were collected. */
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
