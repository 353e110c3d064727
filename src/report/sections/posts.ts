import { END_MEASURES, type RankedPost, rankPosts } from '../../metrics/ranks.ts';
import { kindOf } from '../../documents/vocabulary.ts';
import { countOf, day, formatNumber, formatRatio, formatSeconds } from '../format.ts';
import { type Html, html, type HtmlValue, markup } from '../html.ts';
import { postLink } from '../names.ts';
import type { ReportData, Section } from '../report-data.ts';

type CardMeasure = (typeof END_MEASURES)[number];

const NAMES: Readonly<Record<CardMeasure, string>> = {
  reach: 'Reach',
  views: 'Views',
  saved: 'Saves',
  shares: 'Shares',
  retention_ratio: 'Retention: average watch time by length',
};

/** The best and the weakest post by each measure, as cards. */
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
 * Shows the picture of a post beside the caption that names it; `null` where there is none. Its bytes are in the page once:
 * further cards refer to the first. The letters of its address are those of base64 alone, as was checked.
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
