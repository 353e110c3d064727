import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { AnyInventory } from '../../documents/inventory.ts';
import type { PlanningContext } from '../../documents/planning.ts';
import { countOf, formatNumber, formatPercent, formatSeconds, missing, moment, shown } from '../format.ts';
import { type Html, html, type HtmlValue, outside } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';

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
    ['File rows', `${rows}, in ${info.detail} detail`],
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
