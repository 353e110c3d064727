import { GraphFailure, parameterRequired, refreshUnsupported } from '../rules/failures.ts';
import { rawNumber } from '../wire-format.ts';
import type { GraphCall, World } from '../world.ts';
import { type IssuedToken, notShortLived, tokenMalformed } from './token-registry.ts';

/** `/debug_token`: what is known of a token. A dead one is HTTP 200 with `is_valid` false. */
export function debugToken(call: GraphCall): { readonly data: Readonly<Record<string, unknown>> } {
  const { world } = call;
  const input = call.params.get('input_token');
  if (input === null || input === '') throw parameterRequired('input_token', world.login);
  const token = world.tokens.find(input);
  if (token === null) {
    const { message, code } = tokenMalformed(world.login);
    return { data: { error: { code, message }, is_valid: false, scopes: [] } };
  }
  const problem = world.tokens.problemOf(token);
  const head = { app_id: token.appId, type: token.kind.toUpperCase(), application: 'Example App' };
  const user_id = world.index.person.id;
  if (problem !== null) {
    const error = { code: 190, message: world.tokens.problemText(token, problem), subcode: problem };
    return { data: { ...head, error, expires_at: seconds(token.expiresAt), is_valid: false, scopes: [], user_id } };
  }
  return {
    data: {
      ...head,
      data_access_expires_at: seconds(token.dataAccessExpiresAt),
      expires_at: seconds(token.expiresAt),
      is_valid: true,
      issued_at: seconds(token.issuedAt),
      ...(token.kind === 'page' ? { profile_id: world.index.pages[0]?.id } : {}),
      scopes: token.scopes,
      ...(token.kind === 'page' ? {} : { granular_scopes: granular(call, token) }),
      user_id,
    },
  };
}

/** Unix seconds; 0 is never. */
function seconds(time: number | null): number {
  return time === null ? 0 : Math.floor(time / 1_000);
}

function granular(call: GraphCall, token: IssuedToken): readonly unknown[] {
  const usual = [call.world.index.dataset.account.id];
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

/** The answer of the endpoints that give tokens; `null` for any other route. They need no token in a header. */
export function tokenEndpoint(world: World, request: TokenEndpointRequest, route: string): unknown {
  if (world.login === 'facebook')
    return route === 'oauth/access_token' ? facebookExchange(world, request.params) : null;
  if (route === 'access_token' && request.method === 'GET') return instagramExchange(world, request.params);
  return route === 'refresh_access_token' && request.method === 'GET' ? instagramRefresh(world, request.params) : null;
}

/** The code exchange of api.instagram.com, whose errors have an envelope of their own. */
export function exchangeCode(world: World, form: URLSearchParams): { status: number; body: unknown } {
  const refuse = (message: string): { status: number; body: unknown } => ({
    status: 400,
    body: { error_type: 'OAuthException', code: 400, error_message: message },
  });
  if (form.get('grant_type') !== 'authorization_code') return refuse('Invalid grant_type');
  if (form.get('client_id') !== world.appId) return refuse('Invalid platform app');
  if (form.get('client_secret') !== world.appSecret) return refuse('Error validating client secret.');
  if (form.get('redirect_uri') === null) return refuse('Invalid redirect_uri');
  if (!world.tokens.useCode(form.get('code') ?? '')) return refuse('Invalid authorization code');
  const token = world.tokens.issue({ life: 'short' });
  const body = { access_token: token.value, user_id: rawNumber(world.index.appScopedId), permissions: token.scopes };
  return { status: 200, body };
}

function facebookExchange(world: World, params: URLSearchParams): unknown {
  const grant = required(world, params, 'grant_type');
  requireApp(world, params);
  if (grant === 'client_credentials') {
    return { access_token: `${world.appId}|${world.appSecret}`, token_type: 'bearer' };
  }
  if (grant !== 'fb_exchange_token') throw wrongGrant(grant);
  const old = world.tokens.require(required(world, params, 'fb_exchange_token'));
  const expiresAt = world.now() + EXCHANGED_LIFE_S * 1_000;
  const token = world.tokens.issue({ kind: old.kind, scopes: old.scopes, expiresAt });
  return { access_token: token.value, token_type: 'bearer', expires_in: EXCHANGED_LIFE_S };
}

function instagramExchange(world: World, params: URLSearchParams): unknown {
  const grant = required(world, params, 'grant_type');
  if (grant !== 'ig_exchange_token') throw wrongGrant(grant);
  if (required(world, params, 'client_secret') !== world.appSecret) throw wrongSecret();
  const old = world.tokens.require(required(world, params, 'access_token'));
  if (old.life !== 'short') throw notShortLived();
  const token = world.tokens.issue({ scopes: old.scopes, expiresAt: world.now() + LONG_LIFE_S * 1_000 });
  return { access_token: token.value, token_type: 'bearer', expires_in: LONG_LIFE_S };
}

function instagramRefresh(world: World, params: URLSearchParams): unknown {
  const grant = required(world, params, 'grant_type');
  if (grant !== 'ig_refresh_token') throw wrongGrant(grant);
  const old = world.tokens.require(required(world, params, 'access_token'));
  // A short-lived token is never 24 hours old and alive, so both rules meet here.
  if (old.life === 'short' || world.now() - old.issuedAt < DAY_MS) throw refreshUnsupported();
  const token = world.tokens.issue({ scopes: old.scopes, expiresAt: world.now() + EXCHANGED_LIFE_S * 1_000 });
  const permissions = token.scopes.join(',');
  return { access_token: token.value, token_type: 'bearer', expires_in: EXCHANGED_LIFE_S, permissions };
}

function required(world: World, params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (value === null || value === '') throw parameterRequired(name, world.login);
  return value;
}

function requireApp(world: World, params: URLSearchParams): void {
  const id = required(world, params, 'client_id');
  const secret = required(world, params, 'client_secret');
  if (id !== world.appId) throw new GraphFailure('Error validating application.', { code: 101 });
  if (secret !== world.appSecret) throw wrongSecret();
}

/** No source has the bodies for a wrong secret and a wrong grant type. */
function wrongSecret(): GraphFailure {
  return new GraphFailure('Error validating client secret.', { code: 100 });
}

function wrongGrant(grant: string): GraphFailure {
  return new GraphFailure(`Invalid grant_type: ${grant}`, { code: 100 });
}
