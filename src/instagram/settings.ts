import type { Redactor } from '../base/redact.ts';
import { Secret } from '../base/redact.ts';
import type { AccessTokenSource } from '../runtime/token-store.ts';
import {
  checkInstagramConfig,
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
  const checked = checkInstagramConfig(config);
  const { appSecret } = checked;
  const held = typeof appSecret === 'string' ? new Secret(appSecret) : (appSecret ?? null);
  redactor.add(held ?? undefined);
  return {
    userId: checked.userId,
    tokenSource: checked.accessToken,
    login: checked.login ?? DEFAULT_LOGIN,
    appId: checked.appId ?? null,
    appSecret: held,
    tokenExpiration: checked.tokenExpiration ?? null,
    daysBeforeRefresh: checked.daysBeforeRefresh ?? DEFAULT_DAYS_BEFORE_REFRESH,
    apiVersion: checked.apiVersion ?? DEFAULT_API_VERSION,
    baseUrl: checked.baseUrl ?? null,
    tokenTransport: checked.tokenTransport ?? 'header',
    maxMediaItems: checked.maxMediaItems ?? DEFAULT_MAX_MEDIA_ITEMS,
    maxCommentsPerMedia: checked.maxCommentsPerMedia ?? DEFAULT_MAX_COMMENTS_PER_MEDIA,
    maxRepliesPerComment: checked.maxRepliesPerComment ?? DEFAULT_MAX_REPLIES_PER_COMMENT,
    timezone: checked.timezone ?? DEFAULT_TIMEZONE,
  };
}
