import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { MediaRecord } from '../../documents/media.ts';
import type { CommentQuality, CommentQuote } from '../../metrics/comment-quality.ts';
import { drawBars } from '../charts/rows.ts';
import { countOf, formatNumber, formatPercent, missing, shown } from '../format.ts';
import { type Html, html, outside, shorten } from '../html.ts';
import { postLink } from '../names.ts';
import type { ReportData, Section } from '../report-data.ts';
import { figure, table } from '../table.ts';

/** What commenters write, and what they ask for. */
export function comments({ analytics, comments: quality, maxRows, names }: ReportData): Section | null {
  if (analytics === null) return null;
  if (analytics.recent_media?.length === 0) return null;
  const media = analytics.recent_media ?? [];
  const hasRead = media.some((post) => (post.comments ?? []).length > 0);
  if (quality === null || !hasRead) return section(html`<p>${whyNone(analytics)}</p>`);
  const posts = names.postOfComment;
  return section(html`
    <p>${scoreWords(quality)} ${partWords(media)}</p>
    ${signalFigure(quality, maxRows)} ${quotes('Questions', quality.questions, quality.signals.questions, posts)}
    ${quotes('Requests', quality.requests, quality.signals.requests, posts)}
  `);
}

function section(body: Html): Section {
  return { id: 'comments', title: 'Comments', body };
}

function whyNone({ recent_media: media, export_info: { configuration }, coverage }: InstagramAnalytics): string {
  if (media === null) return 'The posts could not be read, and no comment with them.';
  if (configuration.max_comments_per_media === 0) return 'No comments were asked for.';
  if (coverage.comments.got < coverage.comments.asked) return 'The comments could not be read: see the issues.';
  return media.some((post) => (post.comments_count ?? 0) > 0)
    ? 'The platform counts comments but gave none to read.'
    : 'The posts that were read have no comments.';
}

/** A share of fewer comments is chance. */
const LEAST_COMMENTS = 10;

function scoreWords({ level, score, signals }: CommentQuality): string {
  if (score === null)
    return `All of the ${countOf(signals.own, 'comment')} read are the account's own: there is none to judge.`;
  if (signals.comments < LEAST_COMMENTS)
    return `Quality: too few to say, ${countOf(signals.comments, 'comment')} by others of the ${formatNumber(LEAST_COMMENTS)} it takes.`;
  return `Quality ${level}: ${formatNumber(Math.round(score))} of 100, from ${countOf(signals.comments, 'comment')} by others.`;
}

/** Documents hold the newest comments of each post only. */
function partWords(media: readonly MediaRecord[]): string {
  const cut = media.filter((post) => post.comments_truncated === true).length;
  const failed = media.filter((post) => post.comments === null).length;
  const parts = [
    ...(cut > 0 ? [`${countOf(cut, 'post has', 'posts have')} more comments than were read.`] : []),
    ...(failed > 0 ? [`The comments of ${countOf(failed, 'post')} could not be read.`] : []),
  ];
  return parts.join(' ');
}

function signalFigure({ signals }: CommentQuality, maxRows: number): Html {
  const counts: readonly (readonly [name: string, count: number])[] = [
    ['saying something', signals.substantive],
    ['questions', signals.questions],
    ['requests', signals.requests],
    ['praise', signals.praise],
    ['emoji only', signals.emoji_only],
    ['mentions only', signals.mention_only],
    ['repeats', signals.duplicates],
    ['by the account', signals.own],
  ];
  const rows = counts.map(([label, value]) => ({ label, value, note: formatNumber(value) }));
  return figure({
    label: `What ${countOf(signals.comments, 'comment')} by others are`,
    draw: (size, label) => drawBars(size, label, rows),
    caption: html`A comment may count in several rows. Saying something: four words or more. Threads answered by the
    account: ${shown(signals.reply_rate, formatPercent, 'the names of those who replied are not known')}.`,
    table: table({
      caption: 'Comments and replies by what they are',
      columns: [
        { title: 'Kind', cell: ([name]) => name },
        { title: 'Comments', numeric: true, cell: ([, count]) => formatNumber(count) },
      ],
      rows: counts,
      most: maxRows,
      noun: 'kinds',
    }),
  });
}

function quotes(
  title: string,
  rows: readonly CommentQuote[],
  count: number,
  posts: ReadonlyMap<string, MediaRecord>,
): Html {
  if (count === 0)
    return html`<h3>${title}</h3>
      <p>None among the comments that were read.</p>`;
  const rest = count - rows.length;
  return html`<h3>${title}</h3>
    ${rest > 0 && html`<p class="note">${formatNumber(rows.length)} of ${formatNumber(count)}, most liked first, repeats left out.</p>`}
    ${table<CommentQuote>({
      caption: `${title}, most liked first`,
      quiet: true,
      columns: [
        {
          title: 'Comment',
          wide: true,
          cell: ({ text }) => html`<q>${outside(shorten(text, 280))}</q>`,
        },
        {
          title: 'By',
          cell: ({ username }) => (username === null ? missing('name not given') : outside(`@${username}`)),
        },
        {
          title: 'Answered',
          cell: ({ answered }) => (answered === null ? missing('not known') : answered ? 'yes' : 'no'),
        },
        { title: 'Likes', numeric: true, cell: ({ like_count }) => shown(like_count, formatNumber, 'not given') },
        { title: 'Post', cell: ({ id }) => postOf(posts.get(id)) },
      ],
      rows,
      most: rows.length,
      noun: 'comments',
    })}`;
}

function postOf(post: MediaRecord | undefined): Html {
  return post === undefined ? missing('not known') : postLink(post, 40);
}
