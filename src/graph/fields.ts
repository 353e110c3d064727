import type { Sourced } from '../base/dated-table.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../base/time.ts';
import { LIMITS, type Login } from './platform.ts';

/** One readable field of an account, post or comment. */
export interface FieldEntry extends Sourced {
  readonly field: string;
  readonly logins: readonly Login[];
}

const BOTH: readonly Login[] = ['facebook', 'instagram'];
const USER = { source: 'IG User reference (updated 2026-04-22)', checkedOn: '2026-11-22' } as const;
const MEDIA = { source: 'IG Media reference (read 2026-09-11)', checkedOn: '2026-11-22' } as const;
const COMMENT = { source: 'IG Comment reference; media comments edge', checkedOn: '2026-11-22' } as const;

/** Fields of the account this library reads. `shopping_*` is never asked: it fails the whole request without catalog scopes. */
export const ACCOUNT_FIELDS: readonly FieldEntry[] = [
  { field: 'id', logins: BOTH, ...USER },
  { field: 'user_id', logins: ['instagram'], ...USER },
  { field: 'username', logins: BOTH, ...USER },
  { field: 'name', logins: BOTH, ...USER },
  { field: 'account_type', logins: ['instagram'], ...USER },
  { field: 'biography', logins: BOTH, ...USER },
  { field: 'website', logins: BOTH, ...USER },
  { field: 'profile_picture_url', logins: BOTH, ...USER },
  { field: 'followers_count', logins: BOTH, ...USER },
  { field: 'follows_count', logins: BOTH, ...USER },
  { field: 'media_count', logins: BOTH, ...USER },
];

/**
 * Fields of a post this library reads. `caption` and `media_product_type` are marked "Facebook login only" in one place
 * and are read on both hosts in practice: asked on both, and inferred where absent.
 */
export const MEDIA_FIELDS: readonly FieldEntry[] = [
  { field: 'id', logins: BOTH, ...MEDIA },
  { field: 'media_type', logins: BOTH, ...MEDIA },
  { field: 'media_product_type', logins: BOTH, ...MEDIA },
  { field: 'caption', logins: BOTH, ...MEDIA },
  { field: 'permalink', logins: BOTH, ...MEDIA },
  { field: 'timestamp', logins: BOTH, ...MEDIA },
  { field: 'media_url', logins: BOTH, ...MEDIA },
  { field: 'thumbnail_url', logins: BOTH, ...MEDIA },
  { field: 'like_count', logins: BOTH, ...MEDIA },
  { field: 'comments_count', logins: BOTH, ...MEDIA },
  { field: 'children{id,media_type}', logins: BOTH, ...MEDIA },
  { field: 'media_audio_type', logins: BOTH, ...MEDIA },
  // New since 2026-06-22; a host that refuses it is asked again without it.
  { field: 'is_ai_generated', logins: BOTH, source: 'Instagram platform changelog', checkedOn: '2026-11-27' },
];

/** Fields of a comment. `username` needs the comments permission; without it Graph leaves the field out. */
export const COMMENT_FIELDS: readonly FieldEntry[] = [
  { field: 'id', logins: BOTH, ...COMMENT },
  { field: 'text', logins: BOTH, ...COMMENT },
  { field: 'username', logins: BOTH, ...COMMENT },
  { field: 'from', logins: BOTH, ...COMMENT },
  { field: 'timestamp', logins: BOTH, ...COMMENT },
  { field: 'like_count', logins: BOTH, ...COMMENT },
];

/** Fields a hashtag's media may be asked for: no username, owner or thumbnail. */
export const HASHTAG_MEDIA_FIELDS: readonly FieldEntry[] = [
  'id',
  'caption',
  'media_type',
  'media_url',
  'permalink',
  'timestamp',
  'like_count',
  'comments_count',
].map((field) => ({
  field,
  logins: ['facebook'],
  source: 'IG Hashtag recent media and top media',
  checkedOn: '2026-11-22',
}));

/** Gives the names of the fields one login takes, in table order. */
export function fieldNames(
  rows: readonly FieldEntry[],
  login: Login,
  without: ReadonlySet<string> = new Set(),
): string[] {
  return rows.filter((row) => row.logins.includes(login) && !without.has(bareName(row.field))).map((row) => row.field);
}

/** Cuts a field to its name: `children` of `children{id,media_type}`. */
export function bareName(field: string): string {
  return /^\w+/.exec(field)?.[0] ?? field;
}

/** Writes the `fields` of a comments request, with the replies nested in it, `without` those the server refuses. */
export function commentFields(login: Login, replies: number, without: ReadonlySet<string> = new Set()): string {
  const fields = fieldNames(COMMENT_FIELDS, login, without).join(',');
  const size = Math.min(replies, LIMITS.commentsPage);
  return size > 0 ? `${fields},replies.limit(${String(size)}){${fields}}` : fields;
}

/** Writes the expansion that brings a post's comments, and the replies under them, along with the post. */
export function commentsExpansion(
  login: Login,
  limits: { readonly comments: number; readonly replies: number },
  without: ReadonlySet<string> = new Set(),
): string {
  const size = Math.min(limits.comments, LIMITS.commentsPage);
  return `comments.limit(${String(size)}){${commentFields(login, limits.replies, without)}}`;
}

/** Writes the expansion that brings a post's insights along with the post. */
export function insightsExpansion(metrics: readonly string[]): string {
  return `insights.metric(${metrics.join(',')})`;
}

type MetricType = 'total_value' | 'time_series';

