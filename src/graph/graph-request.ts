import type { Secret } from '../base/redact.ts';
import type { LoginFeatures } from './platform.ts';
import type { ActiveToken } from '../runtime/token-manager.ts';
import type { WireRequest } from './transport.ts';
import { createHmac } from 'node:crypto';
import { invalidRequest } from '../base/errors.ts';

/** Query parameters of a read; one that is `undefined` is left out. */
export type GraphParams = Readonly<Record<string, string | number | undefined>>;

/** One read from Graph. */
export interface GraphRequest {
  /** Below the version: `17841…/media`. Never holds a token. */
  readonly path: string;
  readonly params?: GraphParams | undefined;
  /** False for the few token endpoints that have no version. */
  readonly versioned?: boolean | undefined;
  /** Another token than the account's, for the endpoints that inspect tokens. */
  readonly authorization?: Secret | undefined;
  /** False to leave out the proof of the app's secret, which may be the very thing that is wrong. @default true */
  readonly proof?: boolean | undefined;
  /** True for an endpoint that answers with a token: no other answer may repeat one. @default false */
  readonly givesToken?: boolean | undefined;
  /** How the token travels; the configured way unless an endpoint takes only one. */
  readonly tokenTransport?: 'header' | 'query' | 'none' | undefined;
}

/** Where requests go and how they are signed. */
export interface GraphEndpoint {
  readonly origin: string;
  readonly features: Pick<LoginFeatures, 'appSecretProof'>;
  readonly config: {
    readonly apiVersion: string;
    readonly appSecret: Secret | null;
    readonly tokenTransport: 'header' | 'query';
  };
}

/** Builds the HTTP request for one read. */
export function toWireRequest(client: GraphEndpoint, request: GraphRequest, token: ActiveToken | null): WireRequest {
  const url = new URL(pathOf(client, request), `${client.origin}/`);
  const bearer = request.authorization ?? token?.secret ?? null;
  const way = request.authorization === undefined ? request.tokenTransport : 'header';
  const signed = authenticate(client, bearer, way, url.searchParams, request.proof);
  setParams(url.searchParams, request.params);
  return { method: 'GET', url, bearer: signed };
}

/** Builds the HTTP request for a batch of reads, with one token and proof for all. */
export function toWireBatch(
  client: GraphEndpoint,
  requests: readonly GraphRequest[],
  token: ActiveToken | null,
): WireRequest {
  const items = requests.map((request) => ({ method: 'GET', relative_url: relativeUrl(client, request) }));
  const body = new URLSearchParams({ batch: JSON.stringify(items) });
  const bearer = authenticate(client, token?.secret ?? null, undefined, body);
  return { method: 'POST', url: new URL(`${client.config.apiVersion}/`, `${client.origin}/`), bearer, body };
}

function relativeUrl(client: GraphEndpoint, request: GraphRequest): string {
  const params = new URLSearchParams();
  setParams(params, request.params);
  return `${pathOf(client, request)}?${params.toString()}`;
}

function pathOf(client: GraphEndpoint, request: GraphRequest): string {
  return request.versioned === false ? request.path : `${client.config.apiVersion}/${request.path}`;
}

function setParams(target: URLSearchParams, params: GraphParams = {}): void {
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined) target.set(key, String(value));
  }
}

/** Puts the token where it travels, and its proof beside it. The token to send as a header; `null` otherwise. */
function authenticate(
  client: GraphEndpoint,
  token: Secret | null,
  transport: GraphRequest['tokenTransport'],
  params: URLSearchParams,
  proof = true,
): Secret | null {
  const { appSecret, tokenTransport } = client.config;
  const way = transport ?? tokenTransport;
  if (token === null || way === 'none') return null;
  if (proof && appSecret !== null && client.features.appSecretProof) {
    params.set('appsecret_proof', appSecretProof(appSecret, token));
  }
  if (way === 'header') return token;
  params.set('access_token', token.reveal());
  return null;
}

/**
 * Proves that the caller of the API has the app's secret: hex(HMAC-SHA256(key: app secret, message: access token)).
 * Source: Graph API guide, secure requests; checked 2026-11-22.
 */
export function appSecretProof(appSecret: Secret, accessToken: Secret): string {
  return createHmac('sha256', appSecret.reveal()).update(accessToken.reveal()).digest('hex');
}

/**
 * Lets a caller's own path into a request: segments of letters, digits and `_`, which cannot climb out of the version.
 * Parameters that sign a request, change what it does or were removed from Graph are refused, in any case of letters.
 *
 * @throws InsightInventoryError `invalid_request` before any call
 */
export function requireGraphPath(path: string, params: Readonly<Record<string, unknown>> = {}): string {
  const clean = path.replace(/^\/+|\/+$/g, '');
  if (!/^[\w]+(?:\/[\w]+)*$/.test(clean)) {
    const remedy = 'Pass a path below the version, such as 17841400000000000/tags, and everything else in params.';
    throw invalidRequest('path', 'holds something besides names and ids', remedy);
  }
  for (const key of Object.keys(params)) {
    const remedy = REFUSED_PARAMS.get(key.toLowerCase());
    if (remedy !== undefined) throw invalidRequest(`params.${key}`, 'cannot be set', remedy);
  }
  return clean;
}

const SIGNED = 'The manager adds the token and its proof.';
const READS = 'Graph would do what it names in place of a read, and this library only reads.';
const REMOVED = 'Graph removed it (docs/instagram.md).';

/** What a caller's own parameters may not be, and why. */
const REFUSED_PARAMS: ReadonlyMap<string, string> = new Map([
  ['access_token', SIGNED],
  ['appsecret_proof', SIGNED],
  ['method', READS],
  ['batch', READS],
  ['ids', REMOVED],
  ['date_format', REMOVED],
  ['pretty', REMOVED],
  ['debug', REMOVED],
  ['callback', REMOVED],
]);
