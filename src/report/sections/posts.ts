import type { PostMeasure } from '../../metrics/engagement.ts';
import { plain } from '../../planning/plain-words.ts';
import { countOf, day, formatNumber, formatRatio, formatSeconds } from '../format.ts';
import { type Html, html, type HtmlValue } from '../html.ts';
import { postLink } from '../names.ts';
import { type RankedPost, rankPosts } from '../rank-posts.ts';
import type { ReportData, Section } from '../report-data.ts';

interface CardMeasure {
  readonly measure: PostMeasure;
  readonly name: string;
  readonly format: (value: number) => string;
}

const percentOfRatio = (ratio: number): string => `${formatNumber(Math.round(ratio * 1_000) / 10)} %`;

const MEASURES: readonly CardMeasure[] = [
  { measure: 'reach', name: 'Reach', format: formatNumber },
  { measure: 'views', name: 'Views', format: formatNumber },
  { measure: 'saved', name: 'Saves', format: formatNumber },
  { measure: 'shares', name: 'Shares', format: formatNumber },
  { measure: 'retention_ratio', name: 'Retention: average watch time by length', format: percentOfRatio },
];

/** The best and the weakest post by each measure, as cards. */
export function posts({ analytics }: ReportData): Section | null {
  const media = analytics?.recent_media ?? [];
  const ranked = MEASURES.map((measure) => ({ ...measure, ends: rankPosts(media, measure.measure) }));
  const known = ranked.flatMap(({ ends, ...measure }) => (ends === null ? [] : [{ ...measure, ends }]));
  if (known.length === 0) return null;
  const unknown = ranked.filter(({ ends }) => ends === null);
  return {
    id: 'posts',
    title: 'Best and weakest posts',
    body: html`<p>
        Among posts over 48 hours old, as they are by now. ×: against the median of the others; one post may be chance.
      </p>
      ${known.map(
        ({ name, format, ends }) =>
          html`<h3>${name} <span class="why">${countOf(ends.posts, 'post')}</span></h3>
            <div class="cards">${card('Most', ends.best, format)} ${card('Least', ends.weakest, format)}</div> `,
      )}
      ${
        unknown.length > 0 &&
        html`<p class="note">
          Known of too few posts, or the same for all: ${unknown.map(({ name }) => name.toLowerCase()).join('; ')}.
        </p>`
      }`,
  };
}

function card(end: 'Most' | 'Least', { post, value, ratio, ties }: RankedPost, format: CardMeasure['format']): Html {
  const length = post.media_details?.duration_seconds ?? null;
  const details: HtmlValue[] = [
    day(post.timestamp),
    plain(post.media_product_type ?? post.media_type),
    ...(length === null ? [] : [formatSeconds(length)]),
  ];
  return html`<div class="card">
    <p class="value">
      ${format(value)}
      <span class="why"
        >${end.toLowerCase()}${ratio !== null && `, ${formatRatio(ratio)}`}${ties > 0 && `, ${countOf(ties, 'more post')} alike`}</span
      >
    </p>
    <p>${postLink(post, 90)}</p>
    <p class="why">${details.map((detail, index) => html`${index > 0 && ' · '}${detail}`)}</p>
  </div> `;
}
