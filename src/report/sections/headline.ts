import type { AccountInfo } from '../../documents/account.ts';
import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { AnyInventory } from '../../documents/inventory.ts';
import type { SummaryMetrics } from '../../documents/summary.ts';
import { plain } from '../../planning/line-writer.ts';
import {
  basisWords,
  countOf,
  day,
  formatNumber,
  formatPercent,
  formatSize,
  missing,
  reasonOf,
  shown,
} from '../format.ts';
import { type Html, html, type HtmlValue } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';

interface Figure {
  readonly name: string;
  readonly value: HtmlValue;
  readonly basis: HtmlValue;
}

/** Shows the first screen: a few figures, each with what it rests on, then what is missing. */
export function headline({ analytics, inventory, planning }: ReportData): Section {
  const figures = [
    ...(analytics === null ? [] : accountFigures(analytics)),
    ...(inventory === null ? [] : bucketFigures(inventory)),
    ...(inventory === null ? [] : [unusedFigure(planning.footage.counts)]),
  ];
  const gaps = [
    ...(analytics === null
      ? ['No account document was given: nothing is known of the posts.']
      : accountGaps(analytics)),
    ...(inventory === null ? ['No inventory was given: nothing is known of the footage.'] : bucketGaps(inventory)),
  ];
  return {
    id: 'figures',
    title: 'Key figures',
    body: html`<dl class="figures">
        ${figures.map(
          ({ name, value, basis }) =>
            html`<div>
              <dt>${name}</dt>
              <dd class="${sizeOf(value)}">${value}</dd>
              <dd class="basis">${basis}</dd>
            </div> `,
        )}
      </dl>
      <h3>What is missing</h3>
      ${
        gaps.length === 0
          ? html`<p>Everything that was asked for came.</p>`
          : html`<ul>
              ${gaps.map((gap) => html`<li>${gap}</li> `)}
            </ul>`
      }`,
  };
}

/** Chooses the size in which a number does not break within its digits. */
function sizeOf(value: HtmlValue): string {
  const text = String(html`${value}`);
  if (text.length < 10 || text.includes('<')) return 'value';
  return text.length < 16 ? 'value long' : 'value longest';
}

function accountFigures({
  account_info: account,
  summary_metrics: summary,
  recent_media: media,
}: InstagramAnalytics): Figure[] {
  const unread = 'the posts could not be read';
  const followers: Figure = {
    name: 'Followers',
    value: shown(
      account?.followers_count ?? null,
      formatNumber,
      account === null ? 'the account could not be read' : reasonOf(account.unavailable, 'followers_count'),
    ),
    basis: account === null ? '' : html`on ${day(account.retrieved_at)}`,
  };
  const reach = account?.account_insights?.['reach']?.days_28 ?? null;
  const reached: Figure = {
    name: 'Accounts reached',
    value: shown(
      reach,
      formatNumber,
      account === null
        ? 'the account could not be read'
        : reasonOf(account.unavailable, 'account_insights.reach.days_28', 'account_insights'),
    ),
    basis: 'in 28 days, as the platform counts',
  };
  const posts: Figure = {
    name: 'Posts looked at',
    value: media === null ? missing(unread) : formatNumber(media.length),
    basis: summary === null ? '' : maturingWords(summary.posts_maturing),
  };
  if (summary === null) {
    const rate: Figure = { name: 'Median engagement rate', value: missing(unread), basis: '' };
    return [followers, reached, posts, rate];
  }
  return [followers, reached, posts, rateFigure(summary), ...sumFigures(summary)];
}

function maturingWords(count: number): string {
  return count === 0 ? 'none younger than 48 hours' : `${countOf(count, 'post')} younger than 48 hours, still growing`;
}

function rateFigure(summary: SummaryMetrics): Figure {
  const { median_engagement_rate: rate, engagement_basis: basis, posts_with_rate: n } = summary;
  return {
    name: 'Median engagement rate',
    value: shown(rate, formatPercent, 'no post has both interactions and a basis'),
    basis: basis === null ? '' : `${basisWords(basis)}, ${countOf(n, 'post')}`,
  };
}

