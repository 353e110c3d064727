import {
  GCSInventoryManager,
  InstagramAnalyticsManager,
  systemClock,
  type GcsInventory,
  type InstagramAnalytics,
  type MediaRecord,
  type Snapshot,
} from '../../src/index.ts';
import {
  createAccount,
  datasetFromExport,
  demoDataset,
  startBucketSimulator,
  startGraphSimulator,
  type Dataset,
  type GraphDataset,
} from '../../src/testing/index.ts';

export interface ReportDocuments {
  readonly analytics: InstagramAnalytics;
  readonly inventory: GcsInventory;
}

/** A day after the newest post of the demo account, so that one post still grows. */
const DEMO_TIME = Date.UTC(2025, 7, 20, 18);

/** The demo account and bucket, collected over HTTP; lengths and orientations of the clips are read. */
export async function demoDocuments(data: Dataset = demoDataset(), now: number = DEMO_TIME): Promise<ReportDocuments> {
  const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  const clock = { ...systemClock, now: () => now };
  const gcs = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url }, { clock });
  try {
    const [{ analytics }, inventory] = await Promise.all([
      collectAccount(datasetFromExport(data.account), now),
      gcs.generateInventory(undefined, { probe: true }),
    ]);
    return { analytics, inventory };
  } finally {
    await bucket.close();
  }
}

interface AccountDocuments {
  readonly analytics: InstagramAnalytics;
  readonly stories: MediaRecord[];
}

/** One collection of an account at a moment of its life. */
async function collectAccount(dataset: GraphDataset, now: number): Promise<AccountDocuments> {
  const graph = await startGraphSimulator({ dataset, now });
  const clock = { ...systemClock, now: () => now };
  const instagram = new InstagramAnalyticsManager(
    { userId: dataset.account.id, accessToken: graph.token, baseUrl: graph.url, maxMediaItems: 1_000 },
    { clock },
  );
  try {
    const analytics = await instagram.collect({ audience: true });
    // The port is the system's choice.
    analytics.export_info.api.host = 'graph.facebook.com';
    return { analytics, stories: await instagram.getStories() };
  } finally {
    await graph.close();
  }
}

const DAY_MS = 86_400_000;

/** An account of 300 posts with planted effects, and what was kept of it over its last weeks. */
export async function livelyDocuments(): Promise<AccountDocuments & { history: Snapshot[] }> {
  const now = Date.UTC(2026, 10, 22, 12);
  const dataset = createAccount({
    posts: 300,
    stories: 3,
    followers: 5_200,
    endDate: new Date(now),
    effects: {
      tags: [
        { tag: 'glaze', ratio: 1.7 },
        { tag: 'sale', ratio: 0.6, share: 0.2 },
      ],
      slots: [{ weekday: 6, daypart: 'evening', ratio: 1.8 }],
    },
    flaws: { hiddenLikes: 4, withoutInsights: 6, beforeBusinessAccount: 8 },
  });
  const { analytics, stories } = await collectAccount(dataset, now);
  return { analytics, stories, history: Array.from({ length: 40 }, (_, index) => keep(analytics, now, 40 - index)) };
}

/** What a collection some days ago would have held: fewer followers, younger posts with less of their figures. */
function keep(analytics: InstagramAnalytics, now: number, daysAgo: number): Snapshot {
  const taken = now - daysAgo * DAY_MS;
  const takenAt = new Date(taken).toISOString().replace('.000Z', 'Z');
  const { account_info: account, recent_media: media } = analytics;
  const followers = Math.round(5_200 - daysAgo * 11 + Math.sin(daysAgo) * 14);
  const kept = structuredClone({
    ...analytics,
    export_info: { ...analytics.export_info, exported_at: takenAt },
    // One collection without the number: a gap of the curve.
    account_info: account === null ? null : { ...account, followers_count: daysAgo === 17 ? null : followers },
    recent_media: (media ?? []).filter((post) => Date.parse(post.timestamp) <= taken),
  });
  for (const post of kept.recent_media) {
    const ageDays = (taken - Date.parse(post.timestamp)) / DAY_MS;
    const { views } = post.insights;
    if (views !== null) post.insights.views = Math.round(views * (1 - Math.exp(-ageDays)));
  }
  return { taken_at: takenAt, analytics: kept };
}
