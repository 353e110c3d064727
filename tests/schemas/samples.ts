import type {
  AccountInfo,
  AudienceBreakdowns,
  CollectionIssue,
  CollectionSummary,
  CommentRecord,
  Engagement,
  EssentialFileRecord,
  Estimate,
  FileMediaMetadata,
  FileRecord,
  GcsInventory,
  InstagramAnalytics,
  MediaInsightValues,
  MediaMetadata,
  MediaRecord,
  PlanningContext,
  PlanningLine,
  PlanningPost,
  Thumbnails,
  VideoPlan,
  SourceSummary,
} from '../../src/index.ts';
import { mapGroups } from '../../src/files/summarize-files.ts';

// Documents with every property present: what they hold is made up, and says nothing about any account.

const issue: CollectionIssue = {
  source: 'instagram',
  scope: 'media_insights',
  id: '17900000000000001',
  kind: 'unsupported',
  code: 'graph:100/2108006',
  message: 'The post is older than the business account.',
  remedy: null,
  retryable: false,
};

const insights: MediaInsightValues = {
  views: 1200,
  reach: 900,
  likes: 40,
  comments: 3,
  saved: 2,
  shares: 1,
  total_interactions: 46,
  reposts: 0,
  follows: 1,
  profile_visits: 5,
  profile_activity: null,
  avg_watch_time_ms: 4200,
  total_watch_time_ms: 5_040_000,
  skip_rate: 31.5,
  crossposted_views: null,
  facebook_views: null,
  replies: null,
  navigation: null,
  link_clicks: null,
  impressions: 1200,
  plays: 1200,
};

const engagement: Engagement = {
  interactions: 46,
  interactions_basis: 'total_interactions',
  rate_by_reach: 5.11,
  rate_by_views: 3.83,
  rate_by_followers: 60.53,
};

const reply: CommentRecord = {
  id: '17900000000000012',
  text: 'thank you',
  username: 'studio',
  from_id: '17841400000000001',
  timestamp: '2026-01-02T11:00:00Z',
  like_count: 0,
  replies: [],
  replies_truncated: false,
};

const comment: CommentRecord = {
  id: '17900000000000011',
  text: 'how long did this take?',
  username: null,
  from_id: null,
  timestamp: null,
  like_count: null,
  replies: [reply],
  replies_truncated: true,
};

const details: MediaMetadata = {
  container: 'mp4',
  duration_seconds: 12.4,
  width: 1080,
  height: 1920,
  orientation: 'portrait',
  rotation: 90,
  frames_per_second: 30,
  video_codec: 'avc1',
  audio_codec: null,
  has_audio: false,
  bytes_read: 65_536,
  unavailable: { audio_codec: 'not_applicable' },
  estimated: ['duration_seconds'],
};

const estimate: Estimate = {
  value: 1.6,
  n: 24,
  interval: [1.1, 2.3],
  method: 'ratio of geometric means, 80 % interval',
  basis: 'engagement_by_reach',
  verdict: 'helps',
};

const media: MediaRecord = {
  id: '17900000000000001',
  media_type: 'VIDEO',
  media_product_type: 'REELS',
  is_video: true,
  caption: 'a bowl #clay',
  hashtags: ['clay'],
  permalink: 'https://www.instagram.com/reel/sample/',
  timestamp: '2026-01-02T10:00:00Z',
  media_url: null,
  thumbnail_url: null,
  like_count: 40,
  comments_count: 3,
  insights,
  metric_sources: { impressions: 'views', plays: 'views' },
  unavailable: { media_url: 'not_requested', 'insights.replies': 'not_applicable' },
  engagement,
  maturing: false,
  children: [{ id: '17900000000000002', media_type: 'IMAGE' }],
  media_audio_type: 'ORIGINAL_SOUND',
  is_ai_generated: false,
  media_details: details,
  comments: [comment],
  comments_truncated: false,
};

const account: AccountInfo = {
  account_id: '17841400000000001',
  username: 'studio',
  name: 'Studio',
  account_type: 'BUSINESS',
  followers_count: 76,
  following_count: 12,
  media_count: 7,
  biography: 'clay',
  website: null,
  profile_picture_url: null,
  retrieved_at: '2026-01-03T00:00:00Z',
  account_insights: { reach: { day: 10, week: 60, days_28: null } },
  unavailable: { 'account_insights.reach.days_28': 'failed' },
};

const breakdowns: AudienceBreakdowns = {
  timeframe: null,
  age: [{ key: '25-34', accounts: 60 }],
  gender: [{ key: 'F', accounts: 70 }],
  country: [{ key: 'DE', accounts: 80 }],
  city: null,
};

