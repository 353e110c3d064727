import type { Secret } from '../base/redact.ts';
import type { InstagramLogin } from '../runtime/instagram-config.ts';

/** Which of the two Instagram APIs an access token belongs to. */
export type Login = InstagramLogin;

/** Where a fact was read and when. Sources are named as in docs/sources.md. */
export interface Sourced {
  readonly source: string;
  readonly checkedOn: string;
}

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

/** One Graph version's life. */
export interface VersionEntry extends Sourced {
  readonly version: string;
  readonly introduced: string;
  /** The day it stops answering; `null` when not announced. */
  readonly ends: string | null;
}

const VERSION_SOURCE = { source: 'Graph API changelog, versions table', checkedOn: '2026-11-22' } as const;

/** Newest first. An expired version in the address is silently answered by the oldest live one. */
export const VERSIONS: readonly VersionEntry[] = [
  { version: 'v26.0', introduced: '2026-07-29', ends: null, ...VERSION_SOURCE },
  { version: 'v25.0', introduced: '2026-02-18', ends: '2028-07-29', ...VERSION_SOURCE },
  { version: 'v24.0', introduced: '2025-10-08', ends: '2028-02-18', ...VERSION_SOURCE },
  { version: 'v23.0', introduced: '2025-05-29', ends: '2027-10-08', ...VERSION_SOURCE },
  { version: 'v22.0', introduced: '2025-01-21', ends: '2027-05-20', ...VERSION_SOURCE },
  { version: 'v21.0', introduced: '2024-10-02', ends: '2027-01-21', ...VERSION_SOURCE },
  { version: 'v20.0', introduced: '2024-05-21', ends: '2026-09-24', ...VERSION_SOURCE },
];

/** Something the platform took away, and what replaces it. */
export interface Removal extends Sourced {
  readonly what: string;
  readonly removedOn: string;
  readonly instead: string;
}

const V26_SOURCE = {
  source:
    'Introducing Graph API v26 (2026-07-29); list of the five features second-hand from five readers of the v26.0 changelog',
  checkedOn: '2026-11-22',
} as const;

/** Features removed from every version. Nothing here is ever sent. */
export const REMOVALS: readonly Removal[] = [
  { what: 'GET /?ids=…', removedOn: '2026-10-27', instead: 'a batch request, or one request an object', ...V26_SOURCE },
  { what: 'date_format', removedOn: '2026-10-27', instead: 'the ISO form every answer has', ...V26_SOURCE },
  { what: 'pretty', removedOn: '2026-10-27', instead: 'compact answers', ...V26_SOURCE },
  { what: 'debug', removedOn: '2026-10-27', instead: 'nothing', ...V26_SOURCE },
  { what: 'If-None-Match, ETag and 304', removedOn: '2026-10-27', instead: 'a full answer each time', ...V26_SOURCE },
  {
    what: 'Instagram Basic Display API',
    removedOn: '2024-12-04',
    instead: 'the Instagram API with Instagram login',
    source: 'Instagram platform changelog',
    checkedOn: '2026-11-22',
  },
  {
    what: 'scopes business_basic, business_manage_comments and their kin',
    removedOn: '2025-01-27',
    instead: 'the same names with the prefix instagram_',
    source: 'Instagram platform changelog',
    checkedOn: '2026-11-22',
  },
];

/** Sizes the platform holds a request to. */
export const LIMITS = {
  /** Posts asked for in one page. Documented default 25; above 100 is undocumented. */
  mediaPage: 100,
  /** Posts asked for in one page when insights, comments and replies come with them. */
  expandedMediaPage: 50,
  commentsPage: 50,
  batchItems: 50,
  /** The media edge holds no more than this. */
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
