/** `time_series` has `values`, `total_value` has one figure for the whole window. */
export type MetricType = 'time_series' | 'total_value';

/** How an account metric must be asked. */
export interface AccountMetricRule {
  readonly name: string;
  readonly periods: readonly string[];
  readonly types: readonly MetricType[];
  /** Accepted values of `breakdown`, several names sorted and joined by commas. */
  readonly breakdowns: readonly string[];
  /**
   * What is special: `followers_100` gives no data below 100 followers, `last_30_days` refuses older windows,
   * `empty_series` accepts `time_series` but has no data for it, `breakdown_only` has no figure without a breakdown,
   * `timeframe` needs that parameter and 100 engagements, `unanswered` is a name the server takes without any data.
   */
  readonly quirks: readonly AccountMetricQuirk[];
  readonly title: string;
}

type AccountMetricQuirk =
  | 'followers_100'
  | 'last_30_days'
  | 'empty_series'
  | 'breakdown_only'
  | 'timeframe'
  | 'unanswered';

const DAY = ['day'];
const TOTAL: readonly MetricType[] = ['total_value'];
const SERIES: readonly MetricType[] = ['time_series'];
const BOTH: readonly MetricType[] = ['time_series', 'total_value'];
const BY_MEDIA = ['media_product_type'];
const BY_MEDIA_AND_FOLLOW = ['media_product_type', 'follow_type', 'follow_type,media_product_type'];
const BY_PERSON = ['age', 'gender', 'city', 'country', 'age,gender'];
const EVERY_PERIOD = ['day', 'week', 'days_28', 'month', 'lifetime', 'total_over_range'];

/**
 * The 28 names the server accepts, in its order. Source: Instagram User Insights reference and live probes of 2026-05
 * to 2026-09, checked 2026-11-22. Nothing is known of the `threads_*` names, `quotes` and `content_views` beyond
 * being accepted.
 */
export const ACCOUNT_METRICS: readonly AccountMetricRule[] = [
  { ...rule('reach', 'Accounts reached', ['day', 'week', 'days_28'], BOTH), breakdowns: BY_MEDIA_AND_FOLLOW },
  { ...rule('follower_count', 'Follower Count', DAY, SERIES), quirks: ['followers_100', 'last_30_days'] },
  { ...rule('website_clicks', 'Website clicks', DAY, TOTAL), quirks: ['empty_series'] },
  { ...rule('profile_views', 'Profile views', DAY, TOTAL), quirks: ['empty_series'] },
  { ...rule('online_followers', 'Online Followers', ['lifetime'], SERIES), quirks: ['followers_100'] },
  rule('accounts_engaged', 'Accounts engaged', DAY, TOTAL),
  { ...rule('total_interactions', 'Content interactions', DAY, TOTAL), breakdowns: BY_MEDIA },
  { ...rule('likes', 'Likes', DAY, TOTAL), breakdowns: BY_MEDIA },
  { ...rule('comments', 'Comments', DAY, TOTAL), breakdowns: BY_MEDIA },
  { ...rule('shares', 'Shares', DAY, TOTAL), breakdowns: BY_MEDIA },
  { ...rule('saves', 'Saves', DAY, TOTAL), breakdowns: BY_MEDIA },
  rule('replies', 'Replies', DAY, TOTAL),
  demographics('engaged_audience_demographics', 'Engaged audience demographics', ['timeframe']),
  demographics('reached_audience_demographics', 'Reached audience demographics', ['timeframe']),
  demographics('follower_demographics', 'Follower demographics', ['followers_100']),
  {
    ...rule('follows_and_unfollows', 'Follows and unfollows', DAY, TOTAL),
    breakdowns: ['follow_type'],
    quirks: ['followers_100', 'breakdown_only'],
  },
  { ...rule('profile_links_taps', 'Profile links taps', DAY, TOTAL), breakdowns: ['contact_button_type'] },
  { ...rule('views', 'Views', DAY, TOTAL), breakdowns: BY_MEDIA_AND_FOLLOW },
  unanswered('threads_likes'),
  unanswered('threads_replies'),
  rule('reposts', 'Reposts', DAY, TOTAL),
  unanswered('quotes'),
  unanswered('threads_followers'),
  unanswered('threads_follower_demographics'),
  unanswered('content_views'),
  unanswered('threads_views'),
  unanswered('threads_clicks'),
  unanswered('threads_reposts'),
];

/** Parameter values the server accepts. */
export const PERIODS: readonly string[] = ['day', 'days_28', 'lifetime', 'month', 'total_over_range', 'week'];
export const METRIC_TYPES: readonly string[] = ['default', 'time_series', 'total_value'];
export const TIMEFRAMES: readonly string[] = ['this_week', 'this_month'];
export const ACCOUNT_BREAKDOWNS: readonly string[] = [
  'age',
  'city',
  'contact_button_type',
  'country',
  'follow_type',
  'gender',
  'media_product_type',
];

/** Longest window between `since` and `until`, in seconds: 30 days. */
export const LONGEST_WINDOW_S = 2_592_000;
/** `follower_count` reaches back this many days before today. */
export const FOLLOWER_COUNT_DAYS = 30;
/** Followers, and engagements, below which audience metrics have no data. */
export const AUDIENCE_FLOOR = 100;
/** Demographics name this many places at most. */
export const DEMOGRAPHICS_ROWS = 45;

function rule(
  name: string,
  title: string,
  periods: readonly string[],
  types: readonly MetricType[],
): AccountMetricRule {
  return { name, title, periods, types, breakdowns: [], quirks: [] };
}

function demographics(name: string, title: string, quirks: readonly AccountMetricQuirk[]): AccountMetricRule {
  return {
    ...rule(name, title, ['lifetime'], TOTAL),
    breakdowns: BY_PERSON,
    quirks: ['breakdown_only', ...quirks],
  };
}

function unanswered(name: string): AccountMetricRule {
  return { ...rule(name, name, EVERY_PERIOD, BOTH), breakdowns: [], quirks: ['unanswered'] };
}

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

/** Breakdown names the server accepts for media. */
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
