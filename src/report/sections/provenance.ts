import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { PlanningContext } from '../../documents/planning.ts';
import { countOf, formatNumber, formatPercent, formatSeconds, moment } from '../format.ts';
import { html, type Html, type HtmlValue } from '../html.ts';
import type { AnyInventory } from '../../documents/inventory.ts';
import { missing, shown } from '../missing.ts';
import type { ReportFacts } from '../report-input.ts';
import { outside } from '../safe-link.ts';
import type { Section } from '../section.ts';

type Fact = readonly [name: string, value: HtmlValue];

/** When and how the documents came about. */
export function provenance({ analytics, inventory, planning, history }: ReportFacts): Section {
  return {
    id: 'collection',
    title: 'How it was collected',
    body: html`
      ${analytics !== null && part('Instagram account', accountFacts(analytics))}
      ${inventory !== null && part('Cloud Storage bucket', bucketFacts(inventory))}
      ${planning !== null && part('Plan', planFacts(planning))}
      <p>
        ${history.length > 0 && html`History: ${countOf(history.length, 'earlier collection')}.`} All dates are UTC. A
        megabyte is 1,048,576 bytes. A dash is a figure that is not known, with the reason beside it; it is never 0.
      </p>
    `,
  };
}

function part(title: string, facts: readonly Fact[]): Html {
  return html`<h3>${title}</h3>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div> `,
      )}
    </dl>`;
}

function accountFacts({ export_info: info, account_info: account }: InstagramAnalytics): Fact[] {
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

function bucketFacts({ inventory_info: info }: AnyInventory): Fact[] {
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

function planFacts({ planning_info: info }: PlanningContext): Fact[] {
  return [
    ['As of', moment(info.as_of)],
    ['Posts', `${formatNumber(info.posts_analyzed)}, ${formatNumber(info.posts_maturing)} younger than 48 hours`],
    ['Footage', info.footage_source === 'files' ? 'all clips of the inventory' : 'the newest clips only'],
    ['Document', `version ${info.planning_version}`],
  ];
}
