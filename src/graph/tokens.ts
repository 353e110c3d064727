import * as v from 'valibot';

import { GraphApiError } from '../base/errors.ts';
import { Secret } from '../base/redact.ts';
import { SECOND_MS, toTimestamp } from '../base/time.ts';
import type { AccessToken } from '../runtime/token-store.ts';
import type { GraphRun } from './graph-run.ts';

/** An app's name and secret, which inspecting and exchanging tokens on Facebook login take. */
export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: Secret;
}

/** What Graph says about a token. Times are unix seconds; 0 is never. */
export interface TokenInspection {
  readonly app_id: string | null;
  readonly type: string | null;
  readonly user_id: string | null;
  readonly is_valid: boolean;
  readonly expires_at: number | null;
  readonly data_access_expires_at: number | null;
  readonly scopes: string[] | null;
  readonly error: string | null;
}

const text = v.nullish(v.string(), null);
const number = v.nullish(v.number(), null);
/** Short ids may come as bare numbers. */
const id = v.nullish(v.union([v.string(), v.pipe(v.number(), v.transform(String))]), null);

const debugBody = v.object({
  data: v.object({
    app_id: id,
    type: text,
    user_id: id,
    is_valid: v.optional(v.boolean(), false),
    expires_at: number,
    data_access_expires_at: number,
    scopes: v.nullish(v.array(v.string()), null),
    error: v.nullish(v.object({ message: text }), null),
  }),
});

const tokenBody = v.object({ access_token: v.pipe(v.string(), v.nonEmpty()), expires_in: number });

/**
 * Asks Graph about a token: scopes, expiry, validity. Facebook login only. Inspected with the app's own token where its
 * secret is known, else with the token itself. Cost: 1 call. Source: debugging access tokens; checked 2026-11-22.
 */
export async function debugToken(run: GraphRun, token: Secret, app: AppCredentials | null): Promise<TokenInspection> {
  const authorization = app === null ? token : new Secret(`${app.appId}|${app.appSecret.reveal()}`);
  run.client.settings.redactor.add(authorization);
  const body = await run.get({ path: 'debug_token', params: { input_token: token.reveal() }, authorization });
  const facts = v.safeParse(debugBody, body);
  if (!facts.success) throw notAToken('debug_token');
  const { data } = facts.output;
  const said = data.error?.message ?? null;
  return { ...data, error: said === null ? null : run.client.settings.redactor.text(said) };
}

/**
 * Exchanges a Facebook user token that is still valid for one that lasts about 60 days. Cost: 1 call.
 * Source: long-lived access tokens (2026-09-11); checked 2026-11-22.
 */
export async function exchangeFacebookToken(run: GraphRun, token: Secret, app: AppCredentials): Promise<AccessToken> {
  const body = await run.get({
    path: 'oauth/access_token',
    tokenTransport: 'none',
    params: {
      grant_type: 'fb_exchange_token',
      client_id: app.appId,
      client_secret: app.appSecret.reveal(),
      fb_exchange_token: token.reveal(),
    },
  });
  return readToken(run, body, 'oauth/access_token');
}

/**
 * Refreshes an Instagram user token for another 60 days. It must be at least 24 hours old and not expired. The only
 * documented form has the token in the query. Cost: 1 call. Source: refresh_access_token reference; checked 2026-11-22.
 */
export async function refreshInstagramToken(run: GraphRun): Promise<AccessToken> {
  const body = await run.get({
    path: 'refresh_access_token',
    versioned: false,
    tokenTransport: 'query',
    params: { grant_type: 'ig_refresh_token' },
  });
  return readToken(run, body, 'refresh_access_token');
}

function readToken(run: GraphRun, body: unknown, endpoint: string): AccessToken {
  const answer = v.safeParse(tokenBody, body);
  if (!answer.success) throw notAToken(endpoint);
  const { access_token, expires_in } = answer.output;
  run.client.settings.redactor.add(access_token);
  const now = run.client.settings.dependencies.clock.now();
  return { value: access_token, expiresAt: expires_in === null ? null : toTimestamp(now + expires_in * SECOND_MS) };
}

function notAToken(endpoint: string): GraphApiError {
  return new GraphApiError(`Graph answered ${endpoint} with something that is no token.`, {
    kind: 'invalid_response',
    code: `graph:${endpoint}`,
    remedy: 'Check baseUrl and any proxy in between.',
    status: null,
  });
}
