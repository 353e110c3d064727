import {
  GCSInventoryManager,
  InstagramAnalyticsManager,
  systemClock,
  type GcsInventory,
  type InstagramAnalytics,
  type MediaMetadata,
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

/** Gives the demo account and bucket, collected over HTTP; lengths and orientations of the clips are read. */
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

/** Makes one collection of an account at a moment of its life. */
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

/** Makes an account of 300 posts with planted effects, and what was kept of it over its last weeks. */
export async function activeAccountDocuments(): Promise<AccountDocuments & { history: Snapshot[] }> {
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
  plantLengths(analytics.recent_media ?? []);
  return { analytics, stories, history: Array.from({ length: 40 }, (_, index) => keep(analytics, now, 40 - index)) };
}

/** What reading a file says besides its length. */
const READ_DETAILS: Omit<MediaMetadata, 'duration_seconds'> = {
  container: 'mp4',
  width: 1_080,
  height: 1_920,
  orientation: 'portrait',
  rotation: 0,
  frames_per_second: 30,
  video_codec: 'avc',
  audio_codec: 'aac',
  has_audio: true,
  bytes_read: 65_536,
  unavailable: {},
};

/** Gives reels the lengths that reading their files would: two thirds of 16 to 27 s, the others of 31 to 42 s. */
function plantLengths(media: readonly MediaRecord[]): void {
  for (const [index, post] of media.entries()) {
    if (post.media_product_type !== 'REELS') continue;
    post.media_details = { ...READ_DETAILS, duration_seconds: (index % 3 === 0 ? 31 : 16) + (index % 12) };
  }
}

/** Keeps what a collection some days ago would have held: fewer followers, younger posts with less of their figures. */
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
  const reach = kept.account_info?.account_insights?.['reach'];
  if (reach?.days_28 != null) reach.days_28 -= Math.round(reach.days_28 * (daysAgo / 160 + Math.sin(daysAgo / 4) / 50));
  for (const post of kept.recent_media) {
    const ageDays = (taken - Date.parse(post.timestamp)) / DAY_MS;
    const { views } = post.insights;
    if (views !== null) post.insights.views = Math.round(views * (1 - Math.exp(-ageDays)));
  }
  return { taken_at: takenAt, analytics: kept };
}
