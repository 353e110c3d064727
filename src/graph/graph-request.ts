import { createHmac } from 'node:crypto';

import { GraphApiError, invalidRequest, isGraphApiError } from '../base/errors.ts';
import { parseGraphJson } from '../base/graph-json.ts';
import type { Secret } from '../base/redact.ts';
import { SECOND_MS } from '../base/time.ts';
import type { FetchLike } from '../runtime/dependencies.ts';
import type { ActiveToken } from '../runtime/token-manager.ts';
import { invalidAnswer } from './graph-error.ts';
import type { LoginFeatures } from './platform.ts';

/** One HTTP request, ready to send. Its URL may carry a token only in query mode; it is never put into a message. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** The token in header mode; `null` when it travels otherwise or not at all. */
  readonly bearer: Secret | null;
  readonly body?: URLSearchParams | undefined;
}

/** One HTTP answer, read to its end. */
export interface WireAnswer {
  readonly status: number;
  /** The parsed body; `undefined` when it was not JSON. */
  readonly body: unknown;
  readonly header: (name: string) => string | null;
}

interface WireOptions {
  readonly signal: AbortSignal;
  /** For the answer with its whole body. */
  readonly timeoutMs: number;
  readonly fetch: FetchLike;
  /** Takes the secrets of the request out of the text of its answer. */
  readonly clean: (text: string) => string;
}

/**
 * Sends one request and reads its answer. Neither retries nor redirects are followed, and no status throws.
 *
 * @throws GraphApiError `network` when no answer came, `timeout` when it did not come in time; the signal's own reason
 * once it has aborted
 */
export async function sendWire(request: WireRequest, options: WireOptions): Promise<WireAnswer> {
  const { method, url, bearer, body } = request;
  const { signal, timeoutMs, fetch, clean } = options;
  const { default: ky, TimeoutError } = await loadKy();
  let text = '';
  try {
    const response = await ky(url, {
      ...KY_OPTIONS,
      method,
      headers: { accept: 'application/json' },
      ...(body === undefined ? {} : { body }),
      signal,
      timeout: timeoutMs,
      hooks: {
        beforeRequest: [
          // ky 1 gives the request, ky 2 one object that holds it.
          (given: Request | { readonly request: Request }) => {
            authorize(given instanceof Request ? given : given.request, bearer);
          },
        ],
      },
      // Read here, so that ky's timeout covers the body and not only the headers.
      fetch: async (input, init) => {
        const received = await fetch(input instanceof Request ? input : new Request(input), init);
        text = await readText(received);
        return received;
      },
    });
    return { status: response.status, body: parseGraphJson(clean(text)), header: (name) => response.headers.get(name) };
  } catch (error) {
    signal.throwIfAborted();
    if (isGraphApiError(error)) throw error;
    throw error instanceof TimeoutError ? timedOut(timeoutMs) : unreachable(error);
  }
}

let loadedKy: Promise<typeof import('ky')> | null = null;

/**
 * Loads ky for the first request: it looks at the global `Request`, for which Node loads its whole HTTP client. Kept:
 * where other loaders of modules are at work, each `import()` asks them again.
 */
export function loadKy(): Promise<typeof import('ky')> {
  loadedKy ??= importKy();
  return loadedKy;
}

async function importKy(): Promise<typeof import('ky')> {
  return await import('ky');
}

/** The features of ky that cannot serve here; docs/decisions/0001 says why. */
export const KY_OPTIONS = { retry: 0, throwHttpErrors: false, redirect: 'manual' } as const;

/**
 * The longest answer that is read, unpacked. A page of a hundred posts with all its insights and comments is below 4 MB.
 */
const MAX_ANSWER_BYTES = 64 * 2 ** 20;

/** Reads a body piece by piece, so that one without an end, or a small one that unpacks to gigabytes, cannot fill the memory. */
async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const body: AsyncIterable<Uint8Array> = response.body;
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > MAX_ANSWER_BYTES) throw tooLarge();
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(): GraphApiError {
  return invalidAnswer(
    `Graph sent more than ${String(MAX_ANSWER_BYTES / 2 ** 20)} MiB in one answer.`,
    'body_too_large',
    'Ask for less at once, and check baseUrl and the proxy between.',
  );
}

function authorize(request: Request, bearer: Secret | null): void {
  if (bearer !== null) request.headers.set('authorization', `Bearer ${bearer.reveal()}`);
}

function timedOut(timeoutMs: number): GraphApiError {
  return new GraphApiError(`Graph did not answer within ${String(timeoutMs / SECOND_MS)} s.`, {
    kind: 'timeout',
    code: 'timeout:request',
    retryable: true,
    remedy: 'Try again, ask for less at once, or raise timeoutMs.',
    status: null,
  });
}

/** Makes our error of the transport's, which has the request and its headers: only its code is taken over. */
function unreachable(error: unknown): GraphApiError {
  const code = systemCode(error);
  return new GraphApiError(`Graph could not be reached${code === null ? '' : ` (${code})`}.`, {
    kind: 'network',
    code: `network:${code ?? 'failed'}`,
    retryable: true,
    remedy: 'Check the network and baseUrl, then try again.',
    status: null,
  });
}

/** Finds `ECONNRESET` and the like, wherever in the chain of causes it is. */
function systemCode(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z0-9_]{3,40}$/.test(cause.code)) return cause.code;
  }
  return null;
}

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
interface GraphEndpoint {
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
