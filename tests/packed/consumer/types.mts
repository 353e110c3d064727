import {
  DataCollector,
  GCSInventoryManager,
  instagramAnalyticsSchema,
  InstagramAnalyticsManager,
  isGraphApiError,
  loadConfig,
  type CollectionSummary,
  type FetchLike,
  type FileRecord,
  type InstagramAnalytics,
  type Logger,
} from 'insight-inventory';
import { buildPlanningBrief, type PlanningBrief } from 'insight-inventory/assistant';
import { categorizeFile, type FileQuery } from 'insight-inventory/files';
import { extractHashtags, summarizeMedia } from 'insight-inventory/metrics';
import { renderReport, type ReportOptions } from 'insight-inventory/report';
import { datasetFromExport, demoDataset, startBucketSimulator, startGraphSimulator } from 'insight-inventory/testing';
import * as v from 'valibot';

export async function collect(signal: AbortSignal): Promise<CollectionSummary> {
  const config = await loadConfig('my.json', { env: { TOKEN: 'x' } });
  const logger: Logger = console;
  const request: FetchLike = fetch;
  const instagram = new InstagramAnalyticsManager(config.getInstagramConfig(), { logger, fetch: request });
  const gcs = new GCSInventoryManager(config.getGcsConfig(), { concurrency: 4 });
  return new DataCollector({ instagram, gcs }).collectAllData({ signal, compress: true });
}

export async function rates(manager: InstagramAnalyticsManager): Promise<(number | null)[]> {
  const posts = await manager.getRecentMedia({ limit: 5 });
  const { avg_engagement_rate: mean } = summarizeMedia(posts, { followers: 76 });
  // @ts-expect-error: a measured value may be null.
  const reach: number | undefined = posts[0]?.insights.reach;
  return [mean, reach ?? null, ...posts.map((post) => post.engagement.rate_by_reach)];
}

export async function clips(manager: GCSInventoryManager): Promise<FileRecord[]> {
  const query: FileQuery = { category: 'video', minSizeMb: 1 };
  const found: FileRecord[] = [];
  for await (const file of manager.iterateFiles({ folder: 'video', query })) found.push(file);
  return found.filter(({ name }) => categorizeFile(name) === 'video');
}

export async function simulate(): Promise<string[]> {
  const data = demoDataset();
  const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account) });
  await Promise.all([bucket.close(), graph.close()]);
  return [...extractHashtags('#a'), bucket.url, graph.url];
}

export function parse(input: unknown): InstagramAnalytics {
  return v.parse(instagramAnalyticsSchema, input);
}

export function brief(analytics: InstagramAnalytics): PlanningBrief {
  return buildPlanningBrief({ analytics, inventory: null });
}

export function page(analytics: InstagramAnalytics): string {
  const options: ReportOptions = { title: 'Studio' };
  return renderReport({ analytics, timezone: 'Europe/Berlin' }, options);
}

export function explain(error: unknown): string | null {
  return isGraphApiError(error) ? error.traceId : null;
}
