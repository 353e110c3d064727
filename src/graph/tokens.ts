import * as v from 'valibot';

import { GraphApiError, isGraphApiError } from '../base/errors.ts';
import { Secret } from '../base/redact.ts';
import { SECOND_MS, timestampOrNull } from '../base/time.ts';
import type { TokenErrorCode } from '../runtime/token-manager.ts';
import type { AccessToken } from '../runtime/stores.ts';
import { readFigure } from './answer.ts';
import { invalidAnswer } from './graph-error.ts';
import { OTHER_APP, otherLogin } from './error-table.ts';
import type { GraphRun } from './graph-run.ts';
import { isAccountId, loginOfToken } from './platform.ts';

/** An app's name and secret, which inspecting and exchanging tokens on Facebook login take. */
export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: Secret;
}

/** A permission that is granted for some objects only. */
export interface GranularScope {
  readonly scope: string;
  /** The Pages or accounts it is granted for; `null` for all. */
  readonly target_ids: readonly string[] | null;
}

/** What Graph says about a token. Times are unix seconds; 0 is never. A field of an odd form is `null`. */
export interface TokenInspection {
  readonly app_id: string | null;
  readonly type: string | null;
  readonly user_id: string | null;
  readonly is_valid: boolean;
  readonly expires_at: number | null;
  readonly data_access_expires_at: number | null;
  readonly scopes: string[] | null;
  readonly granular_scopes: readonly GranularScope[];
  readonly error: string | null;
  /** What to do about a refusal of the token; `null` where none says. */
  readonly remedy: string | null;
  /** Why the app's own token could not inspect it, so that it inspected itself; `null` when it could or there is none. */
  readonly app_refusal: GraphApiError | null;
}

/**
 * Lists the scopes that are granted for other Instagram accounts alone. Targets that are no accounts, such as Pages, do not
 * tell. Source: restfb issue 1191, trypost issue 292; checked 2026-11-27.
 */
export function scopesOfOthers(granted: readonly GranularScope[], accountId: string): string[] {
  const scopes = new Set(granted.map(({ scope }) => scope));
  return [...scopes].filter((scope) => {
    // A scope may come in several rows; one without targets is granted for all.
    const rows = granted.filter((row) => row.scope === scope);
    if (rows.some(({ target_ids: ids }) => ids === null || ids.length === 0)) return false;
    const ids = rows.flatMap(({ target_ids: targets }) => targets ?? []);
    return ids.every(isAccountId) && !ids.includes(accountId);
  });
}

/** What is `null` of a token nothing is known of. */
export const NOTHING_KNOWN: Omit<TokenInspection, 'is_valid' | 'error'> = {
  app_id: null,
  type: null,
  user_id: null,
  expires_at: null,
  data_access_expires_at: null,
  scopes: null,
  granular_scopes: [],
  remedy: null,
  app_refusal: null,
};

const lenient = <T>(read: (value: unknown) => T): v.GenericSchema<unknown, T> => v.pipe(v.unknown(), v.transform(read));
const text = lenient((value) => (typeof value === 'string' ? value : null));
/** Short ids may come as bare numbers. */
const id = lenient((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : null));
const ids = lenient((value) => (Array.isArray(value) ? value.flatMap((one: unknown) => readId(one)) : null));
const figure = lenient(readFigure);

const granularScope = v.object({ scope: v.string(), target_ids: v.optional(ids, null) });

const debugBody = v.object({
  data: v.object({
    app_id: v.optional(id, null),
    type: v.optional(text, null),
    user_id: v.optional(id, null),
    is_valid: v.optional(
      lenient((value) => value === true || value === 'true'),
      false,
    ),
    expires_at: v.optional(figure, null),
    data_access_expires_at: v.optional(figure, null),
    scopes: v.optional(ids, null),
    granular_scopes: v.optional(lenient(readGranularScopes), []),
    error: v.fallback(v.nullish(v.object({ message: v.optional(text, null) }), null), null),
  }),
});

function readId(value: unknown): string[] {
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

function readGranularScopes(value: unknown): GranularScope[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const scope = v.safeParse(granularScope, one);
    return scope.success ? [scope.output] : [];
  });
}

/** A token of an odd life is kept all the same: the old one may be gone already. */
const tokenBody = v.object({
  access_token: v.pipe(v.string(), v.trim(), v.nonEmpty()),
  expires_in: v.optional(figure, null),
});

/**
 * Asks Graph about a token: scopes, expiry, validity. Facebook login only. Inspected with the app's own token where its
 * secret is known, else, or when Graph refuses the app, with the token itself. Cost: 1 call, 2 when the app is refused.
 * Source: debugging access tokens; checked 2026-11-22.
 *
 * @throws GraphApiError `auth` when the token may not even inspect itself
 */
export async function debugToken(run: GraphRun, token: Secret, app: AppCredentials | null): Promise<TokenInspection> {
  if (app === null) return inspect(run, token, token);
  const ofApp = new Secret(`${app.appId}|${app.appSecret.reveal()}`);
  run.client.config.redactor.add(ofApp);
  try {
    return await inspect(run, token, ofApp);
  } catch (error) {
    if (!isGraphApiError(error) || !isRefusalOfApp(error)) throw error;
    const refusal = appRefusal(error);
    try {
      return { ...(await inspect(run, token, token, false)), app_refusal: refusal };
    } catch (own) {
      // The app demands the proof of its secret, and the secret is wrong: nothing can inspect the token.
      throw isGraphApiError(own) && own.graphCode === 100 ? refusal : own;
    }
  }
}

