import { itemAt } from '../../../base/lists.ts';

/** One Graph API version. `endsAt` is the first moment it is no longer served; `null` while no end is announced. */
interface VersionRule {
  readonly version: string;
  readonly introducedAt: string;
  readonly endsAt: string | null;
}

/**
 * Oldest first. Source: developers.facebook.com/docs/graph-api/changelog/versions, checked 2026-11-27. Versions before
 * v20.0 ended earlier and behave as v20.0 does. The end of v26.0 follows from the rule of two years after the next.
 */
const VERSIONS: readonly VersionRule[] = [
  { version: 'v20.0', introducedAt: '2024-05-21', endsAt: '2026-09-24' },
  { version: 'v21.0', introducedAt: '2024-10-02', endsAt: '2027-01-21' },
  { version: 'v22.0', introducedAt: '2025-01-21', endsAt: '2027-05-20' },
  { version: 'v23.0', introducedAt: '2025-05-29', endsAt: '2027-10-08' },
  { version: 'v24.0', introducedAt: '2025-10-08', endsAt: '2028-02-18' },
  { version: 'v25.0', introducedAt: '2026-02-18', endsAt: '2028-07-29' },
  { version: 'v26.0', introducedAt: '2026-07-29', endsAt: '2028-11-04' },
  { version: 'v27.0', introducedAt: '2026-11-04', endsAt: null },
];

/** The day the tables were checked. An injected clock in the past does not bring old platform behaviour back. */
const CHECKED_AT: number = Date.UTC(2026, 10, 27);

/** What a version segment leads to: the version that answers, and whether its rules were checked; or `unknown`. */
type ServedVersion =
  | { readonly kind: 'served'; readonly major: number; readonly isChecked: boolean }
  | { readonly kind: 'unknown' };

/**
 * Gives the version that answers. An expired version, and a request without one, is served by the oldest live version
 * without a word about it. One newer than the table is served by the rules there are, not checked: it may have come
 * since. A version that was never released is unknown.
 *
 * @param segment `v26.0`, or `null` for a request without a version
 * @example
 * servedVersion('v19.0', Date.now()); //=> { kind: 'served', major: 21, isChecked: true }
 */
export function servedVersion(segment: string | null, now: number): ServedVersion {
  const at = Math.max(now, CHECKED_AT);
  const live = VERSIONS.filter(({ endsAt }) => endsAt === null || Date.parse(endsAt) > at);
  const oldest = majorOf(itemAt(live, 0).version);
  if (segment === null) return { kind: 'served', major: oldest, isChecked: true };
  const requested = majorOf(segment);
  const exact = live.find(({ version }) => version === segment);
  if (exact !== undefined) return { kind: 'served', major: requested, isChecked: true };
  if (requested > majorOf(itemAt(VERSIONS, VERSIONS.length - 1).version) && segment.endsWith('.0')) {
    return { kind: 'served', major: requested, isChecked: false };
  }
  const released = VERSIONS.some(({ version }) => version === segment) || requested < majorOf('v20.0');
  return released && requested >= 1 ? { kind: 'served', major: oldest, isChecked: true } : { kind: 'unknown' };
}

/** Tells whether a path segment is a version: `v26.0`. */
export function isVersionSegment(segment: string): boolean {
  return /^v\d{1,3}\.\d{1,2}$/.test(segment);
}

function majorOf(version: string): number {
  return Number(version.slice(1, version.indexOf('.')));
}

/** The permission each part of the platform needs, by login. Source: permissions of the endpoint references. */
interface ScopeTable {
  readonly basic: string;
  readonly insights: string;
  readonly comments: string;
  /** `null` where the login has no Pages. */
  readonly pages: string | null;
  /** Without it Pages of a business portfolio are missing from `me/accounts`. Seen since v17 (checked 2026-11-27). */
  readonly portfolio: string | null;
}

