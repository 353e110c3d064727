import type { Sourced } from '../base/dated-table.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { itemAt } from '../base/lists.ts';
import type { Secret } from '../base/redact.ts';
import { DAY_MS } from '../base/time.ts';
import type { InstagramLogin } from '../runtime/platform-configs.ts';

/** Which of the two Instagram APIs an access token belongs to. */
export type Login = InstagramLogin;

/** What one login can do. Everything that depends on the login reads this row. */
export interface LoginFeatures extends Sourced {
  readonly host: string;
  /** How its user tokens begin. Source: instagram-graph-api-lib issue 462 and recorded tokens; checked 2026-11-27. */
  readonly tokenPrefix: string;
  /** Whether POST batch requests work; on Instagram login no document or code was found, so they are taken not to. */
  readonly batch: boolean;
  readonly appSecretProof: boolean;
  readonly hashtagSearch: boolean;
  readonly businessDiscovery: boolean;
  readonly mentions: boolean;
  /** `/debug_token` lists scopes and expiry; without it they cannot be read. */
  readonly debugToken: boolean;
}

export const LOGINS: Readonly<Record<Login, LoginFeatures>> = {
  facebook: {
    host: 'graph.facebook.com',
    tokenPrefix: 'EAA',
    batch: true,
    appSecretProof: true,
    hashtagSearch: true,
    businessDiscovery: true,
    mentions: true,
    debugToken: true,
    source: 'Instagram platform overview and migration guide; Graph API batch requests',
    checkedOn: '2026-11-22',
  },
  instagram: {
    host: 'graph.instagram.com',
    tokenPrefix: 'IG',
    batch: false,
    appSecretProof: false,
    hashtagSearch: false,
    businessDiscovery: false,
    mentions: false,
    debugToken: false,
    source: 'Instagram API with Instagram login, migration guide; SDK machine spec of 2026-04-15',
    checkedOn: '2026-11-22',
  },
};

/** Finds the login that issues tokens which begin as this one; `null` when its beginning does not tell. */
export function loginOfToken(token: Secret): Login | null {
  const logins: readonly Login[] = ['facebook', 'instagram'];
  return logins.find((login) => token.reveal().startsWith(LOGINS[login].tokenPrefix)) ?? null;
}

/**
 * Tells whether an id has the form of an Instagram professional account's, as Facebook login and `user_id` give it; other
 * objects, and accounts under Instagram login's app-scoped ids, have other forms. Source: recorded answers; checked
 * 2026-11-27.
 */
export function isAccountId(id: string): boolean {
  return /^17841\d{12}$/.test(id);
}

/** Something the platform took away, and what replaces it. */
interface Removal extends Sourced {
  readonly what: string;
  readonly removedOn: string;
  /** `new_apps`: of apps made since; the others lose it with v28.0. */
  readonly from: 'every_app' | 'new_apps';
  readonly instead: string;
}

const V26_SOURCE = {
  source:
    'Introducing Graph API v26 (2026-07-29); list of the five features second-hand from five readers of the v26.0 changelog',
  checkedOn: '2026-11-22',
  from: 'every_app',
  removedOn: '2026-10-27',
} as const;

const V27_SOURCE = {
  source: 'Introducing Graph API v27',
  checkedOn: '2026-11-27',
  from: 'new_apps',
  removedOn: '2026-11-04',
} as const;

