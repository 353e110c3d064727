import type { Sourced } from '../base/dated-table.ts';
import type { Secret } from '../base/redact.ts';
import type { InstagramLogin } from '../runtime/instagram-config.ts';

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
export interface Removal extends Sourced {
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
export interface ScopeEntry extends Sourced {
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
