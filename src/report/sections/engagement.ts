import { roundTo } from '../../base/sums.ts';
import { toEpochMs } from '../../base/time.ts';
import type { EngagementBasis, MediaRecord } from '../../documents/media.ts';
import type { Estimate } from '../../documents/shapes.ts';
import { kindOf } from '../../documents/vocabulary.ts';
import { drawPosts } from '../charts/over-time.ts';
import {
  basisWords,
  countOf,
  day,
  formatChange,
  formatDay,
  formatNumber,
  formatPercent,
  reasonOf,
  shown,
} from '../format.ts';
import { type Html, html } from '../html.ts';
import { postLink } from '../names.ts';
import type { ReportData, Section } from '../report-data.ts';
import { type Column, figure, table } from '../table.ts';

const TOP_POSTS = 5;
const NO_RATE = 'no interactions or no basis known';

/** Engagement post by post, with those that still grow marked. */
export function engagement({ analytics, maxRows, model, names }: ReportData): Section | null {
  if (analytics === null) return null;
  const { recent_media: media, summary_metrics: summary } = analytics;
  const basis = summary?.engagement_basis ?? null;
  if (media === null) return section(html`<p>The posts could not be read: see <a href="#issues">the issues</a>.</p>`);
  if (media.length === 0) return section(html`<p>The account has no posts in the range that was read.</p>`);
  const rows = table({
    caption: 'Posts, newest first',
    columns: postColumns(basis),
    rows: newestFirst(media),
    most: maxRows,
    noun: 'posts',
  });
  if (basis === null) {
    return section(
      html`<p>No post has a rate: interactions, or reach, views and followers, are not known.</p>
        ${rows}`,
    );
  }
  const rated = media.filter((post) => rateOf(post, basis) !== null);
  const dots = rated.flatMap((post) => {
    const time = toEpochMs(post.timestamp);
    const value = rateOf(post, basis);
    const title = `${formatDay(post.timestamp)}: ${value === null ? '' : formatPercent(value)}. ${names.startOf(post)}`;
    return time === null || value === null
      ? []
      : [{ time: new Date(time), value, maturing: post.maturing, title, address: post.permalink }];
  });
  const median = summary?.median_engagement_rate ?? null;
  const label = `Engagement rate of ${countOf(dots.length, 'post')} over time, ${basisWords(basis)}`;
  return section(html`
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

function section(body: Html): Section {
  return { id: 'engagement', title: 'Engagement per post', body };
}

/** Rates on one basis for all: rates on different denominators do not compare. */
function rateOf({ engagement: rates }: MediaRecord, basis: EngagementBasis): number | null {
  return rates[`rate_by_${basis}`];
}

function topPosts(rated: readonly MediaRecord[], basis: EngagementBasis): Html {
  const best = newestFirst(rated).sort((a, b) => (rateOf(b, basis) ?? 0) - (rateOf(a, basis) ?? 0));
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

/** The beginning of the caption, as a link to the post. */
function postName(post: MediaRecord): Html {
  return html`${postLink(post, 80)} <span class="why">${kindOf(post)}${post.maturing && ', still growing'}</span>`;
}

function newestFirst(media: readonly MediaRecord[]): MediaRecord[] {
  return media.toSorted(
    (a, b) => (toEpochMs(b.timestamp) ?? 0) - (toEpochMs(a.timestamp) ?? 0) || (a.id < b.id ? -1 : 1),
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
