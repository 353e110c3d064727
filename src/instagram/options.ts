import { InsightInventoryError, invalidRequest } from '../base/errors.ts';
import { type Redactor, Secret } from '../base/redact.ts';
import { SECOND_MS, toEpochMs } from '../base/time.ts';
import { MEDIA_INSIGHT_KEYS } from '../documents/media.ts';
import { GraphClient } from '../graph/graph-client.ts';
import { findMediaMetric, MEDIA_METRICS } from '../graph/media-metrics.ts';
import { type Login, type LoginFeatures, LOGINS, versionNotice } from '../graph/platform.ts';
import { missingToken } from '../graph/tokens.ts';
import type { ProbeOption } from '../media/media-prober.ts';
import type { ProgressListener, ResolvedDependencies } from '../runtime/dependencies.ts';
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
import type { AccessTokenSource } from '../runtime/stores.ts';
import { TokenManager } from '../runtime/token-manager.ts';
import type { IssueLog } from './issue-log.ts';

/** Every method takes a signal; its abort reason comes back unchanged. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called at this call's steps, besides the manager's own listener. */
  readonly onProgress?: ProgressListener | undefined;
}

/** Picks the part of a method's options that its run takes. */
export function callOf({ signal, onProgress }: CallOptions): CallOptions {
  return { signal, onProgress };
}

/** Which posts, and how much of each. */
export interface MediaOptions extends CallOptions {
  /** Posts from this moment on, inclusive. */
  readonly since?: Date | string | undefined;
  /** Posts before this moment. */
  readonly until?: Date | string | undefined;
  /**
   * True asks every metric that costs nothing to ask; a list asks just those, and is how `crossposted_views` and
   * `facebook_views` are had. @default true
   */
  readonly insights?: boolean | readonly string[] | undefined;
  /** False leaves comments out. @default true, unless `maxCommentsPerMedia` is 0 */
  readonly comments?: boolean | undefined;
  /**
   * Reads length and orientation of the account's own videos from their media addresses, by range: 1 to 3 HTTP requests
   * a video, no Graph call, up to 2 MiB of each or `{ maxBytes }`. Takes the optional peer `mediabunny`. @default false
   */
  readonly probe?: ProbeOption | undefined;
  /** Keeps the signed, short-lived addresses of pictures and videos. @default false */
  readonly includeMediaUrls?: boolean | undefined;
}

/** What a collection is to bring besides the account and its posts. */
export interface CollectOptions extends MediaOptions {
  /** Posts to read. @default `maxMediaItems` of the configuration */
  readonly limit?: number | undefined;
  /** Hard stop, in Graph calls, batch items and retries included; reached, the document is partial with kind `quota`. */
  readonly maxCalls?: number | undefined;
  /** Adds the audience's demographics and the followers online: 13 more calls. @default false */
  readonly audience?: boolean | undefined;
  /** Adds the stories of the last 24 hours with their insights: 1 more call for every 50. @default false */
  readonly stories?: boolean | undefined;
}

/**
 * Writes the bounds of a period as Graph takes them.
 *
 * @throws ArgumentError when the first is after the second
 */
export function toGraphPeriod({ since, until }: Pick<MediaOptions, 'since' | 'until'>): {
  readonly since: string | undefined;
  readonly until: string | undefined;
} {
  const period = { since: toGraphTime(since), until: toGraphTime(until) };
  if (period.since !== undefined && period.until !== undefined && Number(period.since) > Number(period.until))
    throw invalidRequest('since', 'is after until', 'Give the earlier time as since.');
  return period;
}

/** Writes a moment as Graph takes it, in unix seconds; `undefined` when not given. */
export function toGraphTime(time: Date | string | undefined): string | undefined {
  const ms = time === undefined ? null : toEpochMs(time);
  return ms === null ? undefined : String(Math.floor(ms / SECOND_MS));
}

/**
 * Resolves the caller's own choice of metrics as Graph takes it; `null` when every default metric is wanted. A retired
 * name is replaced by what carries its meaning now, and that is noted.
 *
 * @throws InsightInventoryError `invalid_request` for a name the registry does not know
 */
export function resolveNamedMetrics(insights: boolean | readonly string[], issues: IssueLog): readonly string[] | null {
  if (typeof insights === 'boolean') return null;
  return insights.flatMap((name) => resolveName(name, issues));
}

function resolveName(name: string, issues: IssueLog): string[] {
  const row = findMediaMetric(name) ?? MEDIA_METRICS.find(({ key }) => key === name);
  if (row === undefined) {
    throw invalidRequest(
      'insights',
      `is a list with "${name}", which is no media metric`,
      `Known are ${MEDIA_INSIGHT_KEYS.join(', ')}.`,
    );
  }
  if (row.retired === null) return [row.metric];
  const { replacedBy } = row;
  issues.note({
    source: 'instagram',
    scope: 'media_insights',
    id: null,
    kind: 'unsupported',
    code: `metric:retired:${row.metric}`,
    message: `${row.metric} was retired on ${row.retired}${replacedBy === null ? '' : `; ${replacedBy} was asked instead`}.`,
    remedy: replacedBy === null ? 'Leave it out.' : `Ask for ${replacedBy}.`,
    retryable: false,
  });
  return replacedBy === null ? [] : [replacedBy];
}

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

/** Creates the Graph client for for one checked configuration. No I/O. */
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
