import { createHmac } from 'node:crypto';

import type { Misuse } from '../../shared/request-log.ts';
import { GraphFailure } from '../graph-failure.ts';
import { stringifyBody } from '../nodes/raw-number.ts';
import { removedParameter, unknownVersion } from '../rules/failures.ts';
import { REMOVED_PARAMETERS } from '../rules/removed-features.ts';
import { proofInvalid, proofRequired } from '../rules/token-failures.ts';
import { servedVersion } from '../rules/versions.ts';
import type { GraphCall, World } from '../world.ts';
import { answerCall } from './answer-call.ts';
import { parsePath } from './call-path.ts';
import { debugToken } from './debug-token.ts';
import { tokenEndpoint } from './token-endpoints.ts';

/** One Graph call before anything about it is known to be right. */
export interface CallRequest {
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  /** Token from the header or the batch around it; `null` when there is none or it stands in the query. */
  readonly token: string | null;
}

/** What became of a call. */
export interface CallOutcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `100/33`; `null` when it went well. */
  readonly errorCode: string | null;
  readonly misuse: readonly Misuse[];
}

/** Answers one call: version, removed features, token, proof, quota, then the route. */
export function executeCall(world: World, request: CallRequest): CallOutcome {
  const misuse: Misuse[] = [];
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  try {
    const body = stringifyBody(bodyOf(world, request, misuse));
    return {
      status: 200,
      headers: { ...headers, ...versionHeader(world, request), ...world.usage.headers() },
      body,
      errorCode: null,
      misuse,
    };
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    return {
      status: error.status,
      headers: { ...headers, ...challengeOf(error), ...world.usage.headers() },
      body: JSON.stringify(error.toBody(world.login, world.nextTrace())),
      errorCode: error.word,
      misuse,
    };
  }
}

/** What Graph adds to errors of the type `OAuthException`. Header text must be printable ASCII. */
function challengeOf(error: GraphFailure): Readonly<Record<string, string>> {
  if (error.type !== 'OAuthException') return {};
  const reason = error.code === 190 ? 'invalid_token' : 'invalid_request';
  const message = error.message.replaceAll(/[^ -~]|"/g, '');
  return { 'www-authenticate': `OAuth "Facebook Platform" "${reason}" "${message}"` };
}

function bodyOf(world: World, request: CallRequest, misuse: Misuse[]): unknown {
  const { version, segments } = parsePath(request.path);
  const served = servedVersion(version === '' ? null : version, world.now());
  if (served.kind === 'unknown') throw unknownVersion(`/${version}/${segments.join('/')}`);
  const route = segments.join('/');
  requireNoRemoved(request.params, route, misuse);
  const exchanged = tokenEndpoint(world, request, route);
  if (exchanged !== null) return exchanged;
  const inQuery = request.params.get('access_token');
  if (inQuery !== null) misuse.push({ rule: 'token_in_query', detail: `/${route}` });
  const token = world.tokens.require(request.token ?? inQuery);
  requireProof(world, token.value, request.params);
  const call: GraphCall = {
    world,
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
  const throttled = world.usage.take(call.isPlatform);
  if (throttled !== null) throw throttled;
  noteUnknownParameters(call, route);
  return route === 'debug_token' && world.login === 'facebook' ? debugToken(call) : answerCall(call);
}

function requireNoRemoved(params: URLSearchParams, route: string, misuse: Misuse[]): void {
  for (const name of REMOVED_PARAMETERS) {
    if (!params.has(name) || (name === 'debug' && route === 'debug_token')) continue;
    misuse.push({ rule: 'removed_feature', detail: `parameter ${name}` });
    throw removedParameter(name);
  }
}

function requireProof(world: World, token: string, params: URLSearchParams): void {
  const proof = params.get('appsecret_proof');
  if (proof === null) {
    if (world.requireProof) throw proofRequired();
    return;
  }
  if (proof !== createHmac('sha256', world.appSecret).update(token).digest('hex')) throw proofInvalid();
}

/** Calls that count for the app alone: finding others, hashtags, and everything that is not about the account. */
function isPlatformCall(params: URLSearchParams, segments: readonly string[]): boolean {
  const first = segments[0] ?? '';
  if (!/^\d+$/.test(first)) return true;
  const fields = params.get('fields') ?? '';
  return fields.includes('business_discovery.') || segments[1] === 'recent_media' || segments[1] === 'top_media';
}

const PARAMETERS: readonly string[] = [
  ...['access_token', 'appsecret_proof', 'fields', 'limit', 'after', 'before', 'since', 'until'],
  ...['metric', 'metric_type', 'period', 'breakdown', 'timeframe', 'user_id', 'q', 'input_token', 'locale', 'method'],
];

/** Graph ignores what it does not know, so a client never learns that it misspelt something. */
function noteUnknownParameters(call: GraphCall, route: string): void {
  for (const name of call.params.keys()) {
    if (!PARAMETERS.includes(name)) call.misuse.push({ rule: 'unknown_parameter', detail: `${name} on /${route}` });
  }
}

function versionHeader(world: World, request: CallRequest): Readonly<Record<string, string>> {
  const { version } = parsePath(request.path);
  const served = servedVersion(version === '' ? null : version, world.now());
  return served.kind === 'served' ? { 'facebook-api-version': `v${String(served.major)}.0` } : {};
}
