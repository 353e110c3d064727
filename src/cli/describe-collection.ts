import type { CollectionIssue } from '../base/issues.ts';
import { readAnalytics, readInventory } from '../collector/saved-documents.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { CollectionSummary } from '../documents/collection.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import { shownPath, type CommandContext } from './context.ts';
import { inColumns, oneLine, tone, type Tone } from './terminal-text.ts';

const STATUS_TONE: Readonly<Record<string, Tone>> = {
  complete: 'good',
  partial: 'warn',
  failed: 'bad',
  skipped: 'dim',
};

/** What a collection brought, in words, from the files it wrote. */
export async function describeCollection(context: CommandContext, summary: CollectionSummary): Promise<string> {
  const { instagram, gcs } = summary.sources;
  const blocks: string[] = [];
  if (instagram.file !== null) blocks.push(describeAccount(await readAnalytics(instagram.file)));
  if (gcs.file !== null) blocks.push(describeBucket(await readInventory(gcs.file)));
  const issues = describeIssues(summary);
  if (issues !== null) blocks.push(issues);
  const seconds = (summary.duration_ms / 1_000).toFixed(1);
  const status = tone(STATUS_TONE[summary.status] ?? 'bold', summary.status);
  const files = [instagram.file, gcs.file, summary.planning_file, summary.summary_file];
  const written = files.flatMap((file) => (file === null ? [] : [`  ${shownPath(context, file)}`]));
  blocks.push([`Collection ${status} in ${seconds} s. Written:`, ...written].join('\n'));
  return blocks.join('\n\n');
}

/** Messages shown of issues that are alike. */
const MOST_ALIKE = 3;

/** Issues of one kind with one remedy belong together: a hundred posts may lack the same thing. */
function describeIssues({ issues }: CollectionSummary): string | null {
  if (issues.length === 0) return null;
  const alike = new Map<string, CollectionIssue[]>();
  for (const issue of issues) {
    const key = JSON.stringify([issue.source, issue.kind, issue.remedy]);
    alike.set(key, [...(alike.get(key) ?? []), issue]);
  }
  const lines = [...alike.values()].flatMap((group) => {
    const shown = group
      .slice(0, MOST_ALIKE)
      .map(({ source, kind, message }) => `${source}, ${kind}: ${oneLine(message)}`);
    const more = group.length - shown.length;
    const remedy = group[0]?.remedy ?? null;
    return [
      ...shown.map((line) => `  ${line}`),
      ...(more > 0 ? [`  and ${String(more)} more like these`] : []),
      ...(remedy === null ? [] : [`    ${oneLine(remedy)}`]),
    ];
  });
  return [tone('warn', `Not everything came (${String(issues.length)}):`), ...lines].join('\n');
}

function describeAccount({ account_info, summary_metrics, export_info }: InstagramAnalytics): string {
  const name = account_info?.username ?? 'name unknown';
  const head = `${tone('bold', `Instagram ${oneLine(name)}`)}, ${show(account_info?.followers_count)} followers`;
  const { http_requests, graph_calls } = export_info.calls;
  const calls = ['calls', `${String(graph_calls)} in ${String(http_requests)} HTTP requests`];
  if (summary_metrics === null) return `${head}\n${inColumns([calls])}`;
  const { counted, engagement_basis: basis } = summary_metrics;
  const known = (count: number): string => `(known of ${String(count)})`;
  const rows = [
    ['posts', `${String(summary_metrics.media_count_analyzed)}, ${String(summary_metrics.posts_maturing)} under 48 h`],
    ['views', `${show(summary_metrics.total_recent_views)} ${known(counted.views)}`],
    ['likes', `${show(summary_metrics.total_recent_likes)} ${known(counted.likes)}`],
    ['comments', `${show(summary_metrics.total_recent_comments)} ${known(counted.comments)}`],
    [
      'engagement',
      basis === null
        ? 'unknown'
        : `median ${rate(summary_metrics.median_engagement_rate)}, mean ${rate(summary_metrics.avg_engagement_rate)} by ${basis} (${String(summary_metrics.posts_with_rate)} posts)`,
    ],
    calls,
  ];
  return `${head}\n${inColumns(rows)}`;
}

function describeBucket({ inventory_info, bucket_summary, categorized_summary }: AnyInventory): string {
  const { total_files, total_size_mb, folder_count, newest_file } = bucket_summary;
  const groups = Object.entries(categorized_summary).filter(([, { count }]) => count > 0);
  const rows = [
    ['files', `${show(total_files)}, ${show(total_size_mb)} MB in ${String(folder_count)} folders`],
    ...groups.map(([group, { count, size_mb }]) => [group, `${show(count)}, ${show(size_mb)} MB`]),
    ['newest', newest_file === null ? 'unknown' : oneLine(newest_file.name)],
    ['calls', String(inventory_info.listing.requests)],
  ];
  return `${tone('bold', `Bucket ${oneLine(inventory_info.bucket_name)}`)}\n${inColumns(rows)}`;
}

function show(value: number | null | undefined): string {
  return value === null || value === undefined ? 'unknown' : value.toLocaleString('en-US');
}

function rate(value: number | null): string {
  return value === null ? 'unknown' : `${value.toFixed(2)} %`;
}
