import type { Secret } from '../base/redact.ts';
import type { AccessTokenSource } from './token-store.ts';

/** How the token was obtained; decides the host and which features exist. */
export type InstagramLogin = 'facebook' | 'instagram';

/** The version the dated tables were checked against, 2026-11-22. */
export const DEFAULT_API_VERSION = 'v26.0';
export const DEFAULT_LOGIN: InstagramLogin = 'facebook';
export const DEFAULT_DAYS_BEFORE_REFRESH = 7;
export const DEFAULT_MAX_MEDIA_ITEMS = 25;
export const DEFAULT_MAX_COMMENTS_PER_MEDIA = 10;
export const DEFAULT_MAX_REPLIES_PER_COMMENT = 5;
export const DEFAULT_TIMEZONE = 'UTC';

/** Which account, with which token, and how much of it. */
export interface InstagramConfig {
  /** Id of the professional account, digits as text: it exceeds what a number holds exactly. */
  readonly userId: string;
  /** The token, or a function that gives it. A plain one is held as a {@link Secret}. */
  readonly accessToken: AccessTokenSource;
  /** @default 'facebook' */
  readonly login?: InstagramLogin | undefined;
  /** Needed to exchange and inspect tokens with Facebook login. */
  readonly appId?: string | undefined;
  /** Needed to exchange and inspect tokens, and for `appsecret_proof`. Held as a {@link Secret}. */
  readonly appSecret?: string | Secret | undefined;
  /** When a plain token expires, ISO 8601. */
  readonly tokenExpiration?: string | undefined;
  /** How many days before its expiry a token is refreshed. @default 7 */
  readonly daysBeforeRefresh?: number | undefined;
  /** @default 'v26.0' */
  readonly apiVersion?: string | undefined;
  /** A simulator or a proxy in place of Meta's host; the version segment is added. */
  readonly baseUrl?: string | undefined;
  /** A header keeps the token out of addresses; `query` is for proxies that drop the header. @default 'header' */
  readonly tokenTransport?: 'header' | 'query' | undefined;
  /** @default 25 */
  readonly maxMediaItems?: number | undefined;
  /** 0 reads no comments. @default 10 */
  readonly maxCommentsPerMedia?: number | undefined;
  /** @default 5 */
  readonly maxRepliesPerComment?: number | undefined;
  /** IANA name, for the analysis of posting times. @default 'UTC' */
  readonly timezone?: string | undefined;
}
