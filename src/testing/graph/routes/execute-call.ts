import { createHmac } from 'node:crypto';
import type { Misuse } from '../../shared/request-log.ts';
import type { DatasetIndex } from '../dataset/dataset-index.ts';
import { GraphFailure, removedParameter, unknownVersion } from '../rules/failures.ts';
import {
  isVersionSegment,
  LEAVING_PARAMETERS,
  REMOVED_PARAMETERS,
  servedVersion,
  stringifyBody,
} from '../rules/platform.ts';
import { debugToken, tokenEndpoint } from '../tokens/token-endpoints.ts';
import { proofInvalid, proofRequired } from '../tokens/token-registry.ts';
import type { GraphCall, GraphState } from '../graph-state.ts';
import { answerCall } from './answer-call.ts';

/** A path taken apart. */
interface CallPath {
  /** `v26.0`, `''` without a version. */
  readonly version: string;
  readonly segments: readonly string[];
}

export function parsePath(path: string): CallPath {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
  const first = segments[0] ?? '';
  return isVersionSegment(first) ? { version: first, segments: segments.slice(1) } : { version: '', segments };
}

/** Gives the endpoint as a template, for counts and faults: `/{media}/insights`. */
export function endpointOf(index: DatasetIndex, method: string, path: string): string {
  const { segments } = parsePath(path);
  const [first, ...rest] = segments;
  if (first === undefined) return method === 'POST' ? 'batch' : '/';
  if (first === 'cdn') return '/cdn';
  if (!/^\d+$/.test(first))
    return first === 'me' || rest.length === 0 || first === 'oauth' ? `/${segments.join('/')}` : '/{alias}';
  const kind = index.nodes.get(first)?.kind;
  const label = kind === undefined ? 'unknown' : LABELS[kind];
  return `/{${label}}${rest.map((segment) => `/${segment}`).join('')}`;
}

const LABELS = {
  user: 'ig-user',
  media: 'media',
  child: 'media',
  comment: 'comment',
  hashtag: 'hashtag',
  page: 'page',
} as const;

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** One Graph call before anything about it is known to be right. */
interface CallRequest {
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  /** Token from the header or the batch around it; `null` when there is none or it is in the query. */
  readonly token: string | null;
}

/** The answer to a call. */
interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `100/33`; `null` when it went well. */
  readonly errorCode: string | null;
  readonly misuse: readonly Misuse[];
}

/** Answers one call: version, removed features, token, proof, quota, then the route. */
export function executeCall(state: GraphState, request: CallRequest): CallAnswer {
  const misuse: Misuse[] = [];
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  try {
    const body = stringifyBody(bodyOf(state, request, misuse));
    return {
      status: 200,
      headers: { ...headers, ...versionHeader(state, request), ...state.usage.headers() },
      body,
      errorCode: null,
      misuse,
    };
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    return {
      status: error.status,
      headers: { ...headers, ...challengeOf(error), ...state.usage.headers() },
      body: JSON.stringify(error.toBody(state.login, state.nextTrace())),
      errorCode: error.word,
      misuse,
    };
  }
}

/** Gives what Graph adds to errors of the type `OAuthException`. Header text must be printable ASCII. */
function challengeOf(error: GraphFailure): Readonly<Record<string, string>> {
  if (error.type !== 'OAuthException') return {};
  const reason = error.code === 190 ? 'invalid_token' : 'invalid_request';
  const message = error.message.replaceAll(/[^ -~]|"/g, '');
  return { 'www-authenticate': `OAuth "Facebook Platform" "${reason}" "${message}"` };
}

function bodyOf(state: GraphState, request: CallRequest, misuse: Misuse[]): unknown {
  const { version, segments } = parsePath(request.path);
  const served = servedVersion(version === '' ? null : version, state.now());
  if (served.kind === 'unknown') throw unknownVersion(`/${version}/${segments.join('/')}`);
  if (!served.isChecked) misuse.push({ rule: 'version_not_checked', detail: version });
  const route = segments.join('/');
  requireNoRemoved(request.params, route, misuse);
  const exchanged = tokenEndpoint(state, request, route);
  if (exchanged !== null) return exchanged;
  const inQuery = request.params.get('access_token');
  if (inQuery !== null) misuse.push({ rule: 'token_in_query', detail: `/${route}` });
  const token = state.tokens.require(request.token ?? inQuery);
  requireProof(state, token.value, request.params);
  const call: GraphCall = {
    state,
    method: request.method,
    segments,
    versionPath: version,
    major: served.major,
    params: request.params,
    token,
    tokenInQuery: inQuery !== null,
    isPlatform: isPlatformCall(request.params, segments),
    misuse,
  };
  const throttled = state.usage.take(call.isPlatform);
  if (throttled !== null) throw throttled;
  noteUnknownParameters(call, route);
  return route === 'debug_token' && state.login === 'facebook' ? debugToken(call) : answerCall(call);
}

function requireNoRemoved(params: URLSearchParams, route: string, misuse: Misuse[]): void {
  for (const name of REMOVED_PARAMETERS) {
    if (!params.has(name) || (name === 'debug' && route === 'debug_token')) continue;
    misuse.push({ rule: 'removed_feature', detail: `parameter ${name}` });
    throw removedParameter(name);
  }
}

function requireProof(state: GraphState, token: string, params: URLSearchParams): void {
  const proof = params.get('appsecret_proof');
  if (proof === null) {
    if (state.requireProof) throw proofRequired();
    return;
  }
  if (proof !== createHmac('sha256', state.appSecret).update(token).digest('hex')) throw proofInvalid();
}

/**
 * Tells whether a call is one of those that count for the app alone: finding others, hashtags, and everything that is
 * not about the account.
 */
function isPlatformCall(params: URLSearchParams, segments: readonly string[]): boolean {
  const first = segments[0] ?? '';
  if (!/^\d+$/.test(first)) return true;
  const fields = params.get('fields') ?? '';
  return fields.includes('business_discovery.') || segments[1] === 'recent_media' || segments[1] === 'top_media';
}

const PARAMETERS: readonly string[] = [
  ...['access_token', 'appsecret_proof', 'fields', 'limit', 'after', 'before', 'since', 'until'],
  ...['metric', 'metric_type', 'period', 'breakdown', 'timeframe', 'user_id', 'q', 'input_token', 'locale'],
];

/**
 * Notes unknown parameters. Graph ignores what it does not know, so a client never learns that it misspelt something.
 */
function noteUnknownParameters(call: GraphCall, route: string): void {
  for (const name of call.params.keys()) {
    if (LEAVING_PARAMETERS.includes(name)) call.misuse.push({ rule: 'removed_feature', detail: `parameter ${name}` });
    else if (!PARAMETERS.includes(name))
      call.misuse.push({ rule: 'unknown_parameter', detail: `${name} on /${route}` });
  }
}

function versionHeader(state: GraphState, request: CallRequest): Readonly<Record<string, string>> {
  const { version } = parsePath(request.path);
  const served = servedVersion(version === '' ? null : version, state.now());
  return served.kind === 'served' ? { 'facebook-api-version': `v${String(served.major)}.0` } : {};
}