export const SCOPES: Readonly<Record<'facebook' | 'instagram', ScopeTable>> = {
  facebook: {
    basic: 'instagram_basic',
    insights: 'instagram_manage_insights',
    comments: 'instagram_manage_comments',
    pages: 'pages_show_list',
    portfolio: 'business_management',
  },
  instagram: {
    basic: 'instagram_business_basic',
    insights: 'instagram_business_manage_insights',
    comments: 'instagram_business_manage_comments',
    pages: null,
    portfolio: null,
  },
};

/** What a token of each login is given when nothing else is said. */
export const USUAL_SCOPES: Readonly<Record<'facebook' | 'instagram', readonly string[]>> = {
  facebook: [
    'pages_show_list',
    'instagram_basic',
    'instagram_manage_insights',
    'instagram_manage_comments',
    'pages_read_engagement',
    'public_profile',
  ],
  instagram: ['instagram_business_basic', 'instagram_business_manage_insights', 'instagram_business_manage_comments'],
};

/** The feature an app needs for hashtags. */
export const PUBLIC_CONTENT_FEATURE = 'Instagram Public Content Access';

/** Page sizes of one edge. */
export interface PageLimit {
  readonly usual: number;
  readonly most: number;
}

type PagedEdge =
  | 'media'
  | 'stories'
  | 'tags'
  | 'comments'
  | 'replies'
  | 'children'
  | 'hashtag_media'
  | 'recently_searched_hashtags'
  | 'accounts';

/** Source: the edge's own reference where it names a number; 25 and 100 otherwise. Checked 2026-11-22. */
export const PAGE_LIMITS: Readonly<Record<PagedEdge, PageLimit>> = {
  media: { usual: 25, most: 100 },
  stories: { usual: 25, most: 100 },
  tags: { usual: 25, most: 100 },
  comments: { usual: 25, most: 50 },
  replies: { usual: 25, most: 50 },
  children: { usual: 25, most: 100 },
  hashtag_media: { usual: 25, most: 50 },
  recently_searched_hashtags: { usual: 25, most: 30 },
  accounts: { usual: 25, most: 100 },
};

/** The media edge shows this many of the newest posts. */
export const MEDIA_EDGE_CAP = 10_000;
/** Requests in one batch. */
export const MAX_BATCH_ITEMS = 50;
/** Different hashtags an account may search in {@link HASHTAG_WINDOW_MS}. */
export const MAX_SEARCHED_HASHTAGS = 30;
export const HASHTAG_WINDOW_MS: number = 7 * 86_400_000;
/** Stories, and recent media of a hashtag, are this young. */
export const RECENT_MS = 86_400_000;

/**
 * What one request may ask for at once, in nodes: a post with insights, 10 comments and 5 replies to each weighs 63.
 * Between 50 and 100 of these. Meta publishes no number; the server answers code 1 "reduce the amount of data".
 */
export const USUAL_MAX_WEIGHT = 4_500;

/** Insights of one node, counted like this many nodes. */
export const INSIGHTS_WEIGHT = 2;
/** An edge without a limit inside another node, where its rows are few: the children of a carousel. */
export const CHILDREN_WEIGHT = 3;

/**
 * Parameters that v26.0 removed (2026-07-29) and that all versions lost on 2026-10-27. `ids` is removed from the root
 * only as far as the changelog says; the edge form was never documented and is refused alike. `debug_token` keeps its
 * own name. The text of the error is not published.
 */
export const REMOVED_PARAMETERS: readonly string[] = ['pretty', 'debug', 'date_format', 'ids'];

/**
 * Parameters that new apps may not use on any version since 2026-11-04, and no app from v28 on: method override and JSONP.
 * They are answered still, and noted.
 *
 * @source developers.facebook.com, blog of 2026-11-04, introducing Graph API v27 (checked 2026-11-27)
 */
export const LEAVING_PARAMETERS: readonly string[] = ['method', 'callback'];