export const analyticsSample: InstagramAnalytics = {
  $schema: 'urn:insight-inventory:instagram-analytics:2.0',
  export_info: {
    exported_at: '2026-01-03T00:00:01Z',
    export_version: '2.0',
    source: 'instagram_analytics_manager',
    rate_unit: 'percent',
    api: { host: 'graph.facebook.com', version: 'v26.0', login: 'facebook' },
    configuration: { max_media_items: 25, max_comments_per_media: 10, max_replies_per_comment: 5 },
    calls: { planned: 3, http_requests: 2, graph_calls: 3, retries: 0, waited_ms: 0, peak_usage_percent: 2 },
  },
  account_info: account,
  audience: {
    followers: breakdowns,
    engaged: breakdowns,
    reached: breakdowns,
    unavailable: { city: 'not_enough_data' },
  },
  recent_media: [media],
  recent_activity: [
    {
      media_id: media.id,
      media_type: 'VIDEO',
      timestamp: media.timestamp,
      engagement_metrics: { likes: 40, comments: 3, total_engagement: 46 },
      engagement_rate: 5.11,
      engagement_basis: 'reach',
    },
  ],
  hashtag_performance: {
    clay: {
      usage_count: 1,
      total_likes: 40,
      total_comments: 3,
      total_views: 1200,
      total_impressions: 1200,
      counted: { likes: 1, comments: 1, views: 1 },
      avg_likes: 40,
      avg_comments: 3,
      avg_engagement_rate: 5.11,
      median_engagement_rate: 5.11,
      engagement_basis: 'reach',
      lift: estimate,
      used_with: ['glaze'],
      media_ids: [media.id],
      metric_sources: { total_impressions: 'total_views' },
    },
  },
  latest_video_performance: {
    video_id: media.id,
    permalink: media.permalink,
    caption: media.caption,
    timestamp: media.timestamp,
    engagement_metrics: {
      likes: 40,
      comments: 3,
      impressions: 1200,
      views: 1200,
      reach: 900,
      plays: 1200,
      saved: 2,
      shares: 1,
      avg_watch_time_ms: 4200,
      total_watch_time_ms: 5_040_000,
      skip_rate: 31.5,
    },
    recent_comments: [comment],
    performance_summary: {
      engagement_rate: 5.11,
      engagement_basis: 'reach',
      play_rate: 133.33,
      comment_quality: 'medium',
      comment_quality_detail: { questions: 1, score: null },
      compared_to_median: estimate,
    },
    metric_sources: { plays: 'views' },
    unavailable: {},
  },
  summary_metrics: {
    total_recent_likes: 40,
    total_recent_comments: 3,
    total_recent_views: 1200,
    total_recent_saves: 2,
    total_recent_shares: 1,
    total_recent_impressions: 1200,
    counted: { likes: 1, comments: 1, views: 1, saves: 1, shares: 1 },
    avg_engagement_rate: 5.11,
    median_engagement_rate: 5.11,
    weighted_engagement_rate: 5.11,
    engagement_basis: 'reach',
    posts_with_rate: 1,
    posts_maturing: 0,
    media_count_analyzed: 1,
    metric_sources: { total_recent_impressions: 'total_recent_views' },
  },
  coverage: {
    account_info: { asked: 1, got: 1 },
    account_insights: { asked: 3, got: 2 },
    media: { asked: 1, got: 1 },
    media_insights: { asked: 1, got: 1 },
    comments: { asked: 1, got: 1 },
  },
  issues: [issue],
};

/** The same with all that is present only when it is asked for, in the order of the schema. */
export const wholeAnalyticsSample: InstagramAnalytics = Object.fromEntries(
  Object.entries(analyticsSample).flatMap(([key, value]) =>
    key === 'audience'
      ? [
          [key, value],
          ['online_followers', { 9: 12, 18: 30 }],
          ['stories', [media]],
        ]
      : [[key, value]],
  ),
) as unknown as InstagramAnalytics;

const fileMetadata: FileMediaMetadata = { format: 'MP4', content_type: 'video', ...details };

