import {
  type CommentRecord,
  MEDIA_INSIGHT_KEYS,
  type MediaInsightValues,
  type MediaRecord,
} from '../../../src/documents/media.ts';
import type { InstagramAnalytics } from '../../../src/documents/analytics.ts';
import { CATEGORY_GROUPS, type FileRecord } from '../../../src/documents/file.ts';
import type { GcsInventory } from '../../../src/documents/inventory.ts';
import { describeFile } from '../../../src/files/describe-file.ts';
import { categorizeFiles } from '../../../src/files/summarize-files.ts';
import { summarizeHashtags, summarizeMedia } from '../../../src/metrics/summary.ts';
import { computeEngagement } from '../../../src/metrics/engagement.ts';

const NOW = '2026-11-22T12:00:00Z';

export function comment(over: Partial<CommentRecord>): CommentRecord {
  return {
    id: '1',
    text: '',
    username: null,
    from_id: null,
    timestamp: null,
    like_count: null,
    replies: [],
    replies_truncated: false,
    ...over,
  };
}

const NO_INSIGHTS = Object.fromEntries(MEDIA_INSIGHT_KEYS.map((key) => [key, null])) as MediaInsightValues;

export function post(
  over: Partial<Omit<MediaRecord, 'insights'>> & { insights?: Partial<MediaInsightValues> },
): MediaRecord {
  const { insights, ...rest } = over;
  const draft = {
    id: '1',
    media_type: 'VIDEO',
    media_product_type: 'REELS',
    is_video: true,
    caption: null,
    hashtags: [],
    permalink: null,
    timestamp: '2026-11-01T10:00:00Z',
    media_url: null,
    thumbnail_url: null,
    like_count: null,
    comments_count: null,
    insights: { ...NO_INSIGHTS, ...insights },
    metric_sources: {},
    unavailable: {},
    maturing: false,
    ...rest,
  };
  return { ...draft, engagement: rest.engagement ?? computeEngagement(draft) };
}

export function analytics(media: MediaRecord[], over: Partial<InstagramAnalytics> = {}): InstagramAnalytics {
  const none = { asked: 0, got: 0 };
  return {
    export_info: {
      exported_at: NOW,
      export_version: '2.0',
      source: 'instagram_analytics_manager',
      rate_unit: 'percent',
      api: { host: 'graph.test', version: 'v26.0', login: 'facebook' },
      configuration: { max_media_items: 25, max_comments_per_media: 10, max_replies_per_comment: 5 },
      calls: { planned: 3, http_requests: 1, graph_calls: 3, retries: 0, waited_ms: 0, peak_usage_percent: null },
    },
    account_info: {
      account_id: '17',
      username: 'studio',
      name: 'Studio',
      account_type: null,
      followers_count: 1_000,
      following_count: 5,
      media_count: media.length,
      biography: null,
      website: null,
      profile_picture_url: null,
      retrieved_at: NOW,
      account_insights: null,
      unavailable: {},
    },
    recent_media: media,
    recent_activity: [],
    hashtag_performance: summarizeHashtags(media),
    latest_video_performance: null,
    summary_metrics: summarizeMedia(media),
    coverage: {
      account_info: { asked: 1, got: 1 },
      account_insights: none,
      media: { asked: media.length, got: media.length },
      media_insights: { asked: media.length, got: media.length },
      comments: none,
    },
    issues: [],
    ...over,
  };
}

export function file(name: string, over: Partial<FileRecord> = {}): FileRecord {
  const record = describeFile(
    { name, size: '1048576', timeCreated: '2026-11-01T00:00:00Z', contentType: null },
    { bucket: 'studio' },
  );
  return { ...record, ...over };
}

/** Makes an inventory as the manager builds it: file rows up to 50,000 files, then its highlights alone. */
export function inventory(files: FileRecord[], over: Partial<GcsInventory> = {}): GcsInventory {
  const groups = categorizeFiles(files);
  const summary = Object.fromEntries(
    CATEGORY_GROUPS.map((group) => [group, { count: groups[group].length, size_mb: groups[group].length }]),
  ) as GcsInventory['categorized_summary'];
  const holdsRows = files.length <= 50_000;
  const bytes = files.reduce((sum, { size_bytes }) => sum + (size_bytes ?? 0), 0);
  return {
    inventory_info: {
      generated_at: NOW,
      bucket_name: 'studio',
      folders_scanned: [],
      inventory_version: '2.0',
      source: 'listing',
      files: holdsRows ? 'all' : 'none',
      detail: 'full',
      listing: { requests: 1, pages: 1, objects_seen: files.length, objects_ignored: 0, retries: 0, duration_ms: 1 },
    },
    bucket_summary: {
      total_files: files.length,
      total_size_mb: bytes / 1_048_576,
      total_size_bytes: bytes,
      folder_count: 1,
      newest_file: null,
      oldest_file: null,
    },
    folder_inventories: {
      video: {
        folder_name: 'video',
        total_files: files.length,
        total_size_mb: bytes / 1_048_576,
        category_summary: summary,
        subfolders: [],
        file_categories: holdsRows ? groups : null,
      },
    },
    categorized_summary: summary,
    storage_class_summary: {},
    highlights: { newest: files.slice(0, 50), newest_videos: groups.videos.slice(0, 500), largest: files.slice(0, 20) },
    coverage: { folders: { asked: 1, got: 1 } },
    issues: [],
    ...over,
  };
}

/** Gives what a tool of this name is called with where it needs something: a post and a file that are there. */
export function toolInput(name: string, { mediaId, file: reference }: { mediaId: string; file: string }): object {
  switch (name) {
    case 'instagram_get_media_insights':
    case 'instagram_list_comments':
      return { media_id: mediaId };
    case 'gcs_file_details':
      return { name: reference };
    case 'gcs_probe_files':
      return { names: [reference] };
    case 'planning_forecast':
      return { timestamp: '2026-12-01T18:00:00Z' };
    case 'check_plan':
      return {
        plan: {
          title: 'One clip',
          why: [{ text: 'A test.', evidence: [mediaId] }],
          when: null,
          caption: 'One clip.',
          hashtags: [],
          audio: null,
          scenes: [{ file: reference, start_seconds: 0, duration_seconds: 3, text: null }],
        },
      };
    default:
      return {};
  }
}
