import { appSecretProof } from './app-secret-proof.ts';
import type { Secret } from '../base/secret.ts';
import type { GraphClient } from './graph-client.ts';
import type { HeldToken } from './token-holder.ts';
import type { WireRequest } from './transport.ts';

/** Query parameters of a read; one that is `undefined` is left out. */
export type GraphParams = Readonly<Record<string, string | number | undefined>>;

/** One read from Graph. */
export interface GraphRequest {
  /** Below the version: `17841…/media`. Never holds a token. */
  readonly path: string;
  readonly params?: GraphParams | undefined;
  /** False for the few token endpoints that stand outside the versions. */
  readonly versioned?: boolean | undefined;
  /** Another token than the account's, for the endpoints that inspect tokens. */
  readonly authorization?: Secret | undefined;
  /** How the token travels; the configured way unless an endpoint takes only one. */
  readonly tokenTransport?: 'header' | 'query' | 'none' | undefined;
}

/** The HTTP request for one read. */
export function toWireRequest(client: GraphClient, request: GraphRequest, token: HeldToken | null): WireRequest {
  const url = new URL(pathOf(client, request), `${client.origin}/`);
  const bearer = request.authorization ?? token?.secret ?? null;
  const way = request.authorization === undefined ? request.tokenTransport : 'header';
  const headers = authenticate(client, bearer, way, url.searchParams);
  setParams(url.searchParams, request.params);
  return { method: 'GET', url, headers };
}

/** The HTTP request for a batch of reads; the token and its proof stand at the top. */
export function toWireBatch(
  client: GraphClient,
  requests: readonly GraphRequest[],
  token: HeldToken | null,
): WireRequest {
  const items = requests.map((request) => ({ method: 'GET', relative_url: relativeUrl(client, request) }));
  const body = new URLSearchParams({ batch: JSON.stringify(items) });
  const headers = authenticate(client, token?.secret ?? null, undefined, body);
  return { method: 'POST', url: new URL(`${client.settings.apiVersion}/`, `${client.origin}/`), headers, body };
}

function relativeUrl(client: GraphClient, request: GraphRequest): string {
  const params = new URLSearchParams();
  setParams(params, request.params);
  return `${pathOf(client, request)}?${params.toString()}`;
}

function pathOf(client: GraphClient, request: GraphRequest): string {
  return request.versioned === false ? request.path : `${client.settings.apiVersion}/${request.path}`;
}

function setParams(target: URLSearchParams, params: GraphParams = {}): void {
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined) target.set(key, String(value));
  }
}

function authenticate(
  client: GraphClient,
  token: Secret | null,
  transport: GraphRequest['tokenTransport'],
  params: URLSearchParams,
): Record<string, string> {
  const { appSecret, tokenTransport } = client.settings;
  const way = transport ?? tokenTransport;
  if (token === null || way === 'none') return {};
  if (appSecret !== null && client.features.appSecretProof) {
    params.set('appsecret_proof', appSecretProof(appSecret, token));
  }
  if (way === 'header') return { authorization: `Bearer ${token.reveal()}` };
  params.set('access_token', token.reveal());
  return {};
}