const file: FileRecord = {
  name: 'video/bowl 1.mp4',
  folder: 'video',
  file_name: 'bowl 1.mp4',
  extension: 'mp4',
  file_category: 'video',
  size_bytes: 5_242_880,
  size_mb: 5,
  content_type: 'video/mp4',
  storage_class: 'STANDARD',
  created_time: '2026-01-01T09:00:00Z',
  updated_time: '2026-01-01T09:00:00Z',
  generation: '1767258000000000',
  md5_hash: 'XUFAKrxLKna5cZ2REBfFkg==',
  crc32c: 'yZRlqg==',
  public_url: 'https://storage.googleapis.com/sample/video/bowl%201.mp4',
  gs_uri: 'gs://sample/video/bowl 1.mp4',
  metadata: { project: 'bowl' },
  contexts: { shoot: 'spring' },
  video_metadata: fileMetadata,
  audio_metadata: fileMetadata,
  image_metadata: fileMetadata,
  unavailable: { md5_hash: 'not_applicable' },
};

const essential: EssentialFileRecord = {
  name: file.name,
  size_mb: 5,
  file_category: 'video',
  created_time: null,
  public_url: file.public_url,
  metadata: null,
};

function inventorySample<F extends FileRecord | EssentialFileRecord>(
  detail: 'full' | 'essential',
  row: F,
): GcsInventory<F> {
  const none: F[] = [];
  const figures = { count: 0, size_mb: 0 };
  const summary = { ...mapGroups(() => figures), videos: { count: 1, size_mb: 5 } };
  return {
    $schema: 'urn:insight-inventory:gcs-inventory:2.0',
    inventory_info: {
      generated_at: '2026-01-03T00:00:00Z',
      bucket_name: 'sample',
      folders_scanned: ['video'],
      inventory_version: '2.0',
      source: 'dataset',
      engine: 'bigquery',
      bytes_billed: 10_485_760,
      cost_usd: 0.0001,
      files: { perCategory: 10 },
      detail,
      listing: { requests: 1, pages: 1, objects_seen: 2, objects_ignored: 1, retries: 0, duration_ms: 20 },
    },
    bucket_summary: {
      total_files: 1,
      total_size_mb: 5,
      total_size_bytes: 5_242_880,
      folder_count: 1,
      newest_file: { name: file.name, created_time: file.created_time },
      oldest_file: { name: file.name, created_time: null },
    },
    folder_inventories: {
      video: {
        folder_name: 'video',
        total_files: 1,
        total_size_mb: 5,
        category_summary: summary,
        subfolders: ['video/2026'],
        file_categories: { ...mapGroups(() => none), videos: [row] },
      },
    },
    categorized_summary: summary,
    storage_class_summary: { STANDARD: { count: 1, size_mb: 5 } },
    other_objects: {
      noncurrent: { count: 1, size_bytes: 1_048_576, size_mb: 1 },
      growing: { count: 0, size_bytes: 0, size_mb: 0 },
      soft_deleted: null,
    },
    review: {
      by_month: [{ month: '2026-01', files: 1, size_bytes: 5_242_880, size_mb: 5, categorized_summary: summary }],
      stale: {
        days: 365,
        before: '2025-01-03T00:00:00Z',
        files: 1,
        size_bytes: 5_242_880,
        size_mb: 5,
        largest: [file],
      },
      duplicates: {
        groups: 1,
        redundant_files: 1,
        wasted_bytes: 5_242_880,
        wasted_mb: 5,
        not_compared: 0,
        largest: [
          { basis: 'md5', copies: 2, size_bytes: 5_242_880, wasted_bytes: 5_242_880, names: [file.name, 'copy.mp4'] },
        ],
      },
    },
    highlights: { newest: [file], newest_videos: [file], largest: [file] },
    coverage: { folders: { asked: 1, got: 1 } },
    issues: [{ ...issue, source: 'gcs', scope: 'folder', kind: 'not_found', code: 'gcs:404', remedy: 'Create it.' }],
  };
}

export const fullInventorySample: GcsInventory = inventorySample('full', file);
export const essentialInventorySample: GcsInventory<EssentialFileRecord> = inventorySample('essential', essential);

const source: SourceSummary = {
  status: 'partial',
  file: 'collected_data/instagram_analytics_20260103_000001.json',
  size_bytes: 40_000,
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  counts: { media: 1 },
  calls: 3,
  duration_ms: 900,
};

export const summarySample: CollectionSummary = {
  $schema: 'urn:insight-inventory:collection-summary:2.0',
  summary_version: '2.0',
  status: 'partial',
  started_at: '2026-01-03T00:00:00Z',
  finished_at: '2026-01-03T00:00:01Z',
  duration_ms: 1000,
  sources: { instagram: source, gcs: { ...source, status: 'skipped', file: null, size_bytes: null, sha256: null } },
  issues: [{ ...issue, source: 'collector', scope: 'run' }],
  planning_file: null,
  thumbnails_file: 'collected_data/instagram_thumbnails_20260103_000001.json',
  summary_file: 'collected_data/data_collection_summary_20260103_000001.json',
};