/** One account metric and how it must be asked. */
interface AccountMetricEntry extends Sourced {
  readonly metric: string;
  readonly periods: readonly string[];
  readonly metricTypes: readonly MetricType[];
  readonly breakdowns: readonly string[];
  /** A request without this breakdown is answered with an empty row. */
  readonly requiredBreakdown: string | null;
  /** Whether `account_insights` of the account record holds it. */
  readonly inAccountInfo: boolean;
  /** Fewest followers (or engagements) below which Graph gives nothing. */
  readonly minimumAudience: number | null;
  readonly unit: 'count' | 'accounts';
  /** Unique counts are not additive across windows. */
  readonly additive: boolean;
}

const SOURCED = {
  source: 'Account insights reference; probes of 2026-07-02, 2026-07-14 and 2026-08-05',
  checkedOn: '2026-11-22',
} as const;

const DAY_TOTAL = {
  periods: ['day'],
  metricTypes: ['total_value'],
  breakdowns: [],
  requiredBreakdown: null,
  inAccountInfo: true,
  minimumAudience: null,
  unit: 'count',
  additive: true,
  ...SOURCED,
} as const;

const DEMOGRAPHICS = {
  ...DAY_TOTAL,
  periods: ['lifetime'],
  breakdowns: ['age', 'gender', 'country', 'city'],
  inAccountInfo: false,
  minimumAudience: 100,
  unit: 'accounts',
  additive: false,
} as const;

/** Every account metric this library collects. Whatever chooses an account metric reads this table. */
export const ACCOUNT_METRICS: readonly AccountMetricEntry[] = [
  {
    ...DAY_TOTAL,
    metric: 'reach',
    periods: ['day', 'week', 'days_28'],
    metricTypes: ['time_series', 'total_value'],
    breakdowns: ['media_product_type', 'follow_type'],
    unit: 'accounts',
    additive: false,
  },
  { ...DAY_TOTAL, metric: 'views', breakdowns: ['media_product_type', 'follow_type'] },
  { ...DAY_TOTAL, metric: 'accounts_engaged', unit: 'accounts', additive: false },
  { ...DAY_TOTAL, metric: 'total_interactions', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'likes', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'comments', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'saves', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'shares', breakdowns: ['media_product_type'] },
  { ...DAY_TOTAL, metric: 'replies' },
  { ...DAY_TOTAL, metric: 'reposts' },
  { ...DAY_TOTAL, metric: 'profile_links_taps', breakdowns: ['contact_button_type'] },
  { ...DAY_TOTAL, metric: 'profile_views' },
  { ...DAY_TOTAL, metric: 'website_clicks' },
  {
    ...DAY_TOTAL,
    metric: 'follows_and_unfollows',
    breakdowns: ['follow_type'],
    requiredBreakdown: 'follow_type',
    inAccountInfo: false,
    minimumAudience: 100,
    unit: 'accounts',
  },
  {
    ...DAY_TOTAL,
    metric: 'online_followers',
    periods: ['lifetime'],
    metricTypes: ['time_series'],
    inAccountInfo: false,
    minimumAudience: 100,
    unit: 'accounts',
    additive: false,
  },
  { ...DEMOGRAPHICS, metric: 'follower_demographics' },
  { ...DEMOGRAPHICS, metric: 'engaged_audience_demographics' },
  { ...DEMOGRAPHICS, metric: 'reached_audience_demographics' },
];

/** Lists the metrics of the account record that come as one day's total, in table order. */
export function dayTotalMetrics(): string[] {
  return ACCOUNT_METRICS.filter((row) => row.inAccountInfo).map((row) => row.metric);
}

/** A name Graph no longer accepts for an account, and what to ask instead. */
export const RETIRED_ACCOUNT_METRICS: Readonly<Record<string, string | null>> = {
  impressions: 'views',
  email_contacts: 'profile_links_taps',
  phone_call_clicks: 'profile_links_taps',
  text_message_clicks: 'profile_links_taps',
  get_directions_clicks: 'profile_links_taps',
  audience_gender_age: 'follower_demographics',
  audience_country: 'follower_demographics',
  audience_city: 'follower_demographics',
  audience_locale: null,
};

/** A range in unix seconds, half-open: `[since, until)`. */
export interface UnixRange {
  readonly since: number;
  readonly until: number;
}

/** The zone in which Graph cuts account insights into days. Source: account insights reference; checked 2026-11-22. */
const GRAPH_ZONE = 'America/Los_Angeles';

let clockFace: Intl.DateTimeFormat | undefined;

/** Formats a moment. A format takes milliseconds to make: it is made when first asked for. */
function formatClock(time: number): Intl.DateTimeFormatPart[] {
  clockFace ??= new Intl.DateTimeFormat('en-US', {
    timeZone: GRAPH_ZONE,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return clockFace.formatToParts(time);
}

/**
 * Finds the last full Pacific day before a moment, of the right length on the two days a year that have 23 or 25 hours.
 *
 * @param now - milliseconds since the epoch
 */
export function lastPacificDay(now: number): UnixRange {
  const until = pacificMidnight(now);
  // Half a day back lies in the day before, however long that day is.
  const since = pacificMidnight(until - DAY_MS / 2);
  return { since: since / SECOND_MS, until: until / SECOND_MS };
}

/** Finds the Pacific midnight at or before a moment, in milliseconds. */
export function pacificMidnight(time: number): number {
  const rough = time - sinceMidnight(time);
  // The clocks changed since midnight when the face shows an hour: 23 means one too far back, 1 one too little.
  const shown = sinceMidnight(rough);
  if (shown === 0) return rough;
  return shown > DAY_MS / 2 ? rough + (DAY_MS - shown) : rough - shown;
}

function sinceMidnight(time: number): number {
  const part = (type: string): number => Number(formatClock(time).find((piece) => piece.type === type)?.value ?? '0');
  return part('hour') * HOUR_MS + part('minute') * 60_000 + part('second') * SECOND_MS + (time % SECOND_MS);
}
