import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { DataCollector, type GcsInventory, type InstagramAnalytics } from '../../src/index.ts';
import { demoDataset, readDataset, type Dataset } from '../../src/testing/index.ts';
import { openAccount, openBucket } from '../support/demo.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Collected {
  readonly analytics: InstagramAnalytics;
  readonly inventory: GcsInventory;
  readonly requests: { readonly graph: number; readonly bucket: number };
  readonly misuse: readonly unknown[];
}

/** Collects a data set over HTTP and reads back what was written. */
async function collect(data: Dataset): Promise<Collected> {
  const { graph, instagram } = await openAccount({}, {}, data);
  const { bucket, gcs } = await openBucket({}, {}, data);
  const collector = new DataCollector({ instagram, gcs, outputDir: await temporaryFolder() });
  const summary = await collector.collectAllData();
  expect(summary.status).toBe('complete');
  const read = async (path: string | null): Promise<unknown> => JSON.parse(await readFile(path ?? '', 'utf8'));
  return {
    analytics: (await read(summary.sources.instagram.file)) as InstagramAnalytics,
    inventory: (await read(summary.sources.gcs.file)) as GcsInventory,
    requests: { graph: graph.stats().requests, bucket: bucket.stats().requests },
    misuse: [...graph.stats().misuse, ...bucket.stats().misuse],
  };
}

/** Expects what both data sets must come to: the demo has the real account's figures. */
function expectFigures({ analytics, inventory, requests, misuse }: Collected): void {
  expect(analytics.account_info).toMatchObject({ followers_count: 76, following_count: 9, media_count: 80 });
  expect(analytics.account_info?.account_insights?.['reach']).toEqual({ day: 9, week: 4714, days_28: 54107 });
  expect(analytics.summary_metrics).toMatchObject({
    media_count_analyzed: 7,
    total_recent_likes: 45,
    total_recent_comments: 6,
    total_recent_views: 6516,
    total_recent_impressions: 6516,
    avg_engagement_rate: 1.34,
    median_engagement_rate: 0.72,
    weighted_engagement_rate: 1.21,
    engagement_basis: 'reach',
    posts_with_rate: 7,
  });
  expect(analytics.recent_media?.every((post) => post.media_product_type === 'REELS')).toBe(true);
  // The account counts 80 posts, as the real one did; the data hold its newest seven.
  expect(analytics.issues.map(({ code }) => code)).toEqual(['graph:short_list']);
  expect(inventory.bucket_summary).toMatchObject({ total_files: 312, total_size_mb: 801.28 });
  expect(inventory.categorized_summary).toMatchObject({
    videos: { count: 155 },
    images: { count: 155 },
    audio: { count: 2 },
    documents: { count: 0, size_mb: 0 },
  });
  expect(requests.graph).toBeLessThanOrEqual(4);
  expect(requests.bucket).toBe(1);
  expect(misuse).toEqual([]);
}

describe('the whole job over HTTP', () => {
  it('gives the figures of the demo account and bucket', async () => {
    const collected = await collect(demoDataset());
    expect(collected.analytics.account_info?.username).toBe('autopotter');
    expect(collected.inventory.inventory_info.bucket_name).toBe('autopot1-printdump');
    expectFigures(collected);
  });

  const real = fileURLToPath(new URL('../../../shared/data', import.meta.url));
  const isThere = existsSync(real);
  // oxlint-disable-next-line no-console -- a run without the data has to say so
  if (!isThere) console.info('No real account and bucket beside the project: the run on them is left out.');

  it.runIf(isThere)('gives the same figures for the real account and bucket', async () => {
    const collected = await collect(await readDataset(real));
    expect(collected.analytics.account_info?.username).toBe('autopot.ter');
    expectFigures(collected);
  });

  it('gives the same bytes for the same input, but for what the run measured of itself', async () => {
    const [first, second] = [await collect(demoDataset()), await collect(demoDataset())];
    const still = ({ analytics, inventory }: Collected): string =>
      JSON.stringify({
        analytics: { ...analytics, export_info: null, account_info: { ...analytics.account_info, retrieved_at: null } },
        inventory: { ...inventory, inventory_info: null },
      }).replaceAll(/127\.0\.0\.1:\d+/g, 'host');
    expect(still(first)).toBe(still(second));
  });
});
