import { GraphFailure, parameterRequired, refreshUnsupported } from '../rules/failures.ts';
import { rawNumber } from '../rules/platform.ts';
import type { GraphCall, GraphState } from '../graph-state.ts';
import { type IssuedToken, notShortLived, tokenMalformed } from './token-registry.ts';

/** Answers `/debug_token`: what is known of a token. A dead one is HTTP 200 with `is_valid` false. */
export function debugToken(call: GraphCall): { readonly data: Readonly<Record<string, unknown>> } {
  const { state } = call;
  const input = call.params.get('input_token');
  if (input === null || input === '') throw parameterRequired('input_token', state.login);
  const token = state.tokens.find(input);
  if (token === null) {
    const { message, code } = tokenMalformed(state.login);
    return { data: { error: { code, message }, is_valid: false, scopes: [] } };
  }
  const problem = state.tokens.problemOf(token);
  const head = { app_id: token.appId, type: token.kind.toUpperCase(), application: 'Example App' };
  const user_id = state.index.person.id;
  if (problem !== null) {
    const error = { code: 190, message: state.tokens.problemText(token, problem), subcode: problem };
    return { data: { ...head, error, expires_at: seconds(token.expiresAt), is_valid: false, scopes: [], user_id } };
  }
  return {
    data: {
      ...head,
      data_access_expires_at: seconds(token.dataAccessExpiresAt),
      expires_at: seconds(token.expiresAt),
      is_valid: true,
      issued_at: seconds(token.issuedAt),
      ...(token.kind === 'page' ? { profile_id: state.index.pages[0]?.id } : {}),
      scopes: token.scopes,
      ...(token.kind === 'page' ? {} : { granular_scopes: granular(call, token) }),
      user_id,
    },
  };
}

/** Gives the Unix seconds; 0 is never. */
function seconds(time: number | null): number {
  return time === null ? 0 : Math.floor(time / 1_000);
}

function granular(call: GraphCall, token: IssuedToken): readonly unknown[] {
  const usual = [call.state.index.dataset.account.id];
  return token.scopes.map((scope) =>
    scope === 'public_profile' ? { scope } : { scope, target_ids: token.targets[scope] ?? usual },
  );
}

const DAY_MS = 86_400_000;
/** Seconds the platform says a new token of 60 days lives. */
const EXCHANGED_LIFE_S = 5_183_944;
const LONG_LIFE_S = 5_184_000;

/** What a token endpoint is asked with. */
interface TokenEndpointRequest {
  readonly method: string;
  readonly params: URLSearchParams;
}

/** Gives the answer of the endpoints that give tokens; `null` for any other route. They need no token in a header. */
export function tokenEndpoint(state: GraphState, request: TokenEndpointRequest, route: string): unknown {
  if (state.login === 'facebook')
    return route === 'oauth/access_token' ? facebookExchange(state, request.params) : null;
  if (route === 'access_token' && request.method === 'GET') return instagramExchange(state, request.params);
  return route === 'refresh_access_token' && request.method === 'GET' ? instagramRefresh(state, request.params) : null;
}

/** Answers the code exchange of api.instagram.com, whose errors have an envelope of their own. */
export function exchangeCode(state: GraphState, form: URLSearchParams): { status: number; body: unknown } {
  const refuse = (message: string): { status: number; body: unknown } => ({
    status: 400,
    body: { error_type: 'OAuthException', code: 400, error_message: message },
  });
  if (form.get('grant_type') !== 'authorization_code') return refuse('Invalid grant_type');
  if (form.get('client_id') !== state.appId) return refuse('Invalid platform app');
  if (form.get('client_secret') !== state.appSecret) return refuse('Error validating client secret.');
  if (form.get('redirect_uri') === null) return refuse('Invalid redirect_uri');
  if (!state.tokens.useCode(form.get('code') ?? '')) return refuse('Invalid authorization code');
  const token = state.tokens.issue({ life: 'short' });
  const body = { access_token: token.value, user_id: rawNumber(state.index.appScopedId), permissions: token.scopes };
  return { status: 200, body };
}

function facebookExchange(state: GraphState, params: URLSearchParams): unknown {
  const grant = required(state, params, 'grant_type');
  requireApp(state, params);
  if (grant === 'client_credentials') {
    return { access_token: `${state.appId}|${state.appSecret}`, token_type: 'bearer' };
  }
  if (grant !== 'fb_exchange_token') throw wrongGrant(grant);
  const old = state.tokens.require(required(state, params, 'fb_exchange_token'));
  const expiresAt = state.now() + EXCHANGED_LIFE_S * 1_000;
  const token = state.tokens.issue({ kind: old.kind, scopes: old.scopes, expiresAt });
  return { access_token: token.value, token_type: 'bearer', expires_in: EXCHANGED_LIFE_S };
}

function instagramExchange(state: GraphState, params: URLSearchParams): unknown {
  const grant = required(state, params, 'grant_type');
  if (grant !== 'ig_exchange_token') throw wrongGrant(grant);
  if (required(state, params, 'client_secret') !== state.appSecret) throw wrongSecret();
  const old = state.tokens.require(required(state, params, 'access_token'));
  if (old.life !== 'short') throw notShortLived();
  const token = state.tokens.issue({ scopes: old.scopes, expiresAt: state.now() + LONG_LIFE_S * 1_000 });
  return { access_token: token.value, token_type: 'bearer', expires_in: LONG_LIFE_S };
}

function instagramRefresh(state: GraphState, params: URLSearchParams): unknown {
  const grant = required(state, params, 'grant_type');
  if (grant !== 'ig_refresh_token') throw wrongGrant(grant);
  const old = state.tokens.require(required(state, params, 'access_token'));
  // A short-lived token is never 24 hours old and alive, so both rules meet here.
  if (old.life === 'short' || state.now() - old.issuedAt < DAY_MS) throw refreshUnsupported();
  const token = state.tokens.issue({ scopes: old.scopes, expiresAt: state.now() + EXCHANGED_LIFE_S * 1_000 });
  const permissions = token.scopes.join(',');
  return { access_token: token.value, token_type: 'bearer', expires_in: EXCHANGED_LIFE_S, permissions };
}

function required(state: GraphState, params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (value === null || value === '') throw parameterRequired(name, state.login);
  return value;
}

function requireApp(state: GraphState, params: URLSearchParams): void {
  const id = required(state, params, 'client_id');
  const secret = required(state, params, 'client_secret');
  if (id !== state.appId) throw wrongApp();
  if (secret !== state.appSecret) throw wrongSecret();
}

/** Makes the error of a wrong app. The text is from memory. */
function wrongApp(): GraphFailure {
  const message = 'Error validating application. Cannot get application info due to a system error.';
  return new GraphFailure(message, { code: 101 });
}

/**
 * Makes the error of a wrong secret: code 1, as for errors that pass. Seen: facebookarchive/php-graph-sdk#538 (checked
 * 2026-11-27).
 */
function wrongSecret(): GraphFailure {
  return new GraphFailure('Error validating client secret.', { code: 1 });
}

/** Makes the error of a wrong grant. No source has the body for a wrong grant type. */
function wrongGrant(grant: string): GraphFailure {
  return new GraphFailure(`Invalid grant_type: ${grant}`, { code: 100 });
}
