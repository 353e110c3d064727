import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

import type { CollectionSummary, GcsInventory, InstagramAnalytics } from 'insight-inventory';

/** Prints what a collection brought, from the files it wrote. */
export async function printCollection(summary: CollectionSummary): Promise<void> {
  const { instagram, gcs } = summary.sources;
  if (instagram.file !== null) printAccount((await readDocument(instagram.file)) as InstagramAnalytics);
  if (gcs.file !== null) printBucket((await readDocument(gcs.file)) as GcsInventory);
  for (const { source, message, remedy } of summary.issues) {
    console.log(`\n${source}: ${message}${remedy === null ? '' : `\n  ${remedy}`}`);
  }
  console.log(`\nCollection ${summary.status} in ${(summary.duration_ms / 1_000).toFixed(2)} s:`);
  for (const file of [instagram.file, gcs.file, summary.summary_file]) if (file !== null) console.log(`  ${file}`);
}

async function readDocument(path: string): Promise<unknown> {
  const bytes = await readFile(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

function printAccount({ account_info, summary_metrics, export_info }: InstagramAnalytics): void {
  const { calls } = export_info;
  console.log(`\nInstagram: ${account_info?.username ?? 'unknown'}, ${show(account_info?.followers_count)} followers`);
  if (summary_metrics === null) return;
  const { counted } = summary_metrics;
  console.log(`  posts               ${String(summary_metrics.media_count_analyzed)}`);
  console.log(`  likes               ${show(summary_metrics.total_recent_likes)} (${String(counted.likes)} posts)`);
  console.log(
    `  comments            ${show(summary_metrics.total_recent_comments)} (${String(counted.comments)} posts)`,
  );
  console.log(`  views               ${show(summary_metrics.total_recent_views)} (${String(counted.views)} posts)`);
  console.log(
    `  engagement rate     mean ${rate(summary_metrics.avg_engagement_rate)}, median ${rate(summary_metrics.median_engagement_rate)}, weighted ${rate(summary_metrics.weighted_engagement_rate)} by ${summary_metrics.engagement_basis ?? 'nothing'}`,
  );
  console.log(`  HTTP requests       ${String(calls.http_requests)} (${String(calls.graph_calls)} Graph calls)`);
}

function printBucket({ inventory_info, bucket_summary, categorized_summary }: GcsInventory): void {
  console.log(`\nBucket: ${inventory_info.bucket_name}`);
  console.log(
    `  files               ${String(bucket_summary.total_files)}, ${String(bucket_summary.total_size_mb)} MB in ${String(bucket_summary.folder_count)} folders`,
  );
  for (const [group, { count, size_mb }] of Object.entries(categorized_summary)) {
    if (count > 0) console.log(`  ${group.padEnd(19)} ${String(count)}, ${String(size_mb)} MB`);
  }
  console.log(`  newest              ${bucket_summary.newest_file?.name ?? 'unknown'}`);
  console.log(`  HTTP requests       ${String(inventory_info.listing.requests)}`);
}

function show(value: number | null | undefined): string {
  return value === null || value === undefined ? 'unknown' : value.toLocaleString('en-US');
}

function rate(value: number | null): string {
  return value === null ? 'unknown' : `${value.toFixed(2)} %`;
}
