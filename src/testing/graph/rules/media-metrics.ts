/** A column of the metric table. `feed_video` is a video posted to the feed before every video became a reel. */
export type MetricColumn = 'feed' | 'feed_video' | 'reels' | 'story';

/** Which media answer a metric. */
export interface MediaMetricRule {
  readonly name: string;
  /** Media kinds that accept it. Where the sources disagree or are silent the kind is left out: the harder reading. */
  readonly on: readonly MetricColumn[];
  readonly login: 'both' | 'facebook';
  /** The one breakdown it can be asked with. */
  readonly breakdown: string | null;
  /** Whether it fails with -1/2207086 on a post that is not shared to Facebook. */
  readonly needsCrosspost: boolean;
  readonly title: string;
}

const ALL: readonly MetricColumn[] = ['feed', 'feed_video', 'reels', 'story'];
const POSTS: readonly MetricColumn[] = ['feed', 'feed_video', 'reels'];
const NOT_REELS: readonly MetricColumn[] = ['feed', 'feed_video', 'story'];

/**
 * Every name the server accepts, in the order of its own error text. Source: Instagram Media Insights reference and
 * live probes of 2026-05 to 2026-09, checked 2026-11-22.
 */
export const MEDIA_METRICS: readonly MediaMetricRule[] = [
  metric('impressions', 'Impressions', NOT_REELS),
  metric('reach', 'Accounts reached', ALL),
  metric('replies', 'Replies', ['story']),
  metric('saved', 'Saved', POSTS),
  metric('likes', 'Likes', POSTS),
  metric('comments', 'Comments', POSTS),
  metric('shares', 'Shares', ALL),
  metric('total_interactions', 'Interactions', ALL),
  metric('follows', 'Follows', NOT_REELS),
  metric('profile_visits', 'Profile visits', NOT_REELS),
  metric('profile_activity', 'Profile activity', NOT_REELS, { breakdown: 'action_type' }),
  metric('navigation', 'Navigation', ['story'], { breakdown: 'story_navigation_action_type' }),
  metric('ig_reels_video_view_total_time', 'Total watch time', ['reels']),
  metric('ig_reels_avg_watch_time', 'Average watch time', ['reels']),
  metric('views', 'Views', ['feed', 'reels', 'story']),
  metric('reels_skip_rate', 'Skip rate', ['reels']),
  metric('reposts', 'Reposts', ['feed', 'reels', 'story']),
  metric('facebook_views', 'Facebook views', ['feed', 'reels', 'story'], { needsCrosspost: true }),
  metric('crossposted_views', 'Crossposted views', ['reels'], { needsCrosspost: true }),
  metric('total_views', 'Total views', ALL, { login: 'facebook' }),
  metric('total_likes', 'Total likes', POSTS, { login: 'facebook' }),
  metric('total_comments', 'Total comments', POSTS, { login: 'facebook' }),
  metric('link_clicks', 'Link clicks', ['story'], { login: 'facebook' }),
];

/**
 * Metrics for media the table has no column for (ads, product types of the future): only what every known kind
 * answers. No source says more.
 */
export const METRICS_OF_UNKNOWN_KINDS: readonly string[] = ['reach', 'shares', 'total_interactions'];

/** Breakdown names the server knows for media. */
export const MEDIA_BREAKDOWNS: readonly string[] = [
  'follow_type',
  'surface_type',
  'action_type',
  'story_navigation_action_type',
];

/** `impressions` lives on for posts made before this moment, in versions before v22.0. Source: changelog 2025-04-21. */
export const IMPRESSIONS_ENDED_AT: number = Date.UTC(2024, 6, 2);
export const IMPRESSIONS_LAST_MAJOR = 21;

/** Names once accepted, answered like any unknown name. Source: changelog. */
export const RETIRED_MEDIA_METRICS: readonly string[] = [
  'engagement',
  'carousel_album_engagement',
  'carousel_album_impressions',
  'carousel_album_reach',
  'carousel_album_saved',
  'carousel_album_video_views',
  'taps_forward',
  'taps_back',
  'exits',
  'video_views',
  'plays',
  'clips_replays_count',
  'ig_reels_aggregated_all_plays_count',
];

function metric(
  name: string,
  title: string,
  on: readonly MetricColumn[],
  extra: Partial<Pick<MediaMetricRule, 'login' | 'breakdown' | 'needsCrosspost'>> = {},
): MediaMetricRule {
  return { name, title, on, login: 'both', breakdown: null, needsCrosspost: false, ...extra };
}
