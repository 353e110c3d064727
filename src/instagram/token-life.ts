import { GraphApiError, InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import { DAY_MS, SECOND_MS, timestampOrNull, toEpochMs } from '../base/time.ts';
import type { TokenInfo } from '../documents/account.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { isRefusedToken } from '../graph/graph-error.ts';
import { SCOPES } from '../graph/platform.ts';
import {
  debugToken,
  exchangeFacebookToken,
  refreshInstagramToken,
  scopesOfOthers,
  type AppCredentials,
  NOTHING_KNOWN,
  type TokenInspection,
} from '../graph/tokens.ts';
import { type ActiveToken, SharedWork } from '../runtime/token-manager.ts';
import type { AccessToken } from '../runtime/stores.ts';
import { readAccountRow } from './wire-rows.ts';
import { callOf, type CallOptions, type ResolvedInstagramConfig } from './options.ts';

/**
 * Reads what is known of the token, with a remedy for everything that is wrong with it. On Instagram login Graph does
 * not list scopes or expiry: they are `null`, and the expiry is the configured one. Cost: 1 call.
 */
export async function readTokenInfo(run: GraphRun, config: ResolvedInstagramConfig): Promise<TokenInfo> {
  const active = await run.client.config.tokens.get(run.signal);
  const found = await inspectToken(run, active, config);
  return describeToken(found, active, config, run.client.config.dependencies.clock.now());
}

/** Inspects a token. A token that is refused is one that is not valid: that is known of it then, no failure. */
async function inspectToken(
  run: GraphRun,
  active: ActiveToken,
  config: ResolvedInstagramConfig,
): Promise<TokenInspection> {
  try {
    if (run.client.features.debugToken) return await debugToken(run, active.secret, appOf(config));
    // Instagram login has no debug_token: a token that reads the account is valid.
    const row = readAccountRow(await run.get({ path: 'me', params: { fields: 'user_id' } }));
    return { ...NOTHING_KNOWN, user_id: row?.user_id ?? null, is_valid: true, error: null };
  } catch (error) {
    if (!isRefusedToken(error)) throw error;
    return { ...NOTHING_KNOWN, is_valid: false, error: error.message, remedy: error.remedy };
  }
}

/** Refreshes an account's token, once for all callers at the same time: they get the same new one. */
export class TokenRefresh {
  readonly #client: GraphClient;
  readonly #config: ResolvedInstagramConfig;
  readonly #refreshing = new SharedWork<AccessToken>();
  readonly #ensuring = new SharedWork<AccessToken>();

  constructor(client: GraphClient, config: ResolvedInstagramConfig) {
    this.#client = client;
    this.#config = config;
  }

  /** Gets a new token and takes it into use. Cost: 1 call. */
  async refresh(options: CallOptions): Promise<AccessToken> {
    return this.#refreshing.join(options.signal, (signal) =>
      this.#run({ ...options, signal }, (run) => replaceToken(run, this.#config)),
    );
  }

  /** Gives the token, refreshed first when it expires within `daysBeforeRefresh`. Cost: none while its expiry is known and far. */
  async ensureFresh(options: CallOptions): Promise<AccessToken> {
    return this.#ensuring.join(options.signal, (signal) =>
      this.#run({ ...options, signal }, (run) =>
        refreshIfDue(run, this.#config, () => this.refresh({ ...options, signal: run.signal })),
      ),
    );
  }

  async #run(options: CallOptions, work: (run: GraphRun) => Promise<AccessToken>): Promise<AccessToken> {
    return this.#client.run({ ...callOf(options), what: 'Refreshing the token' }, work);
  }
}

/** Gets a new token for the one in use and takes it into use. Cost: 1 call. */
async function replaceToken(run: GraphRun, config: ResolvedInstagramConfig): Promise<AccessToken> {
  const { tokens } = run.client.config;
  const token = config.login === 'instagram' ? await refreshInstagramToken(run) : await exchange(run, config);
  await tokens.adopt(token);
  return token;
}

/**
 * Gives the token in use, refreshed first when it expires within `daysBeforeRefresh`. A refresh that fails while the
 * token is still good is logged and the token returned; not when the refresh shows that Graph refuses it. Cost: none
 * while the expiry is known and far; else 1 or 2 calls.
 *
 * @throws GraphApiError `auth` when the token is no longer valid
 */
