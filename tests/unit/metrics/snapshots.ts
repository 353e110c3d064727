import type { InstagramAnalytics } from '../../../src/documents/analytics.ts';
import type { Snapshot } from '../../../src/documents/analytics.ts';
import { MEDIA_INSIGHT_KEYS, type MediaInsightValues, type MediaRecord } from '../../../src/documents/media.ts';
import { summarizeMedia } from '../../../src/metrics/index.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 1);
/** Writes the moment so many hours after the start, as Graph writes it. */
export const at = (hours: number): string => new Date(START + hours * HOUR_MS).toISOString().replace('.000Z', 'Z');

/** Makes a reel published so many hours after the start. */
export function media(id: string, publishedHours: number, known: Partial<MediaInsightValues>): MediaRecord {
  const none = Object.fromEntries(MEDIA_INSIGHT_KEYS.map((key) => [key, null])) as MediaInsightValues;
  return {
    id,
    media_type: 'VIDEO',
    media_product_type: 'REELS',
    is_video: true,
    caption: null,
    hashtags: [],
    permalink: null,
    timestamp: at(publishedHours),
    media_url: null,
    thumbnail_url: null,
    like_count: null,
    comments_count: null,
    insights: { ...none, ...known },
    metric_sources: {},
    unavailable: {},
    engagement: {
      interactions: null,
      interactions_basis: null,
      rate_by_reach: null,
      rate_by_views: null,
      rate_by_followers: null,
    },
    maturing: false,
  };
}

/** Makes a collection made so many hours after the start. */
export function snapshot(hours: number, followers: number | null, posts: MediaRecord[] | null): Snapshot {
  const part = { asked: 1, got: 1 };
  const analytics: InstagramAnalytics = {
    export_info: {
      exported_at: at(hours),
      export_version: '2.0',
      source: 'instagram_analytics_manager',
      rate_unit: 'percent',
      api: { host: 'graph.example', version: 'v1', login: 'facebook' },
      configuration: { max_media_items: 25, max_comments_per_media: 10, max_replies_per_comment: 5 },
      calls: { planned: 1, http_requests: 1, graph_calls: 1, retries: 0, waited_ms: 0, peak_usage_percent: null },
    },
    account_info:
      followers === null
        ? null
        : {
            account_id: '1',
            username: 'studio',
            name: null,
            account_type: null,
            followers_count: followers,
            following_count: 9,
            media_count: 3,
            biography: null,
            website: null,
            profile_picture_url: null,
            retrieved_at: at(hours),
            account_insights: null,
            unavailable: {},
          },
    recent_media: posts,
    recent_activity: null,
    hashtag_performance: null,
    latest_video_performance: null,
    summary_metrics: posts === null ? null : summarizeMedia(posts),
    coverage: { account_info: part, account_insights: part, media: part, media_insights: part, comments: part },
    issues: [],
  };
  return { taken_at: at(hours), analytics };
}