/** Makes the error of a refused app. It has no code of Graph's: a token's would say that the account's is not valid. */
function appRefusal({ message, status }: GraphApiError): GraphApiError {
  return new GraphApiError(`Graph refused the app. ${message}`, {
    ...{ kind: 'auth', code: 'auth:app', status },
    remedy: OTHER_APP,
  });
}

/** Tells an error about whoever inspects: a token that is not valid is an answer, no error. */
function isRefusalOfApp({ kind, graphCode }: GraphApiError): boolean {
  return kind === 'auth' || kind === 'permission' || graphCode === 100;
}

async function inspect(run: GraphRun, token: Secret, authorization: Secret, proof = true): Promise<TokenInspection> {
  const body = await run.get({ path: 'debug_token', params: { input_token: token.reveal() }, authorization, proof });
  const answer = v.safeParse(debugBody, body);
  if (!answer.success) throw notAToken('debug_token');
  const { data } = answer.output;
  const message = data.error?.message ?? null;
  const { login, config } = run.client;
  const tokenLogin = loginOfToken(token);
  const isOther = !data.is_valid && tokenLogin !== null && tokenLogin !== login;
  return {
    ...data,
    error: message === null ? null : config.redactor.text(message),
    remedy: isOther ? otherLogin(login, tokenLogin) : null,
    app_refusal: null,
  };
}

/**
 * Exchanges a Facebook user token that is still valid for one that lasts about 60 days. Cost: 1 call.
 * Source: long-lived access tokens (2026-09-11); checked 2026-11-22.
 *
 * @throws GraphApiError that says whether the app or the token was refused
 */
export async function exchangeFacebookToken(run: GraphRun, token: Secret, app: AppCredentials): Promise<AccessToken> {
  const endpoint = 'oauth/access_token';
  const body = await explaining('Graph refused to exchange the access token', EXCHANGEABLE, () =>
    run.get({
      path: endpoint,
      givesToken: true,
      tokenTransport: 'none',
      params: {
        grant_type: 'fb_exchange_token',
        client_id: app.appId,
        client_secret: app.appSecret.reveal(),
        fb_exchange_token: token.reveal(),
      },
    }),
  );
  return readToken(run, body, endpoint);
}

const EXCHANGEABLE =
  'Only a user access token that has not expired and belongs to the app that appId names can be exchanged: log in again for a new access token, or configure the appId and the appSecret of its app.';

/** Which tokens can be refreshed. Source: refresh_access_token reference; instafeed.js issue 654; checked 2026-11-27. */
const REFRESHABLE =
  'Only a long-lived Instagram user token that is at least 24 hours old and has not expired can be refreshed: log in again for a new access token.';

/**
 * Refreshes an Instagram user token for another 60 days. It must be at least 24 hours old and not expired. The only
 * documented form has the token in the query. Cost: 1 call. Source: refresh_access_token reference; checked 2026-11-22.
 */
export async function refreshInstagramToken(run: GraphRun): Promise<AccessToken> {
  const endpoint = 'refresh_access_token';
  const body = await explaining('Graph refused to refresh the access token', REFRESHABLE, () =>
    run.get({
      path: endpoint,
      givesToken: true,
      versioned: false,
      tokenTransport: 'query',
      params: { grant_type: 'ig_refresh_token' },
    }),
  );
  return readToken(run, body, endpoint);
}

/** Reads, and says of a refusal what was refused. Graph's own words for it do not: "Unsupported request". */
async function explaining(what: string, remedy: string, read: () => Promise<unknown>): Promise<unknown> {
  try {
    return await read();
  } catch (error) {
    if (!isGraphApiError(error) || error.graphCode === null || error.retryable) throw error;
    throw explained(error, what, error.graphCode === 100 && error.kind !== 'auth' ? remedy : null);
  }
}

function explained(error: GraphApiError, what: string, remedy: string | null): GraphApiError {
  const { kind, code, retryable, status, graphCode, graphSubcode, traceId, retryAfterMs } = error;
  return new GraphApiError(`${what}. ${error.message}`, {
    ...{ kind, code, retryable, status, graphCode, graphSubcode, traceId, retryAfterMs },
    remedy: remedy ?? error.remedy,
  });
}

function readToken(run: GraphRun, body: unknown, endpoint: string): AccessToken {
  const answer = v.safeParse(tokenBody, body);
  if (!answer.success) throw notAToken(endpoint);
  const { access_token, expires_in } = answer.output;
  run.client.config.redactor.add(access_token);
  const now = run.client.config.dependencies.clock.now();
  return { value: access_token, expiresAt: expires_in === null ? null : timestampOrNull(now + expires_in * SECOND_MS) };
}

function notAToken(endpoint: string): GraphApiError {
  const message = `Graph answered ${endpoint} with something that is no token.`;
  return invalidAnswer(message, endpoint, 'Check baseUrl and any proxy in between.');
}

/** Makes the error of an access token that the configuration, provider or store does not give. */
export function missingToken(message: string, code: TokenErrorCode): GraphApiError {
  return new GraphApiError(message, {
    kind: 'auth',
    code: `auth:${code}`,
    remedy: 'Configure an access token, or let the provider or store return one as { value, expiresAt }.',
    status: null,
  });
}