async function refreshIfDue(
  run: GraphRun,
  config: ResolvedInstagramConfig,
  refresh: () => Promise<AccessToken>,
): Promise<AccessToken> {
  const { tokens, dependencies } = run.client.config;
  const active = await tokens.get(run.signal);
  const info = active.expiresAt === null && run.client.features.debugToken ? await readTokenInfo(run, config) : null;
  if (info?.valid === false) throw notValid(info);
  const expiresAt = active.expiresAt ?? info?.expires_at ?? null;
  const current: AccessToken = { value: active.secret.reveal(), expiresAt };
  const expiry = expiresAt === null ? null : toEpochMs(expiresAt);
  if (expiry === null) return current;
  if (expiry - dependencies.clock.now() > config.daysBeforeRefresh * DAY_MS) return current;
  try {
    return await refresh();
  } catch (error) {
    run.signal.throwIfAborted();
    // Measured again: the token may have run out while its refresh was tried.
    const left = expiry - dependencies.clock.now();
    if (left <= 0 || !isInsightInventoryError(error) || isRefusedToken(error)) throw error;
    dependencies.logger.warn('token refresh failed, the current token is still valid', {
      code: error.code,
      daysLeft: Math.floor(left / DAY_MS),
    });
    return current;
  }
}

async function exchange(run: GraphRun, config: ResolvedInstagramConfig): Promise<AccessToken> {
  const app = appOf(config);
  if (app === null) {
    throw new InsightInventoryError(
      'A Facebook token is refreshed with the app id and the app secret, and one is missing.',
      {
        kind: 'config',
        code: 'config:appSecret',
        remedy: 'Configure appId and appSecret of the app the token belongs to.',
      },
    );
  }
  const active = await run.client.config.tokens.get(run.signal);
  return exchangeFacebookToken(run, active.secret, app);
}

function appOf({ appId, appSecret }: ResolvedInstagramConfig): AppCredentials | null {
  return appId === null || appSecret === null ? null : { appId, appSecret };
}

function notValid({ remedies }: TokenInfo): GraphApiError {
  return new GraphApiError('The access token is not valid, so it cannot be refreshed.', {
    kind: 'auth',
    code: 'auth:invalid_token',
    remedy: remedies.join(' '),
    status: null,
  });
}

function describeToken(
  found: TokenInspection,
  active: ActiveToken,
  config: ResolvedInstagramConfig,
  now: number,
): TokenInfo {
  const stated = found.expires_at;
  const expiresAt = stated === null ? active.expiresAt : stated === 0 ? null : timestampOrNull(stated * SECOND_MS);
  const expiry = expiresAt === null ? null : toEpochMs(expiresAt);
  const daysLeft = expiry === null ? null : Math.floor((expiry - now) / DAY_MS);
  const dataAccess = found.data_access_expires_at;
  const dataExpiresAt = dataAccess === null || dataAccess === 0 ? null : dataAccess * SECOND_MS;
  const missing = found.scopes === null ? null : missingScopes(found.scopes, config);
  const remedies: string[] = [];
  if (!found.is_valid)
    remedies.push(
      found.remedy === null
        ? `The token is not valid${found.error === null ? '' : ` (${found.error})`}: get a new one.`
        : `The token is not valid. ${found.remedy}`,
    );
  if (found.app_refusal !== null) remedies.push(found.app_refusal.remedy ?? found.app_refusal.message);
  if (daysLeft !== null && daysLeft < 0)
    remedies.push('The token has expired: get a new one. An expired token cannot be refreshed.');
  else if (daysLeft !== null && daysLeft <= config.daysBeforeRefresh)
    remedies.push('The token expires soon: call refreshToken().');
  if (missing !== null && missing.length > 0) remedies.push(`Grant the token ${missing.join(', ')} and log in again.`);
  const elsewhere = scopesOfOthers(found.granular_scopes, config.userId);
  if (elsewhere.length > 0) {
    remedies.push(
      `The token has ${elsewhere.join(', ')} for other accounts than userId: log in again and choose the account.`,
    );
  }
  if (dataExpiresAt !== null && dataExpiresAt <= now)
    remedies.push('The access to data has run out after 90 days: log in to the app again.');
  if (found.app_id !== null && config.appId !== null && found.app_id !== config.appId) {
    remedies.push('The token belongs to another app than appId: use a token of that app.');
  }
  if (config.login === 'instagram' && found.user_id !== null && found.user_id !== config.userId) {
    remedies.push('The token belongs to another account than userId: use a token of that account, or its id.');
  }
  return {
    valid: found.is_valid,
    login: config.login,
    type: found.type,
    app_id: found.app_id,
    user_id: found.user_id,
    expires_at: expiresAt,
    expires: expiresAt !== null ? 'at' : stated === 0 ? 'never' : 'unknown',
    days_left: daysLeft,
    data_access_expires_at: dataExpiresAt === null ? null : timestampOrNull(dataExpiresAt),
    scopes: found.scopes,
    missing_scopes: missing,
    app_valid: appOf(config) === null || config.login !== 'facebook' ? null : isOfApp(found, config),
    remedies,
  };
}

function isOfApp({ app_refusal, app_id }: TokenInspection, { appId }: ResolvedInstagramConfig): boolean {
  return app_refusal === null && (app_id === null || app_id === appId);
}

function missingScopes(granted: readonly string[], { login }: ResolvedInstagramConfig): string[] {
  return SCOPES.filter((row) => row.login === login && !granted.includes(row.scope)).map((row) => row.scope);
}