function sumFigures({ counted, media_count_analyzed: posts, ...sums }: SummaryMetrics): Figure[] {
  const sum = (name: string, total: number | null, known: number): Figure => ({
    name,
    value: shown(total, formatNumber, 'not known of any post'),
    basis:
      known === 0
        ? ''
        : known === posts
          ? `sum of ${countOf(posts, 'post')}`
          : `sum of the ${formatNumber(known)} of ${countOf(posts, 'post')} where known`,
  });
  return [
    sum('Views', sums.total_recent_views, counted.views),
    sum('Likes', sums.total_recent_likes, counted.likes),
    sum('Comments', sums.total_recent_comments, counted.comments),
    sum('Saves', sums.total_recent_saves, counted.saves),
    sum('Shares', sums.total_recent_shares, counted.shares),
  ];
}

function bucketFigures({
  bucket_summary: bucket,
  categorized_summary: categories,
  inventory_info: info,
}: AnyInventory): Figure[] {
  return [
    {
      name: 'Files',
      value: formatNumber(bucket.total_files),
      basis: html`${formatSize(bucket.total_size_mb)} in ${countOf(bucket.folder_count, 'folder')}, on
      ${day(info.generated_at)}`,
    },
    { name: 'Videos', value: formatNumber(categories.videos.count), basis: formatSize(categories.videos.size_mb) },
  ];
}

function unusedFigure({ used, unused, uncertain }: { used: number; unused: number; uncertain: number }): Figure {
  return {
    name: 'Clips without a post',
    value: formatNumber(unused),
    basis: `of ${formatNumber(used + unused + uncertain)}: ${formatNumber(used)} matched to a post, ${formatNumber(uncertain)} uncertain`,
  };
}

const PARTS: readonly (readonly [part: keyof InstagramAnalytics['coverage'], name: string])[] = [
  ['account_info', 'Account'],
  ['account_insights', 'Account figures'],
  ['media', 'Posts'],
  ['media_insights', 'Insights of posts'],
  ['comments', 'Comments of posts'],
];

function accountGaps({ coverage, account_info: account, recent_media: media, issues }: InstagramAnalytics): Html[] {
  const gaps = PARTS.flatMap(([part, name]) => {
    const { asked, got } = coverage[part];
    if (got >= asked) return [];
    const which = part === 'account_insights' && account !== null ? missingInsights(account) : '';
    return [html`${name}: ${formatNumber(got)} of ${formatNumber(asked)} came. ${which}`];
  });
  const hidden = (media ?? []).filter((post) => post.engagement.interactions === null).length;
  if (hidden > 0) gaps.push(html`${countOf(hidden, 'post has', 'posts have')} no known interactions and no rate.`);
  return [...gaps, ...issueGap('account', issues.length)];
}

/** Lists which figures of the account were asked for and are missing, by reason. */
function missingInsights({ unavailable }: AccountInfo): string {
  const byReason = new Map<string, Set<string>>();
  for (const [path, reason] of Object.entries(unavailable)) {
    const [root, metric, period] = path.split('.');
    const isAsked = reason !== 'not_requested' && reason !== 'not_applicable';
    if (root !== 'account_insights' || metric === undefined || period === undefined || !isAsked) continue;
    const words = reasonOf(unavailable, path);
    byReason.set(words, (byReason.get(words) ?? new Set()).add(periodName(metric, period)));
  }
  return [...byReason].map(([words, metrics]) => `Of ${[...metrics].join(', ')}: ${words}.`).join(' ');
}

/** Names a period: of a metric that has several periods one may be known and another not. */
function periodName(metric: string, period: string): string {
  return `${plain(metric)} (${plain(period).replace(/^days (\d+)$/, '$1 days')})`;
}

function bucketGaps({ coverage: { folders }, issues, inventory_info: { files } }: AnyInventory): Html[] {
  const gaps: Html[] = [];
  if (folders.got < folders.asked)
    gaps.push(html`Folders: ${formatNumber(folders.got)} of ${formatNumber(folders.asked)} could be listed.`);
  if (files === 'none') gaps.push(html`The inventory holds no file rows: growth and duplicates are not known.`);
  else if (files !== 'all')
    gaps.push(
      html`The inventory holds ${formatNumber(files.perCategory)} rows of each category: growth and duplicates are not
      known.`,
    );
  return [...gaps, ...issueGap('bucket', issues.length)];
}

function issueGap(source: string, count: number): Html[] {
  return count === 0 ? [] : [html`<a href="#issues">${countOf(count, 'issue')} of the ${source}</a>, with remedies.`];
}
