import { compareNames } from '../../base/order.ts';
import { roundTo } from '../../base/sums.ts';
import { toEpochMs } from '../../base/time.ts';
import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { EngagementBasis, MediaRecord } from '../../documents/media.ts';
import type { Estimate } from '../../documents/shapes.ts';
import { kindOf } from '../../documents/vocabulary.ts';
import type { CommentQuality, CommentQuote } from '../../metrics/comment-quality.ts';
import { drawPosts } from '../charts/over-time.ts';
import { drawBars } from '../charts/drawing.ts';
import {
  basisWords,
  countOf,
  day,
  formatChange,
  formatDay,
  formatNumber,
  formatPercent,
  missing,
  reasonOf,
  shown,
} from '../format.ts';
import { type Html, html, outside, shorten } from '../html.ts';
import { postLink, type ReportData, type Section } from '../report-data.ts';
import { type Column, figure, table } from '../table.ts';

const TOP_POSTS = 5;
const NO_RATE = 'no interactions or no basis known';

/** Shows engagement post by post, with those that still grow marked. */
export function engagement({ analytics, maxRows, model, names }: ReportData): Section | null {
  if (analytics === null) return null;
  const { recent_media: media, summary_metrics: summary } = analytics;
  if (media === null)
    return engagementSection(html`<p>The posts could not be read: see <a href="#issues">the issues</a>.</p>`);
  if (media.length === 0) return engagementSection(html`<p>The account has no posts in the range that was read.</p>`);
  const basis = summary?.engagement_basis ?? null;
  const rows = table({
    caption: 'Posts, newest first',
    columns: postColumns(basis),
    rows: newestFirst(media),
    most: maxRows,
    noun: 'posts',
  });
  if (summary === null || basis === null) {
    return engagementSection(
      html`<p>No post has a rate: interactions, or reach, views and followers, are not known.</p>
        ${rows}`,
    );
  }
  const rated = newestFirst(media).flatMap((post): RatedPost[] => {
    const rate = rateOf(post, basis);
    return rate === null ? [] : [{ post, rate }];
  });
  const dots = rated.flatMap(({ post, rate }) => {
    const time = toEpochMs(post.timestamp);
    const title = `${formatDay(post.timestamp)}: ${formatPercent(rate)}. ${names.startOf(post)}`;
    return time === null
      ? []
      : [{ time: new Date(time), value: rate, maturing: post.maturing, title, address: post.permalink }];
  });
  const median = summary.median_engagement_rate;
  const label = `Engagement rate of ${countOf(dots.length, 'post')} over time, ${basisWords(basis)}`;
  return engagementSection(html`
    <p>Rate: ${basisWords(basis)}. ${trendWords(model.trends.engagement_rate)}</p>
    ${figure({
      label,
      draw: (size, name) => drawPosts(size, name, { dots, unit: 'Engagement rate, %', median }),
      caption: html`<span class="key"><span class="dot" aria-hidden="true"></span> settled post</span>
        <span class="key"><span class="box" aria-hidden="true"></span> younger than 48 hours, still growing</span>
        ${median !== null && html`<span class="key"><span class="dash" aria-hidden="true"></span> median ${formatPercent(median)}</span>`}
        ${dots.length < media.length && html`<span>${countOf(media.length - dots.length, 'post')} without a rate not drawn.</span>`}`,
      table: rows,
    })}
    ${topPosts(rated, basis)}
  `);
}

function engagementSection(body: Html): Section {
  return { id: 'engagement', title: 'Engagement per post', body };
}

/** Computes the rates on one basis for all: rates on different denominators do not compare. */
function rateOf({ engagement: rates }: MediaRecord, basis: EngagementBasis): number | null {
  return rates[`rate_by_${basis}`];
}

interface RatedPost {
  readonly post: MediaRecord;
  readonly rate: number;
}

/** @param rated - newest first, as posts of the same rate are shown */
function topPosts(rated: readonly RatedPost[], basis: EngagementBasis): Html {
  const best = rated.toSorted((a, b) => b.rate - a.rate).map(({ post }) => post);
  return table({
    caption: 'Highest engagement rates',
    columns: postColumns(basis),
    rows: best.slice(0, TOP_POSTS),
    most: TOP_POSTS,
    noun: 'posts',
  });
}

