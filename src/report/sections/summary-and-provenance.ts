import { DAY_MS, toEpochMs } from '../../base/time.ts';
import type { InstagramAnalytics } from '../../documents/analytics.ts';
import type { AnyInventory } from '../../documents/inventory.ts';
import type { PlanningContext, PlanningLine, PlanningLineKind } from '../../documents/planning.ts';
import type { Coverage } from '../../documents/shapes.ts';
import { countOf, day, formatNumber, formatPercent, formatSeconds, missing, moment, shown } from '../format.ts';
import { type Html, html, type HtmlValue, outside } from '../html.ts';
import { lineSentence, postLink, type ReportData, type Section } from '../report-data.ts';

/** Lines of a kind at most, in the order they are shown. */
type Choice = readonly (readonly [kind: PlanningLineKind, most: number])[];

const STATE: Choice = [
  ['followers', 1],
  ['account_reach', 1],
  ['rhythm', 1],
  ['trend', 2],
];
const NOTABLE_KINDS: Choice = [
  ['velocity', 1],
  ['trait', 3],
  ['no_finding', 1],
  ['outlier', 1],
];
/** Lines on what stands out at most: the answers have to fit the first screen. */
const MAX_NOTABLE = 3;
const NEXT: Choice = [
  ['experiment', 2],
  ['content_gap', 1],
  ['request', 1],
];
/** What limits the page as a whole; single posts that still grow are marked where they stand. */
const LIMITS: Choice = [
  ['no_account', 1],
  ['posts_unread', 1],
  ['few_posts', 1],
  ['no_inventory', 1],
  ['unprobed', 1],
  ['no_ledger', 1],
  ['highlights_only', 1],
];

/**
 * Shows the first screen, in sentences of the planning data: how it goes, what stands out, what to do next, how sure.
 */
export function summary(data: ReportData): Section {
  const { planning } = data;
  const { state, findings, timing, posts, experiments, footage, audience, cautions } = planning;
  const parts: readonly (readonly [title: string, lines: readonly Html[], otherwise: string])[] = [
    ['How it is going', pick(data, STATE, state.filter(isNews)), 'Nothing is known of the account.'],
    [
      'What stands out',
      pick(data, NOTABLE_KINDS, [...findings, ...timing, ...state, ...posts.outliers]).slice(0, MAX_NOTABLE),
      'Nothing: no posts are known.',
    ],
    [
      'What to do next',
      [...pick(data, NEXT, [...experiments, ...footage.lines, ...audience], adviceOf), ...nextClip(planning)],
      'Nothing follows from these documents.',
    ],
    [
      'How sure',
      [...ages(data), ...pick(data, LIMITS, cautions), ...missingParts(data)],
      'Nothing limits what is said here.',
    ],
  ];
  return {
    id: 'summary',
    title: 'In short',
    body: html`<div class="answers">
      ${parts.map(
        ([title, lines, otherwise]) =>
          html`<div>
            <h3>${title}</h3>
            <ul>
              ${(lines.length > 0 ? lines : [html`${otherwise}`]).map((line) => html`<li>${line}</li> `)}
            </ul>
          </div> `,
      )}
    </div>`,
  };
}

function pick(
  { names }: ReportData,
  choice: Choice,
  lines: readonly PlanningLine[],
  lead: (line: PlanningLine) => string = () => '',
): Html[] {
  return choice.flatMap(([kind, most]) =>
    lines
      .filter((line) => line.kind === kind)
      .slice(0, most)
      .map((line) => html`${lead(line)}${lineSentence(line, names)}`),
  );
}

/** Tells whether a line of the state belongs on the first screen: how often is posted only where nothing is. */
function isNews({ kind, figures }: PlanningLine): boolean {
  return kind !== 'rhythm' || figures['per_week_now'] === 0;
}

/** Says what to do about a line that says only what is; an experiment says it itself. */
function adviceOf({ kind, figures }: PlanningLine): string {
  if (kind === 'content_gap') return 'Film more like this: ';
  if (kind !== 'request') return '';
  return figures['unanswered'] === 0 ? 'Make a post of this: ' : 'Answer this, or make a post of it: ';
}

/** Names the series with most unused clips; without one nothing. */
function nextClip({ footage: { series, counts } }: PlanningContext): Html[] {
  const [first] = series;
  if (counts.unused === 0) return [];
  const most =
    first === undefined ? '' : `; the series with the most is ${first.series} (${formatNumber(first.unused)})`;
  return [html`Look through <a href="#footage">${countOf(counts.unused, 'clip')} without a sign of use</a>${most}.`];
}

/** Tells when the account was read and how old its newest post was then. */
function ages({ analytics, planning }: ReportData): Html[] {
  const { as_of: asOf, posts_analyzed: posts, posts_maturing: maturing } = planning.planning_info;
  if (analytics === null || asOf === null) return [];
  const collected = html`Collected ${day(asOf)}`;
  const [now, times] = [
    toEpochMs(asOf),
    (analytics.recent_media ?? []).flatMap((post) => {
      const time = toEpochMs(post.timestamp);
      return time === null ? [] : [{ post, time }];
    }),
  ];
  const newest = times.toSorted((a, b) => b.time - a.time)[0];
  if (now === null || newest === undefined) return [html`${collected}.`];
  const days = Math.max(0, Math.floor((now - newest.time) / DAY_MS));
  const young = maturing === 0 ? '' : `, ${formatNumber(maturing)} of them under 48 hours old and still growing`;
  return [
    html`${collected}, ${countOf(posts, 'post')} read${young}; the newest, ${postLink(newest.post, 40)}, was
    ${days === 0 ? 'less than a day' : countOf(days, 'day')} old.`,
  ];
}

/** Counts what was asked for and did not come; the list is under the key figures. */
function missingParts({ analytics, inventory }: ReportData): Html[] {
  const issues = (analytics?.issues.length ?? 0) + (inventory?.issues.length ?? 0);
  const { account_insights: account, media_insights: posts } = analytics?.coverage ?? {};
  const gaps = [
    ...(account !== undefined && account.got < account.asked ? [gapOf('account figures', account)] : []),
    ...(posts !== undefined && posts.got < posts.asked ? [gapOf('insights of posts', posts)] : []),
  ];
  return [
    ...(gaps.length === 0 ? [] : [html`<a href="#figures">Missing</a>: ${gaps.join(', ')}.`]),
    ...(issues === 0 ? [] : [html`<a href="#issues">${countOf(issues, 'issue')}</a> while collecting.`]),
  ];
}

function gapOf(what: string, { asked: requested, got }: Coverage): string {
  return `${formatNumber(requested - got)} of ${formatNumber(requested)} ${what}`;
}

type Detail = readonly [name: string, value: HtmlValue];

/** Shows when and how the documents came about. */
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
