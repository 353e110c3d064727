import { ConfigError, type ConfigProblem } from '../base/errors.ts';
import type { Redactor } from '../base/redact.ts';
import { Secret } from '../base/redact.ts';
import { isTimezone, normalizeTimestamp } from '../base/time.ts';
import type { AccessTokenSource } from '../runtime/token-store.ts';
import {
  DEFAULT_API_VERSION,
  DEFAULT_DAYS_BEFORE_REFRESH,
  DEFAULT_LOGIN,
  DEFAULT_MAX_COMMENTS_PER_MEDIA,
  DEFAULT_MAX_MEDIA_ITEMS,
  DEFAULT_MAX_REPLIES_PER_COMMENT,
  DEFAULT_TIMEZONE,
  type InstagramConfig,
  type InstagramLogin,
} from '../runtime/instagram-config.ts';

/** {@link InstagramConfig} checked, with its defaults filled in and its secrets wrapped. */
export interface InstagramSettings {
  readonly userId: string;
  readonly tokenSource: AccessTokenSource;
  readonly login: InstagramLogin;
  readonly appId: string | null;
  readonly appSecret: Secret | null;
  readonly tokenExpiration: string | null;
  readonly daysBeforeRefresh: number;
  readonly apiVersion: string;
  readonly baseUrl: string | null;
  readonly tokenTransport: 'header' | 'query';
  readonly maxMediaItems: number;
  readonly maxCommentsPerMedia: number;
  readonly maxRepliesPerComment: number;
  readonly timezone: string;
}

/**
 * Checks a configuration and fills in the defaults; no I/O.
 *
 * @throws ConfigError naming every problem at once
 */
export function resolveInstagramSettings(config: InstagramConfig, redactor: Redactor): InstagramSettings {
  const problems: ConfigProblem[] = [];
  const check = (ok: boolean, key: string, value: unknown, remedy: string): void => {
    if (!ok) problems.push({ key, found: kindOf(value), remedy });
  };
  const count = (key: keyof InstagramConfig, fallback: number, min = 0): number => {
    const value = config[key] ?? fallback;
    check(
      typeof value === 'number' && Number.isInteger(value) && value >= min,
      key,
      value,
      `Give a whole number from ${String(min)}.`,
    );
    return typeof value === 'number' ? value : fallback;
  };
  const { userId, accessToken, login = DEFAULT_LOGIN, apiVersion = DEFAULT_API_VERSION } = config;
  const { baseUrl, tokenTransport = 'header', timezone = DEFAULT_TIMEZONE, tokenExpiration } = config;
  check(
    typeof userId === 'string' && /^\d{1,32}$/.test(userId),
    'userId',
    userId,
    'Give the account id as a text of digits.',
  );
  check(
    isTokenSource(accessToken),
    'accessToken',
    accessToken,
    'Give the token as text, or a function that returns { value, expiresAt }.',
  );
  check(['facebook', 'instagram'].includes(login), 'login', login, "Give 'facebook' or 'instagram'.");
  check(
    /^v\d{1,3}\.\d{1,2}$/.test(apiVersion),
    'apiVersion',
    apiVersion,
    `Give a version such as '${DEFAULT_API_VERSION}'.`,
  );
  check(
    baseUrl === undefined || isHttpUrl(baseUrl),
    'baseUrl',
    baseUrl,
    'Give an http or https address without a query.',
  );
  check(['header', 'query'].includes(tokenTransport), 'tokenTransport', tokenTransport, "Give 'header' or 'query'.");
  check(isTimezone(timezone), 'timezone', timezone, "Give an IANA name such as 'Europe/Berlin'.");
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  check(isText(config.appId), 'appId', config.appId, 'Give the id of the app as text.');
  check(
    isText(config.appSecret) || config.appSecret instanceof Secret,
    'appSecret',
    config.appSecret,
    'Give the secret of the app as text.',
  );
  const expiry = typeof tokenExpiration === 'string' ? normalizeTimestamp(tokenExpiration) : null;
  check(tokenExpiration === undefined || expiry !== null, 'tokenExpiration', tokenExpiration, 'Give an ISO 8601 time.');
  const limits = {
    daysBeforeRefresh: count('daysBeforeRefresh', DEFAULT_DAYS_BEFORE_REFRESH),
    maxMediaItems: count('maxMediaItems', DEFAULT_MAX_MEDIA_ITEMS, 1),
    maxCommentsPerMedia: count('maxCommentsPerMedia', DEFAULT_MAX_COMMENTS_PER_MEDIA),
    maxRepliesPerComment: count('maxRepliesPerComment', DEFAULT_MAX_REPLIES_PER_COMMENT),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  const appSecret = wrap(config.appSecret);
  redactor.add(appSecret ?? undefined);
  return {
    userId,
    tokenSource: typeof accessToken === 'string' ? new Secret(accessToken) : accessToken,
    login,
    appId: config.appId === undefined || config.appId === '' ? null : config.appId,
    appSecret,
    tokenExpiration: expiry,
    apiVersion,
    baseUrl: baseUrl ?? null,
    tokenTransport,
    timezone,
    ...limits,
  };
}

function wrap(secret: string | Secret | undefined): Secret | null {
  if (secret === undefined || secret === '') return null;
  return typeof secret === 'string' ? new Secret(secret) : secret;
}

function isTokenSource(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  return typeof value === 'function' || (value instanceof Secret && value.reveal().trim() !== '');
}

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, search, username } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && search === '' && username === '';
}

/** What was found, without showing it: it may be a secret in the wrong place. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string')
    return value.trim() === '' ? 'an empty text' : `a text of ${String(value.length)} characters`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