/** Features removed from every version. Nothing here is ever sent. */
export const REMOVALS: readonly Removal[] = [
  { what: 'GET /?ids=…', instead: 'a batch request, or one request an object', ...V26_SOURCE },
  { what: 'date_format', instead: 'the ISO form every answer has', ...V26_SOURCE },
  { what: 'pretty', instead: 'compact answers', ...V26_SOURCE },
  { what: 'debug', instead: 'nothing', ...V26_SOURCE },
  { what: 'If-None-Match, ETag and 304', instead: 'a full answer each time', ...V26_SOURCE },
  { what: 'requests for several ids at once', instead: 'a batch request, or one request an object', ...V27_SOURCE },
  { what: 'date and time formatting', instead: 'the ISO form every answer has', ...V27_SOURCE },
  { what: 'method override (`method=`)', instead: 'the HTTP method itself', ...V27_SOURCE },
  { what: 'field aliases (`field.as(name)`)', instead: 'the field under its own name', ...V27_SOURCE },
  { what: 'JSONP (`callback=`)', instead: 'JSON', ...V27_SOURCE },
  { what: 'asynchronous batch', instead: 'a batch request', ...V27_SOURCE },
  {
    what: 'Instagram Basic Display API',
    removedOn: '2024-12-04',
    from: 'every_app',
    instead: 'the Instagram API with Instagram login',
    source: 'Instagram platform changelog',
    checkedOn: '2026-11-22',
  },
  {
    what: 'scopes business_basic, business_manage_comments and their kin',
    removedOn: '2025-01-27',
    from: 'every_app',
    instead: 'the same names with the prefix instagram_',
    source: 'Instagram platform changelog',
    checkedOn: '2026-11-22',
  },
];

/** Where {@link LIMITS} were read. */
export const LIMITS_SOURCE: Sourced = {
  source: 'Insights references; Graph API batch requests; ig-hashtag-search',
  checkedOn: '2026-11-22',
};

/** The limits of one request. */
export const LIMITS = {
  /** Posts asked for in one page. Documented default 25; above 100 is undocumented. */
  mediaPage: 100,
  /** Posts asked for in one page when insights, comments and replies come with them. */
  expandedMediaPage: 50,
  commentsPage: 50,
  batchItems: 50,
  /** The media edge shows no more than this. */
  mediaTotal: 10_000,
  insightsRangeDays: 30,
  hashtagPage: 50,
  hashtagsPerWeek: 30,
} as const;

/** What this library reads, by the permission it takes. */
export type Purpose = 'account' | 'insights' | 'comments';

/** A permission and what it is for. */
interface ScopeEntry extends Sourced {
  readonly scope: string;
  readonly login: Login;
  readonly purpose: Purpose;
}

const SOURCED = { source: 'Instagram platform overview; migration guide', checkedOn: '2026-11-22' } as const;

export const SCOPES: readonly ScopeEntry[] = [
  { scope: 'instagram_basic', login: 'facebook', purpose: 'account', ...SOURCED },
  { scope: 'pages_show_list', login: 'facebook', purpose: 'account', ...SOURCED },
  { scope: 'pages_read_engagement', login: 'facebook', purpose: 'insights', ...SOURCED },
  { scope: 'instagram_manage_insights', login: 'facebook', purpose: 'insights', ...SOURCED },
  { scope: 'instagram_manage_comments', login: 'facebook', purpose: 'comments', ...SOURCED },
  { scope: 'instagram_business_basic', login: 'instagram', purpose: 'account', ...SOURCED },
  { scope: 'instagram_business_manage_insights', login: 'instagram', purpose: 'insights', ...SOURCED },
  { scope: 'instagram_business_manage_comments', login: 'instagram', purpose: 'comments', ...SOURCED },
];

/** Lists the permissions one purpose takes on one login. */
export function scopesFor(login: Login, purpose: Purpose): string[] {
  return SCOPES.filter((row) => row.login === login && row.purpose === purpose).map((row) => row.scope);
}

/** One Graph version's life. */
interface VersionEntry extends Sourced {
  readonly version: string;
  /** `null` for an old version whose first day was not read. */
  readonly introduced: string | null;
  /** The first day it is no longer served; `null` when not announced. */
  readonly ends: string | null;
}

const CHANGELOG = { source: 'Graph API changelog, versions table', checkedOn: '2026-11-27' } as const;

/**
 * Newest first. A version ends two years after the next one came, from which the end of v26.0 follows. An expired version
 * in the address is silently answered by the oldest live one.
 */