/** Request headers of the removed conditional requests. They are ignored: nothing is ever answered with 304. */
export const REMOVED_HEADERS: readonly string[] = ['if-none-match', 'if-modified-since'];

const GRAPH_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0000$/;

/**
 * Writes a time as Graph writes it: UTC, seconds, offset without a colon.
 *
 * @example
 * graphTime(0); //=> '1970-01-01T00:00:00+0000'
 */
export function graphTime(time: number | string): string {
  if (typeof time === 'string' && GRAPH_FORM.test(time)) return time;
  const ms = typeof time === 'number' ? time : parseTime(time);
  return `${new Date(ms).toISOString().slice(0, 19)}+0000`;
}

/** Parses any form of a timestamp in a dataset, as milliseconds. */
export function parseTime(text: string): number {
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(time)) throw new RangeError(`Not a timestamp: ${text}`);
  return time;
}

/**
 * Parses a time given as `since` or `until`, in seconds: unix seconds, a day, an ISO 8601 time, or one of the few words
 * of strtotime that are in use. `null` for anything else.
 *
 * @example
 * parseMoment('2026-11-20', 0); //=> 1795132800
 */
export function parseMoment(text: string, now: number): number | null {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  const today = Math.floor(now / 86_400_000) * 86_400;
  if (text === 'now') return Math.floor(now / 1_000);
  if (text === 'today') return today;
  if (text === 'yesterday') return today - 86_400;
  const ago = /^-(\d{1,4}) days?$/.exec(text);
  if (ago?.[1] !== undefined) return Math.floor(now / 1_000) - Number(ago[1]) * 86_400;
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : Number.NaN;
  return Number.isNaN(time) ? null : Math.floor(time / 1_000);
}

const DAY_S = 86_400;
const PACIFIC = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const OFFSET = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Los_Angeles', timeZoneName: 'longOffset' });

/** A day as account insights count it: its Pacific date and the moment it begins, in seconds. */
interface PacificDay {
  readonly date: string;
  readonly start: number;
}

/** Lists the Pacific days that begin in `[since, until)`, seconds. Insights stamp a day with its beginning. */
export function pacificDays(since: number, until: number): readonly PacificDay[] {
  const days: PacificDay[] = [];
  // Midnight in Los Angeles is 07:00 or 08:00 UTC, so each UTC day holds exactly one.
  for (let day = Math.floor(since / DAY_S) - 1; day * DAY_S < until; day += 1) {
    const start = midnight(day);
    if (start >= since && start < until) days.push({ date: dateOf(day), start });
  }
  return days;
}

/** Gives the Pacific date of a moment, milliseconds. */
export function pacificDate(time: number): string {
  return PACIFIC.format(time);
}

/** Gives the beginning of the Pacific day with the same date as UTC day number `day`, in seconds. */
function midnight(day: number): number {
  // At 08:00 UTC of the days the clocks change the old offset still holds, as it did at midnight.
  return day * DAY_S + offsetHours((day * DAY_S + 8 * 3_600) * 1_000) * 3_600;
}

function dateOf(day: number): string {
  return new Date(day * DAY_S * 1_000).toISOString().slice(0, 10);
}

function offsetHours(time: number): number {
  const text = OFFSET.format(time);
  return Number(/GMT-(\d{2}):/.exec(text)?.[1] ?? '8');
}

const MARK = '\u0001number:';
const QUOTED = /"\\u0001number:(-?\d+)"/g;

/**
 * Makes a whole number of any size that goes out as a JSON number with all its digits. Written by
 * {@link stringifyBody}.
 */
export function rawNumber(digits: string | number): string {
  return `${MARK}${String(digits)}`;
}

/** Writes JSON text with raw numbers in place. */
export function stringifyBody(body: unknown): string {
  const text = JSON.stringify(body);
  return text.includes('\\u0001number:') ? text.replaceAll(QUOTED, '$1') : text;
}
