import type { CollectionIssue } from '../../base/issues.ts';
import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { AnyInventory } from '../../documents/inventory.ts';
import type { PlanningContext } from '../../documents/planning.ts';
import { plain } from '../../planning/plain-words.ts';
import { countOf, formatNumber, formatPercent, formatSeconds, missing, moment, shown } from '../format.ts';
import { type Html, html, type HtmlValue, outside } from '../html.ts';
import { evidenceNames, type PostNames } from '../names.ts';
import type { ReportData, Section } from '../report-data.ts';
import { table } from '../table.ts';

const MOST_IDS = 3;

/** The same issue on many posts or files is one row. */
interface IssueRow {
  readonly issue: CollectionIssue;
  readonly ids: string[];
  count: number;
}

/** What went wrong, and what to do about it. */
export function issues({ analytics, inventory, maxRows, names }: ReportData): Section {
  const all = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
  const rows = gather(all);
  return {
    id: 'issues',
    title: 'Issues and remedies',
    body:
      all.length === 0
        ? html`<p>No issues.</p>`
        : html`<p>${countOf(all.length, 'issue')}. Everything else was collected.</p>
            ${table<IssueRow>({
              caption: 'Issues',
              quiet: true,
              columns: [
                {
                  title: 'What',
                  cell: ({ issue }) =>
                    html`${outside(issue.message)} <span class="why"><code>${issue.code}</code></span>`,
                },
                {
                  title: 'What to do',
                  wide: true,
                  cell: ({ issue }) => (issue.remedy === null ? missing('no remedy known') : outside(issue.remedy)),
                },
                { title: 'Where', cell: ({ issue }) => `${issue.source}, ${plain(issue.scope)}` },
                {
                  title: 'Kind',
                  cell: ({ issue }) => `${plain(issue.kind)}${issue.retryable ? ', may pass by itself' : ''}`,
                },
                { title: 'Times', numeric: true, cell: ({ count }) => formatNumber(count) },
                { title: 'Of', cell: (row) => concerned(row, names) },
              ],
              rows,
              most: maxRows,
              noun: 'rows',
            })}`,
  };
}

function gather(all: readonly CollectionIssue[]): IssueRow[] {
  const rows = new Map<string, IssueRow>();
  for (const issue of all) {
    const { source, scope, kind, code, remedy, id } = issue;
    // Many messages name the post or file they are about.
    const message = id === null ? issue.message : issue.message.replaceAll(id, '');
    const key = JSON.stringify([source, scope, kind, code, message, remedy]);
    const row = rows.get(key) ?? { issue, ids: [], count: 0 };
    rows.set(key, row);
    row.count += 1;
    if (issue.id !== null && row.ids.length < MOST_IDS) row.ids.push(issue.id);
  }
  return [...rows.values()];
}

function concerned({ ids, count }: IssueRow, names: PostNames): Html {
  if (ids.length === 0) return html`the whole part`;
  const left = count - ids.length;
  return html`${evidenceNames(ids, names)}${left > 0 && html` and ${formatNumber(left)} more`}`;
}

type Detail = readonly [name: string, value: HtmlValue];

/** When and how the documents came about. */
export function provenance({ analytics, inventory, planning, history }: ReportData): Section {
  return {
    id: 'collection',
    title: 'How it was collected',
    body: html`
      ${analytics !== null && part('Instagram account', accountDetails(analytics))}
      ${inventory !== null && part('Cloud Storage bucket', bucketDetails(inventory))}
      ${part('Plan', planDetails(planning))}
      <p>
        ${history.length > 0 && html`History: ${countOf(history.length, 'earlier collection')}.`} All dates are UTC. A
        megabyte is 1,048,576 bytes. A dash is a figure that is not known, with the reason beside it; it is never 0.
      </p>
    `,
  };
}

function part(title: string, details: readonly Detail[]): Html {
  return html`<h3>${title}</h3>
    <dl class="details">
      ${details.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div> `,
      )}
    </dl>`;
}

function accountDetails({ export_info: info, account_info: account }: InstagramAnalytics): Detail[] {
  const { api, calls, configuration: limits } = info;
  return [
    [
      'Account',
      account === null ? missing('the account could not be read') : outside(account.username ?? account.account_id),
    ],
    ['Collected', moment(info.exported_at)],
    [
      'Source',
      html`${outside(api.host)}, ${api.version}, login with ${api.login === 'facebook' ? 'Facebook' : 'Instagram'}`,
    ],
    [
      'Limits',
      `${countOf(limits.max_media_items, 'post')}, ${countOf(limits.max_comments_per_media, 'comment')} a post, ${countOf(limits.max_replies_per_comment, 'reply', 'replies')} a comment`,
    ],
    [
      'Calls',
      `${countOf(calls.graph_calls, 'Graph call')} in ${countOf(calls.http_requests, 'request')} (planned: ${formatNumber(calls.planned)}), ${countOf(calls.retries, 'retry', 'retries')}`,
    ],
    ['Waited', formatSeconds(calls.waited_ms / 1_000)],
    ['Highest usage', shown(calls.peak_usage_percent, formatPercent, 'no answer said')],
    ['Document', `version ${info.export_version}`],
  ];
}

function bucketDetails({ inventory_info: info }: AnyInventory): Detail[] {
  const { listing, files } = info;
  const rows = typeof files === 'string' ? files : `${formatNumber(files.perCategory)} per category`;
  return [
    ['Bucket', outside(info.bucket_name)],
    ['Listed', moment(info.generated_at)],
    ['Source', info.source === 'listing' ? 'listing of objects' : 'inventory report of Storage Insights'],
    ['Folders', info.folders_scanned.length === 0 ? 'the whole bucket' : outside(info.folders_scanned.join(', '))],
    ['File rows', `${rows}, detail ${info.detail}`],
    [
      'Objects',
      `${formatNumber(listing.objects_seen)} seen, ${formatNumber(listing.objects_ignored)} ignored, ${countOf(listing.pages, 'page')}`,
    ],
    ['Calls', `${countOf(listing.requests, 'request')}, ${countOf(listing.retries, 'retry', 'retries')}`],
    ['Took', formatSeconds(listing.duration_ms / 1_000)],
    ['Document', `version ${info.inventory_version}`],
  ];
}

const FOOTAGE_SOURCES = {
  files: 'all clips of the inventory',
  highlights: 'the newest clips only',
  none: 'no inventory',
} as const;

function planDetails({ planning_info: info }: PlanningContext): Detail[] {
  return [
    ['As of', info.as_of === null ? missing('no document says') : moment(info.as_of)],
    ['Posts', `${formatNumber(info.posts_analyzed)}, ${formatNumber(info.posts_maturing)} younger than 48 hours`],
    ['Footage', FOOTAGE_SOURCES[info.footage_source ?? 'none']],
    ['Document', `version ${info.planning_version}`],
  ];
}