export const VERSIONS: readonly VersionEntry[] = [
  {
    version: 'v27.0',
    introduced: '2026-11-04',
    ends: null,
    source: 'Introducing Graph API v27',
    checkedOn: '2026-11-27',
  },
  { version: 'v26.0', introduced: '2026-07-29', ends: '2028-11-04', ...CHANGELOG },
  { version: 'v25.0', introduced: '2026-02-18', ends: '2028-07-29', ...CHANGELOG },
  { version: 'v24.0', introduced: '2025-10-08', ends: '2028-02-18', ...CHANGELOG },
  { version: 'v23.0', introduced: '2025-05-29', ends: '2027-10-08', ...CHANGELOG },
  { version: 'v22.0', introduced: '2025-01-21', ends: '2027-05-20', ...CHANGELOG },
  { version: 'v21.0', introduced: '2024-10-02', ends: '2027-01-21', ...CHANGELOG },
  { version: 'v20.0', introduced: '2024-05-21', ends: '2026-09-24', ...CHANGELOG },
  { version: 'v19.0', introduced: null, ends: '2026-05-21', ...CHANGELOG },
];

/** Days before its end from which a version is said to end soon. */
const ENDING_SOON_DAYS = 90;

/** What is to be said of a version before anything is asked of it. */
interface VersionNotice {
  readonly state: 'expired' | 'ending_soon' | 'not_checked';
  readonly issue: Pick<CollectionIssue, 'kind' | 'code' | 'message' | 'remedy' | 'retryable'>;
}

/**
 * Judges a version by the table at `now`, in milliseconds since the epoch. `expired`: its end has come, or it is older than
 * the table, so that Graph answers with another version. `ending_soon`: it ends within {@link ENDING_SOON_DAYS}.
 * `not_checked`: it is not in the table, so nobody compared what it answers with the tables of this library. `null` when
 * there is nothing to say.
 *
 * @example
 * versionNotice('v26.0', Date.parse('2026-11-28')); //=> null
 */
export function versionNotice(version: string, now: number): VersionNotice | null {
  const entry = VERSIONS.find((one) => one.version === version);
  const isOlder = entry === undefined && VERSIONS.every((one) => majorOf(version) < majorOf(one.version));
  const newest = itemAt(VERSIONS, 0).version;
  const remedy = `Configure an apiVersion that is alive, such as ${newest}, or leave it out.`;
  if (isOlder || isPast(entry?.ends, now)) {
    const oldest = VERSIONS.findLast(({ ends }) => !isPast(ends, now))?.version ?? newest;
    const ended = entry?.ends == null ? 'long ago' : `on ${entry.ends}`;
    const message = `Graph ${version} ended ${ended}: Graph answers with ${oldest} in its place.`;
    return {
      state: 'expired',
      issue: { kind: 'config', code: 'config:apiVersion', message, remedy, retryable: false },
    };
  }
  if (entry === undefined) {
    const message = `Graph ${version} was not checked: the tables of this version of the library end with ${newest}.`;
    const update = 'Update the library, or expect refusals: a metric or field that is refused is left out.';
    const words = { kind: 'unsupported', code: 'graph:version_not_checked', message, remedy: update } as const;
    return { state: 'not_checked', issue: { ...words, retryable: false } };
  }
  if (entry.ends === null || Date.parse(entry.ends) - now > ENDING_SOON_DAYS * DAY_MS) return null;
  const message = `Graph ${version} ends on ${entry.ends}.`;
  const words = { kind: 'unsupported', code: 'graph:version_ending', message, remedy } as const;
  return { state: 'ending_soon', issue: { ...words, retryable: false } };
}

function isPast(ends: string | null | undefined, now: number): boolean {
  return ends != null && Date.parse(ends) <= now;
}

function majorOf(version: string): number {
  return Number(/^v(\d+)/.exec(version)?.[1]);
}