function postColumns(basis: EngagementBasis | null): Column<MediaRecord>[] {
  const insight = (title: string, key: 'views' | 'reach' | 'saved' | 'shares'): Column<MediaRecord> => ({
    title,
    numeric: true,
    cell: ({ insights, unavailable }) => shown(insights[key], formatNumber, reasonOf(unavailable, `insights.${key}`)),
  });
  return [
    { title: 'Post', cell: postName },
    { title: 'Date', cell: ({ timestamp }) => day(timestamp) },
    {
      title: 'Rate',
      numeric: true,
      cell: (post) => shown(basis === null ? null : rateOf(post, basis), formatPercent, NO_RATE),
    },
    insight('Views', 'views'),
    insight('Reach', 'reach'),
    {
      title: 'Likes',
      numeric: true,
      cell: ({ insights, like_count, unavailable }) =>
        shown(insights.likes ?? like_count, formatNumber, reasonOf(unavailable, 'insights.likes', 'like_count')),
    },
    {
      title: 'Comments',
      numeric: true,
      cell: ({ insights, comments_count, unavailable }) =>
        shown(
          insights.comments ?? comments_count,
          formatNumber,
          reasonOf(unavailable, 'insights.comments', 'comments_count'),
        ),
    },
    insight('Saves', 'saved'),
    insight('Shares', 'shares'),
  ];
}

/** Writes the beginning of the caption, as a link to the post. */
function postName(post: MediaRecord): Html {
  return html`${postLink(post, 80)} <span class="why">${kindOf(post)}${post.maturing && ', still growing'}</span>`;
}

function newestFirst(media: readonly MediaRecord[]): MediaRecord[] {
  return media.toSorted(
    (a, b) => (toEpochMs(b.timestamp) ?? 0) - (toEpochMs(a.timestamp) ?? 0) || compareNames(a.id, b.id),
  );
}

function trendWords({ value, interval, n, verdict }: Estimate): string {
  if (value === null) return `Whether engagement rises or falls cannot be told from ${countOf(n, 'post')}.`;
  const percent = (ratio: number): string => `${formatChange(roundTo((ratio - 1) * 100, 0))} %`;
  const range = interval === null ? '' : ` (80 % interval ${percent(interval[0])} to ${percent(interval[1])})`;
  const estimate = `${percent(value)} in 30 days${range}, ${countOf(n, 'post')}`;
  if (verdict === 'rising' || verdict === 'falling') return `Engagement is ${verdict}: ${estimate}.`;
  return `No evidence that engagement rises or falls: ${estimate}.`;
}

/** Shows what commenters write, and what they ask for. */
export function comments({ analytics, comments: quality, maxRows, names }: ReportData): Section | null {
  if (analytics === null) return null;
  if (analytics.recent_media?.length === 0) return null;
  const media = analytics.recent_media ?? [];
  const hasRead = media.some((post) => (post.comments ?? []).length > 0);
  if (quality === null || !hasRead) return commentsSection(html`<p>${whyNone(analytics)}</p>`);
  const posts = names.postOfComment;
  return commentsSection(html`
    <p>${scoreWords(quality)} ${partWords(media)}</p>
    ${signalFigure(quality, maxRows)} ${quotes('Questions', quality.questions, quality.signals.questions, posts)}
    ${quotes('Requests', quality.requests, quality.signals.requests, posts)}
  `);
}

function commentsSection(body: Html): Section {
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
const MIN_COMMENTS = 10;

function scoreWords({ level, score, signals }: CommentQuality): string {
  if (score === null)
    return `All of the ${countOf(signals.own, 'comment')} read are the account's own: there is none to judge.`;
  if (signals.comments < MIN_COMMENTS)
    return `Quality: too few to say, ${countOf(signals.comments, 'comment')} by others of the ${formatNumber(MIN_COMMENTS)} it takes.`;
  return `Quality ${level}: ${formatNumber(Math.round(score))} of 100, from ${countOf(signals.comments, 'comment')} by others.`;
}

/** Names what was read: documents hold the newest comments of each post only. */
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
