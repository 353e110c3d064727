import {
  summarizeHashtags,
  summarizeMedia,
  type AudienceRecord,
  type CollectionIssue,
  type GcsInventory,
  type InstagramAnalytics,
  type MediaRecord,
  type Snapshot,
} from '../../src/index.ts';
import { DAY_MS } from '../../src/base/time.ts';
import { bigAccount, bigInventory } from './big-documents.ts';

/** Of every account made here. */
export const FOLLOWERS = 5_200;

export type VariedAccount = InstagramAnalytics & { recent_media: MediaRecord[] };

/** Makes posts of two kinds and two lengths with likes, comments and saves of their own, some without reach. */
function vary(media: readonly MediaRecord[]): MediaRecord[] {
  return media.map((post, index): MediaRecord => {
    const isReel = index % 3 !== 0;
    const isUnread = index % 29 === 0;
    const { reach, views } = post.insights;
    return {
      ...post,
      media_product_type: isReel ? 'REELS' : 'FEED',
      media_type: isReel ? 'VIDEO' : 'IMAGE',
      is_video: isReel,
      media_details:
        post.media_details == null || !isReel
          ? null
          : { ...post.media_details, duration_seconds: index % 2 === 0 ? 12 : 24.5 },
      insights: {
        ...post.insights,
        reach: isUnread ? null : reach,
        views: index % 31 === 0 ? null : views,
        likes: 3 + ((index * 7) % 90),
        comments: index % 6,
        saved: index % 17,
        shares: (index * 5) % 23,
      },
      engagement: { ...post.engagement, rate_by_reach: isUnread ? null : post.engagement.rate_by_reach },
      unavailable: isUnread ? { 'insights.reach': 'failed' } : {},
    };
  });
}

const issueOf = (id: string | null, part: Partial<CollectionIssue>): CollectionIssue => ({
  ...{ source: 'instagram', scope: 'media_insights', kind: 'unsupported', code: 'graph:100:ig_reels_avg_watch_time' },
  ...{ message: `Graph: (#100) raw words of ${id ?? 'all'}`, remedy: 'Leave it out.', retryable: false, id },
  ...part,
});

const groupsOf = (keys: readonly string[]): { key: string; accounts: number }[] =>
  keys.map((key, index) => ({ key, accounts: 7 + ((index * 37) % 90) }));
const NO_GROUPS = { timeframe: null, age: null, gender: null, country: null, city: null };
export const AGES = ['18-24', '25-34', '35-44', '45-54', '55-64'];
export const AUDIENCE: AudienceRecord = {
  followers: { ...NO_GROUPS, age: groupsOf(AGES), gender: groupsOf(['F', 'M', 'U']) },
  reached: { ...NO_GROUPS, age: groupsOf(AGES.toReversed()) },
  engaged: NO_GROUPS,
  unavailable: {},
};

/** Makes an account of 150 posts whose figures differ in every part of the report. */
export function variedAccount(): VariedAccount {
  const account = bigAccount(150);
  const recent_media = vary(account.recent_media ?? []);
  const ids = recent_media.slice(0, 5).map(({ id }) => id);
  if (account.account_info === null) throw new Error('The sample has no account.');
  return {
    ...account,
    recent_media,
    account_info: {
      ...account.account_info,
      followers_count: FOLLOWERS,
      account_insights: { reach: { day: 812, week: 5_103, days_28: 20_908 } },
    },
    export_info: { ...account.export_info, exported_at: '2026-11-22T12:00:00Z' },
    hashtag_performance: summarizeHashtags(recent_media),
    summary_metrics: summarizeMedia(recent_media),
    audience: AUDIENCE,
    coverage: {
      ...account.coverage,
      account_insights: { asked: 3, got: 3 },
      media_insights: { asked: 150, got: 144 },
      comments: { asked: 150, got: 139 },
    },
    issues: [
      issueOf(null, {}),
      issueOf(null, { code: 'graph:100:reposts', message: 'raw words of reposts' }),
      ...ids.map((id) => issueOf(id, { code: 'graph:100/2108006' })),
      issueOf(null, { scope: 'comments', kind: 'rate_limit', code: 'graph:4', retryable: true }),
    ],
  };
}

/** Makes twelve collections before, three days apart: fewer followers, fewer posts, younger posts with fewer views. */
export function historyOf(analytics: VariedAccount): Snapshot[] {
  return Array.from({ length: 12 }, (_, index): Snapshot => {
    const time = Date.parse(analytics.export_info.exported_at) - (12 - index) * 3 * DAY_MS;
    const taken_at = new Date(time).toISOString().replace('.000Z', 'Z');
    const recent_media = analytics.recent_media
      .filter(({ timestamp }) => Date.parse(timestamp) <= time)
      .map((post): MediaRecord => {
        const days = (time - Date.parse(post.timestamp)) / DAY_MS;
        const views = post.insights.views === null ? null : Math.round(post.insights.views * (1 - Math.exp(-days)));
        return { ...post, insights: { ...post.insights, views } };
      });
    const account_info = analytics.account_info && { ...analytics.account_info, followers_count: 5_000 + index * 13 };
    return {
      taken_at,
      analytics: {
        ...analytics,
        account_info,
        recent_media,
        export_info: { ...analytics.export_info, exported_at: taken_at },
      },
    };
  });
}

/** Makes a bucket of 603 files: three of the first folder are there twice. */
export function inventoryWithCopies(): GcsInventory {
  const inventory = bigInventory(600);
  const [folder] = Object.values(inventory.folder_inventories);
  const images = folder?.file_categories?.images ?? [];
  const videos = folder?.file_categories?.videos ?? [];
  const files = videos.length > 0 ? videos : images;
  files.push(...files.slice(0, 3).map((file) => ({ ...file, name: `${file.name}.copy.mp4` })));
  return inventory;
}