/** The first twelve bytes of a JPEG. */
export const thumbnailsSample: Thumbnails = {
  $schema: 'urn:insight-inventory:instagram-thumbnails:1.0',
  thumbnails_version: '1.0',
  retrieved_at: '2026-01-03T00:00:00Z',
  images: { '18000000000000001': 'data:image/jpeg;base64,/9j/4AAQSkZJRgAB' },
  issues: [{ ...issue, scope: 'thumbnails', id: null }],
};

const planningLine: PlanningLine = {
  id: 'F1',
  kind: 'trait',
  subject: ['clay'],
  figures: { trait: 'hashtag', posts: 12, verdict: 'helps' },
  estimate,
  used_with: ['glaze'],
  evidence: ['17900000000000001'],
};

const compared = { value: 4_000, median: 500, ratio: 8, posts: 6, at: 'now' } as const;
const planningPost: PlanningPost = {
  media_id: '17900000000000001',
  permalink: 'https://www.instagram.com/reel/1/',
  timestamp: '2026-11-20T12:00:00Z',
  age_hours: 48,
  maturing: false,
  media_product_type: 'REELS',
  caption: 'One pass, no lid.',
  hashtags: ['clay'],
  series: 'vase',
  audio: 'MUSIC',
  orientation: 'portrait',
  duration_seconds: 12,
  figures: {
    views: compared,
    reach: compared,
    interactions: compared,
    engagement_rate: compared,
    save_rate: compared,
    share_rate: compared,
    skip_rate: compared,
    retention_ratio: compared,
  },
};

export const planningSample: PlanningContext = {
  $schema: 'urn:insight-inventory:planning-context:3.0',
  planning_info: {
    planning_version: '3.0',
    rate_unit: 'percent',
    as_of: '2026-11-22T12:00:00Z',
    inventory_generated_at: '2026-11-22T11:00:00Z',
    posts_analyzed: 25,
    posts_maturing: 1,
    footage_source: 'files',
    timezone: 'Europe/Berlin',
    snapshots: 2,
    ledger_entries: 1,
  },
  account: { username: 'studio', followers_count: 76, median_engagement_rate: 0.72, engagement_basis: 'reach' },
  posts: { best: [planningPost], weakest: planningPost, latest: planningPost, outliers: [planningLine] },
  state: [planningLine],
  findings: [planningLine],
  timing: [planningLine],
  hooks_and_length: [planningLine],
  formats: [planningLine],
  audience: [planningLine],
  footage: {
    counts: { used: 1, unused: 2, uncertain: 3 },
    clips: [
      {
        name: 'video/vase.mp4',
        media_id: '17900000000000001',
        reason: 'no_match',
        confidence: 0.8,
        other_cut_of: 'video/vase long.mp4',
        created_time: '2026-11-01T00:00:00Z',
        age_days: 21,
        size_mb: 6.82,
        duration_seconds: 23,
        orientation: 'portrait',
        still: 'video/vase.jpg',
        series: 'vase',
        series_number: 2,
        fit: 0.9,
      },
    ],
    series: [
      {
        series: 'vase',
        unused: 2,
        used: 1,
        seconds: [12, 23],
        orientations: { portrait: 1, landscape: 0, square: 0, unknown: 1 },
        newest: '2026-11-01T00:00:00Z',
        example: 'video/vase.mp4',
        note: 'Tall vase.',
      },
    ],
    lines: [planningLine],
  },
  experiments: [planningLine],
  notes: [{ about: 'vase', text: 'Tall vase.' }],
  ledger_proposals: [
    {
      media_id: '17900000000000001',
      files: ['video/vase.mp4'],
      published_at: '2026-11-20T12:00:00Z',
      confidence: 0.9,
      reason: 'length_and_time',
      plan: null,
    },
  ],
  cautions: [planningLine],
};

export const videoPlanSample: VideoPlan = {
  title: 'Two tumblers',
  why: [{ text: 'People ask how long it takes.', evidence: ['A1'] }],
  when: '2026-11-28T18:00:00Z',
  caption: 'How long does one take?',
  hashtags: ['tumbler'],
  audio: 'music/calm.mp3',
  scenes: [{ file: 'video/vase.mp4', start_seconds: 0, duration_seconds: 8, text: 'Start' }],
};
