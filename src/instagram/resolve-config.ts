import { InsightInventoryError } from '../base/errors.ts';
import { type Redactor, Secret } from '../base/redact.ts';
import { GraphClient } from '../graph/graph-client.ts';
import { type Login, type LoginFeatures, LOGINS, versionNotice } from '../graph/platform.ts';
import type { ResolvedDependencies } from '../runtime/dependencies.ts';
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
} from '../runtime/platform-configs.ts';
import { missingToken } from '../graph/tokens.ts';
import { TokenManager } from '../runtime/token-manager.ts';
import type { AccessTokenSource } from '../runtime/stores.ts';

/** {@link InstagramConfig} checked, with its defaults filled in and its secrets wrapped. */
export interface ResolvedInstagramConfig {
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
export function resolveInstagramConfig(config: InstagramConfig, redactor: Redactor): ResolvedInstagramConfig {
  const checked = checkInstagramConfig(config);
  const { appSecret } = checked;
  const secret = typeof appSecret === 'string' ? new Secret(appSecret) : (appSecret ?? null);
  redactor.add(secret ?? undefined);
  return {
    userId: checked.userId,
    tokenSource: checked.accessToken,
    login: checked.login ?? DEFAULT_LOGIN,
    appId: checked.appId ?? null,
    appSecret: secret,
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

/** The way to Graph for one checked configuration. No I/O. */
export function createGraphClient(
  config: ResolvedInstagramConfig,
  redactor: Redactor,
  dependencies: ResolvedDependencies,
): GraphClient {
  const { login, userId, apiVersion, baseUrl, tokenTransport, appSecret } = config;
  const { clock, logger } = dependencies;
  const notice = versionNotice(apiVersion, clock.now());
  if (notice !== null) logger.warn(notice.issue.message, { code: notice.issue.code, remedy: notice.issue.remedy });
  const tokens = new TokenManager({
    source: config.tokenSource,
    expiresAt: config.tokenExpiration,
    store: dependencies.tokenStore,
    clock,
    redactor,
    toError: missingToken,
  });
  return new GraphClient({
    ...{ login, accountId: userId, apiVersion, baseUrl, tokenTransport, appSecret },
    ...{ tokens, redactor, dependencies },
  });
}

type Feature = { [K in keyof LoginFeatures]: LoginFeatures[K] extends boolean ? K : never }[keyof LoginFeatures];

/** Refuses, before any call, what the account's login does not have. @throws InsightInventoryError `unsupported` */
export function requireFeature(login: Login, feature: Feature, what: string): void {
  if (LOGINS[login][feature]) return;
  throw new InsightInventoryError(`${what} is not available with ${login} login.`, {
    kind: 'unsupported',
    code: `login:${feature}`,
    remedy: 'Use an access token of a Facebook login whose page the account is connected to.',
  });
}
